import Alarms
import Feed
import Journal
import Telemetry

/// What people ask for is done once it is on disk; the engine goes on meanwhile.
extension Engine {
    /// An act upon the alarms that are meant.
    typealias Act = (inout AlarmBook, _ isMeant: (Int64) -> Bool) throws(ActProblem) -> [Transition]

    /// Tries the act on what stands now, has it written, and does it then, upon what still is as it was. Where it cannot be written
    /// nothing was done, and who asked is told so.
    ///
    /// What happens to the same alarms while the disk is waited for is written behind it: then the journal is told once more how they
    /// stand at the end.
    /// - Parameters:
    ///   - host: whose windows are written with it.
    ///   - known: a host that is known no longer once it is written.
    func carryOut(
        windowsOf host: Host.ID? = nil, forgetting known: KnownHost? = nil, at now: Moment, isShown: Bool = true, _ act: Act
    ) async throws(CommandRefusal) -> Carried {
        let plan: ActPlan
        do throws(ActProblem) {
            plan = try ActPlan(act, on: book, names: settings.names, windowsOf: host, forgetting: known)
        } catch {
            return Carried(problem: error)
        }
        guard !plan.isEmpty else { return Carried() }
        meanwhile = [:]
        // In the turn in which it was planned: whatever happens from now on is written behind it.
        let written = journal.begin(
            plan.transitions, maintenanceWindows: plan.maintenanceWindows, hosts: plan.forgotten, at: now, within: patience.disk)
        let refusal = await written.refusal
        facts.ownProblems["journal"] = journal.problem
        if let refusal { throw CommandRefusal.notWritten(refusal.reason) }
        let carried = finish(plan, act, at: now)
        // The disk took its time.
        announce(carried.done, at: wallClock(), isAct: isShown)
        return carried
    }

    /// The same for an act that is one: it is refused where nothing of it was done.
    func carryOutWhole(windowsOf host: Host.ID? = nil, at now: Moment, _ act: Act) async throws(CommandRefusal) {
        let carried = try await carryOut(windowsOf: host, at: now, act)
        if carried.done.isEmpty, let problem = carried.problem { throw CommandRefusal(problem.message) }
    }

    /// Does what is on disk, and tells the journal what of it was not done after all.
    private func finish(_ plan: ActPlan, _ act: Act, at now: Moment) -> Carried {
        let steps = Dictionary(plan.transitions.map { ($0.alarm.id, $0) }) { $1 }
        let standing = book.standing(Set(steps.keys))
        let meant = steps.filter { id, step in standing[id].map { step.isOf($0) } ?? false }
        var carried = Carried()
        do throws(ActProblem) { carried.done = try act(&book) { meant[$0] != nil } } catch { carried.problem = error }
        let isToReword = isToReword(since: plan.names)
        if isToReword { carried.done = reword(carried.done, at: now) }
        let done = Set(carried.done.map(\.alarm.id))
        let left = plan.transitions.filter { !done.contains($0.alarm.id) }
        for step in left where plan.host == nil {
            let isWorse = standing[step.alarm.id].map { $0.severity > step.alarm.severity } ?? false
            if isWorse || meant[step.alarm.id] == nil {
                carried.overtaken[step.alarm.id] = isWorse ? .worse(step.alarm.id) : .changed(step.alarm.id)
            }
        }
        let otherwise = carried.done.filter { step in
            meanwhile[step.alarm.id] != nil || !(steps[step.alarm.id].map { step.alarm.isWritten(as: $0.alarm) } ?? false)
        }
        let reason = Message.changedBefore()
        let gone = left.filter { standing[$0.alarm.id] == nil }.compactMap { step -> Transition? in
            let last = meanwhile[step.alarm.id]
            guard let alarm = last?.alarm ?? plan.before[step.alarm.id] else { return nil }
            let undone = Transition(alarm: alarm, what: .undone, at: max(step.at, last?.at ?? now), author: step.author, comment: reason)
            return isToReword ? undone.rewording(keeping: knownEvidence.canStay) { redactor.pass($0, at: now) } : undone
        }
        journal.record(otherwise + book.takeBack(left, because: reason, at: now) + gone)
        journal.record(maintenanceWindows: plan.windowsToCorrect(in: book))
        return carried
    }

    var isActing: Bool { turns[""] != nil }

    /// One act after the other: each is tried on what the one before has left. Who waits for too long is refused, and nothing of it is
    /// done later.
    /// - Parameter whom: whose turn it is; of nobody, what is written next.
    func inTurn<Answer>(
        of whom: String = "", _ act: () async throws(CommandRefusal) -> Answer
    ) async throws(CommandRefusal) -> Answer {
        if turns[whom] == nil {
            turns[whom] = []
        } else {
            guard await hasTurn(of: whom) else { throw CommandRefusal(.othersAreWritten()) }
        }
        defer {
            // The next in line has the turn already: nobody gets in between.
            if turns[whom]?.isEmpty ?? true { turns[whom] = nil } else { turns[whom]?.removeFirst().turn.resume(returning: true) }
        }
        return try await act()
    }

    /// Until what is being done has its rows of the audit; not for ever, since a reload may wait for others.
    func allPerformed() async {
        guard performing > 0 else { return }
        let deadline = Task { [patience] in
            do { try await Task.sleep(for: patience.disk + patience.turn) } catch { return }
            endsAnyway()
        }
        defer { deadline.cancel() }
        await withCheckedContinuation { end = $0 }
    }
    func isPerformed() {
        performing -= 1
        if performing == 0 { endsAnyway() }
    }
    private func endsAnyway() {
        end?.resume()
        end = nil
    }

    private func hasTurn(of whom: String) async -> Bool {
        let number = nextWaiting
        nextWaiting += 1
        let deadline = Task { [patience] in
            do { try await Task.sleep(for: patience.turn) } catch { return }
            giveUp(number, of: whom)
        }
        defer { deadline.cancel() }
        return await withCheckedContinuation { turns[whom, default: []].append(WaitingAct(number: number, turn: $0)) }
    }

    private func giveUp(_ number: Int, of whom: String) {
        guard let index = turns[whom]?.firstIndex(where: { $0.number == number }) else { return }
        turns[whom]?.remove(at: index).turn.resume(returning: false)
    }
}

/// Somebody whose act waits for its turn.
struct WaitingAct {
    let number: Int
    let turn: CheckedContinuation<Bool, Never>
}

/// What became of an act.
struct Carried {
    var done: [Transition] = []
    /// Why nothing was done; of several reasons the first.
    var problem: ActProblem?
    /// What became of those that were others by the time it was written.
    var overtaken: [Int64: ActProblem] = [:]
    /// Why it was not done to some of them, each of which is named.
    var reasons: [Message] = []
}
