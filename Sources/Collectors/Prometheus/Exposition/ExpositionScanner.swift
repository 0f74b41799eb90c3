import Glibc

/// Where something stands in an answer.
struct ByteSpan: Hashable, Sendable {
    var start = 0
    var end = 0
    var isEmpty: Bool { start == end }
}

/// One label of a sample: places in the answer, no strings.
struct LabelSpan: Hashable, Sendable {
    var name: ByteSpan
    /// Between the quotes.
    var value: ByteSpan
    var nameHash: UInt64
    /// Of the value as it is written.
    var valueHash: UInt64
    /// A backslash stands in the value.
    var isEscaped: Bool
}

/// What a line is.
enum ExpositionLine: Hashable, Sendable {
    /// In the scanner's `name`, `labels`, `value`, `timestamp` and `hasExemplar`.
    case sample
    case type(FamilyType)
    case help
    /// The unit is in `unit`.
    case unit
    /// `# EOF`.
    case end
}

/// Reads an answer line by line, over the bytes as they came. It knows what a line is made of; what lines mean together is in
/// `TextRules` and `OpenMetricsRules`.
///
/// The last byte is a line feed, which the initializer sees to: no loop that stops there can run over the end.
struct ExpositionScanner {
    /// No sample has more labels.
    static let mostLabels = 128

    let bytes: UnsafeBufferPointer<UInt8>
    let format: ExpositionFormat
    private var at = 0
    /// From 1.
    private(set) var line = 0

