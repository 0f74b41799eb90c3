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
    /// The ids of those that start with their host; nil where the driver does not say.
    var autostart: Set<String>?
    /// The ids of those that stay defined while they are off.
    var persistent: Set<String>?
}

/// One guest of `virConnectGetAllDomainStats`.
struct GuestRecord: Hashable, Sendable {
    /// UUID in lower case.
    var id: String
    var name: String
    var parameters: TypedParameters

    /// Of QEMU's: what its monitor alone knows is missing.
    var givesLess: Bool { Guest.State(libvirt: parameters).isActive && parameters.number("balloon.rss") == nil }
    var isRunning: Bool { Guest.State(libvirt: parameters) == .running }
    /// Paused for a migration, save, dump or snapshot (`virDomainPausedReason`), or saved memory comes back.
    var isInTransit: Bool {
        Guest.State(libvirt: parameters) == .paused && [2, 3, 4, 9, 11, 12].contains(parameters.count("state.reason") ?? 0)
    }

    /// The last parts of the fields that are read; the others are not even copied.
    static let fields: [[UInt8]] = [
        "state", "reason", "time", "delay", "current", "maximum", "available", "unused", "usable", "last-update", "rss", "name", "bytes",
        "count",
    ].map { Array($0.utf8) }
    /// And those of a guest that tells of its parts.
    static let fieldsOfParts =
        fields
        + [
            "wait", "halted", "halt_wait_ns.sum", "halt_exits.sum", "swap_in", "swap_out", "major_fault", "minor_fault", "reqs", "times",
            "errors", "allocation", "capacity",
            "pkts",
            "errs", "drop",
        ].map { Array($0.utf8) }
}
