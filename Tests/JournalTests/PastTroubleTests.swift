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

    /// The first words of an engine after one that was killed are dropped: that costs nothing of before it.
    @Test func aKilledEnginesGapThatIsDroppedIsNoneOfAllTimes() async throws {
        let writer = JournalWriter(try Journal(path: folder.file("other.sqlite")))
        let gate = DispatchSemaphore(value: 0)
        writer.run { _ in gate.wait() }
        writer.record(past: [.gap(PastGap(host: nil, from: Moment(seconds: 0), at: after(5), isOfKilledEngine: true))])
        writer.record(past: (0..<120_000).map { condition(at: 10 + Int64($0)) })
        #expect(writer.takePastLoss() == after(5))
        gate.signal()
        try await eventually("it goes on") { await writer.drained() }
    }
}
