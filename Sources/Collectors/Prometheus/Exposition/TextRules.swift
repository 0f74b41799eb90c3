/// What lines of the older format mean together: TYPE and HELP once and before the samples, each series once, buckets and quantiles in order.
///
/// Its specification wants all lines of a metric in one place besides. Prometheus itself does not insist, and what is written by hand
/// (a loop over network cards, each with all of its numbers) has them in turns.
struct TextRules {
    private var typed: Set<UInt64> = []
    private var helped: Set<UInt64> = []
    private var sampled: Set<UInt64> = []
    private var series: Set<UInt64> = []
    /// Samples with an order among them, by their names: those of histograms and summaries.
    private var ordered: [UInt64: Edge] = [:]
    private enum Edge { case bucket, quantile }

    /// Of the sample before this one.
    private var name: UInt64?
    private var edge: Edge?
    private var last: (group: UInt64, edge: Double)?

    mutating func take(_ line: ExpositionLine, _ scanner: ExpositionScanner) throws(ExpositionFault) {
        switch line {
        case .sample: try takeSample(scanner)
        case .type(let type): try takeType(type, scanner)
        case .help:
            guard helped.insert(scanner.nameHash).inserted else { throw scanner.fault("a second HELP of one metric") }
        case .unit, .end: break
        }
    }

    private mutating func takeType(_ type: FamilyType, _ scanner: ExpositionScanner) throws(ExpositionFault) {
        guard typed.insert(scanner.nameHash).inserted else { throw scanner.fault("a second TYPE of one metric") }
        for part in type.parts(.text) {
            let name = hash(scanner.nameHash, part)
            guard !sampled.contains(name) else { throw scanner.fault("a TYPE after the metric's samples") }
            if part == .bucket { ordered[name] = .bucket }
            if part == .value, type == .summary { ordered[name] = .quantile }
        }
    }

    private func hash(_ name: UInt64, _ part: SamplePart) -> UInt64 {
        var hash = ByteHash(name)
        hash.add(part.suffix)
        return hash.value
    }

    private mutating func takeSample(_ scanner: ExpositionScanner) throws(ExpositionFault) {
        if name != scanner.nameHash {
            name = scanner.nameHash
            sampled.insert(scanner.nameHash)
            edge = ordered.isEmpty ? nil : ordered[scanner.nameHash]
            last = nil
        }
        let labels = scanner.labelsHash
        guard series.insert(ByteHash.mix(scanner.nameHash, labels)).inserted else { throw scanner.fault("a series for the second time") }
        guard let edge else { return }
        let label: UInt64
        switch edge {
        case .bucket: label = ByteHash.le
        case .quantile: label = ByteHash.quantile
        }
        guard let own = scanner.label(label), let bound = ExpositionNumber.value(scanner.slice(own.value), .text), !bound.isNaN else {
            throw scanner.fault("a bucket or a quantile that is no number")
        }
        let group = labels &- ByteHash.mix(own.nameHash, own.valueHash)
        if let last, last.group == group, !(bound > last.edge) { throw scanner.fault("buckets or quantiles out of order") }
        last = (group, bound)
    }
}
