import Telemetry

extension OpenMetricsRules {
    /// What is asked of a single sample.
    func check(_ part: SamplePart, _ family: Family, _ scanner: ExpositionScanner) throws(ExpositionFault) {
        let value = scanner.value
        switch part {
        case .total, .bucket, .sum, .count, .gcount:
            guard value >= 0 else { throw scanner.fault(.totalNegative()) }
        case .gsum:
            guard !value.isNaN else { throw scanner.fault(.sumNoNumber()) }
        case .info:
            guard value == 1 else { throw scanner.fault(.infoNotOne()) }
        case .value where family.has(.stateSet):
            guard value == 0 || value == 1 else { throw scanner.fault(.stateNeither()) }
            guard scanner.label(family.hash) != nil else { throw scanner.fault(.stateWithoutLabel()) }
        case .value where family.has(.summary):
            guard let quantile = number(ByteHash.quantile, scanner), (0...1).contains(quantile) else {
                throw scanner.fault(.quantileBeyond())
            }
        case .value, .created: break
        }
        if part == .bucket { _ = try bound(scanner) }
        guard !scanner.hasExemplar || part == .total || part == .bucket else { throw scanner.fault(.exemplarNotHere()) }
    }

    private func number(_ label: UInt64, _ scanner: ExpositionScanner) -> Double? {
        guard let label = scanner.label(label) else { return nil }
        return ExpositionNumber.value(scanner.slice(label.value), .openMetrics)
    }
}

/// The upper bound of a bucket.
private func bound(_ scanner: ExpositionScanner) throws(ExpositionFault) -> Double {
    guard let label = scanner.label(ByteHash.le), let bound = ExpositionNumber.value(scanner.slice(label.value), .openMetrics), !bound.isNaN
    else { throw scanner.fault(.bucketNoNumber()) }
    return bound
}

/// The samples of one histogram at one time.
struct HistogramRules {
    private var highest: (bound: Double, value: Double)?
    private var hasNegativeBounds = false
    private var hasSum = false
    private var count: Double?
    private var gsum: Double?

    mutating func take(_ part: SamplePart, _ scanner: ExpositionScanner) throws(ExpositionFault) {
        switch part {
        case .bucket:
            let bound = try bound(scanner)
            if let highest {
                guard bound > highest.bound else { throw scanner.fault(.bucketsOutOfOrder()) }
                guard scanner.value >= highest.value else { throw scanner.fault(.bucketLess()) }
            }
            highest = (bound, scanner.value)
            if bound < 0 { hasNegativeBounds = true }
        case .sum: hasSum = true
        case .count, .gcount: count = scanner.value
        case .gsum: gsum = scanner.value
        case .value, .total, .created, .info: break
        }
    }

    func finish(_ scanner: ExpositionScanner) throws(ExpositionFault) {
        guard let highest, highest.bound == .infinity else { throw scanner.fault(.noBucketOfAll()) }
        if let count, count != highest.value { throw scanner.fault(.countNotOfAll()) }
        if hasNegativeBounds {
            guard !hasSum else { throw scanner.fault(.negativeBucketsAndSum()) }
        } else {
            guard hasSum || gsum != nil || count == nil else { throw scanner.fault(.countWithoutSum()) }
            guard gsum.map({ $0 >= 0 }) ?? true else { throw scanner.fault(.negativeSum()) }
        }
        guard count != nil || !(hasSum || gsum != nil) else { throw scanner.fault(.sumWithoutCount()) }
    }
}
