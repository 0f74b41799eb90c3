extension Unicode.Scalar {
    /// Whether it could steer a terminal or turn the writing direction: controls of both sets, line separators, and invisible format
    /// characters but for the two that join letters and emoji (Unicode general categories Cc, Zl, Zp, Cf).
    public var isSteering: Bool {
        if isASCII { return value < 0x20 || value == 0x7F }
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        case .format: return value != 0x200C && value != 0x200D
        default: return false
        }
    }
}

extension String {
    /// Text from outside as it may stand in a line of ours: what steers is U+FFFD.
    ///
    /// - Parameters:
    ///   - kept: what stays all the same, such as line ends.
    ///   - longest: scalars; what is longer is cut.
    public func harmless(keeping kept: Set<Unicode.Scalar> = [], atMost longest: Int = .max) -> String {
        func isHarmful(_ scalar: Unicode.Scalar) -> Bool { scalar.isSteering && !kept.contains(scalar) }
        guard unicodeScalars.contains(where: isHarmful) || unicodeScalars.dropFirst(longest).first != nil else { return self }
        var out = String.UnicodeScalarView()
        for scalar in unicodeScalars.prefix(longest) { out.append(isHarmful(scalar) ? "\u{FFFD}" : scalar) }
        return String(out)
    }

    /// Of a JSON text: what steers is written as an escape, which reads back as it was. Outside of its strings there is nothing such but
    /// line ends, which stay.
    public var harmlessJSON: String {
        guard unicodeScalars.contains(where: { $0.isSteering && $0 != "\n" }) else { return self }
        var out = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            guard scalar.isSteering, scalar != "\n" else {
                out.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                out += ("\\u" + unit.padded(to: 4, radix: 16)).unicodeScalars
            }
        }
        return String(out)
    }
}
