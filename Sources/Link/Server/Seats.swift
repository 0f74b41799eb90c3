import Glibc

/// Who may stay where callers are many: the server has so many seats, and whoever only sits there gives his to one who comes.
///
/// Pure; the time is an argument. A front is never sent away, nor is the second connection that it keeps for its commands, nor a few of those
/// where one process has several.
struct Seats {
    /// Connections at once.
    static let count = 256
    /// Fronts among them: callers always find a seat.
    static let viewers = 128
    /// Of one process with fronts, at most so many connections are kept that only sit there.
    static let seconds = 4

    struct Seat {
        let id: UInt64
        let process: pid_t
        let isViewer: Bool
        /// A call is being answered.
        let isBusy: Bool
        /// When the last whole call came, or the connection.
        let since: ContinuousClock.Instant
    }
    private let idle: [Seat]

    init(_ all: [Seat]) {
        var viewers: [pid_t: Int] = [:]
        for seat in all where seat.isViewer { viewers[seat.process, default: 0] += 1 }
        var idle: [pid_t: Int] = [:]
        for seat in all where !seat.isViewer && !seat.isBusy { idle[seat.process, default: 0] += 1 }
        func allowed(_ process: pid_t) -> Int {
            let fronts = viewers[process, default: 0]
            // Callers of another process namespace have no number of their own: all of them are process 0.
            return process == 0 ? fronts : min(fronts, Self.seconds)
        }
        self.idle = all.filter { seat in
            !seat.isViewer && !seat.isBusy && idle[seat.process, default: 0] > allowed(seat.process)
        }
    }

    /// Who goes first; nil where nobody sits idle.
    var first: UInt64? { idle.min { ($0.since, $0.id) < ($1.since, $1.id) }?.id }

    /// Those who have said nothing since then.
    func silent(since limit: ContinuousClock.Instant) -> [UInt64] { idle.filter { $0.since < limit }.map(\.id) }

    /// When the next one has been silent for so long; nil where nobody waits.
    func next(after limit: Duration) -> ContinuousClock.Instant? { idle.map(\.since).min().map { $0 + limit } }
}
