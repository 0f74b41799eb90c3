import Telemetry

/// How often a list is told: the first news at once, and the longer it is, the rarer the next; its cost is then bounded by the second and not
/// by how many hosts report in it. Pure; the time is an argument.
struct Pace {
    /// A list is told at least so often while it changes.
    static let longest = Duration.seconds(1)
    private var toldAt: Moment?
    private var pause = Duration.zero

    /// A quarter of a millisecond for each entry: of a thousand alarms four lists a second, of ten none is ever late.
    mutating func told(_ count: Int, at now: Moment) {
        if toldAt.map({ !now.isLate(after: $0) }) ?? true { toldAt = now }
        pause = min(Self.longest, .milliseconds(count / 4))
    }

    /// A clock that was set back keeps nobody waiting.
    func isTooSoon(at now: Moment) -> Bool {
        guard let toldAt, now >= toldAt || now.isLate(after: toldAt) else { return false }
        return now - toldAt < pause
    }
}