    /// Of the sample, or of the family that a `#` line is about.
    private(set) var name = ByteSpan()
    private(set) var nameHash: UInt64 = 0
    private(set) var labels: [LabelSpan] = []
    private(set) var value = 0.0
    /// In seconds.
    private(set) var timestamp: Double?
    private(set) var hasExemplar = false
    private(set) var unit = ByteSpan()
    /// Behind HELP.
    private(set) var text = ByteSpan()
    /// Letters in the labels of an exemplar.
    private static let mostExemplarLetters = 128

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ format: ExpositionFormat) throws(ExpositionFault) {
        self.bytes = bytes
        self.format = format
        guard bytes.last == 10 else {
            throw ExpositionFault(line: bytes.count { $0 == 10 } + 1, words: "the answer ends here, in the middle", isCutOff: true)
        }
        labels.reserveCapacity(16)
    }

    /// Nil at the end of the bytes.
    mutating func next() throws(ExpositionFault) -> ExpositionLine? {
        while at < bytes.count {
            line += 1
            if format == .text { skipBlanks() }
            switch bytes[at] {
            case 10:
                guard format == .text else { throw fault("an empty line") }
                at += 1
            case UInt8(ascii: "#"):
                at += 1
                if let found = format == .text ? try remark() : try metadata() { return found }
            default:
                try sample()
                return .sample
            }
        }
        return nil
    }

    func fault(_ words: String) -> ExpositionFault { ExpositionFault(line: line, words: words) }

    // MARK: Lines that begin with #

    /// Of the older format: a comment, which is nothing, unless its first word says otherwise.
    private mutating func remark() throws(ExpositionFault) -> ExpositionLine? {
        skipBlanks()
        let word = token()
        let isHelp = isEqual(word, "HELP")
        guard isHelp || isEqual(word, "TYPE") else {
            skipLine()
            return nil
        }
        skipBlanks()
        try readName("a metric's name is missing")
        guard isBlank(bytes[at]) || bytes[at] == 10 else { throw fault("a metric's name has letters that it must not have") }
        if isHelp {
            text = ByteSpan(start: at, end: lineEnd())
            at = text.end + 1
            return .help
        }
        skipBlanks()
        let type = token()
        skipBlanks()
        guard let type = FamilyType(slice(type), format), bytes[at] == 10 else { throw fault("an unknown type") }
        at += 1
        return .type(type)
    }

    /// Of OpenMetrics: every word has its place, one space apart.
    private mutating func metadata() throws(ExpositionFault) -> ExpositionLine? {
        try expect(UInt8(ascii: " "), "a line that begins with # and is none of TYPE, HELP, UNIT and EOF")
        let word = token()
        if isEqual(word, "EOF") {
            guard bytes[at] == 10 else { throw fault("something behind # EOF") }
            at += 1
            guard at == bytes.count else {
                line += 1
                throw fault("something after # EOF")
            }
            return .end
        }
        let kinds: [(StaticString, Int)] = [("TYPE", 0), ("HELP", 1), ("UNIT", 2)]
        guard let kind = kinds.first(where: { isEqual(word, $0.0) })?.1 else {
            throw fault("a line that begins with # and is none of TYPE, HELP, UNIT and EOF")
        }
        try expect(UInt8(ascii: " "), "no name behind # TYPE, HELP or UNIT")
        try readName("a metric's name is missing")
        try expect(UInt8(ascii: " "), "nothing, or no single space, behind the metric's name")
        let rest = ByteSpan(start: at, end: lineEnd())
        at = rest.end + 1
        switch kind {
        case 0:
            guard let type = FamilyType(slice(rest), format) else { throw fault("an unknown type") }
            return .type(type)
        case 1: return .help
        default:
            guard slice(rest).allSatisfy({ Self.isNameLetter($0) }) else { throw fault("a unit has letters that it must not have") }
            unit = rest
            return .unit
        }
    }

    // MARK: Samples

    private mutating func sample() throws(ExpositionFault) {
        try readName("a line that begins with no metric's name")
        hasExemplar = false
        timestamp = nil
        labels.removeAll(keepingCapacity: true)
        if format == .text { skipBlanks() }
        if bytes[at] == UInt8(ascii: "{") { try readLabels() }
        if format == .text {
            guard isBlank(bytes[at]) || at > name.end || bytes[at] == 10 else {
                throw fault("a metric's name has letters that it must not have")
            }
            skipBlanks()
        } else {
            try expect(UInt8(ascii: " "), "no single space before the value")
        }
        guard let value = ExpositionNumber.value(slice(token()), format) else { throw fault("no number where the value must be") }
        self.value = value
        if format == .text { try readMilliseconds() } else { try readSecondsAndExemplar() }
        at += 1
    }

    private mutating func readMilliseconds() throws(ExpositionFault) {
        skipBlanks()
        if bytes[at] != 10 {
            guard let time = ExpositionNumber.whole(slice(token())) else { throw fault("no whole number where the time must be") }
            timestamp = Double(time) / 1000
            skipBlanks()
        }
        guard bytes[at] == 10 else { throw fault("something behind the sample") }
    }

    private mutating func readSecondsAndExemplar() throws(ExpositionFault) {
        if bytes[at] == UInt8(ascii: " "), bytes[at + 1] != UInt8(ascii: "#") {
            at += 1
            timestamp = try time()
        }
        if bytes[at] == UInt8(ascii: " ") {
            at += 1
            try expect(UInt8(ascii: "#"), "something behind the sample")
            try expect(UInt8(ascii: " "), "no single space behind #")
            try readExemplar()
        }
        guard bytes[at] == 10 else { throw fault("something behind the sample") }
    }

    private mutating func readExemplar() throws(ExpositionFault) {
        let own = labels
        labels.removeAll(keepingCapacity: true)
        guard bytes[at] == UInt8(ascii: "{") else { throw fault("an exemplar without labels") }
        try readLabels()
        // Letters, not bytes: those that continue one do not count.
        let letters = labels.reduce(0) { sum, label in
            sum + label.name.end - label.name.start + slice(label.value).count { $0 & 0xC0 != 0x80 }
        }
        guard letters <= Self.mostExemplarLetters else { throw fault("an exemplar with more than 128 letters") }
        labels = own
        try expect(UInt8(ascii: " "), "no single space before an exemplar's value")
        guard ExpositionNumber.value(slice(token()), format) != nil else { throw fault("an exemplar without a number") }
        if bytes[at] == UInt8(ascii: " ") {
            at += 1
            _ = try time()
        }
        hasExemplar = true
    }

    private mutating func time() throws(ExpositionFault) -> Double {
        guard let time = ExpositionNumber.real(slice(token())) else { throw fault("no number where the time must be") }
        return time
    }

    private mutating func readLabels() throws(ExpositionFault) {
        at += 1
        while true {
            if format == .text { skipBlanks() }
            if bytes[at] == UInt8(ascii: "}"), format == .text || labels.isEmpty { break }
            guard labels.count < Self.mostLabels else { throw fault("more than \(Self.mostLabels) labels") }
            try readLabel()
            if format == .text { skipBlanks() }
            if bytes[at] == UInt8(ascii: ",") {
                at += 1
            } else if bytes[at] == UInt8(ascii: "}") {
                break
            } else {
                throw fault("no comma between two labels, or no } behind the last")
            }
        }
        at += 1
    }

    private mutating func readLabel() throws(ExpositionFault) {
        let start = at
        var hash = ByteHash()
        while Self.isLabelLetter(bytes[at]) {
            hash.add(bytes[at])
            at += 1
        }
        let name = ByteSpan(start: start, end: at)
        guard !name.isEmpty, !ExpositionNumber.isDigit(bytes[start]) else { throw fault("no label's name where one must be") }
        guard !labels.contains(where: { [hash] in $0.nameHash == hash.value }) else { throw fault("a label twice") }
        if format == .text { skipBlanks() }
        try expect(UInt8(ascii: "="), "no = behind a label's name")
        if format == .text { skipBlanks() }
        try expect(UInt8(ascii: "\""), "a label's value without quotes")
        let (value, valueHash, isEscaped) = try quoted()
        labels.append(LabelSpan(name: name, value: value, nameHash: hash.value, valueHash: valueHash, isEscaped: isEscaped))
    }

    /// Up to the closing quote.
    private mutating func quoted() throws(ExpositionFault) -> (ByteSpan, UInt64, Bool) {
        let start = at
        var hash = ByteHash()
        var isEscaped = false
        while true {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") { break }
            if byte == 10 { throw fault("a label's value without its closing quote") }
            hash.add(byte)
            at += 1
            guard byte == UInt8(ascii: "\\") else { continue }
            isEscaped = true
            let next = bytes[at]
            guard
                next == UInt8(ascii: "\\") || next == UInt8(ascii: "\"") || next == UInt8(ascii: "n")
                    || format == .openMetrics && next != 10
            else { throw fault("a backslash that stands for nothing") }
            hash.add(next)
            at += 1
        }
        let span = ByteSpan(start: start, end: at)
        at += 1
        return (span, hash.value, isEscaped)
    }

    // MARK: Bytes

    private mutating func readName(_ words: String) throws(ExpositionFault) {
        let start = at
        var hash = ByteHash()
        while Self.isNameLetter(bytes[at]) {
            hash.add(bytes[at])
            at += 1
        }
        name = ByteSpan(start: start, end: at)
        nameHash = hash.value
        guard !name.isEmpty, !ExpositionNumber.isDigit(bytes[start]) else { throw fault(words) }
    }

    /// Up to the next blank or the line's end.
    private mutating func token() -> ByteSpan {
        let start = at
        while !isBlank(bytes[at]), bytes[at] != 10 { at += 1 }
        return ByteSpan(start: start, end: at)
    }

    private mutating func expect(_ byte: UInt8, _ words: String) throws(ExpositionFault) {
        guard bytes[at] == byte else { throw fault(words) }
        at += 1
    }

    private mutating func skipBlanks() { while isBlank(bytes[at]) { at += 1 } }
    private mutating func skipLine() { at = lineEnd() + 1 }
    private func lineEnd() -> Int {
        guard let base = bytes.baseAddress, let found = memchr(base + at, 10, bytes.count - at) else { return bytes.count - 1 }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    }

    @inline(__always)
    private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == 9 }
    @inline(__always)
    static func isLabelLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "_") }
    @inline(__always)
    static func isNameLetter(_ byte: UInt8) -> Bool { isLabelLetter(byte) || byte == UInt8(ascii: ":") }

    /// A number that is the same in whatever order the labels stand.
    var labelsHash: UInt64 {
        var sum: UInt64 = 0
        for label in labels { sum &+= ByteHash.mix(label.nameHash, label.valueHash) }
        return sum
    }

    func label(_ name: UInt64) -> LabelSpan? { labels.first { $0.nameHash == name } }

    /// The value that is meant. OpenMetrics leaves a backslash as it is where it stands for nothing.
    func unescaped(_ label: LabelSpan) -> [UInt8] {
        var out: [UInt8] = []
        var rest = slice(label.value)
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
                out.append(byte)
                continue
            }
            switch next {
            case UInt8(ascii: "n"): out.append(10)
            case UInt8(ascii: "\\"), UInt8(ascii: "\""): out.append(next)
            default: out += [byte, next]
            }
        }
        return out
    }

    func slice(_ span: ByteSpan) -> UnsafeBufferPointer<UInt8>.SubSequence { bytes[span.start..<span.end] }
    private func isEqual(_ span: ByteSpan, _ word: StaticString) -> Bool {
        span.end - span.start == word.utf8CodeUnitCount
            && bytes.baseAddress.map { memcmp($0 + span.start, word.utf8Start, word.utf8CodeUnitCount) == 0 } ?? false
    }
}
