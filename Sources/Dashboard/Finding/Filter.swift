import Telemetry

/// What stands behind `/`, taken apart: words of which every one must hold. `vpn !stale area:east >80`
struct Filter: Hashable, Sendable {
    /// What can be asked for by name, where a list has it.
    enum Field: String, Hashable, Sendable, CaseIterable { case area, host, state, kind, user }
    enum Comparison: String, Hashable, Sendable {
        case atLeast = ">="
        case atMost = "<="
        case more = ">"
        case less = "<"
    }
    /// A row's value in the sorted column, as it is shown there.
    enum Number: Hashable, Sendable {
        case value(Double)
        case time(Duration)
    }
    struct Term: Hashable, Sendable {
        enum Wanted: Hashable, Sendable {
            case text(String)
            case column(Field, String)
            /// A bare number is so many minutes where the sorted column is a time.
            case number(Comparison, value: Double?, time: Duration?)
        }
        var isNegated = false
        let wanted: Wanted
    }

    /// As it was typed; empty is none.
    let text: String
    private(set) var terms: [Term] = []
    /// What of it cannot be asked here, and what can. Such a filter admits nothing: nobody may act on what he believes to be chosen.
    private(set) var problem: String?

    /// In bytes; longer ones are refused.
    static let longest = 1000
    /// Nothing is filtered.
    static let none = Filter("")

    /// - Parameters:
    ///   - columns: those that the lists of this screen have.
    ///   - comparesNumbers: whether what they are sorted by is a number.
    ///   - isSorted: whether they can be sorted by another column.
    init(_ text: String, columns: [Field] = Field.allCases, comparesNumbers: Bool = true, isSorted: Bool = true) {
        self.text = text
        guard text.utf8.count <= Filter.longest else {
            problem = localized("a filter has at most \(Filter.longest) bytes")
            return
        }
        for word in Filter.words(text.lowercased()) {
            var term: Term
            if word.isQuoted {
                term = Term(wanted: .text(word.text))
            } else if let number = Filter.number(word.text) {
                guard let wanted = number.wanted else { continue }
                if !comparesNumbers {
                    let cure = isSorted ? localized("sort by a number first (keys < >)") : localized("no list here is sorted by one")
                    problem = problem ?? localized("\(number.sign) compares the sorted column: \(cure)")
                }
                term = Term(wanted: wanted)
            } else if let (name, value) = Filter.named(word.text) {
                guard let column = Field(rawValue: name), columns.contains(column) else {
                    problem = problem ?? Filter.unknown(name, columns)
                    continue
                }
                // It is still being typed.
                guard !value.isEmpty, value != "=" else { continue }
                term = Term(wanted: .column(column, value))
            } else {
                term = Term(wanted: .text(word.text))
            }
            term.isNegated = word.isNegated
            terms.append(term)
        }
    }

    private static func unknown(_ name: String, _ columns: [Field]) -> String {
        let known =
            columns.isEmpty
            ? localized("none can be asked for by name")
            : localized("there are \(columns.map { $0.rawValue + ":" }.joined(separator: " "))")
        return localized("no column \(name.prefix(20)): here; \(known)")
    }

    /// Parts between blanks; what stands in quotes is one, blanks and all, and is no more than its letters where it begins with them.
    private static func words(_ text: String) -> [(text: String, isQuoted: Bool, isNegated: Bool)] {
        var found: [(text: String, isQuoted: Bool, isNegated: Bool)] = []
        var (word, isOpen, isQuoted, isNegated) = ("", false, false, false)
        func close() {
            if !word.isEmpty { found.append((word, isQuoted, isNegated)) }
            (word, isQuoted, isNegated) = ("", false, false)
        }
        for letter in text {
            if letter == "\"" {
                if !isOpen, word.isEmpty { isQuoted = true }
                isOpen.toggle()
            } else if letter.isWhitespace, !isOpen {
                close()
            } else if letter == "!", word.isEmpty, !isQuoted, !isNegated {
                isNegated = true
            } else {
                word.append(letter)
            }
        }
        close()
        return found
    }

    /// Nil where it is none; `wanted` is nil while the number is still to come.
    private static func number(_ word: String) -> (sign: String, wanted: Term.Wanted?)? {
        for comparison in [Comparison.atLeast, .atMost, .more, .less] where word.hasPrefix(comparison.rawValue) {
            let digits = word.dropFirst(comparison.rawValue.count)
            guard !digits.isEmpty else { return (comparison.rawValue, nil) }
            guard digits.utf8.count <= 24, digits.first?.isNumber ?? false else { return nil }
            let plain = digits.hasSuffix("%") ? digits.dropLast() : digits
            let value = Double(String(plain.map { $0 == "," ? "." : $0 })).flatMap { $0.isFinite ? $0 : nil }
            let time = Duration(words: String(digits), bare: .seconds(60))
            guard value != nil || time != nil else { return nil }
            return (comparison.rawValue, .number(comparison, value: value, time: time))
        }
        return nil
    }
    /// `area:east`: letters, and a colon behind them. An address or a time of day has none in front.
    private static func named(_ word: String) -> (String, String)? {
        guard let colon = word.firstIndex(of: ":"), colon > word.startIndex, word[..<colon].allSatisfy(\.isLetter) else { return nil }
        return (String(word[..<colon]), String(word[word.index(after: colon)...]))
    }
}

extension Filter {
    var isEmpty: Bool { text.isEmpty }
    /// Whether a row's number, or one of these, may let it come and go.
    var asksForNumbers: Bool { terms.contains { if case .number = $0.wanted { true } else { false } } }
    func asks(for column: Field) -> Bool { terms.contains { if case .column(column, _) = $0.wanted { true } else { false } } }

    /// - Parameters:
    ///   - texts: what plain words are looked for in.
    ///   - words: what the row has in a column, asked for only where the filter names it.
    ///   - number: its value in the sorted column; nil where it has none.
    func admits(_ texts: @autoclosure () -> [String], _ words: (Field) -> [String] = { _ in [] }, number: () -> Number? = { nil }) -> Bool {
        guard problem == nil else { return false }
        var lowered: [String]?
        return terms.allSatisfy { term in
            let holds: Bool
            switch term.wanted {
            case .text(let wanted):
                let all = lowered ?? texts().map { $0.lowercased() }
                lowered = all
                holds = all.contains { $0.contains(wanted) }
            case .column(let column, let wanted):
                // `area:=it` is that one alone.
                let found = words(column).map { $0.lowercased() }
                if wanted.hasPrefix("=") {
                    holds = found.contains { $0 == wanted.dropFirst() }
                } else {
                    holds =
                        found.contains(wanted)
                        || found.contains { $0.contains(wanted) } && !(column == .state && Filter.isWordOfState(wanted))
                }
            case .number(let comparison, let value, let time):
                switch number() {
                case .value(let found): holds = value.map { comparison.holds(found, $0) } ?? false
                case .time(let found): holds = time.map { comparison.holds(found, $0) } ?? false
                case nil: holds = false
                }
            }
            return holds != term.isNegated
        }
    }
}

extension Filter.Comparison {
    func holds<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
        switch self {
        case .atLeast: a >= b
        case .atMost: a <= b
        case .more: a > b
        case .less: a < b
        }
    }
}
