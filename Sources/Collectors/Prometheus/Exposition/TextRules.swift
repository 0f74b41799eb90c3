import Telemetry

/// What lines of the older format mean together: TYPE and HELP once and before the samples, each series once, buckets and quantiles in order.
///
/// Its specification wants all lines of a metric in one place besides. Prometheus itself does not insist, and what is written by hand
/// (a loop over network cards, each with all of its numbers) has them in turns. Nor does it harm where a line stands twice, word for word:
/// it is taken once. Two that contradict each other are a fault.
struct TextRules {
    private var types: [UInt64: FamilyType] = [:]
    private var helps: [UInt64: ByteSpan] = [:]
    private var sampled: Set<UInt64> = []
    private var series: [UInt64: Double] = [:]
    /// Samples with an order among them, by their names: those of histograms and summaries.
    private var ordered: [UInt64: Edge] = [:]
    private enum Edge { case bucket, quantile }

    /// Of the sample before this one.
    private var name: UInt64?
    private var edge: Edge?
    private var last: (group: UInt64, edge: Double)?

    init(expected: Int) {
        series.reserveCapacity(expected)
        sampled.reserveCapacity(expected)
    }

    /// - Returns: false where the line has been taken before.
    mutating func take(_ line: ExpositionLine, _ scanner: ExpositionScanner) throws(ExpositionFault) -> Bool {
        switch line {
        case .sample: return try takeSample(scanner)
        case .type(let type): try takeType(type, scanner)
        case .help:
            if let before = helps.updateValue(scanner.text, forKey: scanner.nameHash) {
                let isSame = scanner.slice(before).elementsEqual(scanner.slice(scanner.text))
                guard isSame else { throw scanner.fault(.secondHelp()) }
            }
        case .unit, .end: break
        }
        return true
    }

    private mutating func takeType(_ type: FamilyType, _ scanner: ExpositionScanner) throws(ExpositionFault) {
        if let before = types.updateValue(type, forKey: scanner.nameHash) {
            guard before == type else { throw scanner.fault(.secondType()) }
            return
        }
        for part in type.parts(.text) {
            let name = part.nameHash(in: scanner.nameHash)
            guard !sampled.contains(name) else { throw scanner.fault(.typeAfterSamples()) }
            if part == .bucket { ordered[name] = .bucket }
            if part == .value, type == .summary { ordered[name] = .quantile }
        }
    }

    private mutating func takeSample(_ scanner: ExpositionScanner) throws(ExpositionFault) -> Bool {
        if name != scanner.nameHash {
            name = scanner.nameHash
            sampled.insert(scanner.nameHash)
            edge = ordered.isEmpty ? nil : ordered[scanner.nameHash]
            last = nil
        }
        let labels = scanner.labelsHash
        if let before = series.updateValue(scanner.value, forKey: ByteHash.mix(scanner.nameHash, labels)) {
            guard before == scanner.value || before.isNaN && scanner.value.isNaN else {
                throw scanner.fault(.seriesTwiceOtherValue())
            }
            return false
        }
        guard let edge else { return true }
        let label: UInt64
        switch edge {
        case .bucket: label = ByteHash.le
        case .quantile: label = ByteHash.quantile
        }
        guard let own = scanner.label(label), let bound = ExpositionNumber.value(scanner.slice(own.value), .text), !bound.isNaN else {
            throw scanner.fault(.edgeNoNumber())
        }
        let group = labels &- ByteHash.mix(own.nameHash, own.valueHash)
        if let last, last.group == group, !(bound > last.edge) { throw scanner.fault(.edgesOutOfOrder()) }
        last = (group, bound)
        return true
    }
}
