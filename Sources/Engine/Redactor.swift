import Telemetry

/// How names of people are treated on their way in.
public enum NamePolicy: String, Hashable, Sendable { case pseudonyms, plain }

/// Everything personal in a reading is replaced here, before anybody else sees it.
struct Redactor {
    var policy: NamePolicy
    var pseudonyms = Pseudonyms()
    /// All of them; a test takes one out and looks whether its search finds what then comes through.
    var replacing: Set<LinePiece.Kind> = [.name, .address, .unknown]

    mutating func pass(_ reading: Reading, at now: Moment) -> Reading {
        var out = reading
        // Sessions first: a line may name their users.
        for index in out.hosts.indices {
            guard case .success(var figures) = out.hosts[index].outcome else { continue }
            figures.sessions = pass(figures.sessions, at: now)
            out.hosts[index].outcome = .success(figures)
        }
        out.ends = pass(reading.ends, at: now)
        out.events = pass(reading.events, at: now)
        for index in out.hosts.indices { out.hosts[index].outcome = pass(out.hosts[index].outcome, at: now) }
        return out
    }

    mutating func pass(_ outcome: Result<HostFigures, CollectFailure>, at now: Moment) -> Result<HostFigures, CollectFailure> {
        guard case .success(var figures) = outcome else { return outcome.mapError { pass($0, at: now) } }
        figures.inventory.gaps = figures.inventory.gaps.map {
            Inventory.Gap(figure: $0.figure, reason: replaceMarked(in: $0.reason, at: now))
        }
        figures.guests = pass(figures.guests, at: now)
        figures.crashes = pass(figures.crashes, at: now)
        return .success(figures)
    }

    mutating func pass(_ crashes: [GuestCrash], at now: Moment) -> [GuestCrash] {
        guard policy == .pseudonyms else { return crashes }
        return crashes.map { crash in
            GuestCrash(
                at: crash.at, guest: crash.guest, name: crash.name, isAutostarted: crash.isAutostarted,
                evidence: crash.evidence.rewording { pseudonyms.redact($0, names: [], at: now) })
        }
    }

    mutating func pass(_ sessions: [Session], at now: Moment) -> [Session] {
        guard policy == .pseudonyms else { return sessions }
        return sessions.map { session in
            Session(
                id: session.isOpaque ? session.id : pseudonyms.pseudonym(for: session.id, at: now), kind: session.kind,
                user: pseudonyms.pseudonym(for: session.user, at: now),
                address: pseudonyms.network(of: session.address, at: now), guest: session.guest, since: session.since,
                isOpaque: session.isOpaque)
        }
    }

    /// What people wrote about a guest is of people, as far as anybody knows.
    mutating func pass(_ guests: [Guest], at now: Moment) -> [Guest] {
        guard policy == .pseudonyms else { return guests }
        return guests.map { guest in
            guard guest.facts.hasTexts else { return guest }
            var guest = guest
            guest.facts.title = pseudonyms.pseudonym(forText: guest.facts.title, at: now)
            guest.facts.notes = pseudonyms.pseudonym(forText: guest.facts.notes, at: now)
            guest.facts.fileSystems = guest.facts.fileSystems.map { system in
                GuestFileSystem(
                    mountPoint: [.known(join(system.mountPoint, at: now))], type: system.type, size: system.size, used: system.used)
            }
            return guest
        }
    }

    mutating func pass(_ ends: [SessionEnd], at now: Moment) -> [SessionEnd] {
        ends.map { end in
            guard policy == .pseudonyms else {
                let isLine = end.evidenceMessage.id == Message.line.id
                return isLine ? end : end.with(because: end.evidenceMessage.rewording({ $0 }, marked: { .raw($0.text) }))
            }
            return SessionEnd(
                at: end.at, host: end.host, kind: end.kind,
                session: session(of: end, at: now),
                user: pseudonyms.pseudonym(for: end.user, at: now), cause: end.cause, confidence: end.confidence,
                // What was told while names were kept is marked no more.
                because: end.evidenceMessage.rewording(
                    { pseudonyms.redact($0, names: [end.user], at: now) }, marked: { .raw(join($0, at: now)) }),
                isOpaque: end.isOpaque, isAttempt: end.isAttempt)
        }
    }

