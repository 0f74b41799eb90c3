extension UserCommand {
    /// Why it does not run with what is selected.
    public enum Unfit: Error, Hashable, Sendable {
        case unknown(Placeholder)
        /// A program would take it for an option.
        case option(Placeholder, String)
        /// It has blanks, or letters that are something else to a shell, on another machine too.
        case special(Placeholder, String)
        /// It is no pseudonym.
        case name(Placeholder)
    }
    private static let longestValue = 255
    /// Beside letters and digits. No shell, and no ssh's shell at the other end, makes anything of these.
    private static let plain = Set("._:@%+,=/-".unicodeScalars)

    /// The program and its arguments, as they are for what is selected. What comes from outside is one argument or a part of one, and
    /// never more.
    /// - Parameter value: What stands for a placeholder; nil or empty where nothing does.
    public func arguments(_ value: (Placeholder) -> String?) throws(Unfit) -> [String] {
        var out: [String] = []
        for argument in run {
            var text = ""
            for piece in UserCommand.pieces(of: argument) {
                switch piece {
                case .text(let part): text += part
                case .placeholder(let word):
                    // The configuration was read by an engine of another version.
                    guard let placeholder = Placeholder(rawValue: word) else {
                        text += "{\(word)}"
                        continue
                    }
                    guard let found = value(placeholder), !found.isEmpty else { throw .unknown(placeholder) }
                    if placeholder == .sessionUser, !found.isPseudonym { throw .name(placeholder) }
                    let shown = String(found.harmless().prefix(40))
                    guard found.utf8.count <= Self.longestValue, found.unicodeScalars.allSatisfy(Self.isPlain) else {
                        throw .special(placeholder, shown)
                    }
                    if text.isEmpty, found.hasPrefix("-") { throw .option(placeholder, shown) }
                    text += found
                }
            }
            out.append(text)
        }
        return out
    }

    /// One by one: a letter that joins what follows (U+0D4E and its like) makes one character with a semicolon.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        if plain.contains(scalar) { return true }
        let isMark = [.nonspacingMark, .spacingMark].contains(scalar.properties.generalCategory)
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil || !scalar.isASCII && isMark
    }
}

extension String {
    /// Whether it can be a pseudonym, of whatever day.
    public var isPseudonym: Bool {
        let digits = utf8.dropFirst(2)
        let isHex = digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 || (UInt8(ascii: "a")...UInt8(ascii: "f")) ~= $0 }
        return hasPrefix("u-") && (4...32).contains(digits.count) && isHex
    }
}
