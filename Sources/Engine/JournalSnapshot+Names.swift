import Alarms
import Journal
public import Telemetry

/// What a journal remembers may be of a time when names were kept.
extension JournalSnapshot {
    /// As it may be known where none are. Sessions that last are written anew by who is there (`SessionLedger`).
    ///
    /// Where nobody's name stands in it, it is as it was: alarms name what the configuration does, and nobody could be found in their words.
    func passed(by redactor: inout Redactor, at now: Moment) -> JournalSnapshot {
        guard redactor.policy == .pseudonyms else { return self }
        let knownEvidence = KnownEvidence(of: ends)
        guard
            ends.contains(where: \.isInClear) || sessions.contains(where: { !$0.isHidden })
                || !records.allSatisfy({ $0.alarm.keepsEvidence(knownEvidence.canStay) })
        else { return self }
        var out = self
        // Whose ends and sessions they are is known first, so that their names are found in lines.
        for user in sessions.map(\.user) where !Pseudonyms.isHidden(user) { _ = redactor.pseudonyms.pseudonym(for: user, at: now) }
        out.ends = redactor.pass(remembered: ends, at: now)
        out.events = redactor.pass(remembered: events, at: now)
        func pass(_ text: String) -> String { redactor.pass(text, at: now) }
        out.records = records.map { record in
            var record = record
            record.alarm = record.alarm.rewording(keeping: knownEvidence.canStay, pass)
            return record
        }
        out.maintenanceWindows = maintenanceWindows.map { $0.author == MaintenanceWindow.configured ? $0 : $0.rewording(pass) }
        return out
    }
}

/// Of what has come in already: names that are pseudonyms by now stay.
extension Redactor {
    mutating func pass(remembered ends: [SessionEnd], at now: Moment) -> [SessionEnd] {
        for end in ends where !Pseudonyms.isHidden(end.user) { _ = pseudonyms.pseudonym(for: end.user, at: now) }
        return ends.map { end in
            let isPlain = !Pseudonyms.isHidden(end.user)
            return SessionEnd(
                at: end.at, host: end.host, kind: end.kind, session: session(of: end, isPlain, at: now),
                user: isPlain ? pseudonyms.pseudonym(for: end.user, at: now) : end.user, cause: end.cause, confidence: end.confidence,
                because: pass(end.evidenceMessage, at: now), isOpaque: end.isOpaque, isAttempt: end.isAttempt)
        }
    }

    /// No journal says whether a session's id names anybody: one that may is no name either, or each `1` in a line would be somebody's.
    private mutating func session(of end: SessionEnd, _ isPlain: Bool, at now: Moment) -> String {
        if end.isAttempt {
            return end.isFromAddress ? SessionEnd.attempt + pseudonyms.mark(for: end.session, at: now) : end.session
        }
        return end.isOpaque || !isPlain ? end.session : pseudonyms.pseudonym(forText: end.session, at: now)
    }

    mutating func pass(remembered events: [HostEvent], at now: Moment) -> [HostEvent] {
        pass(events.map { HostEvent(at: $0.at, host: $0.host, $0.message.withoutSilences, isKnown: $0.isKnown) }, at: now)
    }
}

extension KnownEvidence {
    /// - Parameter ends: as a file has them, where nobody is there to replace the names of those in clear.
    public init(hidden ends: [SessionEnd]) { self.init(of: ends.lazy.filter { !$0.isInClear }) }
}

extension SessionEnd {
    fileprivate var isInClear: Bool { !isHidden || isFromAddress }
    /// Of an attempt, as it came: redacted it is a mark.
    fileprivate var isFromAddress: Bool { isAttempt && IPNetwork(of: String(session.dropFirst(Self.attempt.count))) != nil }
}
