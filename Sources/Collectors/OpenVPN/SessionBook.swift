/// A server's sessions, and the clients that try to get in. Finds them by what log lines know of them, whatever their number.
struct SessionBook {
    private(set) var present: [String: StatusReply.Client] = [:]
    /// Ids by what a line may know; one client is in each of them.
    private var byAddress: [String: Set<String>] = [:]
    private var byName: [String: Set<String>] = [:]
    private var byPeer: [Peer: Set<String>] = [:]
    private var byClientID: [String: String] = [:]
    /// Listed without being in: their password is being checked, was refused, or a second factor is waited for.
    private var waiting: Set<Peer> = []

    struct Peer: Hashable {
        let name: String
        /// Nil where a line has none.
        let address: String?
    }

    /// Who of `listed` is in. The server's own count decides where it tells one; who was in stays in, and of the others those are most
    /// likely that have an address in the tunnel, a name, and have been there longest. Without a count whoever has a name is in.
    func admitted(of listed: [StatusReply.Client], count: Int?) -> [StatusReply.Client] {
        guard let count else { return listed.filter { !$0.user.isEmpty } }
        guard count < listed.count else { return listed }
        let old = listed.count { present[$0.id] != nil }
        func rank(_ client: StatusReply.Client) -> (Int, Int, Int64, String) {
            (client.hasPlace ? 0 : 1, client.user.isEmpty ? 1 : 0, client.since, client.id)
        }
        let new = listed.filter { present[$0.id] == nil }.sorted { rank($0) < rank($1) }
        let chosen = Set(new.prefix(max(0, count - old)).map(\.id))
        return listed.filter { present[$0.id] != nil || chosen.contains($0.id) }
    }

    mutating func replace(with admitted: [StatusReply.Client], listed: [StatusReply.Client]) {
        present = Dictionary(admitted.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        byAddress = Dictionary(grouping: present.values, by: \.address).mapValues { Set($0.map(\.id)) }
        byName = Dictionary(grouping: present.values, by: \.name).mapValues { Set($0.map(\.id)) }
        byPeer = Dictionary(grouping: present.values, by: \.peer).mapValues { Set($0.map(\.id)) }
        byClientID = Dictionary(
            present.values.compactMap { one in one.clientID.map { ($0, one.id) } }, uniquingKeysWith: { first, _ in first })
        waiting = Set(listed.filter { present[$0.id] == nil }.map(\.peer))
    }

    mutating func remove(_ client: StatusReply.Client) {
        present[client.id] = nil
        byAddress[client.address]?.remove(client.id)
        byName[client.name]?.remove(client.id)
        byPeer[client.peer]?.remove(client.id)
    }

    /// Whom a line can be about: the name may be missing in it, or the address. One, or more of which two are enough to see that.
    func candidates(name: String?, address: String?) -> [StatusReply.Client] { ids(name, address).prefix(2).compactMap { present[$0] } }

    func has(name: String?, address: String?) -> Bool { !ids(name, address).isEmpty }

    private func ids(_ name: String?, _ address: String?) -> Set<String> {
        switch (name, address) {
        case (let name?, let address?): byPeer[Peer(name: name, address: address)] ?? []
        case (let name?, nil): byName[name] ?? []
        case (nil, let address?): byAddress[address] ?? []
        case (nil, nil): []
        }
    }

    /// In no order.
    func all(named name: String) -> [StatusReply.Client] { (byName[name] ?? []).compactMap { present[$0] } }
    func client(id: String) -> StatusReply.Client? { byClientID[id].flatMap { present[$0] } }

    func isWaiting(name: String?, address: String?) -> Bool {
        guard let name, let address, !waiting.isEmpty else { return false }
        return waiting.contains(Peer(name: name, address: address))
    }
    mutating func admit(name: String?, address: String?) {
        if let name, let address { waiting.remove(Peer(name: name, address: address)) }
    }
}

extension StatusReply.Client {
    var peer: SessionBook.Peer { SessionBook.Peer(name: name, address: address) }
}
