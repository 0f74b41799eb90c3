import Telemetry

/// Joins log lines and status snapshots into ends of sessions, each with its cause and the line that proves it. Pure: it is fed lines
/// and rows in the order in which the server wrote them, and asked for what they came to.
///
/// Most ends are told by two or three lines (`Inactivity timeout`, then `SIGUSR1[soft,ping-restart]`; at verb 1 and 2 the first alone):
/// they count once. A reason that comes before the end (a farewell, an administrator's order) goes before the end's own words: a
/// client that said goodbye and is then timed out has logged out.
struct EndTracker {
    /// An end by the server's clock.
    struct End: Hashable {
        let epoch: Int64
        let session: String
        /// Whether the session's id names nobody.
        var isOpaque = false
        /// Whoever it was never got in: `session` says from where.
        var isAttempt = false
        let user: String
        let cause: Cause
        let confidence: Confidence
        let evidence: Evidence
    }
    /// Without the server's time and the log's flags: an end has a moment of its own, and a row on a screen is short.
    enum Evidence: Hashable {
        case line(Substring)
        /// `EXITING,SIGTERM,,10.8.0.1,…`
        case state(Substring)
        case row(StatusReply.Client)
    }

    private var book = SessionBook()
    var present: [String: StatusReply.Client] { book.present }
    /// Ends that did not fit: the server is flooded, or no polls come.
    private(set) var dropped = 0
    private(set) var clientLimit: Int?
    private var ends: [End] = []
    /// Sessions whose end is told, but which the server still lists: it writes the line, answers, and takes the instance down after that.
    private var over: Set<String> = []
    /// The same for sessions that no snapshot had shown yet: peer and time of the end.
    private var overPeers: [String: Int64] = [:]
    private var peerStates = PeerStates()
    private var unplaced = UnplacedEnds()
    /// When a line without prefix, `[carol] Inactivity …`, was the last one to end something.
    private var lastBare: Int64?
    /// Sessions that orders and replacements have looked at since the last snapshot. By name that is all of that name, and an address may be
    /// written in several ways, so each looks at all sessions.
    private var lookedAt = 0
    private var turnedAway: Int64?
    private var unlisted = 0

    static let mostEnds = 10_000
    /// A gateway whose sessions all have one name, and that kills it without end, is not followed for ever.
    static let mostLooks = 200_000
    /// A client that is turned away sends again after 1, 2, 4, 8 s and so on: one end stands for its tries.
    private static let turnedAwayHolds: Int64 = 10

    mutating func log(_ line: LogLine) {
        let (peer, rest) = LogPeer.split(line.text)
        let isIn = book.has(name: peer.name, address: peer.address)
        guard let sign = LogEvent(rest, of: peer, isIn: isIn && peer.address != nil) else { return }
        switch sign {
        case .peer(let sign, let tag): note(sign, peer: peer, tag: tag, line)
        case .admitted: book.admit(name: peer.name, address: peer.address)
        case .serverEnds: serverEnds(.line(line.text), at: line.epoch)
        case .replaced(let name): replaced(name, peer, line)
        case .killOrder(let target): killOrder(target, line)
        case .clientLimit(let limit): clientLimit = limit
        case .turnedAway(let limit):
            if let limit, limit > 0 { clientLimit = limit }
            if let last = turnedAway, line.epoch - last < Self.turnedAwayHolds, peer.name == nil { return }
            turnedAway = line.epoch
            append(
                End(epoch: line.epoch, session: "", user: peer.name ?? "", cause: .resource, confidence: .exact, evidence: .line(line.text))
            )
        }
    }

    /// All that are listed now.
    /// - Parameters:
    ///   - count: how many of them are in, where the server says so.
    ///   - restarted: whether this is another server process than the one of the snapshot before.
    mutating func snapshot(_ listed: [StatusReply.Client], count: Int? = nil, at epoch: Int64, restarted: Bool = false) {
        for client in listed {
            if let end = overPeers["\(client.name)/\(client.address)"], client.since <= end { over.insert(client.id) }
        }
        overPeers = [:]
        over.formIntersection(listed.map(\.id))
        let left = listed.filter { !over.contains($0.id) }
        let clients = book.admitted(of: left, count: count)
        let now = Set(clients.map(\.id))
        let gone = present.values.filter { !now.contains($0.id) }.sorted { $0.id < $1.id }
        var newest: [String: Int64] = [:]
        for client in clients where present[client.id] == nil {
            let key = "\(client.name)\t\(client.user)"
            newest[key] = max(newest[key] ?? client.since, client.since)
        }
        for client in gone {
            if let reason = peerStates.reason(address: client.address, name: client.name, by: epoch) {
                finish(client, reason.sign, .line(reason.line.text), at: reason.line.epoch)
            } else if let end = unplaced.take(of: client) {
                finish(client, end.sign, .line(end.line.text), at: end.at)
            } else if restarted {
                finish(client, PeerSign(.end, .admin, "restart", .inferred), .row(client), at: epoch)
            } else if let since = newest["\(client.name)\t\(client.user)"], since >= client.since, !client.user.isEmpty {
                finish(client, PeerSign(.end, .replaced, "newcomer", .inferred), .row(client), at: epoch)
            } else {
                finish(client, PeerSign(.end, .unknown, "vanished", .inferred), .row(client), at: epoch)
            }
            peerStates[client.address] = nil
        }
        for (name, end) in unplaced.settle() { unlistedEnd(end.sign, user: name, end.line, at: end.at) }
        lookedAt = 0
        book.replace(with: clients, listed: left)
    }

