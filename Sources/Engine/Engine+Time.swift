import Alarms
import Feed
import Journal
import MetricStore
public import Telemetry

/// What time alone brings.
extension Engine {
    /// Once a second: delays that end, polls that are missing, acknowledgements that expire.
    public func tick() {
        let now = wallClock()
        watchClock(at: now)
        tellCrowd(at: now)
        journal.flush()
        restoreLate(at: now)
        maintainByTime(at: now)
        settle(book.evaluate(facts, hosts: [], at: now), at: now)
        if let call = interruptions.due(at: now) { interrupt(call) }
        tellStatistics(at: now)
    }

    /// Before anything is judged by it: what a clock that was set back has dated would else be out of every window for a moment.
    func watchClock(at now: Moment) {
        bringEnds(since: clock.latest, at: now)
        if clock.latest - now > Self.leap { note(.clockSetBack(clock.latest - now)) }
        // So that questions about the past find them.
        if clock.latest - now > Self.slew { journal.record(standing: book.clockWasSetBack(to: now)) }
        clock.watch(now)
        forgetEnds(at: now)
    }

    /// Ends that seemed to be of the future at the start. A clock that is put right leaps over them: they have happened. One that was ahead
    /// when they were dated is known by the time that goes on to them step by step: they never happened then. Of minutes nobody can say.
    private func bringEnds(since before: Moment, at now: Moment) {
        guard let first = endsAhead.first, first.at <= now else { return }
        let reached = endsAhead.prefix { $0.at <= now }
        endsAhead.removeFirst(reached.count)
        let isLeap = now - before > Self.leap
        let past = reached.filter { (isLeap || $0.at - status.startedAt <= Self.leap) && $0.at >= now - Self.endsKept }
        if !past.isEmpty { list(past) }
    }

    /// What is a day old, and what a clock that was ahead dated in the future.
    private func forgetEnds(at now: Moment) {
        facts.unlistedEnds.forget(before: clock.believed - book.longestWindow)
        if let last = facts.ends.last, last.at > now + Self.slew {
            if last.at - now < .seconds(86_400) {
                // The clock was set back: what has just happened is not of the future.
                facts.ends = facts.ends.map { $0.at > now ? $0.with(at: now) : $0 }
                facts.unlistedEnds.bringBack(to: now)
            } else if clock.isSettled {
                // A clock that is days off for some seconds dates nothing anew; one that is right by now says that these never happened then.
                endCounts.remove(facts.ends.filter { $0.at > now })
                facts.ends.removeAll { $0.at > now }
            }
        }
        let tooOld = facts.ends.prefix { $0.at < clock.believed - Self.endsKept }
        guard !tooOld.isEmpty else { return }
        endCounts.remove(tooOld)
        facts.ends.removeFirst(tooOld.count)
    }

    func tellCrowd(at now: Moment, isLast: Bool = false) {
        let told = crowd.tell(at: now, isLast: isLast)
        if !told.counts.isEmpty { journal.record(counts: told.counts) }
        for line in told.lines + ledger.tell(at: now) + chronicle.tell(at: now) { log(line.host, line.message, at: line.at) }
        tellAudits(at: now, isLast: isLast)
    }

    /// A journal that was locked or unreadable at the start is read once it can be: what it knows and nobody has overtaken comes back.
    private func restoreLate(at now: Moment) {
        guard !isRestored, !isRestoring, journal.problem == nil else { return }
        isRestoring = true
        Task {
            let remembered = await journal.restore(at: now)
            isRestoring = false
            if let remembered, remembered.isComplete { restore(remembered) }
        }
    }

