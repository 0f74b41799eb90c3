public import Telemetry

/// A host's maintenance window: its alarms are kept quiet and its session ends do not count.
public struct MaintenanceWindow: Hashable, Sendable {
    /// The author of windows that the configuration asks for.
    public static let configured = "configuration"
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

    /// One of the configuration that a clock which was ahead began has not begun.
    public func isActive(at now: Moment) -> Bool {
        endedAt == nil && now < until && !isAhead(at: now)
    }
    /// Begun by a clock that was ahead: it begins when its time has come.
    public func isAhead(at now: Moment) -> Bool { endedAt == nil && author == Self.configured && from - now > .seconds(300) }
    /// Planned or not.
    var end: Moment { min(until, endedAt ?? until) }
    /// Whether nobody asks for it any more: ends that fell into one do not count for a day. One of the configuration is known until its own
    /// time is over, or it would begin again after somebody ended it.
    func isOld(at now: Moment) -> Bool {
        !isActive(at: now) && now - (author == Self.configured ? until : end) > .seconds(86_400)
    }
}
