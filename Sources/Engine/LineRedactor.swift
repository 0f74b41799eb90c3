/// Takes names and addresses out of a line that somebody wrote and leaves the rest as it was. Both searches go over a line once, whatever
/// stands in it: a line may come from somebody who would like the engine to stand still.
enum LineRedactor {
    /// - Parameter pseudonym: of a name in its core (see `NameWords`), where there is one.
    static func applied(to line: String, longestName words: Int, pseudonym: (String) -> String?) -> String {
        withoutAddresses(withoutCertificateNames(withoutNames(line, words, pseudonym)))
    }

    /// What shows without any name known: addresses, and certificates' names.
    static func withoutNames(unknown line: String) -> String { withoutAddresses(withoutCertificateNames(line)) }

    /// Whether a line has been redacted: it held a name, and no longer does.
    static func isHidden(_ line: String) -> Bool {
        guard withoutAddresses(line) == line else { return false }
        return line.isEmpty || ["…", "/24", "/56"].contains(where: { line.contains($0) })
            || NameWords.ranges(in: line).contains { Pseudonyms.isPseudonym(String(line[$0])) }
    }

    /// A name counts only where it stands alone: `al` in `alice` stays. The longest first: `anna berg` before `anna`.
    private static func withoutNames(_ line: String, _ longest: Int, _ pseudonym: (String) -> String?) -> String {
        let words = NameWords.ranges(in: line)
        var out = ""
        var copied = line.startIndex
        var index = 0
        while index < words.count {
            var taken = 1
            for count in (1...max(1, min(longest, words.count - index))).reversed() {
                let range = words[index].lowerBound..<words[index + count - 1].upperBound
                guard let found = pseudonym(String(line[range])) else { continue }
                out += line[copied..<range.lowerBound] + found
                copied = range.upperBound
                taken = count
                break
            }
            index += taken
        }
        return out + line[copied...]
    }

    /// `CN=alice` in what somebody copied from a log names one that we may not know.
    private static func withoutCertificateNames(_ text: String) -> String {
        var out = ""
        var rest = text[...]
        while let range = rest.firstRange(of: "CN=") {
            out += rest[..<range.upperBound]
            rest = rest[range.upperBound...]
            let end = rest.firstIndex { ",/:;\"'".contains($0) } ?? rest.endIndex
            let name = String(rest[..<end])
            out += Pseudonyms.isPseudonym(name) ? name : "…"
            rest = rest[end...]
        }
        return out + rest
    }

    private static func withoutAddresses(_ line: String) -> String {
        let bytes = Array(line.utf8)
        var out: [UInt8] = []
        var (index, copied) = (0, 0)
        while index < bytes.count {
            if bytes[index].isHexDigit || bytes[index] == UInt8(ascii: ":"), let (address, range) = IPAddress.found(in: bytes, at: index),
                let network = IPNetwork(of: address)
            {
                // A network, from where it was an address once, stays one.
                let end = range.lowerBound + network.text.utf8.count
                if bytes[range.lowerBound...].starts(with: network.text.utf8), end == bytes.count || !bytes[end].isDigit {
                    index = end
                    continue
                }
                out += bytes[copied..<range.lowerBound]
                out += Array(network.text.utf8)
                index = range.upperBound
                copied = index
            } else {
                index += 1
            }
        }
        return copied == 0 ? line : String(decoding: out + bytes[copied...], as: UTF8.self)
    }
}

/// A text as words: what stands between them does not belong to a name.
enum NameWords {
    /// A name of more words is only known by its first.
    static let longestName = 16

    /// Letters and digits with what may join them; a dot or a hyphen at either end does not belong to a word.
    static func ranges(in text: some StringProtocol) -> [Range<String.Index>] {
        var found: [Range<String.Index>] = []
        let (bytes, scalars) = (text.utf8, text.unicodeScalars)
        var start: String.Index?
        var end = bytes.startIndex
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            let isASCII = byte < 0x80
            let next = isASCII ? bytes.index(after: index) : scalars.index(after: index)
            if isASCII ? byte.isASCIIAlphanumeric : isLetter(scalars[index]) {
                if start == nil { start = index }
                end = next
            } else if !(isASCII && joins(byte)), let begun = start {
                found.append(begun..<end)
                start = nil
            }
            index = next
        }
        if let begun = start { found.append(begun..<end) }
        return found
    }

    /// What of a name is looked for in a text: `(Anna Berg)` is found as `Anna Berg`.
    static func core(of name: String) -> (text: String, words: Int)? {
        let words = ranges(in: name).prefix(longestName)
        guard let first = words.first, let last = words.last else { return nil }
        return (String(name[first.lowerBound..<last.upperBound]), words.count)
    }

    /// How a name may be written: in whatever letters, with a blank, a line end, a dot, a hyphen or a line between its parts.
    static func folded(_ core: String) -> String {
        var out = String.UnicodeScalarView()
        var isGap = false
        for scalar in core.lowercased().unicodeScalars {
            if scalar.isASCII ? joins(UInt8(scalar.value)) || scalar.value <= 0x20 : isBlank(scalar) {
                isGap = true
                continue
            }
            if isGap { out.append(" ") }
            isGap = false
            switch scalar {
            case "ß": out.append(contentsOf: "ss".unicodeScalars)
            case "ς": out.append("σ")
            default: out.append(scalar)
            }
        }
        return String(out)
    }

    /// As lists have it, of a folded name: `berg anna` and `berg, anna`, where the family's name may be several words.
    static func turned(_ folded: String) -> [String] {
        let parts = folded.split(separator: " ")
        guard (2...4).contains(parts.count) else { return [] }
        return (1..<parts.count).flatMap { first in
            [" ", ", "].map { parts[first...].joined(separator: " ") + $0 + parts[..<first].joined(separator: " ") }
        }
    }

    /// So many words a name is when each of its parts is one.
    static func parts(_ core: String) -> Int { min(longestName, folded(core).split(separator: " ").count) }

    /// Of those beyond ASCII: blanks, and marks that nobody sees.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.generalCategory == .format
    }

    /// Of those beyond ASCII.
    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        if properties.isAlphabetic || properties.numericType != nil { return true }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return true
        default: return false
        }
    }
    private static func joins(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "&"): true
        default: false
        }
    }
}
