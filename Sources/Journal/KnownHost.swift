public import Telemetry

/// A host that a target has named: it is known until somebody forgets it. A target that is one host needs no such record.
public struct KnownHost: Hashable, Sendable {
    public let target: Target.ID
    /// Its name in the target; empty where the target spoke for itself beside or after its nodes.
    public let node: String
    /// When it was first named.
    public let since: Moment
    /// Since when its target answers and does not name it; nil where it does.
    public var missingSince: Moment?
    /// It is known no longer.
    public var isForgotten = false
    public init(target: Target.ID, node: String, since: Moment, missingSince: Moment? = nil, isForgotten: Bool = false) {
        self.target = target
        self.node = node
        self.since = since
        self.missingSince = missingSince
        self.isForgotten = isForgotten
    }

    public var id: Host.ID { Host.id(of: node, in: target) }
}

extension Journal {
    /// All that are known; none where the file cannot be read.
    public var knownHosts: [KnownHost] {
        var out: [KnownHost] = []
        _ = reading { database throws(SQLiteFailure) in out = try database.knownHosts() }
        return out
    }
}

extension Database {
    static let hostsRemembered: Int64 = 100_000

    func knownHosts() throws(SQLiteFailure) -> [KnownHost] {
        var out: [KnownHost] = []
        try rows("SELECT target, node, since, missing FROM host ORDER BY target, node LIMIT ?", [.int(Self.hostsRemembered)]) { row in
            out.append(
                KnownHost(target: row.text(0), node: row.text(1), since: row.moment(2), missingSince: row.optionalMoment(3)))
            return true
        }
        return out
    }

    func write(_ host: KnownHost) throws(SQLiteFailure) {
        if host.isForgotten {
            try run("DELETE FROM host WHERE target = ? AND node = ?", [.text(host.target), .text(host.node)])
        } else {
            try run(
                """
                INSERT INTO host (target, node, since, missing) VALUES (?, ?, ?, ?)
                ON CONFLICT (target, node) DO UPDATE SET missing = excluded.missing
                """,
                [
                    .text(host.target), .text(host.node), .int(host.since.milliseconds), Value(host.missingSince?.milliseconds),
                ])
        }
    }
}