    /// The server itself is gone: its own word is the evidence.
    mutating func serverEnds(_ evidence: Evidence, at epoch: Int64) {
        for client in present.values.sorted(by: { $0.id < $1.id }) {
            if let reason = peerStates.reason(address: client.address, name: client.name, by: epoch) {
                finish(client, reason.sign, .line(reason.line.text), at: reason.line.epoch)
            } else if let end = unplaced.take(of: client) {
                finish(client, end.sign, .line(end.line.text), at: end.at)
            } else {
                finish(client, PeerSign(.end, .admin, "server"), evidence, at: epoch)
            }
        }
        peerStates.removeAll()
        unplaced.removeAll()
    }

    /// The ends since the last call.
    mutating func takeEnds() -> (ends: [End], dropped: Int) {
        defer {
            ends = []
            dropped = 0
        }
        return (ends, dropped)
    }

    /// Ends from before `epoch` are not reported: the log's history is older than our watch.
    mutating func forgetEnds(before epoch: Int64) { ends.removeAll { $0.epoch < epoch } }

    /// The first so many, as far as they are not later than `epoch`.
    mutating func forget(_ count: Int, through epoch: Int64) {
        var left = count
        ends.removeAll { end in
            guard left > 0, end.epoch <= epoch else { return false }
            left -= 1
            return true
        }
    }

    /// Sessions whose end was told before.
    mutating func takeUp(over sessions: Set<String>) { over.formUnion(sessions) }

    /// No snapshot will show any more whose ends those are that no session was found for.
    mutating func settle() {
        for _ in 0..<2 {
            for (name, end) in unplaced.settle() { unlistedEnd(end.sign, user: name, end.line, at: end.at) }
        }
    }

    // MARK: -

    private mutating func note(_ sign: PeerSign, peer: LogPeer, tag: String?, _ line: LogLine) {
        var name = peer.name ?? (tag == "UNDEF" ? nil : tag)
        // Without a prefix the name in brackets is all there is; without that too, the lines still come one after the other.
        let key = peer.address ?? name.map { "[\($0)]" } ?? ""
        var peerState = peerStates[key] ?? PeerStates.State(epoch: line.epoch)
        let apart = line.epoch - peerState.epoch > PeerStates.together
        if peerState.ended, apart || peerState.words.contains(sign.word) { peerState = PeerStates.State(epoch: line.epoch) }
        peerState.words.insert(sign.word)
        if let name { peerState.name = name } else if line.epoch - peerState.epoch <= PeerStates.reasonHolds { name = peerState.name }
        switch sign.weight {
        case .reason:
            if peerState.reason == nil || apart { peerState.reason = (sign, line) }
            peerState.epoch = line.epoch
        case .end:
            if !peerState.ended { end(sign, name: name, address: peer.address, reason: peerState.reason, line) }
            if key.hasPrefix("[") { lastBare = line.epoch }
            peerState.ended = true
            peerState.epoch = line.epoch
        case .closing:
            // A bare `SIGUSR1[…]` after a bare `[carol] Inactivity …` has no name: it closes what was said last.
            let said = key.isEmpty && lastBare == line.epoch
            if !peerState.ended, !said { end(sign, name: name, address: peer.address, reason: peerState.reason, line) }
            peerStates[key] = nil
            return
        }
        peerStates.keep(peerState, of: key, at: line.epoch)
    }

