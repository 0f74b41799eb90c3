import Telemetry

/// Who looks at which guest's console, kept from graphics events. libvirt does not say who was there before it was asked to tell.
struct ConsoleSessions: Hashable, Sendable {
    struct Console: Hashable, Sendable {
        var session: Session
        /// `vnc` or `spice`.
        var kind: String
        /// The remote ends that belong to it: one for VNC, one per channel for SPICE.
        var channels: [GraphicsEvent.Address]
    }
    private(set) var consoles: [Console] = []
    /// Guests that did not run at the previous look.
    private var absent: Set<String> = []

    var sessions: [Session] { consoles.map(\.session) }
    func kind(for guest: String) -> String? { consoles.first { $0.session.guest == guest }?.kind }

    /// Takes one event; answers the sessions that it ended.
    mutating func take(_ event: HypervisorEvent, host: Host.ID) -> [SessionEnd] {
        switch event.what {
        case .graphics(let graphics) where graphics.phase == .disconnect: return disconnect(graphics, event, host: host)
        case .graphics(let graphics):
            connect(graphics, event)
            return []
        case .lifecycle(let type, let detail) where type == LifecycleWords.stopped:
            let cause: Cause = LifecycleWords.isFailure(type: type, detail: detail) ? .error : .admin
            return end(of: { $0.guest == event.guest }, cause: cause, evidence: .marked(event.pieces), at: event.at, host: host)
        case .lifecycle, .agent: return []
        }
    }

    /// Ends what cannot be there: sessions in guests that twice in a row did not run (a stop may be told after the guest is gone).
    /// `failed`: guests of which it is known that they crashed.
    mutating func compare(running: Set<String>, failed: Set<String>, at now: Moment, host: Host.ID) -> [SessionEnd] {
        let gone = Set(consoles.compactMap(\.session.guest)).subtracting(running)
        defer { absent = gone }
        return gone.intersection(absent).sorted().flatMap { guest in
            end(
                of: { $0.guest == guest }, cause: failed.contains(guest) ? .error : .admin,
                evidence: .guestNotRunning(guest), at: now,
                host: host)
        }
    }

    /// Forgets all: without events, users who leave would stay for ever.
    mutating func lose(because evidence: Message, at now: Moment, host: Host.ID) -> [SessionEnd] {
        end(of: { _ in true }, cause: .unknown, evidence: evidence, at: now, host: host)
    }

    private mutating func connect(_ graphics: GraphicsEvent, _ event: HypervisorEvent) {
        let user = graphics.identities["saslUsername"] ?? graphics.identities["x509dname"] ?? ""
        if let index = consoles.firstIndex(where: { $0.session.guest == event.guest && $0.channels.contains(graphics.remote) }) {
            // `initialize` knows who it is, `connect` does not.
            if !user.isEmpty { consoles[index].session = consoles[index].session.with(user: user) }
            if graphics.phase == .connect { consoles[index].channels.append(graphics.remote) }
            return
        }
        let isSpice = graphics.phase == .connect && graphics.scheme.isEmpty
        // SPICE connects once per channel and lets in one client per guest, so channels from one address are one client.
        if let index = consoles.firstIndex(where: {
            $0.session.guest == event.guest && $0.kind == "spice" && $0.session.address == graphics.remote.node
        }), isSpice {
            consoles[index].channels.append(graphics.remote)
            return
        }
        let session = Session(
            id: Self.identifier(event.guest, graphics.remote), kind: .console, user: user, address: graphics.remote.node,
            guest: event.guest, since: event.at)
        consoles.append(Console(session: session, kind: isSpice ? "spice" : "vnc", channels: [graphics.remote]))
    }

    /// A client that was there before us, or one of SPICE's later channels, ends nothing that was counted.
    private mutating func disconnect(_ graphics: GraphicsEvent, _ event: HypervisorEvent, host: Host.ID) -> [SessionEnd] {
        guard let index = consoles.firstIndex(where: { $0.session.guest == event.guest && $0.channels.contains(graphics.remote) }),
            let channel = consoles[index].channels.firstIndex(of: graphics.remote)
        else { return [] }
        consoles[index].channels.remove(at: channel)
        guard consoles[index].channels.isEmpty else { return [] }
        let id = consoles[index].session.id
        return end(of: { $0.id == id }, cause: .loggedOut, evidence: .marked(event.pieces), at: event.at, host: host)
    }

    private mutating func end(
        of isMeant: (Session) -> Bool, cause: Cause, evidence: Message, at moment: Moment, host: Host.ID
    ) -> [SessionEnd] {
        let ended = consoles.filter { isMeant($0.session) }
        consoles.removeAll { isMeant($0.session) }
        return ended.map { console in
            SessionEnd(
                at: moment, host: host, kind: .console, session: console.session.id, user: console.session.user, cause: cause,
                confidence: .inferred, because: evidence)
        }
    }

    private static func identifier(_ guest: String, _ remote: GraphicsEvent.Address) -> String {
        let node = remote.node.contains(":") ? "[\(remote.node)]" : remote.node
        return "\(guest)/\(node):\(remote.service)"
    }
}

extension Session {
    fileprivate func with(user: String) -> Session {
        Session(id: id, kind: kind, user: user, address: address, guest: guest, since: since)
    }
}
