import Telemetry

/// A profile made ready: for every metric that is wanted what its samples go into, and every query with its series numbered.
///
/// A metric is known by its hash alone: who serves another one with the same serves wrong figures, which he can do anyway.
struct ScrapePlan: Sendable {
    /// Series that are gathered to one number, for the host or for each guest.
    struct Leaf: Hashable, Sendable {
        let use: SeriesUse
        let isOfGuests: Bool
        /// Grows with each of its series, whatever comes and goes (`DeviceTotals`).
        let isTotal: Bool
    }
    /// The same without names, for it is looked at with every sample.
    struct LeafKind: Sendable {
        let aggregation: SeriesUse.Aggregation
        let isRate: Bool
        let isTotal: Bool
        let isOfGuests: Bool
    }
    indirect enum Node: Sendable {
        case number(Double)
        case leaf(Int)
        case arithmetic(SeriesQuery.Operation, Node, Node)
    }
    struct Figure: Sendable {
        let metric: Metric
        let alternatives: [Node]
        let hasRate: Bool
        let isMissed: Bool
        /// Of Warte's own, none of which is ever negative; and of these one of the host's that is a share of 100 %.
        let isStandard: Bool
        let isShare: Bool
    }
    /// What a sample may be good for.
    enum Purpose: Sendable {
        case leaf(Int)
        case guest, session, version, failed
    }
    struct Wish: Sendable {
        let matchers: [LabelMatcher]
        let purpose: Purpose
    }
    /// Numbers only, for it is looked at with every sample.
    struct Wanted: Sendable {
        /// Places in `wishes`, once all is planned.
        var first = 0
        var count = 0
        /// What came before is needed.
        var isFollowed = false
        /// That it is there says that the profile fits.
        var isSign = false
    }

    let profile: ExporterProfile
    private(set) var leaves: [Leaf] = []
    private(set) var leafKinds: [LeafKind] = []
    /// Places in `wanted` of the leaves' metrics.
    private(set) var leafMetrics: [Int] = []
    private(set) var wanted: [Wanted] = []
    /// Those of one metric stand together.
    private(set) var wishes: [Wish] = []
    private var wishesByMetric: [[Wish]] = []
    private(set) var byName: [UInt64: Int] = [:]

    private(set) var up: Node?
    private(set) var processors: Node?
    private(set) var memory: Node?
    private(set) var hypervisor: Node?
    private(set) var sessionLimit: Node?
    private(set) var figures: [Figure] = []
    private(set) var guestState: Node?
    private(set) var guestProcessors: [Node] = []
    private(set) var guestMemory: [Node] = []
    private(set) var guestFigures: [Figure] = []
    var hasRates: Bool { figures.contains(where: \.hasRate) || guestFigures.contains(where: \.hasRate) }
    private(set) var hasFollowed = false
    /// Labels that tell guests apart, the first that is there.
    private(set) var guestKeys: [UInt64] = []

    init(_ profile: ExporterProfile) {
        self.profile = profile
        for name in profile.serves {
            let metric = place(of: name)
            wanted[metric].isSign = true
        }
        up = profile.up.map { node($0) }
        processors = profile.processors.map { node($0) }
        memory = profile.memory.map { node($0) }
        hypervisor = profile.switches?.hypervisor.map { node($0) }
        sessionLimit = profile.sessionLimit.map { node($0) }
        figures = profile.figures.map { figure($0, isOfGuests: false) }
        if let guest = profile.guest {
            for selector in guest.each { wish(selector, .guest) }
            guestKeys = guest.key.map { ByteHash($0.utf8).value }
            guestState = guest.state.map { node($0, isOfGuests: true) }
            guestProcessors = guest.processors.map { node($0, isOfGuests: true) }
            guestMemory = guest.memory.map { node($0, isOfGuests: true) }
            guestFigures = guest.figures.map { figure($0, isOfGuests: true) }
        }
        if let session = profile.session { wish(session.each, .session) }
        if let version = profile.version { wish(version.selector, .version) }
        if let failed = profile.failed { wish(failed.selector, .failed) }
        hasFollowed = wanted.contains(where: \.isFollowed)
        for (metric, own) in wishesByMetric.enumerated() {
            wanted[metric].first = wishes.count
            wanted[metric].count = own.count
            wishes += own
        }
        wishesByMetric = []
    }

    private mutating func figure(_ figure: ProfileFigure, isOfGuests: Bool) -> Figure {
        let isTotal = figure.metric.kind == .counter
        let standard = Metric.standard(figure.metric.id)
        return Figure(
            metric: figure.metric, alternatives: figure.alternatives.map { node($0, isOfGuests: isOfGuests, isTotal: isTotal) },
            hasRate: figure.alternatives.contains(where: \.hasRate), isMissed: figure.isMissed, isStandard: standard != nil,
            isShare: standard?.unit == .percent && !isOfGuests)
    }

    private mutating func node(_ query: SeriesQuery, isOfGuests: Bool = false, isTotal: Bool = false) -> Node {
        switch query {
        case .number(let number): return .number(number)
        case .arithmetic(let operation, let a, let b):
            return .arithmetic(
                operation, node(a, isOfGuests: isOfGuests, isTotal: isTotal), node(b, isOfGuests: isOfGuests, isTotal: isTotal))
        case .series(let use):
            let leaf = Leaf(use: use, isOfGuests: isOfGuests, isTotal: isTotal)
            if let known = leaves.firstIndex(of: leaf) { return .leaf(known) }
            let metric = place(of: use.selector.metric)
            wishesByMetric[metric].append(Wish(matchers: use.selector.matchers, purpose: .leaf(leaves.count)))
            if use.isRate || isTotal { wanted[metric].isFollowed = true }
            leaves.append(leaf)
            leafKinds.append(
                LeafKind(aggregation: use.aggregation, isRate: use.isRate, isTotal: isTotal, isOfGuests: isOfGuests))
            leafMetrics.append(metric)
            return .leaf(leaves.count - 1)
        }
    }

    private mutating func wish(_ selector: SeriesSelector, _ purpose: Purpose) {
        let metric = place(of: selector.metric)
        wishesByMetric[metric].append(Wish(matchers: selector.matchers, purpose: purpose))
    }

    private mutating func place(of metric: String) -> Int {
        let hash = ByteHash(metric.utf8).value
        if let known = byName[hash] { return known }
        byName[hash] = wanted.count
        wanted.append(Wanted())
        wishesByMetric.append([])
        return wanted.count - 1
    }
}
