public import Alarms
import Platform
import Synchronization
public import Telemetry

/// The journal's own place: it is written on a thread of its own, in the order in which it was told, and nobody waits for its disk but who
/// wants to know that something is done.
///
/// What is told meanwhile waits here, in memory and bounded as the journal's own queue is. A disk that does not answer is `problem`.
public final class JournalWriter: Sendable {
    public let path: String
    /// So soon an operator is told that the disk does not answer.
    public static let patience = Duration.seconds(2)
    /// A work that takes so long is told as a problem.
    static let slow = Duration.seconds(5)

    private let core: Core
    private let thread = OwnThreadExecutor(named: "journal")

    public init(_ journal: sending Journal) {
        path = journal.path
        core = Core(journal)
    }

    /// What waits is written before the file is closed, if the disk takes it soon.
    deinit {
        let isClosed = ThreadSignal()
        thread.perform { [core] in
            core.work()
            core.close()
            isClosed.ring()
        }
        thread.stop()
        isClosed.wait(atMost: .seconds(2))
    }

    /// What is wrong as far as is known now; nil where all is written or about to be.
    public var problem: Message? {
        core.inbox.withLock { inbox in inbox.isStuck(for: Self.slow) ? .diskDoesNotAnswer(path) : inbox.problem }
    }

    public func record(_ transitions: [Transition]) { add(transitions.map { .transition($0) }) }
    /// Alarms that stand otherwise than by a step of theirs.
    public func record(standing: [Alarm]) { add(standing.map { .standing($0) }) }
    public func record(ends: [SessionEnd]) { add(ends.map { .end($0) }) }
    public func record(counts: [EndCount]) { add(counts.map { .counted($0) }) }
    public func record(events: [HostEvent]) { add(events.map { .event($0) }) }
    public func record(maintenanceWindows: [MaintenanceWindow]) { add(maintenanceWindows.map { .maintenance($0) }) }
    public func record(sessions: [SessionRecord]) { add(sessions.map { .session($0) }) }
    public func record(audits: [Audit]) { add(audits.map { .audit($0) }) }
    public func record(hosts: [KnownHost]) { add(hosts.map { .host($0) }) }
    public func record(past: [PastEntry]) { add(past.map { .past($0) }) }

    /// Since when something of how hosts were was dropped and is not in the file; the end of all times where the file is another one.
    /// Nil where all is there. Whoever asks tells it anew, from how all hosts are now.
    public func takePastLoss() -> Moment? { core.inbox.withLock { $0.takePastLoss() } }

    /// Tries again what waits, and sees whether the file is still there.
    public func flush() { begin { $0.wantsFlush = true } }

    /// See `Journal.reword`.
    public func reword(_ alarms: [Alarm], _ windows: [MaintenanceWindow]) {
        begin { inbox in
            inbox.reword(alarms)
            inbox.works.append(.task(isUpkeep: false) { $0.reword(alarms, windows) })
        }
    }

    /// In its turn, on the journal's thread.
    /// - Parameter isUpkeep: it is much to do, and says nothing of the disk for a while.
    func run(isUpkeep: Bool = false, _ task: @escaping @Sendable (Journal) -> Void) {
        begin { $0.works.append(.task(isUpkeep: isUpkeep, task)) }
    }

    /// Whether the disk has not answered for so long.
    func isStuck(for time: Duration) -> Bool { core.inbox.withLock { $0.isStuck(for: time) } }

    /// What somebody is told is done, once it is on disk: all of it, or it is refused and then none of it ever stands.
    ///
    /// It has its place when this returns: what is told afterwards is written behind it. Where the disk does not answer in time it is
    /// refused; should it then be on the disk all the same, it is taken back there.
    /// - Parameter hosts: that are known no longer.
    public func begin(
        _ transitions: [Transition] = [], maintenanceWindows: [MaintenanceWindow] = [], reveals: [Reveal] = [], hosts: [KnownHost] = [],
        audits: [Audit] = [], at now: Moment, within patience: Duration = patience
    ) -> PendingCommit {
        let late = JournalRefusal(reason: .diskDidNotAnswer(patience, path))
        // Whoever comes after one that was refused for it need not wait as long again.
        if isStuck(for: patience) {
            let known = Race<JournalRefusal?>()
            known.finish(late)
            return PendingCommit(answer: known)
        }
        let answer: Race<JournalRefusal?> = ask(late: late, within: patience) { journal, isWanted in
            let before = journal.standing(transitions, maintenanceWindows)
            guard
                journal.commit(
                    transitions, maintenanceWindows: maintenanceWindows, reveals: reveals, hosts: hosts, audits: audits, at: now,
                    isWanted: isWanted)
            else { return (JournalRefusal(reason: journal.problem), {}) }
            return (nil, { journal.takeBack(transitions, maintenanceWindows, reveals, hosts, audits, before: before, at: now) })
        }
        return PendingCommit(answer: answer)
    }

