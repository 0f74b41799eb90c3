public import Telemetry

/// A host's maintenance window: its alarms are kept quiet and its session ends do not count.
public struct MaintenanceWindow: Hashable, Sendable {
    public let host: Host.ID
    public let from: Moment
    public let until: Moment
    public let author: String
    public let reason: String
    /// When it ended before its time; nil where it did not.
    public var endedAt: Moment?
    public init(host: Host.ID, from: Moment, until: Moment, author: String, reason: String, endedAt: Moment? = nil) {
        self.host = host
        self.from = from
        self.until = until
        self.author = author
        self.reason = reason
        self.endedAt = endedAt
    }

    public func isActive(at now: Moment) -> Bool { endedAt == nil && now < until }
    /// Whether something that happened then fell into it.
    func covers(_ at: Moment) -> Bool { at >= from && at < min(until, endedAt ?? until) }
}
