import Alarms
import Dashboard
import Drawing
import Feed
import MetricStore
import Telemetry
import TestSupport

/// The site that the goldens show: two hypervisors and two gateways of a town hall, Tuesday 24 November 2026, 14:05:07.
enum TownHall {
    static let offset = 3600
    /// 13:05:07 UTC.
    static let now = Moment(seconds: 1_795_525_507)
    static func ago(_ seconds: Int64) -> Moment { Moment(milliseconds: now.milliseconds - seconds * 1000) }

    static let site = Site(
        name: "Rathaus",
        areas: [Area(id: "Verwaltung", kind: "virtualized"), Area(id: "Außenstellen", kind: "partly virtualized")],
        hosts: [
            Host(id: "hv-1", area: "Verwaltung", collector: "libvirt", endpoint: "qemu+ssh://hv-1/system"),
            Host(id: "hv-2", area: "Verwaltung", collector: "libvirt", endpoint: "qemu+ssh://hv-2/system"),
            Host(id: "vpn-1", area: "Außenstellen", collector: "openvpn", endpoint: "10.1.0.8:7505"),
            Host(id: "vpn-2", area: "Außenstellen", collector: "openvpn", endpoint: "10.1.0.9:7505"),
        ])
    static let engine = EngineStatus(version: "0.1", startedAt: ago(90_000), viewers: 3, notice: nil, storePath: "/var/lib/warte/ring")

    static func uuid(_ number: Int) -> String { "00000000-0000-4000-8000-" + String(repeating: "0", count: 10) + String(10 + number) }

    private static let guestList: [(String, Guest.State, Int, Double, Guest.MemoryView, String?)] = [
        ("desk-04", .running, 4, 8, .guest, "spice"), ("desk-17", .running, 4, 8, .guest, "spice"),
        ("desk-11", .running, 4, 8, .guest, "spice"), ("files", .running, 8, 16, .host, nil), ("print", .running, 2, 4, .guest, nil),
        ("desk-22", .paused, 4, 8, .host, nil), ("old-mail", .off, 2, 4, .host, nil), ("build", .crashed, 8, 32, .host, nil),
    ]
    static let guests: [Guest] = guestList.enumerated().map { index, item in
        Guest(
            id: uuid(index), name: item.0, state: item.1, vCPUs: item.2, memoryMaximum: item.3 * 1_073_741_824, memoryView: item.4,
            console: item.5)
    }

    static func sessions(_ count: Int, _ kind: Session.Kind) -> [Session] {
        (0..<count).map { index in
            let user = "u-" + String(0x1000 + index * 977 % 0xEFFF, radix: 16)
            return Session(
                id: "\(kind.rawValue)-\(index)", kind: kind, user: user, address: kind == .vpn ? "198.51.100.0/24" : "",
                guest: kind == .desktop ? uuid(index) : nil, since: ago(Int64(60 + index * 437)))
        }
    }

    /// All is well, every poll answered 4 s ago.
    static var healthyHosts: [HostState] {
        [
            HostState(
                id: "hv-1", inventory: Inventory(product: "libvirt 9.0, 32 threads, 256 GiB, up 41 d"), answeredAt: ago(4),
                polledAt: ago(4), nextPollAt: ago(-1),
                guests: guests, sessions: sessions(46, .desktop), sessionLimit: 50),
            HostState(
                id: "hv-2", inventory: Inventory(product: "libvirt 9.0, 32 threads, 256 GiB, up 12 d"), answeredAt: ago(4),
                polledAt: ago(4), nextPollAt: ago(-1),
                guests: Array(guests.suffix(4)), sessions: sessions(31, .desktop), sessionLimit: 50),
            HostState(
                id: "vpn-1", inventory: Inventory(product: "OpenVPN 2.6.3"), answeredAt: ago(5), polledAt: ago(5), nextPollAt: ago(0),
                sessions: sessions(97, .vpn), sessionLimit: 120),
            HostState(
                id: "vpn-2", inventory: Inventory(product: "OpenVPN 2.6.3"), answeredAt: ago(6), polledAt: ago(6), nextPollAt: ago(0),
                sessions: sessions(12, .vpn),
                sessionLimit: 120),
        ]
    }

