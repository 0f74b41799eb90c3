public import Telemetry

/// One management interface of one target. To add one: a folder in `Collectors/`, a line in `CollectorCatalog.swift`, and what else the
/// README names under "To add …".
public protocol Collector: Sendable {
    /// Its word in the configuration, its options with their kinds and defaults, its secrets. All else that names them is made from this.
    static var kind: CollectorKind { get }
    /// Checks what the kind cannot say: the endpoint's notation, options that need each other. No I/O.
    init(target: Target, transports: Transports) throws(ConfigurationProblem)
    /// What a target needs on this machine's disk and does not find: files and folders that its options name. Asked when a configuration
    /// is read; it keeps nobody from being watched.
    static func lacks(_ target: Target) -> [ConfigurationProblem]
    /// Before the first poll: what was told by whoever watched before, and the collector that did until now, where there was one.
    func takeUp(_ past: HeardBefore, from predecessor: (any Collector)?) async
    /// One poll. The caller enforces `target.deadline`; a collector that is cancelled returns at once.
    /// What cannot be had without blocking runs on a thread of its own.
    func collect(at now: Moment) async throws(CollectFailure) -> Reading
    /// Asked after a poll that failed: what is known all the same. Returns at once.
    func aside(at now: Moment) async -> Aside
    /// Asked before `close`, whatever became of the last poll: what was heard and not told. Returns at once; nobody is asked.
    func lastWords(at now: Moment) async -> Aside
    /// Gives up connections and threads; nothing is collected after it.
    func close() async
}

extension Collector {
    public static func lacks(_ target: Target) -> [ConfigurationProblem] { [] }
    public func takeUp(_ past: HeardBefore, from predecessor: (any Collector)?) async {}
    public func aside(at now: Moment) async -> Aside { Aside() }
    public func lastWords(at now: Moment) async -> Aside { await aside(at: now) }
}
