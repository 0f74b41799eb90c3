public import Telemetry

/// What is taken for now where something is deleted for its age. A clock that was wrong for one start must not cost the history.
///
/// After a leap of more than a day the time before it counts on until the clock has gone on for an hour: then it is believed. Whoever
/// starts an engine once a week for minutes leaps every time; there the last start's time counts, which this one's agrees with.
public struct BelievedClock: Hashable, Sendable {
    /// As it was last seen.
    public private(set) var latest: Moment
    /// From where it has gone on without a leap.
    public private(set) var since: Moment
    public private(set) var believed: Moment
    static let leap = Duration.seconds(86_400)
    static let settling = Duration.seconds(3600)

    public init(_ now: Moment) { self.init(latest: now, since: now, believed: now) }
    init(latest: Moment, since: Moment, believed: Moment) {
        self.latest = latest
        self.since = since
        self.believed = believed
    }

    public mutating func watch(_ now: Moment) {
        if now - latest > Self.leap || latest - now > Self.leap {
            believed = min(now, latest)
            since = now
        }
        latest = now
        believed = isSettled ? now : min(believed, now)
    }

    public var isSettled: Bool { latest - since >= Self.settling }
}

extension Database {
    /// The clock as this file last saw it, and now.
    func watchClock(_ now: Moment) throws(SQLiteFailure) -> BelievedClock {
        var clock: BelievedClock?
        try rows("SELECT latest, since, believed FROM clock") { row in
            clock = BelievedClock(
                latest: row.moment(0), since: row.moment(1),
                believed: row.moment(2))
            return false
        }
        // A file from before the clock was watched: its newest line says when it was last written.
        let written = try number("SELECT max(at) FROM event WHERE at <= ?", [.int(now.milliseconds)])
        var out = clock ?? BelievedClock(written.map { Moment(milliseconds: $0) } ?? now)
        out.watch(now)
        try run(
            "INSERT OR REPLACE INTO clock (one, latest, since, believed) VALUES (1, ?, ?, ?)",
            [.int(out.latest.milliseconds), .int(out.since.milliseconds), .int(out.believed.milliseconds)])
        return out
    }
}
