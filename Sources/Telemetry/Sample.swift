/// What on a host a number is about.
public enum Entity: Hashable, Sendable {
    /// The host itself.
    case host
    /// A guest, by its UUID: it survives a rename and a migration.
    case guest(String)

    /// `""` for the host, `guest/<uuid>` for a guest: the form in files and messages.
    public var name: String {
        switch self {
        case .host: ""
        case .guest(let uuid): "guest/" + uuid
        }
    }
    public init?(name: String) {
        if name.isEmpty {
            self = .host
        } else if name.hasPrefix("guest/") {
            self = .guest(String(name.dropFirst(6)))
        } else {
            return nil
        }
    }
}

/// The address of one course of numbers in the store.
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
