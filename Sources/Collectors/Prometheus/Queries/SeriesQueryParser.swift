import Telemetry

/// What in a query is not of the language, and where in it.
struct QueryFault: Error {
    /// Letters before it.
    let at: Int
    let message: Message
}

/// Reads a query. What it may be is bounded, so that everything that comes after is.
struct SeriesQueryParser {
    static let longest = 2000
    private static let deepest = 16
    private static let mostUses = 64

    private let bytes: [UInt8]
    private var at = 0
    private var uses = 0

    static func query(_ text: String) throws(QueryFault) -> SeriesQuery {
        var parser = try SeriesQueryParser(text)
        let query = try parser.sum(depth: 0)
        try parser.end()
        return query
    }

    static func selector(_ text: String) throws(QueryFault) -> SeriesSelector {
        var parser = try SeriesQueryParser(text)
        let name = try parser.name()
        let selector = try parser.selector(of: name)
        try parser.end()
        return selector
    }

    private init(_ text: String) throws(QueryFault) {
        bytes = Array(text.utf8)
        guard bytes.count <= Self.longest else { throw QueryFault(at: 0, message: .queryTooLong(Self.longest)) }
    }

    private func fault(_ message: Message) -> QueryFault { QueryFault(at: at, message: message) }

    private mutating func end() throws(QueryFault) {
        skipBlanks()
        guard at == bytes.count else { throw fault(.queryGoesOn()) }
    }

    private mutating func sum(depth: Int) throws(QueryFault) -> SeriesQuery {
        var query = try product(depth: depth)
        while let operation = take(.plus) ?? take(.minus) { query = .arithmetic(operation, query, try product(depth: depth)) }
        return query
    }

    private mutating func product(depth: Int) throws(QueryFault) -> SeriesQuery {
        var query = try factor(depth: depth)
        while let operation = take(.times) ?? take(.over) { query = .arithmetic(operation, query, try factor(depth: depth)) }
        return query
    }

    private mutating func take(_ operation: SeriesQuery.Operation) -> SeriesQuery.Operation? { take(operation.rawValue) ? operation : nil }

    private mutating func factor(depth: Int) throws(QueryFault) -> SeriesQuery {
        guard depth < Self.deepest, uses < Self.mostUses else { throw fault(.queryTooLarge()) }
        uses += 1
        if take(UInt8(ascii: "(")) {
            let query = try sum(depth: depth + 1)
            try expect(UInt8(ascii: ")"))
            return query
        }
        skipBlanks()
        if at < bytes.count, ExpositionNumber.isDigit(bytes[at]) || bytes[at] == UInt8(ascii: ".") { return .number(try number()) }
        let start = at
        let name = try name()
        guard peek() == UInt8(ascii: "(") else {
            return .series(SeriesUse(selector: try selector(of: name), isRate: false, aggregation: .one))
        }
        _ = take(UInt8(ascii: "("))
        if name == "rate" {
            let use = SeriesUse(selector: try selector(of: self.name()), isRate: true, aggregation: .one)
            try expect(UInt8(ascii: ")"))
            return .series(use)
        }
        guard name != "one", let aggregation = SeriesUse.Aggregation(rawValue: name) else {
            at = start
            throw fault(.queryUnknownFunction(name))
        }
        let inner = try self.name()
        let isRate = inner == "rate" && peek() == UInt8(ascii: "(")
        if isRate { _ = take(UInt8(ascii: "(")) }
        let use = SeriesUse(selector: try selector(of: isRate ? self.name() : inner), isRate: isRate, aggregation: aggregation)
        if isRate { try expect(UInt8(ascii: ")")) }
        try expect(UInt8(ascii: ")"))
        return .series(use)
    }

    private mutating func selector(of metric: String) throws(QueryFault) -> SeriesSelector {
        var matchers: [LabelMatcher] = []
        guard take(UInt8(ascii: "{")) else { return SeriesSelector(metric: metric, matchers: []) }
        while !take(UInt8(ascii: "}")) {
            if !matchers.isEmpty {
                try expect(UInt8(ascii: ","))
                if take(UInt8(ascii: "}")) { break }
            }
            let label = try name()
            guard !label.contains(":") else { throw fault(.queryWantsName()) }
            matchers.append(LabelMatcher(label, try test()))
        }
        return SeriesSelector(metric: metric, matchers: matchers)
    }

    private mutating func test() throws(QueryFault) -> LabelMatcher.Test {
        skipBlanks()
        let isNot = take(UInt8(ascii: "!"))
        let isEqual = !isNot && take(UInt8(ascii: "="))
        let isPattern = take(UInt8(ascii: "~"))
        guard isEqual || isNot && (isPattern || take(UInt8(ascii: "="))) else { throw fault(.queryWantsTest()) }
        skipBlanks()
        let start = at
        let text = try quoted()
        guard isPattern else { return isNot ? .notEqual(Array(text.utf8)) : .equal(Array(text.utf8)) }
        guard let pattern = LabelPattern(text) else {
            at = start
            throw fault(.queryPatternBeyond())
        }
        return isNot ? .unlike(pattern) : .like(pattern)
    }

    private mutating func quoted() throws(QueryFault) -> String {
        skipBlanks()
        guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'") else { throw fault(.queryWantsText()) }
        let quote = bytes[at]
        at += 1
        var text: [UInt8] = []
        while at < bytes.count, bytes[at] != quote {
            // Only a quote and a backslash need one; others are the pattern's.
            if bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count, bytes[at + 1] == quote || bytes[at + 1] == UInt8(ascii: "\\") {
                at += 1
            }
            text.append(bytes[at])
            at += 1
        }
        guard take(quote) else { throw fault(.queryWantsText()) }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func name() throws(QueryFault) -> String {
        skipBlanks()
        let start = at
        while at < bytes.count, ExpositionScanner.isNameLetter(bytes[at]) { at += 1 }
        guard at > start, !ExpositionNumber.isDigit(bytes[start]) else {
            at = start
            throw fault(.queryWantsName())
        }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private mutating func number() throws(QueryFault) -> Double {
        let start = at
        while at < bytes.count, ExpositionNumber.isDigit(bytes[at]) || bytes[at] == UInt8(ascii: ".") || bytes[at] | 0x20 == 0x65 {
            at += 1
        }
        guard let number = bytes[start..<at].withUnsafeBufferPointer({ ExpositionNumber.real($0[...]) }) else {
            at = start
            throw fault(.queryWantsName())
        }
        return number
    }

    private mutating func peek() -> UInt8? {
        skipBlanks()
        return at < bytes.count ? bytes[at] : nil
    }
    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        at += 1
        return true
    }
    private mutating func expect(_ byte: UInt8) throws(QueryFault) {
        guard take(byte) else { throw fault(.queryWants(String(UnicodeScalar(byte)))) }
    }
    private mutating func skipBlanks() {
        while at < bytes.count, bytes[at] == UInt8(ascii: " ") || bytes[at] == 9 || bytes[at] == 10 { at += 1 }
    }
}
