import Alarms
import Feed
import Journal
import MetricStore
import Telemetry

/// What time alone brings.
extension Engine {
    /// Once a second: delays that end, polls that are missing, acknowledgements that expire.
    public func tick() {
        let now = wallClock()
        let tooOld = facts.ends.prefix { $0.at < now - Self.endsKept }.count
        if tooOld > 0 { facts.ends.removeFirst(tooOld) }
        journal.flush()
        restoreTheRest(at: now)
        settle(book.evaluate(facts, hosts: [], at: now), at: now)
    }

    /// A journal that was locked or unreadable at the start is read once it can be; what is newer stays.
    private func restoreTheRest(at now: Moment) {
        guard !isRestored, journal.problem == nil else { return }
        let remembered = journal.restore(at: now)
        isRestored = remembered.isComplete
        book.restore(
            from: remembered.records, nextID: remembered.nextID, outages: remembered.outages, activations: remembered.activations)
        let known = Set(facts.ends)
        facts.ends = (remembered.ends.filter { !known.contains($0) } + facts.ends).sorted { $0.at < $1.at }
    }

    /// Every few seconds: what may wait goes to disk.
    public func sync() { store.sync() }

    /// Every hour: what the journal need not keep any longer.
    public func prune() { journal.prune(at: wallClock()) }

    /// A line about Warte itself: started, stopped, a configuration that could not be read.
    public func note(_ text: String) { log("", text, at: wallClock()) }

    /// A problem of Warte's own, as an alarm of the rule of that name; nil is the end of it.
    public func report(problem: String?, of rule: String) {
        facts.ownProblems[rule] = problem
        tick()
    }

    public func viewersChanged(to count: Int) {
        status.viewers = count
        outlets.publish(.engine(status))
    }

    /// The last words: everything on disk.
    public func stop() {
        note("engine stopped")
        store.sync()
    }
}
