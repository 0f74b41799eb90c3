/// What is taken for now where something is deleted for its age. A clock that was wrong for one start must not cost the history.
///
/// After a leap (of more than a day, where nothing else is said) the time before it counts on until the clock has gone on for an hour:
/// then it is believed. Whoever starts an engine once a week for minutes leaps every time; there the last start's time counts, which this
/// one's agrees with.
public struct BelievedClock: Hashable, Sendable {
    /// As it was last seen.
    public private(set) var latest: Moment
    /// From where it has gone on without a leap.
    public private(set) var since: Moment
    public private(set) var believed: Moment
    /// What is more is no sleep of a machine and no slow clock.
    private let leap: Duration
    public static let day = Duration.seconds(86_400)
    static let settling = Duration.seconds(3600)

    /// - Parameter leap: minutes are enough where only memory is at stake, which nobody gives back.
    public init(_ now: Moment, leap: Duration = day) { self.init(latest: now, since: now, believed: now, leap: leap) }
    public init(latest: Moment, since: Moment, believed: Moment, leap: Duration = day) {
        self.leap = leap
        self.latest = latest
        self.since = since
        self.believed = believed
    }

    public mutating func watch(_ now: Moment) {
        if now - latest > leap || latest - now > leap {
            believed = min(now, latest)
            since = now
        }
        latest = now
        believed = isSettled ? now : min(believed, now)
    }

    public var isSettled: Bool { latest - since >= Self.settling }
}
