/// Ends of a name that has several sessions, where the line had no address or they share one (IPv6 was written without a port): the next
/// snapshot, or the one after it, shows whose it was.
struct UnplacedEnds {
    struct End {
        let sign: PeerSign
        let line: LogLine
        let at: Int64
        fileprivate var snapshots = 0
        init(sign: PeerSign, line: LogLine, at: Int64) {
            self.sign = sign
            self.line = line
            self.at = at
        }
    }
    private var ends: [SessionBook.Peer: [End]] = [:]
    private(set) var count = 0

    mutating func add(_ end: End, of peer: SessionBook.Peer) {
        ends[peer, default: []].append(end)
        count += 1
    }

    /// The one that this client's may be.
    mutating func take(of client: StatusReply.Client) -> End? {
        for peer in [client.peer, SessionBook.Peer(name: client.name, address: nil)] {
            guard let end = ends[peer]?.popLast() else { continue }
            count -= 1
            return end
        }
        return nil
    }

    /// Those that no client has claimed for two snapshots, with their names: a server may list for a moment what it has written off.
    mutating func settle() -> [(name: String, end: End)] {
        var kept: [SessionBook.Peer: [End]] = [:]
        var over: [(name: String, end: End)] = []
        count = 0
        for (peer, ends) in ends.sorted(by: { ($0.key.name, $0.key.address ?? "") < ($1.key.name, $1.key.address ?? "") }) {
            for var end in ends {
                end.snapshots += 1
                if end.snapshots > 1 {
                    over.append((peer.name, end))
                } else {
                    kept[peer, default: []].append(end)
                    count += 1
                }
            }
        }
        ends = kept
        return over
    }

    mutating func removeAll() { self = UnplacedEnds() }
}
