public import Alarms
import CSQLite
public import Telemetry

/// An act that was reported as done.
extension Journal {
    /// True once all of it is on disk. Where that cannot be it is as if nobody had asked: false, and nothing of it waits to be written
    /// later, since whoever asked is told that it was not done.
    ///
    /// `isWanted` is asked last before it is done: false where whoever asked has been refused meanwhile.
    public func commit(
        _ transitions: [Transition] = [], maintenanceWindows: [MaintenanceWindow] = [], reveals: [Reveal] = [], hosts: [KnownHost] = [],
        audits: [Audit] = [], at now: Moment, isWanted: () -> Bool = { true }
    ) -> Bool {
        // What happened before is written before.
        guard flush() || flushWithoutPast() else { return refused(at: now) }
        let entries =
            maintenanceWindows.map { JournalEntry.maintenance($0) } + transitions.map { .transition($0) } + reveals.map { .reveal($0) }
            + hosts.map { .host($0) } + audits.map { .audit($0) }
        do throws(SQLiteFailure) {
            try transact(entries, isWanted: isWanted)
        } catch  where error == .unwanted {
            return false
        } catch  where error.isDamage {
            startAnew(because: .raw(error.message), mark: "damaged")
            guard write(), (try? transact(entries, isWanted: isWanted)) != nil else { return refused(at: now) }
        } catch {
            if error.isPassing { failed(error) } else { notice = (.entryNotTaken(RawLine(error.message)), .now) }
            return refused(at: now)
        }
        // It may have gone from under the write; what went with it is not there for the next engine. What a log without a name held can be
        // saved, and then it is done.
        let found = state
        guard found == .sound || found == .logGone && (try? saveLog()) != nil else {
            look()
            return refused(at: now)
        }
        learn(transitions)
        learn(maintenanceWindows)
        learn(hosts)
        if found == .logGone { look() }
        // Of who was told a name no memory knows, unlike of alarms: it shall not depend on the log.
        if !reveals.isEmpty { try? database?.run("PRAGMA wal_checkpoint(PASSIVE)") }
        return true
    }

    /// Where there is no room for how hosts were there may be enough for what somebody asks for.
    private func flushWithoutPast() -> Bool {
        guard failure != nil, failureKind == SQLITE_FULL, dropPast() else { return false }
        (failure, failedAt) = (nil, nil)
        return flush()
    }

    /// How alarms and windows stand that are about to be changed.
    func standing(_ transitions: [Transition], _ maintenanceWindows: [MaintenanceWindow]) -> (
        alarms: [Alarm], maintenanceWindows: [MaintenanceWindow]
    ) {
        (
            Set(transitions.map(\.alarm.key)).compactMap { standing[$0] },
            self.maintenanceWindows.filter { old in maintenanceWindows.contains { $0.host == old.host && $0.from == old.from } }
        )
    }

    /// It was written when it had been refused already, for a disk that was too slow: the file says so, and stands as before.
    func takeBack(
        _ transitions: [Transition], _ maintenanceWindows: [MaintenanceWindow], _ reveals: [Reveal] = [], _ hosts: [KnownHost] = [],
        _ audits: [Audit] = [], before: (alarms: [Alarm], maintenanceWindows: [MaintenanceWindow]), at now: Moment
    ) {
        var undone: [Transition] = []
        for alarm in before.alarms {
            let act = transitions.last { $0.alarm.id == alarm.id }
            guard let act else { continue }
            undone.append(
                Transition(alarm: alarm, what: .undone, at: max(act.at, now), author: act.author, comment: .diskTooLate()))
        }
        // A window that was not there before is over as soon as it began.
        let closed = maintenanceWindows.map { maintenance in
            before.maintenanceWindows.first { $0.host == maintenance.host && $0.from == maintenance.from }
                ?? MaintenanceWindow(
                    host: maintenance.host, from: maintenance.from, until: maintenance.until, author: maintenance.author,
                    reason: maintenance.reason,
                    endedAt: maintenance.from)
        }
        let known = hosts.map { KnownHost(target: $0.target, node: $0.node, since: $0.since, missingSince: $0.missingSince) }
        let line = HostEvent(at: now, host: "", .writtenLate())
        take(
            closed.map { .maintenance($0) } + undone.map { .transition($0) } + reveals.map { .withheld($0) } + known.map { .host($0) }
                + audits.map { .unaudited($0) } + [.event(line)])
    }

    /// A line that waits to be written: that it can be is the end of the problem.
    private func refused(at now: Moment) -> Bool {
        if failure != nil, queue.isEmpty { queue.append(.event(HostEvent(at: now, host: "", .wasRefused()))) }
        return false
    }
}