    /// vpn-2 has not answered for 74 s.
    static var troubledHosts: [HostState] {
        var hosts = healthyHosts
        hosts[3].answeredAt = ago(74)
        hosts[3].polledAt = ago(2)
        hosts[3].failure = "connection refused: 10.1.0.9:7505"
        hosts[3].nextPollAt = ago(-8)
        return hosts
    }

    /// A wave over the day with its crest in the afternoon.
    static func day(_ low: Double, _ high: Double) -> @Sendable (Double) -> Double? {
        { age in
            let hour = (50_707 - age) / 3600
            let work = max(0, 1 - abs(hour - 12) / 6)
            let ripple = Double(Int(age / 37) * 7919 % 100) / 100
            return low + (high - low) * min(1, work * 1.2) * (0.85 + 0.15 * ripple)
        }
    }

    static func history(isTroubled: Bool) -> ScriptedHistory {
        var history = ScriptedHistory()
        let load = isTroubled ? [91.0, 54, 18, 9] : [48.0, 54, 18, 9]
        let waits = isTroubled ? [12.4, 1.1, 0.2, 0.1] : [1.9, 1.1, 0.2, 0.1]
        let memory = isTroubled ? [88.0, 67, 34, 30] : [71.0, 67, 34, 30]
        let pressure = isTroubled ? [31.0, 4, 0, 0] : [3.0, 4, 0, 0]
        let sessions = [46.0, 31, 97, 12]
        for (index, host) in site.hosts.enumerated() {
            let at = isTroubled && index == 3 ? ago(74) : ago(4)
            let crest = load[index]
            history.set(.cpu, of: host.id, crest, at: at) { age in
                // The last ten minutes of the busy host rise to what it has now; one gap, when it was restarted.
                if index == 0, age > 30_000, age < 33_000 { return nil }
                return age < 600 ? crest * (1 - age / 4000) : day(8, crest * 0.8)(age)
            }
            history.set(.cpuWait, of: host.id, waits[index], at: at) { age in waits[index] * max(0.1, 1 - age / 2400) }
            history.set(.memory, of: host.id, memory[index], at: at) { age in memory[index] * (1 - min(age, 86_400) / 400_000) }
            history.set(.pressureCPU, of: host.id, pressure[index], at: at)
            history.set(.sessions, of: host.id, sessions[index], at: at, before: day(2, sessions[index]))
            history.set(.cpuUser, of: host.id, load[index] * 0.78, at: at)
            history.set(.cpuSystem, of: host.id, load[index] * 0.16, at: at)
            history.set(.cpuIOWait, of: host.id, 4, at: at)
            history.set(.memoryTotal, of: host.id, 274_877_906_944, at: at)
            history.set(.memoryAvailable, of: host.id, 274_877_906_944 * (1 - memory[index] / 100), at: at)
        }
        let numbers: [(Double, Double, Double)] = [(96, 31.2, 7.1), (88, 22, 6), (61, 14.9, 5.2), (44, 9.1, 15.1), (3, 1, 1.9)]
        for (index, number) in numbers.enumerated() {
            let guest = uuid(index)
            let wait = isTroubled ? number.1 : number.1 / 10
            history.set(.guestCPU, of: "hv-1", guest: guest, number.0, at: ago(4))
            history.set(.guestWait, of: "hv-1", guest: guest, wait, at: ago(4))
            history.set(.guestMemoryUsed, of: "hv-1", guest: guest, number.2 * 1_073_741_824, at: ago(4))
            history.set(.blockRead, of: "hv-1", guest: guest, number.0 * 4000, at: ago(4))
            history.set(.blockWritten, of: "hv-1", guest: guest, number.0 * 900, at: ago(4))
            history.set(.netReceived, of: "hv-1", guest: guest, number.0 * 700, at: ago(4))
        }
        return history
    }

