import Telemetry

/// Session ends counted by cause over three windows, with the trend of the last day.
struct CauseTable: Sendable {
    struct Row: Sendable {
        let cause: Cause
        var tenMinutes = 0
        var hour = 0
        var day = 0
        /// Ends in each half hour, oldest first.
        var trend = [Double](repeating: 0, count: CauseTable.trendColumns)
    }
    static let trendColumns = 48
    /// Every cause in the order of screens: what counts as a timeout first.
    private(set) var rows: [Row]
    private(set) var all = Row(cause: .unknown)

    init() { rows = Cause.allCases.map { Row(cause: $0) } }
    init(_ ends: [SessionEnd], now: Moment, host: Host.ID? = nil) {
        self.init()
        let places = Dictionary(Cause.allCases.enumerated().map { ($1, $0) }, uniquingKeysWith: { a, _ in a })
        let piece = World.dayMilliseconds / Int64(CauseTable.trendColumns)
        for end in ends.reversed() {
            if let host, end.host != host { continue }
            let age = max(0, now.milliseconds - end.at.milliseconds)
            // Ends come roughly in order; one hour past the day's edge nothing of the day follows.
            if age > World.dayMilliseconds + 3_600_000 { break }
            guard age <= World.dayMilliseconds, let place = places[end.cause] else { continue }
            let column = CauseTable.trendColumns - 1 - min(Int(age / piece), CauseTable.trendColumns - 1)
            CauseTable.count(&rows[place], age, column)
            CauseTable.count(&all, age, column)
        }
    }
    private static func count(_ row: inout Row, _ age: Int64, _ column: Int) {
        row.day += 1
        if age <= 3_600_000 { row.hour += 1 }
        if age <= 600_000 { row.tenMinutes += 1 }
        row.trend[column] += 1
    }

    /// Timeouts in the last 10 min: clients lost, handshakes, resources.
    var timeouts: Int { rows.reduce(0) { $0 + ($1.cause.isTimeout ? $1.tenMinutes : 0) } }

    /// The rows that are worth their place: all timeouts, and what else happened within the day.
    var shown: [Row] { rows.filter { $0.cause.isTimeout || $0.day > 0 } }
}
