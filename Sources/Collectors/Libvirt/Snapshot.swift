import Telemetry

/// What one round of calls brought, as libvirt named it.
struct Snapshot: Hashable, Sendable {
    /// `virNodeGetCPUStats` of all processors: nanoseconds since the host started, or `utilization` in percent.
    var processors = TypedParameters()
    /// `virNodeGetMemoryStats` of all cells, KiB.
    var memory = TypedParameters()
    /// Processors of the host that are online; 0 where unknown.
    var processorCount = 0
    var guests: [GuestRecord] = []
    /// The ids of those that start with their host.
    var autostart: Set<String> = []
}

/// One guest of `virConnectGetAllDomainStats`.
struct GuestRecord: Hashable, Sendable {
    /// UUID in lower case.
    var id: String
    var name: String
    var parameters: TypedParameters

    var isRunning: Bool { Guest.State(libvirt: parameters) == .running }

    /// The last parts of the fields that are read below; the others are not even copied.
    static let fields: [[UInt8]] = [
        "state", "reason", "time", "delay", "current", "maximum", "available", "unused", "usable", "last-update", "rss", "name", "bytes",
    ].map { Array($0.utf8) }
}
