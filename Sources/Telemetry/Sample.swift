/// What a number is about: a kind and an id. A collector may bring a kind that nobody has seen (`storage/local`, `interface/eth0`).
public struct Entity: Hashable, Sendable {
    public let kind: String
    /// Which one of its kind.
    public let id: String
    public init(kind: String, id: String) {
        self.kind = kind
        self.id = id
    }

    /// The host itself.
    public static let host = Entity.host("")
    /// One of several hosts behind one interface; an empty node is the only one there is.
    public static func host(_ node: String) -> Entity { Entity(kind: "host", id: node) }
    /// A guest, by its UUID: it survives a rename and a migration.
    public static func guest(_ uuid: String) -> Entity { Entity(kind: "guest", id: uuid) }

    public var isHost: Bool { kind == "host" }
    /// The UUID of the guest that it is.
    public var guest: String? { kind == "guest" ? id : nil }

    /// Ids tell them apart; few kinds have one in common.
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
    public static func == (a: Entity, b: Entity) -> Bool { a.id == b.id && a.kind == b.kind }

    /// The form in files and messages: `guest/<uuid>`, `storage/<name>`; `""` for the host.
    public var name: String { id.isEmpty ? (isHost ? "" : kind) : kind + "/" + id }
    public init(name: String) {
        if name.isEmpty {
            self = .host
        } else if let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) {
            self.init(kind: String(name[..<slash]), id: String(name[name.utf8.index(after: slash)...]))
        } else {
            self.init(kind: name, id: "")
        }
    }
}

/// The address of one series of numbers in the store.
public struct SeriesKey: Hashable, Sendable {
    public let host: Host.ID
    public let entity: Entity
    public let metric: Metric.ID
    public init(host: Host.ID, entity: Entity = .host, metric: Metric) {
        self.host = host
        self.entity = entity
        self.metric = metric.id
    }
    public init(host: Host.ID, entity: Entity, metricID: Metric.ID) {
        self.host = host
        self.entity = entity
        self.metric = metricID
    }
}

/// One number of one poll; its time is the report's.
public struct Sample: Hashable, Sendable {
    public let entity: Entity
    public let metric: Metric
    public let value: Double
    public init(_ metric: Metric, of entity: Entity = .host, _ value: Double) {
        self.metric = metric
        self.entity = entity
        self.value = value
    }
}
