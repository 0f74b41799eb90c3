import Alarms
import Dashboard
import Drawing
import Feed
import MetricStore
import Telemetry
import TestSupport

/// The town hall with all that libvirt tells of the guests of hv-1.
enum GuestHall {
    static let gibibyte = 1_073_741_824.0

    static func history() -> ScriptedHistory {
        var history = TownHall.history(isTroubled: true)
        let at = TownHall.ago(4)
        let guest = TownHall.uuid(0)
        func set(_ part: GuestPart, _ which: String, _ numbers: [(Metric, Double)]) {
            for (metric, value) in numbers { history.set(metric, of: "hv-1", entity: .part(part, which, of: guest), value, at: at) }
        }
        for (index, numbers) in [(81.0, 12.0, 1.0), (93, 22.4, 0), (41, 58.1, 0.4), (72, 32.3, 0)].enumerated() {
            set(
                .vCPU, String(index),
                [(PartMetric.run, numbers.0), (PartMetric.steal, numbers.1), (PartMetric.ioWait, numbers.2), (PartMetric.halted, 3)])
        }
        set(
            .memory, "",
            [
                (PartMetric.actual, 8 * gibibyte), (PartMetric.available, 7.8 * gibibyte), (PartMetric.unused, 0.2 * gibibyte),
                (PartMetric.usable, 0.7 * gibibyte), (PartMetric.rss, 8.3 * gibibyte), (PartMetric.swappedIn, 0),
                (PartMetric.swappedOut, 12_000), (PartMetric.majorFaults, 3), (PartMetric.minorFaults, 950), (PartMetric.age, 6),
            ])
        for (name, reads, writes, time) in [("vda", 4.0, 8.0, 1.1), ("vdb", 60, 144, 18.4)] {
            set(
                .disk, name,
                [
                    (PartMetric.readRequests, reads), (PartMetric.writeRequests, writes), (PartMetric.flushRequests, 2),
                    (PartMetric.bytesRead, reads * 10_000), (PartMetric.bytesWritten, writes * 15_000), (PartMetric.readTime, time / 2),
                    (PartMetric.writeTime, time), (PartMetric.diskErrors, 0),
                ])
        }
        // Nothing was asked of it: the last time of a request is of an hour ago.
        set(
            .disk, "sda",
            [(PartMetric.readRequests, 0), (PartMetric.writeRequests, 0), (PartMetric.bytesRead, 0), (PartMetric.diskErrors, 0)])
        history.set(PartMetric.readTime, of: "hv-1", entity: .part(.disk, "sda", of: guest), 7, at: TownHall.ago(3000))
        // It was unplugged yesterday.
        history.set(PartMetric.readRequests, of: "hv-1", entity: .part(.disk, "vdz", of: guest), 7, at: TownHall.ago(90_000))
        set(
            .interface, "0",
            [
                (PartMetric.received, 241_000), (PartMetric.sent, 52_000), (PartMetric.packetsReceived, 310), (PartMetric.packetsSent, 120),
                (PartMetric.dropsReceiving, 0.02), (PartMetric.dropsSending, 0), (PartMetric.errorsReceiving, 0),
                (PartMetric.errorsSending, 0),
            ])
        return history
    }

    static let events: [HostEvent] = [
        HostEvent(at: TownHall.ago(500_000), host: "hv-1", .guestStarted("old-mail", nil)),
        HostEvent(at: TownHall.ago(400_000), host: "hv-1", .guestStopped("old-mail", "shutdown")),
        HostEvent(at: TownHall.ago(30_000), host: "hv-1", .guestStarted("desk-04", "booted")),
        HostEvent(at: TownHall.ago(3000), host: "hv-1", .guestFailed("build", "panicked")),
        HostEvent(at: TownHall.ago(900), host: "hv-1", .guestPaused("desk-04", "by a user")),
        HostEvent(at: TownHall.ago(880), host: "hv-1", .guestResumed("desk-04", nil)),
        HostEvent(at: TownHall.ago(870), host: "hv-2", .guestPaused("desk-04", "of another host")),
    ]

    static let alarms: [Alarm] = [
        Alarm(
            id: 61, key: AlarmKey(rule: "cpu_wait", host: "hv-1"), severity: .critical, phase: .unacknowledged, raisedAt: TownHall.ago(425),
            changedAt: TownHall.ago(425),
            message: .aboveLimit(.cpuWait, Quantity(12.4, "%"), .perVirtualProcessor(), nil, Quantity(10, "%"), nil),
            runbook: Runbook(action: "move desk-04 or stop idle guests"),
            context: [.guestsWaiting([.guestWaits("desk-04", Quantity(31, "%")), .guestWaits("desk-17", Quantity(22, "%"))])]),
        Alarm(
            id: 62, key: AlarmKey(rule: "guest_crashed", host: "hv-1"), severity: .warning, phase: .unacknowledged,
            raisedAt: TownHall.ago(3000), changedAt: TownHall.ago(3000), message: .guestCrashed("build")),
    ]

    /// - Parameter change: of hv-1 before it is told.
    static func app(history: (any History)? = nil, _ change: (inout HostState) -> Void = { _ in }) -> App {
        var app = TownHall.app()
        app.tell([
            .connection(.attached), .history(history ?? self.history()), .update(.engine(TownHall.engine)), .update(.site(TownHall.site)),
        ])
        var hosts = TownHall.troubledHosts
        hosts[0].inventory.processors = 32
        hosts[0].guests[0].facts = GuestFacts(isAutostarted: true, isPersistent: true, system: GuestSystem(name: "Debian 12"))
        change(&hosts[0])
        app.tell(hosts.map { .update(.host($0)) })
        app.tell([.update(.alarms(alarms)), .update(.ends(TownHall.ends)), .update(.events(events)), .tick(TownHall.now)])
        return app
    }
}

extension App {
    /// As `press`, where tests see the dashboard's own function of that name too.
    mutating func hit(_ keys: Key...) { tell(keys.map { .key($0) }) }

    /// From anywhere: the host of these letters, and its guest of this name.
    mutating func openGuest(_ name: String, on host: String = "hv-1") {
        press(.character("H"))
        type(host)
        press(.enter, .character("/"))
        type(name)
        press(.enter, .enter)
    }
}
