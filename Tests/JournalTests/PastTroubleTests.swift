import Alarms
import CSQLite
import Dispatch
import Telemetry
import TestSupport
import Testing

@testable import Journal

/// What clocks, disks and losses must not do to what is kept of how hosts were.
@Suite struct PastTroubleTests {
    let folder: TemporaryFolder
    let journal: Journal
    init() throws {
        folder = try TemporaryFolder()
        journal = try Journal(path: folder.file("journal.sqlite"))
    }
    private static let day: Int64 = 86_400
    private static let twoYears = 731 * day

    private func condition(at seconds: Int64) -> PastEntry {
        .change(PastChange(host: "hv-1", at: after(seconds), .condition(HostCondition())))
    }
    private func guest(_ id: String, at seconds: Int64) -> PastEntry {
        let guest = Guest(id: id, name: id, state: .running, vCPUs: 4, memoryMaximum: 1, memoryView: .guest)
        return .change(PastChange(host: "hv-1", at: after(seconds), .guest(guest)))
    }
    private func gone(_ id: String, at seconds: Int64) -> PastEntry {
        .change(PastChange(host: "hv-1", at: after(seconds), gone: PastPart.name(ofGuest: id)))
    }
    private func gap(from: Int64, at seconds: Int64) -> PastEntry {
        .gap(PastGap(host: "hv-1", from: after(from), at: after(seconds)))
    }
    /// Nil where nobody knows.
    private func guests(at seconds: Int64) throws -> [String]? {
        try #require(journal.past(at: after(seconds), of: ["hv-1"], most: 100_000)).hosts["hv-1"]?.guests.map(\.id)
    }
    private func keptSince() throws -> Moment? { try #require(journal.past(at: noon, of: [], most: 1)).keptSince }

    /// The time from then on comes a second time, and is told anew.
    @Test func whatAClockThatWasSetBackTellsAgainIsToldOnce() throws {
        journal.record(past: [condition(at: 0), guest("a", at: 0), gone("a", at: 100), guest("b", at: 100)])
        journal.record(past: [gap(from: 50, at: 50), condition(at: 50), guest("c", at: 50)])
        #expect(try guests(at: 40) == ["a"])
        #expect(try guests(at: 60) == ["c"] && guests(at: 120) == ["c"])
        #expect(journal.verify() == [])
    }

    /// A machine without a clock of its own starts years ago, and an engine that ends there costs nothing of what was kept.
    @Test func aClockThatIsYearsBehindEndsNothingThatWasKept() throws {
        journal.record(past: [condition(at: 0), guest("a", at: 0), gone("a", at: 3600), guest("b", at: 3600), gap(from: 7200, at: 7200)])
        let then = -Self.twoYears
        journal.record(past: [condition(at: then), guest("c", at: then), gap(from: then + 30, at: then + 30)])
        #expect(try guests(at: 60) == ["a"] && guests(at: 3700) == ["b"] && guests(at: 7200) == nil)
    }

    /// What was told while the clock was ahead goes once it is settled, as ends and sessions do, and costs nothing else.
    @Test func whatIsDatedAheadGoesAndTheRestStays() throws {
        journal.record(past: [condition(at: 0), guest("a", at: 0), guest("a", at: Self.twoYears), guest("b", at: Self.twoYears)])
        journal.record(past: [gap(from: Self.twoYears + 5, at: 10), condition(at: 10), guest("c", at: 10)])
        for second in [20, 3640, 7300] as [Int64] { journal.prune(at: after(second)) }
        let ahead = after(7300 + Self.day).milliseconds
        #expect(try journal.database?.number("SELECT count(*) FROM past WHERE since > ?1 OR until > ?1", [.int(ahead)]) == 0)
        #expect(try keptSince() == noon)
        #expect(try guests(at: 5) == ["a"])
        #expect(try guests(at: 7000) == ["c"])
        #expect(journal.verify() == [])
    }

    /// The first that was ever kept had a date far ahead.
    @Test func aClockThatWasAheadAtFirstDoesNotHideWhatCameAfter() throws {
        journal.record(past: [condition(at: Self.twoYears), gap(from: Self.twoYears + 5, at: 0), condition(at: 0), guest("a", at: 0)])
        #expect(try keptSince() == noon)
        #expect(try guests(at: 5) == ["a"])
    }

    /// Of what is deleted in part nobody says that it is whole, whatever is dated before it.
    @Test func aDateBeforeWhatWasDeletedBringsNothingBack() throws {
        let day = Self.day
        journal.record(past: [condition(at: -50 * day), guest("a", at: -50 * day), gone("a", at: -40 * day)])
        for hour in 0..<3 as Range<Int64> { journal.prune(at: after(hour * 3600)) }
        #expect(try keptSince() == after(-40 * day))
        journal.record(past: [guest("z", at: -60 * day), gone("z", at: -60 * day + 5)])
        #expect(try keptSince() == after(-40 * day))
    }

    /// The disk is full for what nobody waits for; an act that has room is done.
    @Test func whatIsKeptGetsNoActRefused() throws {
        journal.pause = .zero
        // No page more than it has.
        try journal.database?.run("PRAGMA max_page_count = 1")
        journal.record(past: [condition(at: 0)] + (0..<2000).map { guest("\($0)", at: 7) })
        #expect(journal.problem?.text.contains("the disk is full") == true, "\(journal.problem?.text ?? "")")
        let window = MaintenanceWindow(host: "hv-1", from: noon, until: after(60), author: "km", reason: "disk")
        #expect(journal.commit(maintenanceWindows: [window], at: noon), "\(journal.problem?.text ?? "")")
        #expect(journal.waiting == 0 && journal.pastLostSince == noon)
        #expect(journal.restore(at: noon).maintenanceWindows == [window] && journal.problem == nil)
        // Nor does what happens by itself wait behind it.
        journal.record(past: (0..<2000).map { guest("\($0)", at: 8) })
        #expect(journal.record(events: [HostEvent(at: after(9), host: "", .raw("a line"))]) && journal.waiting == 0)
    }

    @Test func whatTheFileNeverTakesIsSaidToWhoeverToldIt() throws {
        try journal.database?.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON past WHEN new.part = 'guest/b' BEGIN SELECT RAISE(ABORT, 'never'); END")
        journal.record(past: [condition(at: 0), guest("a", at: 0), guest("b", at: 7)])
        #expect(journal.pastLostSince == after(7))
        #expect(try guests(at: 8) == ["a"])
    }

    /// The first words of an engine after one that was killed are dropped: that costs nothing of before it.
    @Test func aKilledEnginesGapThatIsDroppedIsNoneOfAllTimes() async throws {
        let writer = JournalWriter(try Journal(path: folder.file("other.sqlite")))
        let gate = DispatchSemaphore(value: 0)
        writer.run { _ in gate.wait() }
        writer.record(past: [.gap(PastGap(host: nil, from: Moment(seconds: 0), at: after(5), isOfKilledEngine: true))])
        writer.record(past: (0..<120_000).map { condition(at: 10 + Int64($0)) })
        #expect(writer.takePastLoss() == after(5))
        gate.signal()
        try await eventually("it goes on", within: .seconds(60)) { await writer.drained() }
    }

    /// So much at once that whoever waits for the disk has a turn.
    @Test func muchIsDeletedInPieces() throws {
        let old = -50 * Self.day
        let rows: StaticString = """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45000)
            INSERT INTO past (host, part, since, until, size, body) SELECT 'hv-1', 'guest/' || i, ?1, ?1 + i, 1, '{}' FROM n
            """
        try journal.database?.run(rows, [.int(after(old).milliseconds)])
        func left() throws -> Int64? { try journal.database?.number("SELECT count(*) FROM past") }
        var seen: [Int64] = []
        for _ in 0..<3 {
            _ = journal.prune(.past, at: noon, keeping: Journal.Retention())
            seen.append(try #require(try left()))
        }
        #expect(seen == [25_000, 5000, 0])
        #expect(try journal.database?.number("SELECT size FROM past_extent") == 0)
    }
}
