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
            guard format == .text else { throw ExpositionFault(line: 1, words: "the answer ends here, without # EOF", isCutOff: true) }
            return 0
        }
        if body.contains(where: { $0 >= 0x80 }), let line = lineOfNoText(body) {
            throw ExpositionFault(line: line, words: "bytes that are no UTF-8")
        }
        return try body.withUnsafeBufferPointer { (bytes) throws(ExpositionFault) -> Int in
            let scanner = try ExpositionScanner(bytes, format)
            return format == .text ? try readText(scanner, take) : try readOpenMetrics(scanner, take)
        }
    }

    private static func readText(
        _ start: ExpositionScanner, _ take: (ExpositionScanner) -> Void
    ) throws(ExpositionFault) -> Int {
        var (scanner, rules, count) = (start, TextRules(), 0)
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
        var (scanner, rules, count, isWhole) = (start, OpenMetricsRules(), 0, false)
        while let line = try scanner.next() {
            try rules.take(line, scanner)
            if line == .end { isWhole = true }
            if line == .sample {
                count = try counted(count, scanner)
                take(scanner)
            }
        }
        guard isWhole else {
            throw ExpositionFault(line: scanner.line + 1, words: "the answer ends here, without # EOF", isCutOff: true)
        }
        return count
    }

    private static func counted(_ count: Int, _ scanner: ExpositionScanner) throws(ExpositionFault) -> Int {
        guard count < mostSamples else { throw scanner.fault("more than \(mostSamples) samples") }
        return count + 1
    }

    /// Nil where all of it is text.
    private static func lineOfNoText(_ body: [UInt8]) -> Int? {
        if String(validating: body, as: UTF8.self) != nil { return nil }
        let lines = body.split(separator: 10, omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }
}