    static let alarms: [Alarm] = [
        Alarm(
            id: 41, key: AlarmKey(rule: "cpu.wait", host: "hv-1"), severity: .critical, phase: .unacknowledged, raisedAt: ago(125),
            changedAt: ago(125), message: "CPU wait 12.4 % per vCPU, limit 10 %",
            evidence: ["cpu.wait 12.4 at 14:05:03", "cpu.wait 11.9 at 14:04:58"],
            comments: [Comment(author: "km", at: ago(60), text: "looking at desk-04")], count: 3,
            runbook: Runbook(
                consequence: "desktops on this host freeze for seconds", action: "move desk-04 or stop idle guests", timeToAct: "10 min",
                link: "https://wiki.example/wait")),
        Alarm(
            id: 42, key: AlarmKey(rule: "timeouts", host: "vpn-1"), severity: .critical, phase: .unacknowledged, raisedAt: ago(27),
            changedAt: ago(27), message: "11 clients lost in 4 min",
            evidence: [
                "[u-7f3a] Inactivity timeout (--ping-restart), restarting", "[u-19c0] Inactivity timeout (--ping-restart), restarting",
            ],
            runbook: Runbook(action: "look at the uplink and at CPU wait of the host"),
            context: [.nearPeaks(9, 11, .seconds(60), .cpuWait, Quantity(10, "%"), HostArgument("hv-1"))]),
        Alarm(
            id: 43, key: AlarmKey(rule: "nodata", host: "vpn-2"), severity: .warning, phase: .unacknowledged, raisedAt: ago(64),
            changedAt: ago(64), message: "no data for 74 s: connection refused", runbook: Runbook(action: "systemctl status openvpn@town")),
        Alarm(
            id: 38, key: AlarmKey(rule: "sessions", host: "vpn-1"), severity: .warning, phase: .acknowledged, raisedAt: ago(416),
            changedAt: ago(400), message: "address pool 81 % (97 of 120)",
            acknowledgement: Acknowledgement(author: "km", at: ago(400), comment: "known, pool grows Thu", expires: ago(-28_320))),
        Alarm(
            id: 12, key: AlarmKey(rule: "timeouts", host: "hv-2"), severity: .critical, phase: .returned, raisedAt: ago(39_137),
            changedAt: ago(38_957), returnedAt: ago(38_957), message: "14 clients lost in 4 min"),
        Alarm(
            id: 9, key: AlarmKey(rule: "memory", host: "hv-2"), severity: .warning, phase: .unacknowledged, raisedAt: ago(90_000),
            changedAt: ago(7200), message: "memory 91 %, limit 90 %",
            shelf: Shelf(author: "km", at: ago(600), reason: "new RAM comes on Friday", until: ago(-3000))),
    ]

    static let ends: [SessionEnd] = {
        var ends: [SessionEnd] = []
        func add(_ seconds: Int64, _ cause: Cause, _ index: Int) {
            let user = "u-" + String(0x7000 + index * 331 % 0x7FFF, radix: 16)
            let evidence =
                switch cause {
                case .clientLost: "[\(user)] Inactivity timeout (--ping-restart), restarting"
                case .handshake: "TLS Error: TLS key negotiation failed to occur within 60 seconds"
                case .resource: "MULTI: no free --ifconfig-pool addresses are available"
                case .idle: "[\(user)] Inactivity timeout (--inactive), exiting"
                default: "[\(user)] SIGTERM[soft,remote-exit] received, client-instance exiting"
                }
            let known: Confidence = cause == .idle ? .inferred : .exact
            ends.append(
                SessionEnd(
                    at: ago(seconds), host: "vpn-1", kind: .vpn, session: "s\(index)", user: user, cause: cause, confidence: known,
                    evidence: evidence))
        }
        for index in 0..<11 { add(Int64(6 + index * 18), .clientLost, index) }
        add(300, .resource, 20)
        for index in 0..<9 { add(Int64(20 + index * 60), .loggedOut, 30 + index) }
        for index in 0..<2 { add(Int64(200 + index * 100), .idle, 50 + index) }
        for index in 0..<7 { add(Int64(2000 + index * 11_000), .handshake, 60 + index) }
        for index in 0..<50 { add(Int64(3000 + index * 1600), .clientLost, 80 + index) }
        for index in 0..<86 { add(Int64(900 + index * 950), .idle, 140 + index) }
        for index in 0..<403 { add(Int64(700 + index * 110), .loggedOut, 240 + index) }
        return ends.sorted { $0.at < $1.at }
    }()

