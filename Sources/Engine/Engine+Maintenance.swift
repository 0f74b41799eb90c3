import Alarms
import Feed
import Journal
import Telemetry

/// Hosts out of service: by a person for a time, or by the configuration's windows at theirs.
extension Engine {
    /// The author of a window that the configuration asks for.
    static let configured = "configuration"

    func maintain(_ command: Command, author: String) async throws(CommandRefusal) {
        let now = wallClock()
        let host = command.host ?? ""
        let waived = waived(on: host, at: now)
        do throws(CommandRefusal) {
            try await carryOut(windowsOf: host, at: now) { (book: inout AlarmBook) throws(ActProblem) in
                guard case .outOfService(_, let duration, let reason) = command else {
                    let transitions = try book.returnToService(host, author: author, at: now)
                    if !waived.isEmpty { book.restore(from: [], outages: waived) }
                    return transitions
                }
                return try book.outOfService(host, author: author, until: now + duration, reason: reason, at: now)
            }
        } catch {
            throw CommandRefusal(error.text, isNotFound: settings.site.host(host) == nil)
        }
        showOutages(at: now)
        guard case .outOfService(_, let duration, let reason) = command else {
            return log(host, "in service again by \(author)", at: now)
        }
        log(host, Self.line(Outage(host: host, from: now, until: now + duration, author: author, reason: reason)), at: now)
    }

    private static func line(_ outage: Outage) -> String {
        "out of service for \((outage.until - outage.from).milliseconds / 60_000) min by \(outage.author): \(outage.reason)"
    }

    /// By itself: nobody waits for an answer.
    private func begin(_ outage: Outage, at now: Moment) throws(ActProblem) {
        let transitions = try book.outOfService(outage.host, author: outage.author, until: outage.until, reason: outage.reason, at: now)
        journal.record(outages: book.outages.filter { $0.host == outage.host })
        showOutages(at: now)
        log(outage.host, Self.line(outage), at: now)
        settle(transitions, at: now)
    }

    /// Who ends a maintenance does not want the configuration's window to begin it again at once: it counts as ended too.
    private func waived(on host: Host.ID, at now: Moment) -> [Outage] {
        settings.maintenance.filter { $0.host == host && $0.from <= now && now < $0.until && !isKnown($0) }.map { window in
            Outage(host: host, from: now, until: window.until, author: Self.configured, reason: window.reason, endedAt: now)
        }
    }

    private func isKnown(_ window: Outage) -> Bool { book.outages.contains { Self.isSame($0, window) } }

    /// A window begins when the engine sees it, so its beginning says nothing about which it is.
    private static func isSame(_ outage: Outage, _ window: Outage) -> Bool {
        outage.author == configured && outage.host == window.host && outage.until == window.until && outage.reason == window.reason
    }

    /// Begins the configuration's windows, and says which windows are over. A longer one that is open already stays.
    func maintainByTime(at now: Moment) {
        for window in settings.maintenance where window.from <= now && now < window.until && !isKnown(window) {
            if book.openOutages(at: now).contains(where: { $0.host == window.host && $0.until >= window.until }) { continue }
            // A host that is watched no longer has no window either.
            try? begin(Outage(host: window.host, from: now, until: window.until, author: Self.configured, reason: window.reason), at: now)
        }
        let before = inMaintenance
        showOutages(at: now)
        for host in before.subtracting(inMaintenance).sorted() { log(host, "in service again: its maintenance is over", at: now) }
    }

    /// Each host says itself that it is out of service; fronts are told where that changed.
    func showOutages(at now: Moment) {
        let open = book.openOutages(at: now)
        let names = Set(open.map(\.host))
        for host in names.union(inMaintenance).sorted() {
            // After a restart there may be more than one: the last to end counts.
            let outage = open.filter { $0.host == host }.max { $0.until < $1.until }
            guard var record = hosts[host], record.state.outage != outage else { continue }
            record.state.outage = outage
            hosts[host] = record
            outlets.publish(.host(record.state))
        }
        inMaintenance = names
    }

    /// A window that a new configuration no longer has ends.
    func endDroppedWindows(at now: Moment) {
        for outage in book.openOutages(at: now) where outage.author == Self.configured {
            guard !settings.maintenance.contains(where: { Self.isSame(outage, $0) }),
                let transitions = try? book.returnToService(outage.host, author: Self.configured, at: now)
            else { continue }
            journal.record(outages: book.outages.filter { $0.host == outage.host })
            settle(transitions, at: now)
        }
    }
}

extension Command {
    fileprivate var host: Host.ID? {
        switch self {
        case .outOfService(let host, _, _), .returnToService(let host): host
        default: nil
        }
    }
}
