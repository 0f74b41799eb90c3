import Telemetry

/// All peers of a gateway over several polls: who is there, and who was and is no longer. Pure.
struct PeerBook {
    static let active = Metric("wireguard.active", label: "peers active", unit: .count)
    static let idle = Metric("wireguard.idle", label: "peers idle", unit: .count)
    static let silent = Metric("wireguard.silent", label: "peers silent", unit: .count)

    /// Of one gateway. All its peers are watched and counted; lists of sessions go to every screen.
    static let mostListed = 10_000

    struct Watched {
        var tracker: PeerTracker
        /// Whether its session is told of, and so its end.
        var isListed = false
    }
    let host: Host.ID
    private let longestPause: Duration
    private var watched: [String: [PublicKey: Watched]] = [:]
    /// Whose the interfaces were that are watched.
    private var owners: [String: InterfaceRecord.Owner] = [:]
    /// The interfaces that the round before had read.
    private var readBefore: Set<String> = []
    /// Grows by what each peer added: a sum would fall when one is removed, and leap when it is there again. Nil before the first peer.
    private var bytes: (received: Double, sent: Double)?
    private var clock = GatewayClock()
    private var isNew = true

    /// - Parameter interval: from poll to poll; after a pause of more than two of them nobody watched meanwhile.
    init(host: Host.ID, interval: Duration) {
        self.host = host
        longestPause = interval * 2
    }

    mutating func reading(_ round: InterfaceRound, names: [PublicKey: String], at now: Moment) -> Reading {
        var figures = HostFigures(inventory: Inventory(product: "WireGuard"), sessionKind: .vpn)
        var ends: [SessionEnd] = []
        var counts = Counts()
        /// Sessions that are new or had no place: whoever is listed stays listed, though a program tell its peers in another order each time.
        var waiting: [(interface: String, key: PublicKey)] = []
        var before = watched
        // What could not be read this time stays as it was; an interface that was read has the peers it listed, and no others.
        let owners = owners
        func isUnknown(_ name: String) -> Bool { round.unread[name] != nil || owners[name].map(round.hidden.contains) ?? false }
        watched = watched.filter { isUnknown($0.key) }
        let interfaces = round.interfaces.sorted { $0.name < $1.name }
        for interface in interfaces {
            var old = before.removeValue(forKey: interface.name)
            let isFirstLook = isNew || old == nil
            let wasRead = readBefore.contains(interface.name)
            // An interface without a peer is one that was looked at.
            var peers: [PublicKey: Watched] = [:]
            peers.reserveCapacity(interface.peers.count)
            for peer in interface.peers {
                let was = old?.removeValue(forKey: peer.key)
                var entry = was ?? Watched(tracker: PeerTracker(peer, at: now, isFirstLook: isFirstLook))
                counts.add(peer, since: wasRead ? was?.tracker.record : nil)
                clock.look(at: peer, before: was?.tracker, now: now)
                if let was, let over = entry.tracker.advance(to: peer, at: now, longestPause: longestPause), was.isListed {
                    ends.append(end(of: was.tracker, on: interface.name, over, names: names, at: now))
                }
                counts.states[entry.tracker.state, default: 0] += 1
                if entry.tracker.since != nil { counts.sessions += 1 }
                if entry.isListed, figures.sessions.count < Self.mostListed, let session = session(entry.tracker, on: interface.name, names)
                {
                    figures.sessions.append(session)
                } else {
                    entry.isListed = false
                    if entry.tracker.since != nil, waiting.count < Self.mostListed { waiting.append((interface.name, peer.key)) }
                }
                peers[peer.key] = entry
            }
            watched[interface.name] = peers
            self.owners[interface.name] = interface.owner
            ends += removed(old ?? [:], from: interface.name, names, at: now)
        }
        for (name, gone) in before.sorted(by: { $0.key < $1.key }) where !isUnknown(name) {
            ends += removed(gone, from: name, names, at: now)
        }
        for (interface, key) in waiting.prefix(Self.mostListed - figures.sessions.count) {
            guard let entry = watched[interface]?[key], let session = session(entry.tracker, on: interface, names) else { continue }
            watched[interface]?[key]?.isListed = true
            figures.sessions.append(session)
        }
        figures.samples = samples(counts)
        figures.inventory.gaps = gaps(round)
        if figures.sessions.count < counts.sessions {
            let reason = Message.notAllSessionsListed(figures.sessions.count, counts.sessions)
            figures.inventory.gaps.append(Inventory.Gap(figure: .listOfAllSessions(), reason: reason))
        }
        self.owners = self.owners.filter { watched[$0.key] != nil }
        readBefore = Set(interfaces.map(\.name))
        isNew = false
        return Reading(figures, ends: ends)
    }

