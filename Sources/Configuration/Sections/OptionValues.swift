import TOMLReading
import Telemetry

extension TableReader {
    /// What the file says of an option; nil where it is missing or wrong. What comes back is of the option's kind.
    func value(of option: OptionDeclaration) -> OptionValue? {
        let key = option.key
        guard let node = entry(key)?.node else {
            if option.isRequired { require(key, example: "\(key) = \(spelled(option.example))") }
            return nil
        }
        switch option.kind {
        case .text: return text(of: option, node).map { .text($0) }
        case .whole(let range, let unit): return whole(key, node, in: range, unit: unit).map { .whole($0) }
        case .duration(let range): return duration(key, in: range).map { .duration($0) }
        case .yesOrNo: return yesOrNo(key, node).map { .flag($0) }
        case .choice(let words):
            // `version = 3` is as clear as `version = "3"`.
            if case .whole(let number) = node.value, words.contains(String(number)) { return .text(String(number)) }
            return word(key, among: words).map { .text($0) }
        case .texts: return texts(key, example: spelled(option.example)).map { .texts($0) }
        case .path:
            guard let path = text(key, example: plain(option.example)) else { return nil }
            if path.hasPrefix("/") { return .text(path) }
            findings.add(node.place, .valueWanted(key, .fileValue(quoted(path)), .wantedPath("\(key) = \(spelled(option.example))")))
            return nil
        }
    }

    // Options were texts once, whatever stood there: files that were written then have numbers in quotes and the other way round.

    private func text(of option: OptionDeclaration, _ node: TOMLNode) -> String? {
        switch node.value {
        case .whole(let number): String(number)
        case .fraction(let number): spelled(number)
        case .flag(let flag): String(flag)
        default: text(option.key, example: plain(option.example))
        }
    }

    private func whole(_ key: String, _ node: TOMLNode, in range: ClosedRange<Int>, unit: Message?) -> Int? {
        let wanted = Message.wantedWhole(range.lowerBound, range.upperBound, unit)
        let found: Int64?
        switch node.value {
        case .whole(let number): found = number
        case .fraction(let number): found = Int64(exactly: number)
        case .text(let text):
            found = Int64(text)
            if found == nil {
                findings.add(node.place, .valueWanted(key, .fileValue(quoted(text)), wanted))
                return nil
            }
        default: found = nil
        }
        guard let found else {
            findings.add(node.place, .valueWanted(key, node.kind, wanted))
            return nil
        }
        if let number = Int(exactly: found), range.contains(number) { return number }
        findings.add(node.place, .valueWanted(key, .fileValue(String(found)), wanted))
        return nil
    }

    private func yesOrNo(_ key: String, _ node: TOMLNode) -> Bool? {
        switch node.value {
        case .flag(let flag): return flag
        case .text("yes"), .text("true"): return true
        case .text("no"), .text("false"): return false
        // No guess at what was meant: "on" is nearest to "no".
        case .text(let text): findings.add(node.place, .valueWanted(key, .fileValue(quoted(text)), .wantedYesOrNo(key)))
        default: findings.add(node.place, .valueWanted(key, node.kind, .wantedYesOrNo(key)))
        }
        return nil
    }
}

/// As a file says it: `"write"`, `30`, `"5m"`, `["a", "b"]`.
func spelled(_ value: OptionValue) -> String {
    switch value {
    case .text(let text): inQuotes(text)
    case .whole(let number): String(number)
    case .duration(let duration): inQuotes(spelled(duration))
    case .flag(let flag): inQuotes(flag ? "yes" : "no")
    case .texts(let texts): "[" + texts.map(inQuotes).joined(separator: ", ") + "]"
    }
}

/// A TOML text; values have no control characters.
private func inQuotes(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
}

private func plain(_ value: OptionValue) -> String { if case .text(let text) = value { text } else { spelled(value) } }