    private func restore(_ remembered: JournalSnapshot) {
        let now = wallClock()
        let remembered = remembered.passed(by: &redactor, at: now)
        isRestored = true
        roster.restore(remembered.hosts)
        if roster.hosts(of: settings.site.hosts) != site.hosts { arrange(at: now) }
        // Lines of before this engine: its own tell nothing of what the one before it left untold.
        let before = remembered.events.filter { $0.at < status.startedAt }
        untoldSince = Self.untold(after: before, at: now)
        interruptions.restore(remembered.records, at: now, untoldSince: untoldSince)
        interruptions.forget { !$0.isEmpty && !isWatched($0) }
        book.restore(
            from: remembered.records, nextID: remembered.nextID, maintenanceWindows: remembered.maintenanceWindows,
            activations: remembered.activations.filter { $0.at < status.startedAt })
        if settings.names == .pseudonyms { journal.reword(book.records.map(\.alarm), book.maintenanceWindows) }
        show(before)
        let oldest = facts.ends.first?.at ?? .init(milliseconds: .max)
        facts.ends = remembered.ends.filter { $0.at < oldest && $0.at <= now } + facts.ends
        if settings.names == .pseudonyms { facts.renamings = Self.renamings(before: before, until: status.startedAt) }
        endsAhead = remembered.ends.filter { $0.at > now }
        endCounts = EndCounts(of: facts.ends)
        heardBefore.merge(Self.lastAnswers(of: remembered.sessions, besides: hosts, in: store, at: now)) { known, _ in known }
        ledger.restore(remembered.sessions, heardAt: heardBefore)
        showMaintenanceWindows(at: now)
        // It was asked before the journal's were known.
        if let silencesSaid { settle(book.silence(silencesSaid, at: now), at: now) }
    }

    /// Lines of before this engine, as many as are kept.
    private func show(_ older: [HostEvent]) {
        let known = Set(events)
        let new = older.filter { !known.contains($0) }.suffix(max(0, Self.eventsKept - events.count))
        for line in new { events.insert(inOrder: line) }
        if !new.isEmpty { outlets.publish(.events(Array(new))) }
    }

    /// Every few seconds: what may wait goes to disk.
    public func sync() { store.sync() }

    /// Every hour: what the journal need not keep any longer.
    public func prune() async {
        let now = wallClock()
        // Alarms that were touched while the clock was years ahead are not of the future.
        if clock.isSettled { journal.record(sessions: ledger.closeSilent(for: settings.retention.sessionEnds, at: now)) }
        // Rows of hosts that are not watched are another site's, whose engine may be back in a moment (`AlarmBook.takeUpLeftovers`).
        if now - status.startedAt >= AlarmBook.asideFor { journal.record(sessions: ledger.close({ !isWatched($0) }, at: now)) }
        if await journal.prune(at: now, keeping: settings.retention) {
            journal.record(standing: book.bringBack(to: wallClock(), from: Self.leap...Policy.farthest))
        }
    }

    /// A line about Warte itself: started, stopped, a configuration that could not be read.
    public func note(_ message: Message) { log("", message, at: wallClock()) }

    /// A problem of Warte's own, as an alarm of the rule of that name; nil is the end of it.
    public func report(problem: Message?, of rule: String) {
        facts.ownProblems[rule] = problem
        if problem != nil { facts.untested.remove(rule) }
        tick()
    }

    public func viewersChanged(to count: Int) {
        status.viewers = count
        outlets.publish(.engine(status))
    }

    /// People are alerted here, and nowhere else.
    private func interrupt(_ call: Interruption) {
        outlets.tell(call)
        outlets.publish(.interruption(call.summary))
    }

    /// The last words: what waits to be told, and everything on disk.
    public func stop() async {
        let now = wallClock()
        tellCrowd(at: now, isLast: true)
        if let call = interruptions.last(at: now) { interrupt(call) }
        await writeSessionsOver(at: now)
        journal.record(past: chronicle.close(at: now))
        note(.engineStopped())
        await written()
        store.sync()
    }

    /// In portions that the journal's queue takes, as long as the disk answers.
    private func writeSessionsOver(at now: Moment) async {
        var over = ledger.takeOver(at: now)[...]
        while !over.isEmpty {
            journal.record(sessions: Array(over.prefix(SessionLedger.endsAtOnce)))
            over = over.dropFirst(SessionLedger.endsAtOnce)
            guard await journal.drained() else { return }
        }
    }

    /// Last of all, when no more commands can come: acts in progress are finished, and on disk.
    public func close() async {
        isClosed = true
        do throws(CommandRefusal) { try await inTurn {} } catch {}
        await allPerformed()
        tellAudits(at: wallClock(), isLast: true)
        await written()
        await journal.giveBackIDs()
    }

    /// Once the journal has tried to write all that it was told so far, or does not answer for seconds.
    public func written() async { await journal.drained() }
}
