import Alarms
import Telemetry
import TestSupport
import Testing

@testable import Journal

/// What goes for its age, and what a wrong clock must not take along.
@Suite struct AgeTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }
    private static let day: Int64 = 86_400
    private static let twoYears: Int64 = 2 * 366 * 86_400

    private func filled() throws -> Journal {
        let journal = try Journal(path: folder.file("journal.sqlite"))
        var occurrences = Occurrences()
        for _ in 0..<100 { journal.record(occurrences.some()) }
        journal.record(ends: (0..<10).map { end("u-\($0)", at: after(Int64($0))) })
        journal.record(events: (0..<10).map { HostEvent(at: after(Int64($0)), host: "", "line \($0)") })
        return journal
    }
    private func count(_ journal: Journal) -> [Int64?] {
        ["SELECT count(*) FROM transition", "SELECT count(*) FROM session_end", "SELECT count(*) FROM event"].map {
            try? journal.database?.number($0)
        }
    }

    @Test func aClockThatIsAheadForOneStartTakesNothing() throws {
        let journal = try filled()
        journal.prune(at: after(60))
        let before = count(journal)
        journal.prune(at: after(Self.twoYears))
        #expect(count(journal) == before)
        journal.prune(at: after(Self.twoYears + 60))
        #expect(count(journal) == before)
        journal.prune(at: after(120))
        journal.prune(at: after(7200))
        #expect(count(journal) == before)
        #expect(journal.verify() == [])
    }

    /// A step of a clock that was ahead is no time that runs backwards, for as long as the alarm lives on after it.
    @Test func aClockThatWasSetRightIsNoFaultForEver() throws {
        let journal = try Journal(path: folder.file("journal.sqlite"))
        var occurrences = Occurrences(alarms: 1)
        var steps: [Transition] = []
        while steps.isEmpty { steps = occurrences.some().filter { $0.what == .raised } }
        let raised = steps[0]
        func step(_ day: Int64, _ what: Transition.What) -> Transition {
            Transition(alarm: raised.alarm, what: what, at: raised.at + .seconds(day * Self.day))
        }
        journal.record([raised, step(40, .commented), step(1, .commented), step(15, .commented)])
        #expect(journal.verify() == [])
        // This is one.
        try journal.database?.execute("UPDATE transition SET at = at + 1000 WHERE seq = 3")
        try journal.database?.execute("UPDATE transition SET at = (SELECT at - 500 FROM transition WHERE seq = 3) WHERE seq = 4")
        #expect(journal.verify().count == 1)
    }

    @Test func evenAClockThatStaysAheadTakesADayAtATime() throws {
        let journal = try Journal(path: folder.file("journal.sqlite"))
        journal.record(events: (0..<80).map { HostEvent(at: after($0 * Self.day), host: "", "line \($0)") })
        journal.prune(at: after(Self.twoYears))
        #expect(try journal.database?.number("SELECT count(*) FROM event") == 80)
        journal.prune(at: after(Self.twoYears + 3600))
        #expect(try journal.database?.number("SELECT count(*) FROM event") == 79)
        journal.prune(at: after(Self.twoYears + 7200))
        #expect(try journal.database?.number("SELECT count(*) FROM event") == 78)
    }

    /// An engine that lives for minutes once a week never sees its clock settle; names of people still do not stay for ever.
    @Test func onceAWeekIsEnoughForPeopleToBeForgotten() throws {
        let journal = try Journal(path: folder.file("journal.sqlite"))
        for week in 0..<6 as Range<Int64> {
            journal.prune(at: after(week * 7 * Self.day))
            journal.record(ends: [end("u-\(week)", at: after(week * 7 * Self.day + 60))])
        }
        #expect(journal.ends(since: noon - .seconds(1)).map(\.user) == ["u-4", "u-5"])
    }

    @Test func endsDatedAheadGoOnceTheClockHasStoodForAnHour() throws {
        let journal = try Journal(path: folder.file("journal.sqlite"))
        journal.prune(at: noon)
        journal.record(ends: [end("ahead", at: after(Self.twoYears)), end("now", at: after(10))])
        journal.prune(at: after(60))
        #expect(journal.ends(since: noon).map(\.user) == ["now", "ahead"])
        journal.prune(at: after(3700))
        #expect(journal.ends(since: noon).map(\.user) == ["now"])
        #expect(journal.endCounts(since: noon).map(\.count) == [1])
    }

    @Test func minutesAreALeapWhereThatIsSaid() {
        var clock = BelievedClock(noon, leap: .seconds(300))
        for second in stride(from: 0, through: 3900, by: 300) { clock.watch(after(Int64(second))) }
        #expect(clock.believed == after(3900))
        clock.watch(after(4500))
        #expect(clock.believed == after(3900))
        clock.watch(after(3910))
        #expect(clock.believed == after(3910))
    }

    @Test func aClockIsBelievedAfterAnHourWithoutALeap() {
        var clock = BelievedClock(noon)
        clock.watch(after(Self.twoYears))
        #expect(clock.believed == noon && !clock.isSettled)
        clock.watch(after(Self.twoYears + 3599))
        #expect(clock.believed == noon)
        clock.watch(after(Self.twoYears + 3600))
        #expect(clock.believed == after(Self.twoYears + 3600))
        // Back: what is later than now is not believed at all.
        clock.watch(after(10))
        #expect(clock.believed == after(10) && !clock.isSettled)
    }

    @Test func whatWasFollowedByAnotherIsForgottenWhateverItsPhase() throws {
        let journal = try Journal(path: folder.file("journal.sqlite"))
        var state = AlarmState(key: AlarmKey(rule: "cpu", host: "hv-1"))
        var nextID: Int64 = 1
        journal.record(state.step(.bad(.warning), at: noon, policy: Policy(), nextID: &nextID))
        journal.record(state.step(.good, at: after(1), policy: Policy(), nextID: &nextID))
        journal.record(state.step(.bad(.warning), at: after(2), policy: Policy(), nextID: &nextID))
        passTime(journal, until: after(402 * Self.day))
        #expect(try journal.database?.number("SELECT count(*) FROM occurrence") == 1)
        #expect(standing(journal).values.map(\.id) == [2])
    }

    @Test func whatWasThereInTheSpanIsItsHistory() throws {
        let journal = try Journal(path: folder.file("journal.sqlite"))
        var nextID: Int64 = 1
        func alarm(_ host: String, raised: Int64, ended: Int64?) throws {
            var state = AlarmState(key: AlarmKey(rule: "cpu", host: host))
            journal.record(state.step(.bad(.warning), at: after(raised), policy: Policy(), nextID: &nextID))
            journal.record(try state.acknowledge(by: "km", comment: "", at: after(raised + 1), for: .seconds(9_000_000)))
            if let ended { journal.record(state.step(.good, at: after(ended), policy: Policy(), nextID: &nextID)) }
        }
        try alarm("before", raised: 0, ended: 100)
        try alarm("into", raised: 50, ended: 250)
        try alarm("inside", raised: 210, ended: 220)
        try alarm("stands", raised: 60, ended: nil)
        try alarm("later", raised: 900, ended: nil)
        let found = journal.history(since: after(200), until: after(300), limit: 10)
        #expect(found.map(\.key.host) == ["inside", "stands", "into"])
        // A clock that was put right has dated one ahead of now.
        let all = journal.history(since: after(200), limit: 10)
        #expect(all.map(\.key.host) == ["later", "inside", "stands", "into"])
    }
}

/// An engine that runs all the time.
func passTime(_ journal: Journal, until end: Moment) {
    var now = noon
    while now < end {
        journal.prune(at: now)
        now = now + .seconds(23 * 3600)
    }
    journal.prune(at: end)
}
