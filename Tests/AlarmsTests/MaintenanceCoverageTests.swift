import MetricStore
import Telemetry
import Testing

@testable import Alarms

@Suite struct MaintenanceCoverageTests {
    private let start = Moment(seconds: 1_795_500_000)
    private func window(_ host: Host.ID, _ from: Int, _ until: Int, endedAt: Int? = nil, author: String = "km") -> MaintenanceWindow {
        MaintenanceWindow(
            host: host, from: start + .seconds(from), until: start + .seconds(until), author: author, reason: "r",
            endedAt: endedAt.map { start + .seconds($0) })
    }

    /// The same as to look at each window, whatever overlaps.
    @Test func itSaysWhatTheWindowsSay() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let windows = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                let from = Int.random(in: 0...50, using: &random)
                let ended = Bool.random(using: &random) ? Int.random(in: 0...60, using: &random) : nil
                return window(
                    ["a", "b"].randomElement(using: &random) ?? "a", from, from + Int.random(in: 0...20, using: &random), endedAt: ended)
            }
            let coverage = MaintenanceCoverage(windows)
            for second in -1...80 {
                let at = start + .seconds(second)
                for host in ["a", "b", "c"] {
                    let isIn = windows.contains { $0.host == host && at >= $0.from && at < min($0.until, $0.endedAt ?? $0.until) }
                    #expect(coverage.covers(host, at: at) == isIn, "\(host) at \(second) of \(windows)")
                }
            }
        }
    }

    /// A server's whole second lies before the millisecond in which somebody acted within it.
    @Test func whatIsLostInTheSecondInWhichItEndsCounts() {
        let began = start + .milliseconds(300)
        let coverage = MaintenanceCoverage([
            MaintenanceWindow(
                host: "a", from: began, until: start + .seconds(3600), author: "km", reason: "r", endedAt: start + .milliseconds(60_500))
        ])
        func counts(_ milliseconds: Int64, of target: Host.ID? = nil) -> Bool {
            let end = SessionEnd(
                at: start + .milliseconds(milliseconds), host: target == nil ? "a" : "a/1", kind: .vpn, session: "s", user: "u",
                cause: .clientLost, confidence: .exact, evidence: "")
            return !coverage.covers(end, of: target)
        }
        #expect(counts(60_000) && counts(60_501) && counts(60_000, of: "a") && counts(-1000))
        #expect(!counts(59_000) && !counts(60_499) && !counts(59_000, of: "a"))
        #expect(!counts(0), "it followed from what was begun")
    }

    /// Neither ends what a person confirmed, nor begins for days what the configuration asks for.
    @Test func aClockThatIsDaysAheadForSecondsEndsNoWindow() throws {
        let host = Host(id: "a", area: "A", collector: "x", endpoint: "x")
        var book = AlarmBook(site: Site(name: "s", areas: [Area(id: "A")], hosts: [host]), limits: ThresholdBook())
        func look(at second: Int) { _ = book.evaluate(RuleFacts(history: NoHistory()), hosts: [], at: start + .seconds(second)) }
        look(at: 0)
        _ = try book.startMaintenance("a", author: "km", until: start + .seconds(3600), reason: "r", at: start)
        for second in [1, 2 * 86_400, 2 * 86_400 + 1, 4, 5] { look(at: second) }
        #expect(book.openMaintenanceWindows(at: start + .seconds(5)).map(\.author) == ["km"])
        // Somebody slept, or it is that day indeed: it is gone once the clock has gone on for an hour.
        for minute in 0...61 { look(at: 2 * 86_400 + minute * 60) }
        #expect(book.maintenanceWindows == [])
        let planned = window("a", 2 * 86_400, 2 * 86_400 + 7200, author: MaintenanceWindow.configured)
        #expect(!planned.isActive(at: start) && planned.isActive(at: start + .seconds(2 * 86_400 + 1)))
        #expect(window("a", 600, 7200).isActive(at: start), "a clock that is set back ends nothing that people began")
    }

    /// A window of a year that was ended is no more than one of a minute a day later; one of the configuration is known as long as it asks
    /// for it.
    @Test func whatHasEndedGrowsOld() {
        let year = 366 * 86_400
        let dayLater = start + .seconds(86_400 + 61)
        #expect(window("a", 0, year, endedAt: 60).isOld(at: dayLater))
        #expect(!window("a", 0, year, endedAt: 120).isOld(at: dayLater))
        #expect(!window("a", 0, year).isOld(at: dayLater))
        #expect(!window("a", 0, year, endedAt: 60, author: MaintenanceWindow.configured).isOld(at: dayLater))
    }

    @Test func aHostIsPutIntoMaintenanceAHundredTimesADay() throws {
        let host = Host(id: "a", area: "A", collector: "x", endpoint: "x")
        var book = AlarmBook(site: Site(name: "s", areas: [Area(id: "A")], hosts: [host]), limits: ThresholdBook())
        func begin(at second: Int) throws {
            _ = try book.startMaintenance(
                "a", author: "km", until: start + .seconds(second + 366 * 86_400), reason: "r", at: start + .seconds(second))
        }
        for second in 0..<100 { try begin(at: second) }
        #expect(throws: ActProblem(.tooManyWindows(100))) { try begin(at: 100) }
        #expect(book.openMaintenanceWindows(at: start + .seconds(101)).count == 1)
        _ = book.evaluate(RuleFacts(history: NoHistory()), hosts: [], at: start + .seconds(2 * 86_400))
        #expect(book.maintenanceWindows.count == 1)
        try begin(at: 2 * 86_400)
    }

    private struct NoHistory: History {
        func latest(_ key: SeriesKey) -> Point? { nil }
        func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
            Array(repeating: nil, count: max(0, columns))
        }
    }
}
