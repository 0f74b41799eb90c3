public import Alarms
public import Telemetry

/// What somebody is told is done.
extension Journal {
    /// True once all of it is on disk. Where that cannot be it is as if nobody had asked: false, and nothing of it waits to be written
    /// later, since whoever asked is told that it was not done.
    public func commit(_ transitions: [Transition] = [], outages: [Outage] = [], reveals: [Reveal] = [], at now: Moment) -> Bool {
        // What happened before is written before.
        guard flush() else { return refused(at: now) }
        let entries = outages.map { Entry.outage($0) } + transitions.map { .transition($0) } + reveals.map { .reveal($0) }
        do throws(SQLiteFailure) {
            try transact(entries)
        } catch  where error.isDamage {
            startAnew(because: error.message, mark: "damaged")
            guard write(), (try? transact(entries)) != nil else { return refused(at: now) }
        } catch {
            if error.isPassing { failed(error) } else { notice = ("the journal would not take an entry: \(error.message)", .now) }
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
        learn(outages)
        if found == .logGone { look() }
        // Of who was told a name no memory knows, unlike of alarms: it shall not depend on the log.
        if !reveals.isEmpty { try? database?.run("PRAGMA wal_checkpoint(PASSIVE)") }
        return true
    }

    /// A line that waits to be written: that it can be is the end of the problem.
    private func refused(at now: Moment) -> Bool {
        let text = "what was asked for was refused: the journal could not be written"
        if failure != nil, queue.isEmpty { queue.append(.event(HostEvent(at: now, host: "", text: text))) }
        return false
    }
}