    private mutating func end(
        _ sign: PeerSign, name: String?, address: String?, reason: PeerStates.Reason?, _ line: LogLine
    ) {
        let candidates = book.candidates(name: name, address: address)
        let client = candidates.count == 1 ? candidates.first : nil
        // The reason may have been told of the name alone, without an address.
        let told = client.flatMap { peerStates.reason(address: $0.address, name: $0.name, by: line.epoch) } ?? reason
        let why = told.flatMap { line.epoch - $0.line.epoch <= PeerStates.reasonHolds ? $0 : nil }
        let cause = why?.sign ?? sign
        let evidence = why?.line ?? line
        if let client {
            finish(client, cause, .line(evidence.text), at: line.epoch)
        } else if let name = name ?? candidates.first?.name, !candidates.isEmpty {
            guard unplaced.count < Self.mostEnds else {
                dropped += 1
                return
            }
            unplaced.add(.init(sign: cause, line: evidence, at: line.epoch), of: SessionBook.Peer(name: name, address: address))
        } else if let name, cause.cause == .error || !book.isWaiting(name: name, address: address) {
            if let address, overPeers.count < Self.mostEnds { overPeers["\(name)/\(address)"] = line.epoch }
            unlistedEnd(cause, user: name, evidence, at: line.epoch)
        } else {
            // A client that never got in ended no session: a lost connection on the way in is a failed handshake, a farewell is nothing.
            let never: Cause? =
                switch cause.cause {
                case .clientLost, .handshake, .unknown: .handshake
                case .loggedOut, .idle, .limit, .replaced, .admin: nil
                case .error, .resource: cause.cause
                }
            guard let never else { return }
            append(
                End(
                    epoch: line.epoch, session: openVPNAttempt(from: address), isAttempt: address != nil, user: name ?? "", cause: never,
                    confidence: cause.confidence, evidence: .line(evidence.text)))
        }
    }

    private mutating func finish(_ client: StatusReply.Client, _ sign: PeerSign, _ evidence: Evidence, at epoch: Int64) {
        book.remove(client)
        over.insert(client.id)
        append(
            End(
                epoch: epoch, session: client.id, isOpaque: client.isOpaque, user: client.user, cause: sign.cause,
                confidence: sign.confidence, evidence: evidence))
    }

    /// The end of a session that came and went between two snapshots: it was one, but no client id is known.
    private mutating func unlistedEnd(_ sign: PeerSign, user: String, _ line: LogLine, at epoch: Int64? = nil) {
        let epoch = epoch ?? line.epoch
        let session: String
        if sign.cause == .handshake || sign.cause == .error {
            session = ""
        } else {
            unlisted += 1
            session = "unlisted\(unlisted)@\(epoch)"
        }
        // `UNDEF` stands for nobody.
        let user = user == "UNDEF" ? "" : user
        append(
            End(
                epoch: epoch, session: session, isOpaque: true, user: user, cause: sign.cause, confidence: sign.confidence,
                evidence: .line(line.text)))
    }

    private mutating func replaced(_ name: String, _ peer: LogPeer, _ line: LogLine) {
        guard lookedAt < Self.mostLooks else { return }
        let all = book.all(named: name)
        lookedAt += all.count
        let old = all.filter { $0.address != peer.address }.sorted { $0.id < $1.id }
        for client in old {
            let reason = peerStates.reason(address: client.address, name: client.name, by: line.epoch)
            finish(client, reason?.sign ?? PeerSign(.end, .replaced, "replaced"), .line(reason?.line.text ?? line.text), at: line.epoch)
            peerStates[client.address] = nil
        }
        if old.isEmpty { unlistedEnd(PeerSign(.end, .replaced, "replaced"), user: name, line) }
    }

    /// `kill alice`, `kill 10.0.0.1:5`, `kill udp:10.0.0.1:5` or, of `client-kill`, `#7`.
    private mutating func killOrder(_ target: String, _ line: LogLine) {
        var clients: [StatusReply.Client] = []
        if target.hasPrefix("#") {
            clients = book.client(id: String(target.dropFirst())).map { [$0] } ?? []
        } else if lookedAt < Self.mostLooks {
            clients = book.all(named: target)
            lookedAt += max(1, clients.count)
            // A port alone is nobody's address.
            if clients.isEmpty, target.contains(":") {
                lookedAt += present.count
                clients = present.values.filter { Self.same($0.address, target) }
            }
        }
        for client in clients {
            peerStates[client.address] = PeerStates.State(
                reason: (PeerSign(.reason, .admin, "order"), line), words: ["order"], ended: false, epoch: line.epoch)
        }
    }
    private static func same(_ address: String, _ target: String) -> Bool {
        address == target || target.hasSuffix(":" + address) || address.hasSuffix(":" + target)
    }

    private mutating func append(_ end: End) {
        if ends.count < Self.mostEnds { ends.append(end) } else { dropped += 1 }
    }
}
