import Alarms
import Feed
import Journal
import Telemetry

/// What people ask for is done once it is on disk; the engine goes on meanwhile.
extension Engine {
    /// Tries the act on what stands now, has it written, and does it then. Where it cannot be written nothing was done, and who asked is
    /// told so. Answers whether there was anything to do.
    ///
    /// What happens to the same alarms while the disk is waited for is written behind it: then the alarms as they stand at the end are
    /// written once more.
    /// - Parameter host: whose windows are written with it.
    @discardableResult
    func carryOut(
        windowsOf host: Host.ID? = nil, at now: Moment, isShown: Bool = true,
        _ act: (inout AlarmBook) throws(ActProblem) -> [Transition]
    ) async throws(CommandRefusal) -> Bool {
        let (planned, windows) = try plan(act, windowsOf: host)
        guard !planned.isEmpty || !windows.isEmpty else { return false }
        let refusal = await journal.commit(planned, maintenanceWindows: windows, at: now)
        facts.ownProblems["journal"] = journal.problem.map { .raw($0) }
        if let refusal { throw CommandRefusal.notWritten(refusal.reason) }
        // Nothing of it where what it was about is gone by now.
        let done = (try? act(&book)) ?? []
        if !done.elementsEqual(planned, by: { $0.alarm.isWritten(as: $1.alarm) }) { journal.record(done) }
        announce(done, at: now, isAct: isShown)
        return true
    }

    private func plan(_ act: (inout AlarmBook) throws(ActProblem) -> [Transition], windowsOf host: Host.ID?) throws(CommandRefusal)
        -> (transitions: [Transition], windows: [MaintenanceWindow])
    {
        var tried = book
        do throws(ActProblem) {
            let transitions = try act(&tried)
            return (transitions, host.map { host in tried.maintenanceWindows.filter { $0.host == host } } ?? [])
        } catch {
            throw CommandRefusal(error.message)
        }
    }

    /// One act after the other: each is tried on what the one before has left.
    func inTurn<Answer>(_ act: () async throws(CommandRefusal) -> Answer) async throws(CommandRefusal) -> Answer {
        if isActing { await withCheckedContinuation { actsWaiting.append($0) } }
        isActing = true
        defer {
            // Whoever is next has the turn already: nobody comes in between.
            if actsWaiting.isEmpty { isActing = false } else { actsWaiting.removeFirst().resume() }
        }
        return try await act()
    }
}

extension Alarm {
    /// Whether the journal has it so. Words and figures of the same state may differ.
    fileprivate func isWritten(as other: Alarm) -> Bool {
        id == other.id && phase == other.phase && severity == other.severity && acknowledgement == other.acknowledgement
            && shelf == other.shelf && comments == other.comments && returnedAt == other.returnedAt
            && suppressedBy == other.suppressedBy && isOutOfService == other.isOutOfService
    }
}
