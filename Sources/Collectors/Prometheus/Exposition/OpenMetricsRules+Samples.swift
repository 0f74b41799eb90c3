extension OpenMetricsRules {
    /// What is asked of a single sample.
    func check(_ part: SamplePart, _ family: Family, _ scanner: ExpositionScanner) throws(ExpositionFault) {
        let value = scanner.value
        switch part {
        case .total, .bucket, .sum, .count, .gcount:
            guard value >= 0 else { throw scanner.fault("a total that is negative or no number") }
        case .gsum:
            guard !value.isNaN else { throw scanner.fault("a sum that is no number") }
        case .info:
            guard value == 1 else { throw scanner.fault("an info whose value is not 1") }
        case .value where family.has(.stateSet):
            guard value == 0 || value == 1 else { throw scanner.fault("a state that is neither 0 nor 1") }
            guard scanner.label(family.hash) != nil else { throw scanner.fault("a state without its label") }
        case .value where family.has(.summary):
            guard let quantile = number(ByteHash.quantile, scanner), (0...1).contains(quantile) else {
                throw scanner.fault("a quantile that is no number from 0 to 1")
            }
        case .value, .created: break
        }
        if part == .bucket { _ = try bound(scanner) }
        guard !scanner.hasExemplar || part == .total || part == .bucket else { throw scanner.fault("an exemplar where none can be") }
    }

    private func number(_ label: UInt64, _ scanner: ExpositionScanner) -> Double? {
        guard let label = scanner.label(label) else { return nil }
        return ExpositionNumber.value(scanner.slice(label.value), .openMetrics)
    }
}

/// The upper bound of a bucket.
private func bound(_ scanner: ExpositionScanner) throws(ExpositionFault) -> Double {
    guard let label = scanner.label(ByteHash.le), let bound = ExpositionNumber.value(scanner.slice(label.value), .openMetrics), !bound.isNaN
    else { throw scanner.fault("a bucket whose \"le\" is no number") }
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
                guard bound > highest.bound else { throw scanner.fault("buckets out of order") }
                guard scanner.value >= highest.value else { throw scanner.fault("a bucket with less than the one before") }
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
        guard let highest, highest.bound == .infinity else { throw scanner.fault("a histogram above without its bucket of all") }
        if let count, count != highest.value { throw scanner.fault("a histogram above whose count is not its bucket of all") }
        if hasNegativeBounds {
            guard !hasSum else { throw scanner.fault("a histogram above with negative buckets and a sum") }
        } else {
            guard hasSum || gsum != nil || count == nil else { throw scanner.fault("a histogram above with a count and no sum") }
            guard gsum.map({ $0 >= 0 }) ?? true else { throw scanner.fault("a negative sum above of buckets that are not") }
        }
        guard count != nil || !(hasSum || gsum != nil) else { throw scanner.fault("a histogram above with a sum and no count") }
    }
}