    static let events: [HostEvent] = [
        HostEvent(at: ago(3000), host: "hv-1", "guest build crashed"),
        HostEvent(at: ago(87), host: "hv-1", "guest desk-17 started"),
        HostEvent(at: ago(64), host: "vpn-2", "poll failed: connection refused: 10.1.0.9:7505, next try in 8 s"),
    ]

    static func app(_ settings: DisplaySettings = DisplaySettings(localOffset: offset, user: "anna")) -> App {
        App(now: now, settings: settings)
    }

    static func healthy(charset: Charset = .utf8) -> App {
        var app = app(DisplaySettings(charset: charset, localOffset: offset, user: "anna"))
        app.tell([.connection(.attached), .history(history(isTroubled: false)), .update(.engine(engine)), .update(.site(site))])
        app.tell(healthyHosts.map { .update(.host($0)) })
        let quiet = ends.filter { !$0.cause.isTimeout }
        app.tell([.update(.alarms([])), .update(.ends(quiet)), .update(.events([events[1]])), .tick(now)])
        return app
    }

    static func troubled(charset: Charset = .utf8, graphs: Graph.Style = .blocks) -> App {
        var app = app(DisplaySettings(charset: charset, graphs: graphs, localOffset: offset, user: "anna"))
        app.tell([.connection(.attached), .history(history(isTroubled: true)), .update(.engine(engine)), .update(.site(site))])
        app.tell(troubledHosts.map { .update(.host($0)) })
        app.tell([.update(.alarms(alarms)), .update(.ends(ends)), .update(.events(events)), .tick(now)])
        return app
    }
}

/// The pictures that are expected stand in one folder, whatever subject the test is about.
func checkPicture(_ text: String, _ name: String) throws { try Golden.check(text, name) }

extension App {
    /// Tells one thing after the other; gives back all that was wanted of the outside.
    @discardableResult mutating func tell(_ events: [DashboardEvent]) -> [Effect] { events.flatMap { handle($0) } }
    /// Presses one key after the other.
    @discardableResult mutating func press(_ keys: Key...) -> [Effect] { keys.flatMap { handle(.key($0)) } }
    @discardableResult mutating func type(_ text: String) -> [Effect] { text.flatMap { handle(.key(.character($0))) } }
    /// Goes to a time as it is written; all that is asked on the way is answered so.
    mutating func travel(to words: String, alarms: [Alarm] = [], hosts: PastHosts) {
        press(.character("b"))
        var effects = type(words) + press(.enter)
        while let effect = effects.popLast() {
            switch effect {
            case .askPast(.alarms(let at)): effects += tell([.pastAlarms(at: at, .success(alarms))])
            case .askPast(.hosts(_, let at)): effects += tell([.past(at: at, .success(hosts))])
            default: break
            }
        }
    }
}

/// Somebody at the keyboard: the same as `App`'s own, for expectations on what a key brings.
final class Desk {
    var app: App
    init(_ app: App) { self.app = app }
    @discardableResult func tell(_ events: [DashboardEvent]) -> [Effect] { events.flatMap { app.handle($0) } }
    @discardableResult func press(_ keys: Key...) -> [Effect] { keys.flatMap { app.handle(.key($0)) } }
    @discardableResult func type(_ text: String) -> [Effect] { text.flatMap { app.handle(.key(.character($0))) } }
}