    mutating func pass(_ events: [HostEvent], at now: Moment) -> [HostEvent] {
        events.map { event in
            event.isKnown
                ? HostEvent(at: event.at, host: event.host, replaceMarked(in: event.message, at: now), isKnown: true)
                : HostEvent(at: event.at, host: event.host, pass(event.message, at: now))
        }
    }

    /// A line whose collector knows it keeps what is known, and nothing else of it.
    private mutating func join(_ pieces: [LinePiece], at now: Moment) -> String {
        var out = ""
        /// What stands between two holes belongs to what was there.
        var afterHole: String?
        for piece in pieces {
            let text = replacing.contains(piece.kind) ? replacement(of: piece, at: now) : piece.text
            guard let text else {
                if afterHole == nil { out += "…" }
                afterHole = ""
                continue
            }
            if let marks = afterHole {
                guard text.utf8.contains(where: \.isPartOfWord) else {
                    afterHole = marks + text
                    continue
                }
                out += marks
                afterHole = nil
            }
            out += text
        }
        return out + (afterHole ?? "")
    }

    /// Nil where nothing of it may stay. Where names are kept there is a hole all the same: the line outlives a change to pseudonyms, and who
    /// stands in it may be known from nowhere else.
    private mutating func replacement(of piece: LinePiece, at now: Moment) -> String? {
        guard policy == .pseudonyms else { return piece.isPersonal ? nil : piece.text }
        return switch piece {
        case .known(let text): text
        case .name(let text): IPNetwork(of: text)?.text ?? pseudonyms.pseudonym(for: text, at: now)
        case .address(let text): IPNetwork(of: text)?.text
        case .unknown(let text): IPNetwork(of: text)?.text ?? pseudonyms.known(text, at: now)
        }
    }

    private mutating func session(of end: SessionEnd, at now: Moment) -> String {
        if end.isAttempt { return SessionEnd.attempt + pseudonyms.mark(for: end.session, at: now) }
        return end.isOpaque ? end.session : pseudonyms.pseudonym(for: end.session, at: now)
    }

    /// An answer that could not be read may name anybody; what was asked and where it is the configuration's own. Reasons are the system's
    /// words, or marked.
    mutating func pass(_ failure: CollectFailure, at now: Moment) -> CollectFailure {
        switch failure {
        case .unreadable(let asked, let place, let got): .unreadable(asked: asked, place: place, got: pass(got, at: now))
        case .unreachable(let asked, let reason, let hint):
            .unreachable(asked: asked, reason: replaceMarked(in: reason, at: now), hint: hint)
        case .refused(let asked, let reason, let hint): .refused(asked: asked, reason: replaceMarked(in: reason, at: now), hint: hint)
        case .timedOut, .busy, .missing: failure
        }
    }

    /// Whatever of it is text came from somewhere; the rest names nobody.
    mutating func pass(_ message: Message, at now: Moment) -> Message {
        guard policy == .pseudonyms else { return replaceMarked(in: message, at: now) }
        return message.rewording({ pseudonyms.redact($0, names: [], at: now) }, marked: { .raw(join($0, at: now)) })
    }

    /// What its collector marked, and nothing else of it. Once redacted no line is in pieces.
    private mutating func replaceMarked(in message: Message, at now: Moment) -> Message {
        message.rewording({ $0 }, marked: { .raw(join($0, at: now)) })
    }

    /// Text that people typed: a known name or an address in it goes no further than one that a host sent.
    mutating func pass(_ text: String, at now: Moment) -> String {
        policy == .pseudonyms ? pseudonyms.redact(text, names: [], at: now) : text
    }
}

extension LinePiece {
    enum Kind: Hashable { case known, name, address, unknown }
    fileprivate var kind: Kind {
        switch self {
        case .known: .known
        case .name: .name
        case .address: .address
        case .unknown: .unknown
        }
    }
}

extension UInt8 {
    fileprivate var isPartOfWord: Bool { isASCIIAlphanumeric || self >= 0x80 }
}
