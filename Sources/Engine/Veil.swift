/// Takes names and addresses out of a line and leaves the rest as it was, so that a proof stays one.
struct Veil {
    let names: [String: String]

    /// A name counts only where it stands alone: `al` in `alice` stays.
    func applied(to line: String) -> String {
        var text = line
        // Longest first: `anna.berg` before `anna`.
        for (name, pseudonym) in names.sorted(by: { ($1.key.count, $0.key) < ($0.key.count, $1.key) }) where text.contains(name) {
            text = Self.replacing(name, with: pseudonym, in: text)
        }
        return Self.withoutAddresses(Self.withoutCertificateNames(text))
    }

    private static func replacing(_ name: String, with pseudonym: String, in text: String) -> String {
        var out = ""
        var rest = text[...]
        while let range = rest.firstRange(of: name) {
            let before = range.lowerBound == text.startIndex ? nil : text[text.index(before: range.lowerBound)]
            let after = range.upperBound == text.endIndex ? nil : text[range.upperBound]
            let isWhole = !(before.map(isPartOfWord) ?? false) && !(after.map(isPartOfWord) ?? false)
            out += rest[..<range.lowerBound]
            out += isWhole ? pseudonym : name
            rest = rest[range.upperBound...]
        }
        return out + rest
    }

    /// `VERIFY ERROR: … CN=alice` names somebody who never got in: the name is nobody's that we know.
    private static func withoutCertificateNames(_ text: String) -> String {
        var out = ""
        var rest = text[...]
        while let range = rest.firstRange(of: "CN=") {
            out += rest[..<range.upperBound]
            rest = rest[range.upperBound...]
            let end = rest.firstIndex { ",/:;\"'".contains($0) } ?? rest.endIndex
            out += rest[..<end].hasPrefix("u-") ? String(rest[..<end]) : "…"
            rest = rest[end...]
        }
        return out + rest
    }

    private static func isPartOfWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }

    /// Every run of the letters that addresses are made of is tried as one.
    private static func withoutAddresses(_ text: String) -> String {
        var out = ""
        var run = ""
        func flushed() -> String {
            guard run.contains(where: { $0 == "." || $0 == ":" }) else { return run }
            let trimmed = run.trailing { $0 == "." || $0 == ":" || $0 == "]" && !run.contains("[") }
            // `udp4:10.0.0.1:1194` leaves `4:10.0.0.1:1194` here: what stands before a colon may not belong to the address.
            var start = trimmed.kept.startIndex
            while true {
                if let network = Network(of: String(trimmed.kept[start...])) {
                    return trimmed.kept[..<start] + network.text + trimmed.dropped
                }
                guard let colon = trimmed.kept[start...].firstIndex(of: ":") else { return run }
                start = trimmed.kept.index(after: colon)
            }
        }
        for character in text {
            if character.isHexDigit || character == "." || character == ":" || character == "[" && run.isEmpty
                || character == "]" && run.hasPrefix("[")
            {
                run.append(character)
            } else {
                out += flushed()
                run = ""
                out.append(character)
            }
        }
        return out + flushed()
    }
}

extension String {
    fileprivate func trailing(while matches: (Character) -> Bool) -> (kept: String, dropped: String) {
        var kept = self[...]
        while let last = kept.last, matches(last) { kept = kept.dropLast() }
        return (String(kept), String(self[kept.endIndex...]))
    }
}
