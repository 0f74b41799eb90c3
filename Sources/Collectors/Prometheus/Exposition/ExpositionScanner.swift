import Glibc
import Telemetry

/// Reads an answer line by line, over the bytes as they came. It knows what a line is made of; what lines mean together is in
/// `TextRules` and `OpenMetricsRules`. What it reads of a line it has until the next.
///
/// The last byte is a line feed, which the initializer sees to: no loop that stops there can run over the end. Nothing in it is counted by
/// reference, so that to hand it on costs nothing.
struct ExpositionScanner {
    /// No sample has more labels.
    static let mostLabels = 128

    let bytes: UnsafeBufferPointer<UInt8>
    let format: ExpositionFormat
    /// The next byte.
    var at = 0
    /// From 1.
    var line = 0

    /// Of the sample, or of the family that a `#` line is about.
    var name = ByteSpan()
    var nameHash: UInt64 = 0
    var labelCount = 0
    /// Room for as many labels as there can be, and for those of an exemplar.
    let room: UnsafeMutableBufferPointer<LabelSpan>
    var value = 0.0
    /// In seconds.
    var timestamp: Double?
    var hasExemplar = false
    var unit = ByteSpan()
    /// Behind HELP.
    var text = ByteSpan()

    /// - Parameter room: for `mostLabels`; it is the scanner's as long as it is used.
    init(
        _ bytes: UnsafeBufferPointer<UInt8>, _ format: ExpositionFormat, room: UnsafeMutableBufferPointer<LabelSpan>
    ) throws(ExpositionFault) {
        self.bytes = bytes
        self.format = format
        self.room = room
        guard bytes.last == 10 else {
            throw ExpositionFault(line: bytes.count { $0 == 10 } + 1, reason: .endsInTheMiddle(), isCutOff: true)
        }
    }

    /// Nil at the end of the bytes.
    mutating func next() throws(ExpositionFault) -> ExpositionLine? {
        while at < bytes.count {
            line += 1
            if format == .text { skipBlanks() }
            switch bytes[at] {
            case 10:
                guard format == .text else { throw fault(.emptyLineInAnswer()) }
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

    /// So that what is kept of each need not move while it grows.
    var likelySamples: Int { min(bytes.count / 40, 4096) }

    func fault(_ reason: Message) -> ExpositionFault { ExpositionFault(line: line, reason: reason) }

    // MARK: Bytes

    mutating func readName(_ reason: @autoclosure () -> Message) throws(ExpositionFault) {
        let start = at
        var hash = ByteHash()
        while Self.isNameLetter(bytes[at]) {
            hash.add(bytes[at])
            at += 1
        }
        name = ByteSpan(start: start, end: at)
        nameHash = hash.value
        guard !name.isEmpty, !ExpositionNumber.isDigit(bytes[start]) else { throw fault(reason()) }
    }

    /// Up to the next blank or the line's end.
    mutating func token() -> ByteSpan {
        let start = at
        while !isBlank(bytes[at]), bytes[at] != 10 { at += 1 }
        return ByteSpan(start: start, end: at)
    }

    mutating func expect(_ byte: UInt8, _ reason: @autoclosure () -> Message) throws(ExpositionFault) {
        guard bytes[at] == byte else { throw fault(reason()) }
        at += 1
    }

    mutating func skipBlanks() { while isBlank(bytes[at]) { at += 1 } }
    mutating func skipLine() { at = lineEnd() + 1 }
    func lineEnd() -> Int {
        guard let base = bytes.baseAddress, let found = memchr(base + at, 10, bytes.count - at) else { return bytes.count - 1 }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    }

    @inline(__always)
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == 9 }
    @inline(__always)
    static func isLabelLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "_") }
    @inline(__always)
    static func isNameLetter(_ byte: UInt8) -> Bool { isLabelLetter(byte) || byte == UInt8(ascii: ":") }

    func slice(_ span: ByteSpan) -> UnsafeBufferPointer<UInt8>.SubSequence { bytes[span.start..<span.end] }
    func isEqual(_ span: ByteSpan, _ word: StaticString) -> Bool {
        span.end - span.start == word.utf8CodeUnitCount
            && bytes.baseAddress.map { memcmp($0 + span.start, word.utf8Start, word.utf8CodeUnitCount) == 0 } ?? false
    }
}
