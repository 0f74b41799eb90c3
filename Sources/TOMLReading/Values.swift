package import Telemetry

extension TableReader {
    /// The longest name of a host or an area.
    package static let longestName = 200
    /// The longest line of any other text.
    package static let longestText = 1000

    /// A text of one line that is not empty.
    package func text(_ key: String, example: String, longest: Int = longestText) -> String? {
        value(key, wanted: .wantedText("\(key) = \"\(example)\"")) { if case .text(let text) = $0 { text } else { nil } }
            .flatMap { checked($0, .ofKey(key), at: place(of: key), longest: longest) }
    }

    /// A name: any text that is not empty, has at most 200 characters and no control characters.
    package func name(_ key: String, example: String) -> String? { text(key, example: example, longest: Self.longestName) }

    private func checked(_ text: String, _ what: Message, at place: SourcePlace, longest: Int) -> String? {
        if text.trimmed.isEmpty {
            findings.add(place, .valueIsEmpty(what))
        } else if text.unicodeScalars.count > longest {
            findings.add(place, .valueTooLong(what, text.unicodeScalars.count, longest))
        } else if text.unicodeScalars.contains(where: { $0.isSteering && $0.properties.generalCategory != .format }) {
            findings.add(place, .valueHasControl(what))
        } else {
            return text
        }
        return nil
    }

    package func texts(_ key: String, example: String) -> [String]? {
        let wanted = Message.wantedTexts("\(key) = \(example)")
        guard let items = value(key, wanted: wanted, { if case .list(let items) = $0 { items } else { nil } }) else { return nil }
        var out: [String] = []
        for item in items {
            guard case .text(let text) = item.value else {
                findings.add(item.place, .entryWanted(key, item.kind, wanted))
                return nil
            }
            // An argument may be empty; a line break in one is more likely an accident than a wish.
            guard text.isEmpty || checked(text, .ofEntry(key), at: item.place, longest: Self.longestText) != nil else {
                return nil
            }
            out.append(text)
        }
        return out
    }

    package func flag(_ key: String) -> Bool? {
        value(key, wanted: .wantedFlag(key)) { if case .flag(let flag) = $0 { flag } else { nil } }
    }

    /// One of the words of an enumeration.
    package func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _ type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        word(key, among: Choice.allCases.map(\.rawValue)).flatMap { Choice(rawValue: $0) }
    }

    /// One of the words.
    package func word(_ key: String, among words: [String]) -> String? {
        let wanted = Message.wantedOneOf(words.map { "\"\($0)\"" }.joined(separator: ", "))
        guard let word = value(key, wanted: wanted, { if case .text(let text) = $0 { text } else { nil } }) else { return nil }
        if words.contains(word) { return word }
        findings.add(place(of: key), unknown(.unknownValue(quoted(word)), word, known: words) { .keyCanBe(key, $0) })
        return nil
    }

    package func whole(_ key: String, in range: ClosedRange<Int64>) -> Int? {
        let wanted = Message.wantedWhole(Int(range.lowerBound), Int(range.upperBound), nil)
        guard let number = value(key, wanted: wanted, { if case .whole(let number) = $0 { number } else { nil } }) else { return nil }
        if range.contains(number) { return Int(exactly: number) }
        findings.add(place(of: key), .valueWanted(key, .fileValue(String(number)), wanted))
        return nil
    }

    /// A number with or without a fraction, never infinite and never "not a number".
    package func number(_ key: String, in range: ClosedRange<Double>, unit: Message?) -> Double? {
        let wanted = Message.wantedNumber(spelled(range.lowerBound), spelled(range.upperBound), unit)
        let found: Double? = value(key, wanted: wanted) {
            switch $0 {
            case .whole(let number): Double(number)
            case .fraction(let number): number
            default: nil
            }
        }
        guard let found else { return nil }
        if range.contains(found) { return found }
        findings.add(place(of: key), .valueWanted(key, .fileValue(spelled(found)), wanted))
        return nil
    }
}

package func spelled(_ number: Double) -> String { number.plain }
