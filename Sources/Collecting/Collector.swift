public import Telemetry

/// One management interface of one host. To add one: a folder in `Collectors/` and a line in `Collectors/Catalog.swift`.
public protocol Collector: Sendable {
    /// Its word in the configuration, its options with their kinds and defaults, its secrets. All else that names them is made from this.
    static var kind: CollectorKind { get }
    /// Checks what the kind cannot say: the endpoint's notation, options that need each other. No I/O.
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

/// How collectors reach what is outside the process. Tests give scripted ones.
public struct Transports: Sendable {
    /// The secret's text without a line end, read anew each time so that a changed file needs no restart.
    public var secret: @Sendable (SecretSource) throws(CollectFailure) -> String
    /// A byte stream to `endpoint` (`address:port`, `[v6]:port` or an absolute socket path).
    public var connect: @Sendable (_ endpoint: String) async throws(CollectFailure) -> any ByteStream
    public init(
        secret: @escaping @Sendable (SecretSource) throws(CollectFailure) -> String,
        connect: @escaping @Sendable (String) async throws(CollectFailure) -> any ByteStream
    ) {
        self.secret = secret
        self.connect = connect
    }
}

/// A connected stream of bytes; the caller does not block a thread while it waits.
public protocol ByteStream: Sendable {
    /// Some bytes, at least one; an empty array is the end. Ends early, with the failure, when the task is cancelled.
    func read() async throws(CollectFailure) -> [UInt8]
    func write(_ bytes: [UInt8]) async throws(CollectFailure)
    /// Closing makes a read that waits return the end. Any number of calls.
    func close()
}
