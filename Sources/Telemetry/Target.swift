/// What is polled: one `[[host]]` of the configuration. One poll of it tells of one host, or of all nodes of a cluster.
public struct Target: Hashable, Sendable, Identifiable {
    public typealias ID = String

    /// The name in the configuration, unique in the site.
    public let id: ID
    public let area: String
    /// The collector's word, such as `libvirt`.
    public let collector: String
    /// Where the interface is, in the collector's own notation (a URI, `address:port`, a socket's path).
    public let endpoint: String
    /// Whether that is on whatever machine is asked, and names none.
    public let endpointNamesNoMachine: Bool
    /// The machine through which it is reached; nil where it is reached from this one.
    public let via: SSHPlace?
    /// From the start of one poll to the start of the next.
    public let interval: Duration
    /// The longest that one poll may take.
    public let deadline: Duration
    /// How many sessions fit on each of its hosts, by licence, pool or experience; nil where the collector finds it out or there is none.
    public let sessionLimit: Int?
    /// Where the collector's secrets are, by their names.
    public let secrets: [String: SecretSource]
    /// Keys that only this collector knows.
    public let options: Options
    public init(
        id: ID, area: String, collector: String, endpoint: String, interval: Duration = .seconds(5),
        deadline: Duration = .seconds(5), sessionLimit: Int? = nil, secrets: [String: SecretSource] = [:],
        options: Options = [:], via: SSHPlace? = nil, endpointNamesNoMachine: Bool = false
    ) {
        self.id = id
        self.area = area
        self.collector = collector
        self.endpoint = endpoint
        self.endpointNamesNoMachine = endpointNamesNoMachine
        self.via = via
        self.interval = interval
        self.deadline = deadline
        self.sessionLimit = sessionLimit
        self.secrets = secrets
        self.options = options
    }

    /// The host that it is as long as it has named no nodes. Secrets and options stay with who polls.
    public var host: Host {
        let named = endpointNamesNoMachine ? "localhost" : Host.address(in: endpoint)
        // From another machine the endpoint is what it is there.
        let address = via.map { Host.isSelf(named) ? $0.host : named }
        return Host(
            id: id, area: area, collector: collector, endpoint: endpoint, interval: interval, deadline: deadline,
            sessionLimit: sessionLimit, address: address ?? named, behind: via?.machine ?? "")
    }
}

/// Where a secret is to be found; never the secret itself.
public enum SecretSource: Hashable, Sendable {
    /// A file that its owner alone can read (mode 0600 or stricter).
    case file(String)
    case environment(String)
    /// A systemd credential: a file of that name in `$CREDENTIALS_DIRECTORY`.
    case credential(String)
}
