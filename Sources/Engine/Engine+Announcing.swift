import Alarms
import Feed
import Journal
import Telemetry

/// What happened, to the journal and to all fronts.
extension Engine {
    /// One line for the journal and for all fronts; `host` is empty for Warte itself.
    func log(_ host: Host.ID, _ message: Message, at now: Moment) {
        log([HostEvent(at: now, host: host, message)])
    }

    /// What is seen of a host, which many of its target may give to see at once.
    func tell(_ host: Host, _ message: Message, at now: Moment) {
        let line = HostEvent(at: now, host: host.id, message)
        if crowd.admit(line, of: host.target, at: now) { log([line]) }
    }

    private func log(_ lines: [HostEvent]) {
        guard !lines.isEmpty else { return }
        for line in lines { events.insert(inOrder: line) }
        if events.count > Self.eventsKept * 2 { events.removeFirst(events.count - Self.eventsKept) }
        journal.record(events: lines)
        outlets.publish(.events(lines))
    }

    /// What transitions lead to. The journal is told before anybody else, and not waited for: who acts on an alarm is only told that it is
    /// done once all that was before it is written, too.
    ///
    /// Somebody who acts sees it at once. What hosts bring goes out at a pace: where a thousand are lost at once, each of their reports
    /// makes another list.
    func settle(_ transitions: [Transition], at now: Moment, isAct: Bool = false) {
        if !transitions.isEmpty { journal.record(transitions) }
        if isActing { for transition in transitions { meanwhile[transition.alarm.id] = transition } }
        announce(transitions, at: now, isAct: isAct)
    }

    /// Of what the journal has.
    func announce(_ transitions: [Transition], at now: Moment, isAct: Bool) {
        facts.ownProblems["journal"] = journal.problem
        log(
            transitions.compactMap { transition in
                let line = HostEvent(at: transition.at, host: transition.alarm.key.host, transition.line)
                // What people did is always said.
                if isAct || line.host.isEmpty || !transition.author.isEmpty { return line }
                return crowd.admit(line, of: hosts[line.host]?.host.target ?? line.host, at: now) ? line : nil
            })
        // Hosts that are no longer watched are no news.
        let watched = transitions.filter { $0.alarm.key.host.isEmpty || isWatched($0.alarm.key.host) }
        if !watched.isEmpty { interruptions.take(watched, at: now) }
        guard book.revision != published, isAct || !pace.isTooSoon(at: now) else { return }
        published = book.revision
        let alarms = alarms
        pace.told(alarms.count, at: now)
        outlets.publish(.alarms(alarms))
        // A front that sees a new alarm sees it counted, too.
        if toldStatistics?.new != book.newAlarms(at: now) { tellStatistics(at: now, isDue: true) }
    }
}
