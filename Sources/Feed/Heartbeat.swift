public import Telemetry

/// What a poll tells of a host beside its lists: that it was asked, when, what came of it, and when it is asked again.
public struct Heartbeat: Hashable, Sendable {
    public var host: Host.ID
    public var answeredAt: Moment?
    public var polledAt: Moment?
    public var failure: Message?
    public var hint: CollectFailure.Hint?
    public var nextPollAt: Moment?
    public init(
        host: Host.ID, answeredAt: Moment? = nil, polledAt: Moment? = nil, failure: Message? = nil, hint: CollectFailure.Hint? = nil,
        nextPollAt: Moment? = nil
    ) {
        self.host = host
        self.answeredAt = answeredAt
        self.polledAt = polledAt
        self.failure = failure
        self.hint = hint
        self.nextPollAt = nextPollAt
    }
}

extension HostState {
    public var heartbeat: Heartbeat {
        Heartbeat(
            host: id, answeredAt: answeredAt, polledAt: polledAt, failure: failure, hint: hint, nextPollAt: nextPollAt)
    }

    public mutating func take(_ beat: Heartbeat) {
        answeredAt = beat.answeredAt
        polledAt = beat.polledAt
        failure = beat.failure
        hint = beat.hint
        nextPollAt = beat.nextPollAt
    }

    /// What a front that knows `before` is to be told; nil before the first.
    public func news(after before: HostState?) -> Update {
        guard var same = before else { return .host(self) }
        same.take(heartbeat)
        return same == self ? .heartbeats([heartbeat]) : .host(self)
    }
}
