import Alarms
import Feed
import Journal
import Telemetry

/// Another configuration may want names otherwise than the one before.
extension Engine {
    /// Names that are no longer to be kept are replaced at once wherever they are in memory: nobody waits for them to grow old.
    func changeNames(from before: NamePolicy, at now: Moment) {
        guard before != settings.names else { return }
        // Who goes on begins anew in the journal: a row shall not outlast the names that it was written with. Another site's are as they were.
        journal.record(sessions: ledger.close(isWatched, at: now))
        guard settings.names == .pseudonyms else {
            // Who was lost before has a pseudonym here and a name when coming back.
            facts.renamings.append(now)
            return
        }
        let knownEvidence = knownEvidence
        // Whose ends and sessions they are is known first, so that their names are found in lines.
        facts.ends = redactor.pass(remembered: facts.ends, at: now)
        facts.unlistedEnds = UnlistedEnds()
        endsAhead = redactor.pass(remembered: endsAhead, at: now)
        for (id, record) in hosts {
            hosts[id]?.state.sessions = redactor.pass(record.state.sessions, at: now)
            hosts[id]?.state.guests = redactor.pass(record.state.guests, at: now)
        }
        for id in hosts.keys.sorted() {
            hosts[id]?.reword { redactor.pass($0, at: now) }
            guard let record = hosts[id] else { continue }
            journal.record(
                past: chronicle.close({ $0 == id }, at: now) + chronicle.take(record.state, within: record.host.deadline, at: now))
            if facts.hosts[id] != nil { facts.hosts[id] = record.facts }
            outlets.publish(.host(record.state))
        }
        events = redactor.pass(remembered: events, at: now)
        silencesSaid = silencesSaid?.mapValues(\.withoutSilences)
        rewordAlarms(keeping: knownEvidence, at: now)
    }

    /// As they are by now.
    var knownEvidence: KnownEvidence { KnownEvidence(of: facts.ends + endsAhead) }

    /// Everything that people typed, and that was said of alarms.
    func rewordAlarms(keeping knownEvidence: KnownEvidence, at now: Moment) {
        func pass(_ text: String) -> String { redactor.pass(text, at: now) }
        book.reword(keepingWindowsOf: Self.configured, keeping: knownEvidence.canStay, pass)
        interruptions.reword(keeping: knownEvidence.canStay, pass)
        meanwhile = meanwhile.mapValues { $0.rewording(keeping: knownEvidence.canStay, pass) }
        journal.reword(book.records.map(\.alarm), book.maintenanceWindows)
        showMaintenanceWindows(at: now)
    }

    /// Whether what was typed then holds names that are no longer to be kept.
    func isToReword(since names: NamePolicy) -> Bool { names != settings.names && settings.names == .pseudonyms }

    /// What was typed while names were another matter, and is done only now.
    func reword(_ typed: [Transition], at now: Moment) -> [Transition] {
        let knownEvidence = knownEvidence
        rewordAlarms(keeping: knownEvidence, at: now)
        return typed.map { $0.rewording(keeping: knownEvidence.canStay) { redactor.pass($0, at: now) } }
    }
}
