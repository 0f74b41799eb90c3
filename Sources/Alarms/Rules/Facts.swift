public import MetricStore
public import Telemetry

/// What is known of one host beside its history, as the last poll left it.
public struct HostFacts: Sendable {
    /// When the last good poll's answer was there; nil before the first.
    public var answeredAt: Moment?
    /// When the last poll ended, good or not; nil before the first.
    public var polledAt: Moment?
    /// The last poll's failure in its own words; nil where it was good.
    public var failure: String?
    /// Polls without an answer since the last good one.
    public var missedPolls: Int
    public var sessions: Int?
    public var sessionLimit: Int?
    /// What the limit is one of: `pool`, `seats`, `licences`.
    public var sessionLimitName: String
    /// Who is connected now, and since when (the newest session of each).
    public var sessionsByUser: [String: Moment]
    public init(
        answeredAt: Moment? = nil, polledAt: Moment? = nil, failure: String? = nil, missedPolls: Int = 0, sessions: Int? = nil,
        sessionLimit: Int? = nil, sessionLimitName: String = "pool", sessionsByUser: [String: Moment] = [:]
    ) {
        self.answeredAt = answeredAt
        self.polledAt = polledAt
        self.failure = failure
        self.missedPolls = missedPolls
        self.sessions = sessions
        self.sessionLimit = sessionLimit
        self.sessionLimitName = sessionLimitName
        self.sessionsByUser = sessionsByUser
    }
}

/// All that rules may know.
public struct Facts: Sendable {
    public var history: any History
    public var hosts: [Host.ID: HostFacts]
    /// Session ends of the last 24 h, oldest first.
    public var ends: [SessionEnd]
    /// What is wrong with Warte itself, by rule (`journal`, `configuration`), in words.
    public var ownProblems: [String: String]
    public init(
        history: any History, hosts: [Host.ID: HostFacts] = [:], ends: [SessionEnd] = [], ownProblems: [String: String] = [:]
    ) {
        self.history = history
        self.hosts = hosts
        self.ends = ends
        self.ownProblems = ownProblems
    }
}
