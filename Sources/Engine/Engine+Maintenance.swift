import Alarms
import Feed
import Journal
import Telemetry

/// Hosts in maintenance: by a person for a time, or by the configuration's windows at theirs.
extension Engine {
    /// The author of a window that the configuration asks for.
    static let configured = MaintenanceWindow.configured

    func maintain(_ asked: Command, author: String) async throws(CommandRefusal) {
        let now = wallClock()
        let command = redacted(asked, at: now)
        let host = command.host ?? ""
        let waived = waived(on: host, at: now)
        do throws(CommandRefusal) {
            try await carryOutWhole(windowsOf: host, at: now) { (book: inout AlarmBook, _) throws(ActProblem) in
                guard case .startMaintenance(_, let duration, let reason) = command else {
                    let transitions = try book.endMaintenance(host, author: author, at: now)
                    if !waived.isEmpty { book.restore(from: [], maintenanceWindows: waived) }
                    return transitions
                }
                return try book.startMaintenance(host, author: author, until: now + duration, reason: reason, at: now)
            }
        } catch {
            throw CommandRefusal(error.message, isNotFound: !isWatched(host))
        }
        showMaintenanceWindows(at: now)
        guard case .startMaintenance(_, let duration, let reason) = command else {
            return log(host, .maintenanceEndedBy(author), at: now)
        }
        // While the disk was waited for, names may have become another matter.
        let why = redactor.pass(reason, at: now)
        log(host, Self.line(MaintenanceWindow(host: host, from: now, until: now + duration, author: author, reason: why)), at: now)
    }

    /// One that begins a few seconds late is told in whole minutes all the same.
    private static func line(_ maintenance: MaintenanceWindow) -> Message {
        let time = maintenance.until - maintenance.from
        let told: Duration = time < .seconds(60) ? time : .seconds((time.components.seconds + 30) / 60 * 60)
        return .inMaintenance(told, maintenance.author, maintenance.reason)
    }

    /// It ends by itself: there is no caller to answer.
    private func begin(_ maintenance: MaintenanceWindow, at now: Moment) throws(ActProblem) {
        let transitions = try book.startMaintenance(
            maintenance.host, author: maintenance.author, until: maintenance.until, reason: maintenance.reason, at: now)
        journal.record(maintenanceWindows: book.maintenanceWindows.filter { $0.host == maintenance.host })
        log(maintenance.host, Self.line(maintenance), at: now)
        settle(transitions, at: now)
    }

    /// Who ends a maintenance does not want the configuration's window to begin it again at once: it counts as ended too.
    private func waived(on host: Host.ID, at now: Moment) -> [MaintenanceWindow] {
        settings.maintenance.filter { $0.host == host && $0.from <= now && now < $0.until && !isKnown($0, at: now) }.map { window in
            MaintenanceWindow(host: host, from: now, until: window.until, author: Self.configured, reason: window.reason, endedAt: now)
        }
    }

    private func isKnown(_ window: MaintenanceWindow, at now: Moment) -> Bool {
        book.maintenanceWindows.contains {
            $0.author == Self.configured && !$0.isAhead(at: now) && ConfiguredWindow($0) == ConfiguredWindow(window)
        }
    }

    /// Begins the configuration's windows, and says which windows are over. A longer one that is open already stays.
    func maintainByTime(at now: Moment) {
        let due = settings.maintenance.filter { $0.from <= now && now < $0.until }
        if !due.isEmpty {
            let known = Set(
                book.maintenanceWindows.lazy.filter { $0.author == Self.configured && !$0.isAhead(at: now) }.map(ConfiguredWindow.init))
            var open: [Host.ID: Moment] = [:]
            for window in book.openMaintenanceWindows(at: now) { open[window.host] = max(open[window.host] ?? window.until, window.until) }
            for window in due where !known.contains(ConfiguredWindow(window)) && open[window.host].map({ $0 < window.until }) ?? true {
                // A host that is watched no longer has no window either.
                try? begin(
                    MaintenanceWindow(host: window.host, from: now, until: window.until, author: Self.configured, reason: window.reason),
                    at: now)
                open[window.host] = window.until
            }
        }
        let before = inMaintenance
        showMaintenanceWindows(at: now)
        let open = book.openMaintenanceWindows(at: now)
        for host in before.subtracting(inMaintenance).sorted() {
            // One that left the configuration, or its target did: the window is not over for that.
            let isWatched = hosts[host] != nil
            let left = isWatched ? nil : open.filter { Host.node(of: host, in: $0.host) != nil }.map(\.until).max()
            log(host, left.map { .maintenanceWaits($0 - now) } ?? .maintenanceIsOver(), at: now)
        }
    }

    /// Each host says itself that it is in maintenance; fronts are told where that changed.
    func showMaintenanceWindows(at now: Moment) {
        let open = book.openMaintenanceWindows(at: now)
        var windows: [Host.ID: MaintenanceWindow] = [:]
        // After a restart there may be more than one: the last to end counts.
        for window in open.sorted(by: { $0.until < $1.until }) { for host in hosts(named: window.host) { windows[host] = window } }
        let names = Set(windows.keys)
        for host in names.union(inMaintenance).sorted() {
            let maintenance = windows[host]
            guard var record = hosts[host], record.state.maintenance != maintenance else { continue }
            record.state.maintenance = maintenance
            hosts[host] = record
            outlets.publish(.host(record.state))
        }
        inMaintenance = names
    }

    /// A window that a new configuration no longer has ends; one of a host that neither it nor the one before it watches is another site's.
    func endDroppedWindows(watchedBefore: Set<Host.ID>, at now: Moment) {
        let asked = Set(settings.maintenance.map(ConfiguredWindow.init))
        for maintenance in book.openMaintenanceWindows(at: now) where maintenance.author == Self.configured {
            guard !asked.contains(ConfiguredWindow(maintenance)), isWatched(maintenance.host) || watchedBefore.contains(maintenance.host),
                let transitions = try? book.endMaintenance(maintenance.host, author: Self.configured, at: now)
            else { continue }
            journal.record(maintenanceWindows: book.maintenanceWindows.filter { $0.host == maintenance.host })
            settle(transitions, at: now)
        }
    }
}

/// Which of the configuration's windows it is. One begins when the engine sees it, so its beginning says nothing about that.
private struct ConfiguredWindow: Hashable {
    let host: Host.ID
    let until: Moment
    let reason: String
    init(_ window: MaintenanceWindow) { (host, until, reason) = (window.host, window.until, window.reason) }
}

extension Command {
    fileprivate var host: Host.ID? {
        switch self {
        case .startMaintenance(let host, _, _), .endMaintenance(let host): host
        default: nil
        }
    }
}
