public import MetricStore
public import Telemetry

/// What is known of one host beside its history, as the last poll left it.
public struct HostFacts: Sendable {
    /// When the last good poll's answer was there; nil before the first since the engine started.
    public var answeredAt: Moment?
    /// When the last poll ended, good or not; nil before the first.
    public var polledAt: Moment?
    /// The failure of the last poll, in the words in which failures of its kind were first told; nil where it was good.
    public var failure: Message?
    /// Its target answers and names it no longer.
    public var isMissing: Bool
    /// Whether it ever answered, be it before the engine started.
    public var hasAnswered: Bool
    public var sessions: Int?
    public var sessionLimit: Int?
    /// What the limit is one of: `pool`, `seats`, `licences`.
    public var sessionLimitName: Message
    /// Who is connected now, and since when (the newest session of each).
    public var sessionsByUser: [String: Moment]
    /// The last poll's own gauges where the store had no room for all of them: rules go on without it.
    public var unstored: [Metric.ID: Point] = [:]
    /// Guests that crashed, as of the last poll; each is reported once.
    public var crashes: [GuestCrash]
    /// As the last good poll told them.
    public var guests: [Guest] = []
    /// Since when its numbers answer the present options; nil where that is not known.
    public var comparableSince: Moment?
    /// What the last good poll could not read, and why.
    public var gaps: [Inventory.Gap] = []
    /// It read nothing else.
    public var isBlind = false
    public init(
        answeredAt: Moment? = nil, polledAt: Moment? = nil, failure: Message? = nil, isMissing: Bool = false, hasAnswered: Bool? = nil,
        sessions: Int? = nil,
        sessionLimit: Int? = nil, sessionLimitName: Message = .limitPool(), sessionsByUser: [String: Moment] = [:],
        crashes: [GuestCrash] = []
    ) {
        self.answeredAt = answeredAt
        self.polledAt = polledAt
        self.failure = failure
        self.isMissing = isMissing
        self.hasAnswered = hasAnswered ?? (answeredAt != nil)
        self.sessions = sessions
        self.sessionLimit = sessionLimit
        self.sessionLimitName = sessionLimitName
        self.sessionsByUser = sessionsByUser
        self.crashes = crashes
    }
}

extension HostFacts {
    /// Of all hosts of a target together: what is known of it as a whole.
    init(of hosts: [HostFacts]) {
        self.init(
            answeredAt: hosts.compactMap(\.answeredAt).max(), polledAt: hosts.compactMap(\.polledAt).max(),
            failure: hosts.contains { $0.failure == nil } ? nil : hosts.compactMap(\.failure).first,
            hasAnswered: hosts.contains(where: \.hasAnswered), crashes: hosts.flatMap(\.crashes))
        let answering = hosts.filter { $0.failure == nil }
        let blind = answering.filter(\.isBlind)
        // One empty node that lacks a right is not its cluster.
        isBlind = blind.count * 2 > answering.count
        // The same right is missing on all nodes of a cluster.
        var seen: Set<Message> = []
        gaps = (isBlind ? blind : answering).flatMap(\.gaps).filter { seen.insert($0.figure).inserted }
    }
}

/// All that rules may know.
public struct RuleFacts: Sendable {
    public var history: any History
    public var hosts: [Host.ID: HostFacts]
    /// Session ends of the last 24 h, in any order.
    public var ends: [SessionEnd]
    /// Those that are in no list any more count all the same.
    public var unlistedEnds = UnlistedEnds()
    /// What is wrong with Warte itself, by rule (`journal`, `configuration`).
    public var ownProblems: [String: Message]
    /// When people got other names, oldest first: pseudonyms of before a restart are of nobody. Empty where names never change.
    public var renamings: [Moment]
    /// Since when they have the names that they have now.
    public var peopleKnownSince: Moment? { renamings.last }
    /// Rules of which nothing is known yet, neither that something is wrong nor that all is well.
    public var untested: Set<String>
    public init(
        history: any History, hosts: [Host.ID: HostFacts] = [:], ends: [SessionEnd] = [], ownProblems: [String: Message] = [:],
        untested: Set<String> = [], renamings: [Moment] = []
    ) {
        self.history = history
        self.hosts = hosts
        self.ends = ends
        self.ownProblems = ownProblems
        self.untested = untested
        self.renamings = renamings
    }
}
