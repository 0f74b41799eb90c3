import Telemetry

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
    static let (defined, undefined, started, resumed, stopped, crashed) = (0, 1, 2, 4, 5, 8)

    static func type(_ type: Int) -> String { table.indices.contains(type) ? table[type].type : "unknown(\(type))" }
    static func detail(_ type: Int, _ detail: Int) -> String {
        guard table.indices.contains(type), table[type].details.indices.contains(detail) else { return "unknown(\(detail))" }
        return table[type].details[detail]
    }

    /// QEMU died or the guest's system panicked.
    static func isFailure(type: Int, detail: Int) -> Bool { type == crashed || (type == stopped && (detail == 2 || detail == 5)) }

    /// `virDomainShutoffReason`.
    static func reasonForOff(_ reason: Int) -> Message {
        let words: [Message] = [
            .offUnknown(), .offShutDown(), .offDestroyed(), .offCrashed(), .offMigrated(), .offSaved(), .offNotStarted(), .offReverted(),
            .offByDaemon(),
        ]
        return words.indices.contains(reason) ? words[reason] : .offOtherwise(reason)
    }
    static let crashedReason = 3

    /// For people: `guest a started`, `guest a stopped (crashed)`, `guest a paused (I/O Error)`.
    static func message(_ guest: String, _ type: Int, _ detail: Int) -> Message {
        let reason = Self.detail(type, detail)
        let small = detail == 0 ? nil : reason.lowercased()
        switch type {
        case 0: return detail == 0 ? .guestDefined(guest) : .guestChanged(guest, reason)
        case 1: return .guestUndefined(guest, small)
        case 2: return .guestStarted(guest, small)
        case 3: return .guestPaused(guest, detail == 0 ? nil : reason)
        case 4: return .guestResumed(guest, small)
        case 5: return .guestStopped(guest, small)
        case 6: return .guestShuttingDown(guest)
        case 7: return .guestSleeps(guest, reason)
        case 8: return .guestFailed(guest, reason.lowercased())
        default: return .guestDid(guest, Self.type(type).lowercased(), reason.lowercased())
        }
    }

    /// The lines for a batch of events. A start sends `Resumed` too, and every stop by request is announced by `Shutdown`: said once.
    static func lines(_ events: [HypervisorEvent]) -> [(event: HypervisorEvent, message: Message)] {
        func guests(_ wanted: Int) -> Set<String> {
            Set(events.lazy.compactMap { if case .lifecycle(wanted, _) = $0.what { $0.guest } else { nil } })
        }
        let (haveStarted, haveStopped) = (guests(started), guests(stopped))
        return events.compactMap { event in
            guard case .lifecycle(let type, let detail) = event.what else { return nil }
            if type == resumed && haveStarted.contains(event.guest) { return nil }
            if type == 6 && haveStopped.contains(event.guest) { return nil }
            return (event, message(event.name, type, detail))
        }
    }
}
