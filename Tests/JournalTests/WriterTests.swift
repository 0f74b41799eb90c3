import Alarms
import CSQLite
import Dispatch
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Journal

/// The journal's thread waits for its disk; nobody else does, for longer than they like.
@Suite struct WriterTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }
    private var path: String { folder.file("journal.sqlite") }

    private func event(_ text: String, at seconds: Int64 = 0) -> HostEvent { HostEvent(at: after(seconds), host: "", .raw(text)) }

    @Test func whileTheDiskHangsAllIsTakenInOrderAndAnActIsRefused() async throws {
        var occurrences = Occurrences()
        let gate = DispatchSemaphore(value: 0)
        let writer = JournalWriter(try Journal(path: path))
        writer.run { _ in gate.wait() }
        let transitions = occurrences.some()
        writer.record(transitions)
        for number in 0..<100 { writer.record(events: [event("line \(number)", at: Int64(number))]) }
        let act = try #require(transitions.last)
        let refusal = await writer.commit([act], at: noon, within: .milliseconds(50))
        #expect(refusal?.reason?.text.contains("the disk did not answer") == true)
        #expect(await writer.commit([act], at: noon, within: .milliseconds(50)) != nil, "the next is told at once")
        #expect(await !writer.drained(within: .milliseconds(50)))
        gate.signal()
        try await eventually("all is written") { await writer.drained() }
        let journal = try Journal(reading: path)
        #expect(standing(journal) == occurrences.alarms)
        #expect(journal.restore(at: after(1000)).events.map(\.text) == (0..<100).map { "line \($0)" })
        #expect(transitions.map(\.alarm.id).allSatisfy { id in journal.steps(of: id).count == transitions.count { $0.alarm.id == id } })
        #expect(journal.verify() == [])
        #expect(writer.problem == nil)
    }

    @Test func whatWaitsHasABoundAndHowManyWereLostIsWritten() async throws {
        var occurrences = Occurrences()
        let gate = DispatchSemaphore(value: 0)
        let writer = JournalWriter(try Journal(path: path))
        writer.run { _ in gate.wait() }
        writer.record(occurrences.some())
        for start in 0..<150 { writer.record(events: (0..<1000).map { event("line \(start * 1000 + $0)") }) }
        gate.signal()
        try await eventually("all is written") { await writer.drained() }
        let journal = try Journal(reading: path)
        #expect(standing(journal) == occurrences.alarms, "events go first")
        let last = journal.restore(at: after(1000)).events.last?.text ?? ""
        #expect(last.hasSuffix("entries of the journal were lost while it could not be written"), "\(last)")
    }

    /// A gateway with twenty thousand sessions is watched no longer: no end of them is lost on a disk that is well.
    @Test func muchAtOnceIsNoLossWhereTheDiskIsWell() async throws {
        let writer = JournalWriter(try Journal(path: path))
        let sessions = (0..<25_000).map { number in
            SessionRecord(
                target: "vpn-1", host: "vpn-1", id: "\(number)", kind: .vpn, began: noon, ended: after(1), cause: .unknown, user: "u-1")
        }
        writer.record(sessions: sessions)
        writer.record(events: [event("behind them")])
        try await eventually("all is written") { await writer.drained() }
        #expect(try Database(reading: path, busy: 1000).number("SELECT count(*) FROM session") == 25_000)
        #expect(try Journal(reading: path).restore(at: after(1)).events.map(\.text) == ["behind them"])
        #expect(writer.problem == nil)
    }

    /// Refused, since the disk was too slow: nobody was told a name and nothing ran, whatever is on the disk then.
    @Test func whatWasNotDoneInTimeIsNotInTheListsOfWhatWas() async throws {
        let writer = JournalWriter(try Journal(path: path))
        let told = Reveal(at: noon, host: "vpn-1", pseudonym: "u-7f3a", author: "eva", reason: "ticket 4")
        #expect(await writer.commit(reveals: [told], at: noon) == nil)
        let note = Audit(at: noon, principal: Principal(name: "km"), act: "run", target: "ssh hv-1", refused: nil)
        #expect(await writer.commit(audits: [note], at: noon) == nil)
        let slow = SlowCommit()
        writer.run { slow.install(in: $0) }
        let late = Reveal(at: after(1), host: "vpn-1", pseudonym: "u-7f3a", author: "km", reason: "ticket 5")
        try await eventually("the disk hangs in the commit") {
            #expect(await writer.commit(reveals: [late], audits: [note], at: after(1), within: .milliseconds(200)) != nil)
            return slow.wasReached
        }
        slow.gate.signal()
        try await eventually("it goes on") { await writer.drained() }
        #expect(try Journal(reading: path).reveals() == [told])
        #expect(try Journal(reading: path).audits() == [note], "the one that was done")
    }

    /// Pruning is ten questions: who asks waits for a disk that hangs no longer than for one.
    @Test func aDiskThatHangsIsWaitedForOnceWhenPruning() async throws {
        let gate = DispatchSemaphore(value: 0)
        let writer = JournalWriter(try Journal(path: path))
        writer.run { _ in gate.wait() }
        let since = ContinuousClock.now
        let isBelieved = await writer.prune(at: noon, keeping: Journal.Retention(), within: .seconds(1))
        let passed = ContinuousClock.now - since
        gate.signal()
        #expect(!isBelieved && passed < .seconds(1) * (Journal.Upkeep.allCases.count - 1), "\(passed)")
        try await eventually("it goes on") { await writer.drained() }
    }

    @Test func theJournalsOwnUpkeepIsNoDiskThatDoesNotAnswer() async throws {
        let writer = JournalWriter(try Journal(path: path))
        for isUpkeep in [true, false] {
            let gate = DispatchSemaphore(value: 0)
            let since = Since()
            writer.run(isUpkeep: isUpkeep) { _ in
                since.begin()
                gate.wait()
            }
            defer { gate.signal() }
            try await eventually("it takes long") { since.passed > .milliseconds(60) }
            #expect(writer.isStuck(for: .milliseconds(50)) == !isUpkeep)
        }
        try await eventually("it goes on") { await writer.drained() }
        #expect(await writer.prune(at: noon, keeping: Journal.Retention()) == false)
        #expect(await writer.prune(at: after(4000), keeping: Journal.Retention()) == true)
    }

    /// Within a second of a failure nothing is tried again, but at the end there is no other time.
    @Test func theLastWordsAreWrittenHoweverShortATimeAgoSomethingFailed() async throws {
        for isAsked in [true, false] {
            let file = folder.file("last-\(isAsked)")
            let journal = try Journal(path: file)
            journal.pause = .seconds(600)
            var writer: JournalWriter? = JournalWriter(journal)
            writer?.run { $0.failed(SQLiteFailure(code: SQLITE_BUSY, message: "database is locked")) }
            writer?.record(events: [event("engine stopped")])
            if isAsked { await writer?.drained() } else { writer = nil }
            #expect(try Journal(reading: file).restore(at: noon).events.map(\.text) == ["engine stopped"])
        }
    }

    /// An act that was planned on an occurrence, written behind the next one: that stays the last.
    @Test func anOlderOccurrenceThatIsToldLateIsNotTheLast() throws {
        let key = AlarmKey(rule: "guest-crashed", host: "hv-1")
        func alarm(_ id: Int64) -> Alarm {
            Alarm(
                id: id, key: key, severity: .warning, phase: .latchedUnacknowledged, raisedAt: after(id), changedAt: after(id),
                message: "crashed")
        }
        var journal: Journal? = try Journal(path: path)
        for (id, what) in [(5, .raised), (6, .raised), (5, .acknowledged)] as [(Int64, Transition.What)] {
            journal?.record([Transition(alarm: alarm(id), what: what, at: after(10))])
        }
        #expect(journal.map { standing($0) }?[key]?.id == 6)
        #expect(journal?.verify() == [])
        // Nor in a file that is begun anew.
        journal = nil
        let again = try Journal(path: path)
        _ = again.restore(at: after(11))
        again.record([Transition(alarm: alarm(5), what: .undone, at: after(12))])
        again.startAnew(because: "test", mark: "damaged")
        _ = again.flush()
        #expect(standing(again)[key]?.id == 6)
    }

    /// Nobody else's: what waits for a disk must not hold the pool that runs the tasks.
    @Test func itsThreadIsItsOwnAndEndsWithIt() async throws {
        var writer: JournalWriter? = JournalWriter(try Journal(path: path))
        let seen = Mutex<CallingThread?>(nil)
        writer?.run { _ in seen.withLock { $0 = CallingThread() } }
        #expect(await writer?.drained() == true)
        let thread = try #require(seen.withLock { $0 })
        #expect(thread.name == "journal")
        writer = nil
        try await eventually("its thread ends") { !thread.isThere }
    }

    @Test func whatIsBegunHasItsPlaceAtOnce() async throws {
        let writer = JournalWriter(try Journal(path: path))
        for number in 0..<200 {
            let window = MaintenanceWindow(host: "h-\(number)", from: noon, until: after(60), author: "km", reason: "r")
            let act = writer.begin(maintenanceWindows: [window], at: noon)
            writer.record(maintenanceWindows: [
                MaintenanceWindow(host: "h-\(number)", from: noon, until: after(60), author: "km", reason: "r", endedAt: after(1))
            ])
            #expect(await act.refusal == nil)
        }
        await writer.drained()
        let windows = try Journal(reading: path).restore(at: noon).maintenanceWindows
        #expect(windows.count == 200 && windows.allSatisfy { $0.endedAt == after(1) })
    }

    /// The disk hung in the very commit: who asked was refused, and then it is on the disk.
    @Test func anActThatIsWrittenTooLateIsTakenBack() async throws {
        let key = AlarmKey(rule: "cpu", host: "hv-1")
        var state = AlarmState(key: key)
        var nextID: Int64 = 1
        let raised = state.step(.bad(.warning), at: noon, policy: Policy(), nextID: &nextID)
        let alarm = try #require(raised.last?.alarm)
        let writer = JournalWriter(try Journal(path: path))
        writer.record(raised)
        let slow = SlowCommit()
        writer.run { slow.install(in: $0) }
        let acts = try state.acknowledge(by: "km", comment: "seen", at: after(700), for: .seconds(3600))
        // On a busy machine the thread may not be there in time: then nothing was written.
        try await eventually("the disk hangs in the commit") {
            let refusal = await writer.commit(acts, at: after(700), within: .milliseconds(200))
            #expect(refusal?.reason?.text.contains("the disk did not answer") == true)
            return slow.wasReached
        }
        slow.gate.signal()
        try await eventually("it goes on") { await writer.drained() }
        let journal = try Journal(reading: path)
        #expect(standing(journal)[key]?.phase == .unacknowledged)
        #expect(standing(journal)[key]?.acknowledgement == nil)
        #expect(journal.steps(of: alarm.id).map(\.what).suffix(2) == ["acknowledged", "undone"])
        #expect(journal.restore(at: after(1000)).events.last?.text.contains("taken back") == true)
        #expect(journal.verify() == [])
        // The next one is done.
        #expect(await writer.commit(acts, at: after(701)) == nil)
        #expect(standing(try Journal(reading: path))[key]?.phase == .acknowledged)
    }
}

/// The next commit waits.
private final class SlowCommit: Sendable {
    let gate = DispatchSemaphore(value: 0)
    private let reached = Mutex(false)
    var wasReached: Bool { reached.withLock { $0 } }

    func install(in journal: Journal) {
        guard let handle = journal.database?.handle else { return }
        sqlite3_commit_hook(
            handle,
            { context in
                guard let context else { return 0 }
                let slow = Unmanaged<SlowCommit>.fromOpaque(context).takeUnretainedValue()
                let isFirst = slow.reached.withLock { reached in
                    defer { reached = true }
                    return !reached
                }
                if isFirst { slow.gate.wait() }
                return 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}

/// How long ago something began.
private final class Since: Sendable {
    private let at = Mutex<ContinuousClock.Instant?>(nil)
    func begin() { at.withLock { $0 = .now } }
    var passed: Duration { at.withLock { $0.map { ContinuousClock.now - $0 } } ?? .zero }
}
