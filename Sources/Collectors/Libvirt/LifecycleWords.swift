/// The names of lifecycle events and their details, in the order of libvirt's enumerations, as virsh(1) prints them.
enum LifecycleWords {
    private static let table: [(type: String, details: [String])] = [
        ("Defined", ["Added", "Updated", "Renamed", "Snapshot"]),
        ("Undefined", ["Removed", "Renamed"]),
        ("Started", ["Booted", "Migrated", "Restored", "Snapshot", "Event wakeup", "Recovered"]),
        (
            "Suspended",
            ["Paused", "Migrated", "I/O Error", "Watchdog", "Restored", "Snapshot", "API error", "Post-copy", "Post-copy Error"]
        ),
        ("Resumed", ["Unpaused", "Migrated", "Snapshot", "Post-copy", "Post-copy Error"]),
        ("Stopped", ["Shutdown", "Destroyed", "Crashed", "Migrated", "Saved", "Failed", "Snapshot"]),
        ("Shutdown", ["Finished", "Finished after guest request", "Finished after host request"]),
        ("PMSuspended", ["Memory", "Disk"]),
        ("Crashed", ["Panicked", "Crashloaded"]),
    ]
    static let (started, resumed, stopped, crashed) = (2, 4, 5, 8)

    static func type(_ type: Int) -> String { table.indices.contains(type) ? table[type].type : "unknown(\(type))" }
    static func detail(_ type: Int, _ detail: Int) -> String {
        guard table.indices.contains(type), table[type].details.indices.contains(detail) else { return "unknown(\(detail))" }
        return table[type].details[detail]
    }

    /// QEMU died or the guest's system panicked.
    static func isFailure(type: Int, detail: Int) -> Bool { type == crashed || (type == stopped && (detail == 2 || detail == 5)) }

    /// `virDomainShutoffReason`.
    static func reasonForOff(_ reason: Int) -> String {
        let words = [
            "nobody knows why", "shut down", "destroyed", "crashed", "migrated", "saved", "failed to start", "reverted to a snapshot",
            "libvirt ended it",
        ]
        return words.indices.contains(reason) ? words[reason] : "reason \(reason)"
    }
    static let crashedReason = 3

    /// For people: `started`, `stopped (crashed)`, `paused (I/O Error)`.
    static func sentence(_ type: Int, _ detail: Int) -> String {
        let reason = Self.detail(type, detail)
        switch (type, detail) {
        case (0, 0): return "defined"
        case (1, 0): return "undefined"
        case (2, 0): return "started"
        case (3, 0): return "paused"
        case (4, 0): return "resumed"
        case (5, 0): return "stopped"
        case (0, _): return "definition changed (\(reason))"
        case (3, _): return "paused (\(reason))"
        case (6, _): return "is shutting down"
        case (7, _): return "sleeps (\(reason))"
        default: return "\(Self.type(type).lowercased()) (\(reason.lowercased()))"
        }
    }

    /// The lines for a batch of events. A start sends `Resumed` too, and every stop by request is announced by `Shutdown`: said once.
    static func lines(_ events: [HypervisorEvent]) -> [(at: HypervisorEvent, text: String)] {
        func occurs(_ wanted: Int, for guest: String) -> Bool {
            events.contains {
                if case .lifecycle(wanted, _) = $0.what { $0.guest == guest } else { false }
            }
        }
        return events.compactMap { event in
            guard case .lifecycle(let type, let detail) = event.what else { return nil }
            if type == resumed && occurs(started, for: event.guest) { return nil }
            if type == 6 && occurs(stopped, for: event.guest) { return nil }
            return (event, "guest \(event.name) \(sentence(type, detail))")
        }
    }
}
