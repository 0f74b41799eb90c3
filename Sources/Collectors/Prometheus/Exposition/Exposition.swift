import Telemetry

/// Reads a whole answer, and judges it.
enum Exposition {
    /// Of a host's exporter; one that tells of a whole cluster has tens of thousands.
    static let mostSamples = 250_000

    /// Calls `take` for every sample as it is read; what was taken counts only where nothing is thrown in the end.
    /// - Returns: how many there were.
    @discardableResult
    static func read(
        _ body: [UInt8], _ format: ExpositionFormat, _ take: (ExpositionScanner) -> Void
    ) throws(ExpositionFault) -> Int {
        var body = body
        // OpenMetrics lets the last line feed away.
        if format == .openMetrics, body.suffix(5).elementsEqual("# EOF".utf8) { body.append(10) }
        if body.isEmpty {
            guard format == .text else { throw ExpositionFault(line: 1, reason: .endsWithoutEOF(), isCutOff: true) }
            return 0
        }
        if !isASCII(body), let line = lineOfNoText(body) {
            throw ExpositionFault(line: line, reason: .bytesNotUTF8())
        }
        return try body.withUnsafeBufferPointer { (bytes) throws(ExpositionFault) -> Int in
            let room = UnsafeMutableBufferPointer<LabelSpan>.allocate(capacity: ExpositionScanner.mostLabels)
            defer { room.deallocate() }
            let scanner = try ExpositionScanner(bytes, format, room: room)
            return format == .text ? try readText(scanner, take) : try readOpenMetrics(scanner, take)
        }
    }

    private static func readText(
        _ start: ExpositionScanner, _ take: (ExpositionScanner) -> Void
    ) throws(ExpositionFault) -> Int {
        var (scanner, rules, count) = (start, TextRules(expected: start.likelySamples), 0)
        while let line = try scanner.next() {
            if try rules.take(line, scanner), line == .sample {
                count = try counted(count, scanner)
                take(scanner)
            }
        }
        return count
    }

    private static func readOpenMetrics(
        _ start: ExpositionScanner, _ take: (ExpositionScanner) -> Void
    ) throws(ExpositionFault) -> Int {
        var (scanner, rules, count, isWhole) = (start, OpenMetricsRules(expected: start.likelySamples), 0, false)
        while let line = try scanner.next() {
            try rules.take(line, scanner)
            if line == .end { isWhole = true }
            if line == .sample {
                count = try counted(count, scanner)
                take(scanner)
            }
        }
        guard isWhole else {
            throw ExpositionFault(line: scanner.line + 1, reason: .endsWithoutEOF(), isCutOff: true)
        }
        return count
    }

    private static func counted(_ count: Int, _ scanner: ExpositionScanner) throws(ExpositionFault) -> Int {
        guard count < mostSamples else { throw scanner.fault(.moreThanSamples(mostSamples)) }
        return count + 1
    }

    /// Eight bytes at a time: most answers are, and need not be looked at as text.
    private static func isASCII(_ body: [UInt8]) -> Bool {
        body.withUnsafeBytes { bytes in
            var high: UInt64 = 0
            let whole = bytes.count & ~7
            for at in stride(from: 0, to: whole, by: 8) { high |= bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self) }
            for byte in bytes[whole...] { high |= UInt64(byte) }
            return high & 0x8080_8080_8080_8080 == 0
        }
    }

    /// Nil where all of it is text.
    private static func lineOfNoText(_ body: [UInt8]) -> Int? {
        if String(validating: body, as: UTF8.self) != nil { return nil }
        let lines = body.split(separator: 10, omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }
}
