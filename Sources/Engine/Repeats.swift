import Feed
import Telemetry

/// Hosts that go on failing as before say nothing but when they are asked again. Of a few hosts that is told at every poll; where hundreds
/// are lost at once it would be most of what fronts are told, and nobody looks at more than one of these times. Pure; the time is an argument.
struct Repeats {
    /// So many in a second, of all hosts.
    static let most = 10
    private var second: Int64 = 0
    private var told = 0

    /// Whether fronts are to be told of a host's state; `before` is what they were told last, or less.
    mutating func isToTell(_ state: HostState, after before: HostState?, at now: Moment) -> Bool {
        guard var same = before, state.failure != nil else { return true }
        same.polledAt = state.polledAt
        same.nextPollAt = state.nextPollAt
        guard same == state else { return true }
        if now.seconds != second, !now.isLate(after: Moment(seconds: second)) { (second, told) = (now.seconds, 0) }
        told += 1
        return told <= Self.most
    }
}
