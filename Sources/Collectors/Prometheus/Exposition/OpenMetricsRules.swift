import Telemetry

/// What lines of OpenMetrics mean together (its specification, "Data Model" and "Text format"): families that are whole, are told of once
/// and in one place, with the samples that their type has. What a single sample may be is in `OpenMetricsRules+Samples`.
struct OpenMetricsRules {
    /// Names that families before this one have taken.
    private var taken: Set<UInt64> = []
    /// Groups that were told of, and series with their times.
    private var groups: Set<UInt64> = []
    private var series: Set<UInt64> = []
    private var family: Family?

    init(expected: Int) {
        groups.reserveCapacity(expected)
        series.reserveCapacity(expected)
        taken.reserveCapacity(expected)
    }

    struct Family {
        let name: ByteSpan
        let hash: UInt64
        var type: FamilyType?
        var hasHelp = false
        var unit: ByteSpan?
        var hasSamples = false
        /// One set of labels, without those that tell parts of one metric apart.
        var group: UInt64?
        /// Of the group's newest samples.
        var time: Double?
        var histogram = HistogramRules()

        func has(_ kind: FamilyType) -> Bool { type == kind }
    }

    mutating func take(_ line: ExpositionLine, _ scanner: ExpositionScanner) throws(ExpositionFault) {
        switch line {
        case .sample: try takeSample(scanner)
        case .type(let type):
            try metadata(scanner)
            guard family?.type == nil else { throw scanner.fault(.secondType()) }
            family?.type = type
        case .help:
            try metadata(scanner)
            guard family?.hasHelp == false else { throw scanner.fault(.secondHelp()) }
            family?.hasHelp = true
        case .unit:
            try metadata(scanner)
            guard family?.unit == nil else { throw scanner.fault(.secondUnit()) }
            family?.unit = scanner.unit
        case .end: try close(scanner)
        }
    }

    private mutating func metadata(_ scanner: ExpositionScanner) throws(ExpositionFault) {
        if let family, family.hash == scanner.nameHash {
            guard !family.hasSamples else { throw scanner.fault(.metadataAfterSamples()) }
            return
        }
        try open(scanner)
    }

    private mutating func open(_ scanner: ExpositionScanner) throws(ExpositionFault) {
        try close(scanner)
        guard !taken.contains(scanner.nameHash) else {
            throw scanner.fault(.metricInSeveralPlaces())
        }
        family = Family(name: scanner.name, hash: scanner.nameHash)
    }

    private mutating func close(_ scanner: ExpositionScanner) throws(ExpositionFault) {
        guard let family else { return }
        try endGroup(family, scanner)
        if let unit = family.unit, !unit.isEmpty {
            let end = [UInt8(ascii: "_")] + scanner.slice(unit)
            guard scanner.slice(family.name).suffix(end.count).elementsEqual(end) else {
                throw scanner.fault(.unitNotInName())
            }
            guard family.type != .info, family.type != .stateSet else { throw scanner.fault(.unitOfNone()) }
        }
        for part in (family.type ?? .unknown).parts(.openMetrics) {
            guard taken.insert(part.nameHash(in: family.hash)).inserted else { throw scanner.fault(.nameOfTwo()) }
        }
        // The family's own name is nobody else's, even where no sample has it.
        taken.insert(family.hash)
        self.family = nil
    }

    /// What the sample is of the family that is open; nil where it is of another.
    private func part(_ scanner: ExpositionScanner) -> SamplePart? {
        guard let family else { return nil }
        let longer = scanner.name.end - scanner.name.start - (family.name.end - family.name.start)
        guard longer >= 0 else { return nil }
        for part in (family.type ?? .unknown).parts(.openMetrics) where part.suffix.utf8CodeUnitCount == longer {
            if part.nameHash(in: family.hash) == scanner.nameHash { return part }
        }
        return nil
    }

    private mutating func takeSample(_ scanner: ExpositionScanner) throws(ExpositionFault) {
        var found = part(scanner)
        if found == nil {
            guard family?.hash != scanner.nameHash else { throw scanner.fault(.sampleOfOtherType()) }
            try open(scanner)
            found = .value
        }
        guard let part = found, var family = family.take() else { return }
        family.type = family.type ?? .unknown
        family.hasSamples = true
        try check(part, family, scanner)
        try follow(&family, part, scanner)
        self.family = family
    }

    /// Groups are told of one after the other, times go on, and nothing is told twice.
    private mutating func follow(_ family: inout Family, _ part: SamplePart, _ scanner: ExpositionScanner) throws(ExpositionFault) {
        let labels = scanner.labelsHash
        // Infos cannot be told apart by their labels: these are what they say.
        let group = family.has(.info) ? 0 : labels &- own(part, family, scanner)
        if family.group != group {
            try endGroup(family, scanner)
            guard groups.insert(ByteHash.mix(family.hash, group)).inserted else {
                throw scanner.fault(.metricInterrupted())
            }
            family.group = group
            begin(&family, scanner.timestamp)
        } else if scanner.timestamp != family.time {
            guard let time = scanner.timestamp, let before = family.time else {
                throw scanner.fault(.timeAndNone())
            }
            guard time > before || family.has(.info) else { throw scanner.fault(.timeBackwards()) }
            try endGroup(family, scanner)
            begin(&family, time)
        }
        let told = ByteHash.mix(ByteHash.mix(scanner.nameHash, labels), family.time?.bitPattern ?? 0)
        guard series.insert(told).inserted else {
            throw scanner.fault(.seriesTwice())
        }
        if family.has(.histogram) || family.has(.gaugeHistogram) { try family.histogram.take(part, scanner) }
    }

    private func begin(_ family: inout Family, _ time: Double?) {
        family.time = time
        family.histogram = HistogramRules()
    }

    /// The label that tells parts of one metric apart is no part of its group.
    private func own(_ part: SamplePart, _ family: Family, _ scanner: ExpositionScanner) -> UInt64 {
        let name: UInt64
        switch part {
        case .bucket: name = ByteHash.le
        case .value where family.has(.summary): name = ByteHash.quantile
        case .value where family.has(.stateSet): name = family.hash
        default: return 0
        }
        return scanner.label(name).map { ByteHash.mix($0.nameHash, $0.valueHash) } ?? 0
    }

    private func endGroup(_ family: Family, _ scanner: ExpositionScanner) throws(ExpositionFault) {
        guard family.group != nil, family.has(.histogram) || family.has(.gaugeHistogram) else { return }
        try family.histogram.finish(scanner)
    }
}