    /// See `Journal.restore`; nil where the disk does not answer in time.
    public func restore(at now: Moment, within patience: Duration = .seconds(30)) async -> JournalSnapshot? {
        await ask(late: nil, within: patience, isUpkeep: true) { journal, _ in (journal.restore(at: now), {}) }.value
    }

    /// See `Journal.prune`.
    public func prune(at now: Moment, keeping retention: Journal.Retention, within patience: Duration = .seconds(60)) async -> Bool {
        var isBelieved = false
        for kind in Journal.Upkeep.allCases {
            let answer: Bool? = await ask(late: nil, within: patience, isUpkeep: true) { journal, _ in
                (journal.prune(kind, at: now, keeping: retention), {})
            }.value
            // A disk that does not answer is asked again in an hour: who waits for it waits once.
            guard let answer else { return false }
            isBelieved = answer
        }
        return isBelieved
    }

    /// True once all that was told before was tried, however short a time ago something failed; false where the disk does not answer in
    /// time.
    @discardableResult
    public func drained(within patience: Duration = .seconds(5)) async -> Bool {
        await ask(late: false, within: patience) { journal, _ in
            journal.flush(isLast: true)
            return (true, {})
        }.value
    }

    /// Behind all that was told before; see `Journal.giveBackIDs`.
    public func giveBackIDs(within patience: Duration = patience) async {
        _ = await ask(late: false, within: patience) { journal, _ in
            journal.giveBackIDs()
            return (true, {})
        }.value
    }

    private func add(_ entries: [JournalEntry]) {
        guard !entries.isEmpty else { return }
        begin { inbox in inbox.add(entries) }
    }

    private func begin(_ change: (inout JournalInbox) -> Void) {
        let starts = core.inbox.withLock { inbox in
            change(&inbox)
            defer { inbox.isRunning = true }
            return !inbox.isRunning
        }
        if starts { thread.perform { [core] in core.work() } }
    }

    /// - Parameter run: the answer, and what undoes it where nobody waits for it any more.
    private func ask<Answer: Sendable>(
        late: Answer, within patience: Duration, isUpkeep: Bool = false,
        _ run: @escaping @Sendable (Journal, () -> Bool) -> (Answer, undo: () -> Void)
    ) -> Race<Answer> {
        let race = Race<Answer>()
        let clock = TimerClock.shared
        let deadline = clock.call(at: clock.now + patience) { race.finish(late) }
        self.run(isUpkeep: isUpkeep) { [core] journal in
            guard race.isOpen else { return }
            let (answer, undo) = run(journal, { race.isOpen })
            // The receiver of the answer may ask at once what is wrong.
            core.learn(journal.problem)
            if !race.finish(answer) { undo() }
            deadline.takeBack()
        }
        return race
    }
}

/// A commit that has its place among what is written.
public struct PendingCommit: Sendable {
    /// Of the thread, or of the deadline.
    fileprivate let answer: Race<JournalRefusal?>

    /// Nil once all of it is on disk. To be asked once.
    public var refusal: JournalRefusal? { get async { await answer.value } }
}

/// Why something was not written; nil where nobody knows.
public struct JournalRefusal: Error, Hashable, Sendable {
    public let reason: Message?
}

/// The journal and what waits for it. The journal is touched by the one thread alone.
private final class Core: @unchecked Sendable {
    let inbox = Mutex(JournalInbox())
    private var journal: Journal?

    init(_ journal: Journal) {
        self.journal = journal
        inbox.withLock { $0.problem = journal.problem }
    }

    func work() {
        while let journal, let turn = inbox.withLock({ $0.next() }) {
            switch turn {
            case .write(let entries, let dropped, let standing): journal.take(entries, dropped: dropped, standing: standing)
            case .task(let run): run(journal)
            }
            if let since = journal.pastLostSince {
                journal.pastLostSince = nil
                inbox.withLock { $0.losePast(since: since) }
            }
            learn(journal.problem)
        }
    }

    func learn(_ problem: Message?) { inbox.withLock { $0.problem = problem } }

    func close() {
        journal?.flush(isLast: true)
        journal = nil
    }
}