    /// What could not be read, and what shows that something is not set up as it was meant.
    private func gaps(_ round: InterfaceRound) -> [Inventory.Gap] {
        var gaps =
            round.unread.sorted { $0.key < $1.key }.map { Inventory.Gap(figure: .raw($0.key), reason: $0.value.message) } + round.gaps
        for interface in round.interfaces.sorted(by: { $0.name < $1.name }) {
            if interface.peers.isEmpty {
                gaps.append(Inventory.Gap(figure: .peersOf(interface.name), reason: .wireGuardWithoutPeers()))
            } else if interface.peers.allSatisfy({ $0.handshake == 0 }) {
                let reason = Message.wireGuardWithoutHandshake(interface.peers.count)
                gaps.append(Inventory.Gap(figure: .handshakeOn(interface.name), reason: reason))
            }
        }
        if let reason = clock.message { gaps.append(Inventory.Gap(figure: .commonClock(), reason: reason)) }
        return gaps
    }

    /// Of one round.
    private struct Counts {
        var states: [PeerTracker.State: Int] = [:]
        var sessions = 0
        var peers = 0
        /// As the peers count, and by how much more than at the round before.
        var (all, more) = ((received: 0.0, sent: 0.0), (received: 0.0, sent: 0.0))

        mutating func add(_ peer: PeerRecord, since before: PeerRecord?) {
            peers += 1
            all.received += Double(peer.received)
            all.sent += Double(peer.sent)
            guard let before else { return }
            if peer.received > before.received { more.received += Double(peer.received - before.received) }
            if peer.sent > before.sent { more.sent += Double(peer.sent - before.sent) }
        }
    }

    private mutating func samples(_ counts: Counts) -> [Sample] {
        func count(_ state: PeerTracker.State) -> Double { Double(counts.states[state] ?? 0) }
        var out = [Sample(.sessions, Double(counts.sessions))]
        // Who is active is seen from the second poll on.
        if !isNew { out += [Sample(Self.active, count(.active)), Sample(Self.idle, count(.idle))] }
        out.append(Sample(Self.silent, count(.silent)))
        guard counts.peers > 0 else { return out }
        let total = bytes.map { (received: $0.received + counts.more.received, sent: $0.sent + counts.more.sent) } ?? counts.all
        bytes = total
        return out + [Sample(.netReceived, total.received), Sample(.netSent, total.sent)]
    }

    /// The key stays the same for years: whoever knows whose it is would know him in the id every day, so it is not opaque.
    private func session(_ tracker: PeerTracker, on interface: String, _ names: [PublicKey: String]) -> Session? {
        guard let since = tracker.since else { return nil }
        return Session(
            id: Self.id(tracker, on: interface, since), kind: .vpn, user: Self.user(tracker, names), address: tracker.record.endpoint,
            since: since)
    }
    static func id(_ tracker: PeerTracker, on interface: String, _ since: Moment) -> String {
        "\(interface)/\(tracker.record.key.text)@\(since.seconds)"
    }
    static func user(_ tracker: PeerTracker, _ names: [PublicKey: String]) -> String {
        names[tracker.record.key] ?? tracker.record.key.beginning
    }
}
