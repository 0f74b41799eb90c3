public import Telemetry

/// One management interface of one host. To add one: a folder in `Collectors/` and a line in `Collectors/Catalog.swift`.
public protocol Collector: Sendable {
    /// The word in the configuration.
    static var kind: String { get }
    /// Keys of `[[host]]` that only this collector knows: name and what it is for.
    static var options: [(key: String, meaning: String)] { get }
    /// An endpoint such as people write it, for messages; nil where the collector takes none.
    static var endpointExample: String? { get }
    /// Checks the host's endpoint and options; no I/O.
    init(host: Host, transports: Transports) throws(ConfigurationProblem)
    /// One poll. The caller enforces `host.deadline`; a collector that is cancelled returns at once.
    /// What cannot be had without blocking runs on a thread of its own.
    func collect(at now: Moment) async throws(CollectFailure) -> Reading
    /// Asked after a poll that failed: what is known all the same. Returns at once.
    func aside(at now: Moment) async -> Aside
    /// Gives up connections and threads; nothing is collected after it.
    func close() async
}

extension Collector {
    public func aside(at now: Moment) async -> Aside { Aside() }
}

/// What in a host's configuration cannot work.
public struct ConfigurationProblem: Error, Hashable, Sendable {
    /// The key of `[[host]]` at fault.
    public let key: String
    /// What is wrong and what would be right.
    public let text: String
    public init(key: String, text: String) {
        self.key = key
        self.text = text
    }
}
