public import Telemetry

/// How hosts were at a moment, as far as it is kept.
public struct PastHosts: Hashable, Sendable {
    /// So many hosts are asked for at once.
    public static let mostHosts = 100
    /// So many guests and sessions one answer has; the first host's are all there.
    public static let mostItems = 10_000

    /// As they were. Of one that was asked for and is neither here nor in `left` nobody knows: it was not watched then, or that is kept no
    /// longer. One that answered has the moment itself as that of its last answer: polls that bring nothing new are not kept.
    public var hosts: [HostState]
    /// Those that the answer has no room for: to be asked for again.
    public var left: [Host.ID]
    /// Of what was before nothing is known; nil where nothing was ever kept.
    public var keptSince: Moment?
    /// Of sessions: who had left before then is not in the lists. Nil where all are.
    public var sessionsKeptSince: Moment?
    public init(hosts: [HostState] = [], left: [Host.ID] = [], keptSince: Moment? = nil, sessionsKeptSince: Moment? = nil) {
        self.hosts = hosts
        self.left = left
        self.keptSince = keptSince
        self.sessionsKeptSince = sessionsKeptSince
    }
}
