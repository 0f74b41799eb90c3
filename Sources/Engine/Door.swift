import Telemetry

/// How names of people are treated on their way in.
public enum NamePolicy: String, Hashable, Sendable { case pseudonyms, plain }

/// Everything personal in a reading is replaced here, before anybody else sees it.
struct Door {
    var policy: NamePolicy
    var pseudonyms = Pseudonyms()

    mutating func pass(_ reading: Reading, at now: Moment) -> Reading {
        guard policy == .pseudonyms else { return reading }
        var out = reading
        out.sessions = reading.sessions.map { session in
            Session(
                id: id(session.id, of: session.kind, at: now), kind: session.kind,
                user: pseudonyms.pseudonym(for: session.user, at: now),
                address: pseudonyms.network(of: session.address, at: now), guest: session.guest, since: session.since)
        }
        out.ends = reading.ends.map { end in
            SessionEnd(
                at: end.at, host: end.host, kind: end.kind,
                session: id(end.session, of: end.kind, at: now),
                user: pseudonyms.pseudonym(for: end.user, at: now), cause: end.cause, confidence: end.confidence,
                proof: pseudonyms.veil(end.proof, names: [end.user] + end.aliases, at: now))
        }
        out.events = reading.events.map { event in
            HostEvent(at: event.at, host: event.host, text: pseudonyms.veil(event.text, names: [], at: now))
        }
        out.crashes = reading.crashes.map { crash in
            GuestCrash(
                at: crash.at, guest: crash.guest, name: crash.name, isAutostarted: crash.isAutostarted,
                proof: pseudonyms.veil(crash.proof, names: [], at: now))
        }
        return out
    }

    /// Ids of consoles and logins hold the remote address, and a VPN's without client ids (OpenVPN 2.3) is a hash of name and address
    /// without a key: whoever guesses a name could try it.
    private mutating func id(_ id: String, of kind: Session.Kind, at now: Moment) -> String {
        if id.hasPrefix(SessionEnd.attempt) { return SessionEnd.attempt + pseudonyms.mark(for: id, at: now) }
        return kind == .vpn && !id.hasPrefix("h") ? id : pseudonyms.pseudonym(for: id, at: now)
    }

    /// An answer that could not be read may name anybody; what was asked and where it is the configuration's own.
    mutating func pass(_ failure: CollectFailure, at now: Moment) -> CollectFailure {
        guard case .unreadable(let asked, let place, let got) = failure else { return failure }
        return .unreadable(asked: asked, place: place, got: pass(got, at: now))
    }

    /// What somebody typed: a name that is known today, or an address, goes no further than one that a host told.
    mutating func pass(_ text: String, at now: Moment) -> String {
        policy == .pseudonyms ? pseudonyms.veil(text, names: [], at: now) : text
    }
}
