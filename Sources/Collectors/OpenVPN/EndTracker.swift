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
        let user: String
        let cause: Cause
        let confidence: Confidence
        let proof: String
        /// The certificate's name, where the user is called otherwise.
        var certificate: String?
    }
    /// What was heard about one peer, until its last line.
    private struct Dossier {
        var reason: (sign: PeerSign, line: LogLine)?
        var words: Set<String> = []
        var ended = false
        var epoch: Int64
    }

    private(set) var present: [String: StatusReply.Client] = [:]
    /// Ends that did not fit: somebody floods the server, or nobody asks.
    private(set) var dropped = 0
    private(set) var clientLimit: Int?
    private var ends: [End] = []
    private var byAddress: [String: [String]] = [:]
    /// Sessions whose end is told, but which the server still lists: it writes the line, answers, and takes the instance down after that.
    private var over: Set<String> = []
    /// The same for sessions that no snapshot had shown yet: peer and time of the end.
    private var overPeers: [String: Int64] = [:]
    private var dossiers: [String: Dossier] = [:]
    /// Ends of a name that has several sessions, where the line had no address: the next snapshot shows whose it was.
    private var unplaced: [(name: String, sign: PeerSign, line: LogLine)] = []
    private var turnedAway: Int64?
    private var unlisted = 0

    static let mostEnds = 10_000
    private static let mostDossiers = 10_000
    /// The lines about one end come within a second or two; the delayed exit waits five (push.c).
    private static let together: Int64 = 3
    private static let reasonHolds: Int64 = 30
    /// A client that is turned away sends again after 1, 2, 4, 8 s and so on: one end stands for its tries.
    private static let turnedAwayHolds: Int64 = 10

    mutating func log(_ line: LogLine) {
        let (peer, rest) = LogPeer.split(line.text)
        guard let sign = LogSign(rest, of: peer) else { return }
        switch sign {
        case .peer(let sign, let tag): note(sign, peer: peer, tag: tag, line)
        case .serverEnds: serverEnds(line.raw, at: line.epoch)
        case .replaced(let name): replaced(name, peer, line)
        case .killOrder(let target): killOrder(target, line)
        case .clientLimit(let limit): clientLimit = limit
        case .turnedAway(let limit):
            if let limit, limit > 0 { clientLimit = limit }
            if let last = turnedAway, line.epoch - last < Self.turnedAwayHolds, peer.name == nil { return }
            turnedAway = line.epoch
            append(End(epoch: line.epoch, session: "", user: peer.name ?? "", cause: .resource, confidence: .exact, proof: line.raw))
        }
    }

    /// All sessions there are.
    /// - Parameter restarted: whether this is another server process than the one of the snapshot before.
    mutating func snapshot(_ clients: [StatusReply.Client], at epoch: Int64, restarted: Bool = false) {
        for client in clients {
            if let end = overPeers["\(client.name)/\(client.address)"], client.since <= end { over.insert(client.id) }
        }
        overPeers = [:]
        over.formIntersection(clients.map(\.id))
        let clients = clients.filter { !over.contains($0.id) }
        let now = Dictionary(clients.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let gone = present.values.filter { now[$0.id] == nil }.sorted { $0.id < $1.id }
        let newcomers = Dictionary(grouping: clients.filter { present[$0.id] == nil }, by: \.name)
        for client in gone {
            if let reason = reason(address: client.address, name: client.name, by: epoch) {
                finish(client, reason.sign, reason.line.raw, at: reason.line.epoch)
            } else if let index = unplaced.firstIndex(where: { $0.name == client.name }) {
                let end = unplaced.remove(at: index)
                finish(client, end.sign, end.line.raw, at: end.line.epoch)
            } else if restarted {
                finish(client, PeerSign(.end, .admin, "restart", .inferred), client.raw, at: epoch)
            } else if newcomers[client.name]?.contains(where: { $0.since >= client.since && $0.user == client.user }) == true {
                finish(client, PeerSign(.end, .replaced, "newcomer", .inferred), client.raw, at: epoch)
            } else {
                finish(client, PeerSign(.end, .unknown, "vanished", .inferred), client.raw, at: epoch)
            }
            dossiers[client.address] = nil
        }
        for end in unplaced { unlistedEnd(end.sign, user: end.name, end.line) }
        unplaced = []
        present = now
        byAddress = Dictionary(grouping: now.values, by: \.address).mapValues { $0.map(\.id) }
    }

    /// The server itself is gone: its own word is the proof.
    mutating func serverEnds(_ proof: String, at epoch: Int64) {
        for client in present.values.sorted(by: { $0.id < $1.id }) {
            if let reason = reason(address: client.address, name: client.name, by: epoch) {
                finish(client, reason.sign, reason.line.raw, at: reason.line.epoch)
            } else {
                finish(client, PeerSign(.end, .admin, "server"), proof, at: epoch)
            }
        }
        dossiers = [:]
        unplaced = []
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

    // MARK: -

    private mutating func note(_ sign: PeerSign, peer: LogPeer, tag: String?, _ line: LogLine) {
        let name = peer.name ?? (tag == "UNDEF" ? nil : tag)
        // Without a prefix the name in brackets is all there is; without that too, the lines still come one after the other.
        let key = peer.address ?? name.map { "[\($0)]" } ?? ""
        var dossier = dossiers[key] ?? Dossier(epoch: line.epoch)
        let apart = line.epoch - dossier.epoch > Self.together
        if dossier.ended, apart || dossier.words.contains(sign.word) { dossier = Dossier(epoch: line.epoch) }
        dossier.words.insert(sign.word)
        switch sign.weight {
        case .reason:
            if dossier.reason == nil || apart { dossier.reason = (sign, line) }
            dossier.epoch = line.epoch
        case .end:
            if !dossier.ended { end(sign, name: name, address: peer.address, reason: dossier.reason, line) }
            dossier.ended = true
            dossier.epoch = line.epoch
        case .closing:
            // A bare `SIGUSR1[…]` after a bare `[carol] Inactivity …` has no name: it closes what was said last.
            let said = key.isEmpty && dossiers.contains { $0.key.hasPrefix("[") && $0.value.ended && $0.value.epoch == line.epoch }
            if !dossier.ended, !said { end(sign, name: name, address: peer.address, reason: dossier.reason, line) }
            dossiers[key] = nil
            return
        }
        if dossiers.count >= Self.mostDossiers { dossiers = dossiers.filter { line.epoch - $0.value.epoch <= Self.reasonHolds } }
        if dossiers.count >= Self.mostDossiers { dossiers = [:] }
        dossiers[key] = dossier
    }

    private mutating func end(
        _ sign: PeerSign, name: String?, address: String?, reason: (sign: PeerSign, line: LogLine)?, _ line: LogLine
    ) {
        let client = client(name: name, address: address)
        // The reason may have been told of the name alone, without an address.
        let told = client.flatMap { self.reason(address: $0.address, name: $0.name, by: line.epoch) } ?? reason
        let why = told.flatMap { line.epoch - $0.line.epoch <= Self.reasonHolds ? $0 : nil }
        let cause = why?.sign ?? sign
        let proof = why?.line ?? line
        if let client {
            finish(client, cause, proof.raw, at: line.epoch)
        } else if let name, address == nil, present.values.contains(where: { $0.name == name }) {
            if unplaced.count < Self.mostEnds { unplaced.append((name, cause, proof)) }
        } else if let name {
            if let address, overPeers.count < Self.mostEnds { overPeers["\(name)/\(address)"] = line.epoch }
            unlistedEnd(cause, user: name, proof, at: line.epoch)
        } else {
            // Whoever never got in ended no session: a lost connection on the way in is a failed handshake, a farewell is nothing.
            let never: Cause? =
                switch cause.cause {
                case .clientLost, .handshake, .unknown: .handshake
                case .loggedOut, .idle, .limit, .replaced, .admin: nil
                case .error, .resource: cause.cause
                }
            guard let never else { return }
            append(
                End(
                    epoch: line.epoch, session: Self.attempt(from: address), user: "", cause: never, confidence: cause.confidence,
                    proof: proof.raw))
        }
    }

    /// Each try comes from another port.
    private static func attempt(from address: String?) -> String {
        guard let address, let colon = address.lastIndex(of: ":") else { return "" }
        return SessionEnd.attempt + address[..<colon]
    }

    private func client(name: String?, address: String?) -> StatusReply.Client? {
        let candidates: [StatusReply.Client]
        if let address {
            candidates = (byAddress[address] ?? []).compactMap { present[$0] }.filter { name == nil || $0.name == name }
        } else {
            candidates = name.map { name in present.values.filter { $0.name == name } } ?? []
        }
        return candidates.count == 1 ? candidates.first : nil
    }

    private func reason(address: String, name: String, by epoch: Int64) -> (sign: PeerSign, line: LogLine)? {
        guard let reason = dossiers[address]?.reason ?? dossiers["[\(name)]"]?.reason else { return nil }
        return epoch - reason.line.epoch <= Self.reasonHolds ? reason : nil
    }

    private mutating func finish(_ client: StatusReply.Client, _ sign: PeerSign, _ proof: String, at epoch: Int64) {
        present[client.id] = nil
        over.insert(client.id)
        byAddress[client.address]?.removeAll { $0 == client.id }
        append(
            End(
                epoch: epoch, session: client.id, user: client.user, cause: sign.cause, confidence: sign.confidence, proof: proof,
                certificate: client.name == client.user ? nil : client.name))
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
        append(End(epoch: epoch, session: session, user: user, cause: sign.cause, confidence: sign.confidence, proof: line.raw))
    }

    private mutating func replaced(_ name: String, _ peer: LogPeer, _ line: LogLine) {
        let old = present.values.filter { $0.name == name && $0.address != peer.address }.sorted { $0.id < $1.id }
        for client in old {
            let reason = reason(address: client.address, name: client.name, by: line.epoch)
            finish(client, reason?.sign ?? PeerSign(.end, .replaced, "replaced"), reason?.line.raw ?? line.raw, at: line.epoch)
            dossiers[client.address] = nil
        }
        if old.isEmpty { unlistedEnd(PeerSign(.end, .replaced, "replaced"), user: name, line) }
    }

    /// `kill alice`, `kill 10.0.0.1:5`, `kill udp:10.0.0.1:5` or, of `client-kill`, `#7`.
    private mutating func killOrder(_ target: String, _ line: LogLine) {
        let id = target.hasPrefix("#") ? String(target.dropFirst()) : nil
        for client in present.values
        where client.clientID == id && id != nil || client.name == target || Self.same(client.address, target) {
            dossiers[client.address] = Dossier(
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
