import Alarms
import Dashboard
import Drawing
import Feed
import MetricStore
import Telemetry
import TestSupport

/// What an engine may tell in the worst of weeks, at random and seeded: hosts come and go, guests by the hundred, alarms in floods, names
/// that do harm, engines that are lost and found, and answers of all kinds to what is asked.
struct Turmoil {
    private var random: SeededGenerator
    private var now = TownHall.now
    private let hosts: [Host]
    private let histories: [ScriptedHistory]
    private var ends: Int64 = 0
    private var isLost = false

    /// Terminals and people stumble over these.
    static let words = [
        "\u{1B}[2J\u{1B}]0;owned\u{07}", "a\nb\rc\td", "\u{202E}txet\u{2066}", "漢字かな交じり文", "e\u{0301}\u{0301}\u{0301}x", "ä\u{0308}",
        "👩‍👩‍👧‍👦🏳️‍🌈", "\u{0}\u{9B}31m", "", " ", "%s%n", "١٢٣", "\u{200B}\u{FEFF}", String(repeating: "漢", count: 300),
        String(repeating: "A", count: 300), "\u{0301}", "desk-04", "hv-1", "~", "/", "\"", "Grüße aus dem Rathaus",
    ]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        let others = (0..<36).map { number -> Host in
            let id =
                number < 12 ? "gw-\(number)" : number < 24 ? "pve/node-\(number)" : "h\(number) " + Self.words[number % Self.words.count]
            let area = ["Verwaltung", "Rechenzentrum", Self.words[number % Self.words.count]][number % 3]
            return Host(
                id: id, target: (12..<24).contains(number) ? "pve" : nil, area: area,
                collector: ["openvpn", "proxmox", "snmp"][number % 3],
                endpoint: Self.words[number % 7])
        }
        hosts = TownHall.site.hosts + others
        histories =
            [true, false].map { isTroubled in
                var history = TownHall.history(isTroubled: isTroubled)
                for (number, host) in others.enumerated() {
                    let odd = [Double.nan, .infinity, -5, 1e300, 0, 41.5, 99.9]
                    history.set(
                        .cpu, of: host.id, number % 5 == 0 ? odd[number % odd.count] : Double(number * 37 % 101), at: TownHall.ago(4))
                    history.set(.cpuWait, of: host.id, Double(number) / 3, at: TownHall.ago(4))
                    history.set(.memory, of: host.id, Double(number * 17 % 100), at: TownHall.ago(Int64(number * 10)))
                }
                return history
            } + [GuestHall.history()]
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    private mutating func word() -> String { Self.words.randomElement(using: &random) ?? "" }
    private mutating func host() -> Host.ID { hosts.randomElement(using: &random)?.id ?? "hv-1" }
    private mutating func before() -> Moment { now - .seconds(Int64(number(0...90_000))) }

    mutating func start() -> [DashboardEvent] {
        [
            .connection(.attached), .history(histories[2]), engine(), site(), .update(.alarms(TownHall.alarms)),
            .update(.ends(TownHall.ends)),
        ]
            + TownHall.troubledHosts.map { .update(.host($0)) } + [.update(.events(GuestHall.events)), .tick(now)]
    }

    /// Each time something else.
    mutating func news() -> [DashboardEvent] {
        now = now + .seconds(Int64(number(chance(10) ? -30...900 : 0...3)))
        if isLost, chance(50) {
            isLost = false
            return [.connection(.attached), engine(), site(), .update(.alarms(alarms(most: 14)))]
        }
        switch number(0...19) {
        case 0: return [site()]
        case 1...5: return [.update(.host(state(of: host(), most: chance(10) ? 300 : 12))), .tick(now)]
        case 6: return TownHall.troubledHosts.map { .update(.host($0)) }
        case 7, 8: return [.update(.alarms(alarms(most: chance(10) ? 300 : 14)))]
        case 9: return [.update(.ends(newEnds()))]
        case 10: return [.update(.events([HostEvent(at: now, host: host(), .raw(word()))]))]
        case 11:
            isLost = true
            return [.connection(.lost(reason: .raw(word()), since: now)), .tick(now)]
        case 12: return [engine()]
        case 13: return [.silence(chance(50) ? .seconds(Int64(number(0...4000))) : nil)]
        case 14: return [.history(histories.randomElement(using: &random) ?? histories[0])]
        case 15: return [.update(.statistics(AlarmStatistics(new: number(0...400), flood: chance(50) ? flood() : nil)))]
        case 16:
            let pair = HostThresholds.Pair(warning: Double(number(-1...100)), critical: chance(20) ? .nan : Double(number(0...100)))
            return [.update(.limits([HostThresholds(host: host(), limits: ["cpu": pair, "cpu_wait": pair])]))]
        case 17: return [.trouble(word()), .ran(name: word(), word(), isGood: chance(50))]
        case 18: return [.historyNews(of: [host()], ofPast: chance(50))]
        default: return [.tick(now)]
        }
    }

    /// What comes back for what the dashboard asked; now and then nothing does.
    mutating func answer(to effect: Effect) -> [DashboardEvent] {
        let refusal = CommandRefusal(.raw(word()))
        guard chance(90) else { return [] }
        switch effect {
        case .send(let command): return [.answer(command, chance(30) ? refusal : nil)]
        case .reveal(let user, _, _): return [chance(50) ? .revealed(user: user, name: word()) : .notRevealed(user: user, refusal)]
        case .askPast(.alarms(let at)): return [.pastAlarms(at: at, chance(80) ? .success(alarms(most: 14)) : .failure(refusal))]
        case .askPast(.hosts(let ids, let at)):
            let kept = PastHosts(
                hosts: ids.prefix(number(0...6)).map { state(of: $0, most: 12) }, left: chance(20) ? Array(ids.suffix(2)) : [],
                keptSince: chance(70) ? TownHall.ago(200_000) : nil, sessionsKeptSince: chance(20) ? before() : nil)
            return [.past(at: at, chance(80) ? .success(kept) : .failure(refusal))]
        case .askHistory: return [.alarmHistory(chance(80) ? .success(alarms(most: 14)) : .failure(refusal))]
        case .run(let run): return [.ran(name: run.name, word(), isGood: chance(50))]
        default: return []
        }
    }

    // MARK: What is told

    private mutating func engine() -> DashboardEvent {
        var engine = TownHall.engine
        engine.mayReveal = chance(80)
        engine.mayCopy = chance(50)
        engine.notice = chance(20) ? .raw(word()) : nil
        engine.graphs = ["", "braille", "ascii", "blocks"].randomElement(using: &random) ?? ""
        engine.commands = [
            UserCommand(name: "peek", key: "x", place: .host, run: ["ssh", "{host.address}"]),
            UserCommand(name: "console", key: "F5", place: .guest, run: ["virsh", "console", "{guest.name}"], confirms: true),
            UserCommand(name: "ticket", key: "alt-x", place: .alarm, run: ["ticket", "{alarm.rule}"], isForeground: true),
        ]
        engine.views = [SavedView(name: "night", screen: .alarms, filter: "state:open", sort: "time")]
        if chance(10) { engine.demo = DemoClock(begin: now, beganAt: 0, speed: 10) }
        return .update(.engine(engine))
    }
    private mutating func site() -> DashboardEvent {
        let there = chance(40) ? hosts : hosts.filter { _ in chance(chance(5) ? 2 : 70) }.shuffled(using: &random)
        return .update(.site(Site(name: chance(80) ? "Rathaus" : word(), areas: TownHall.site.areas, hosts: there)))
    }
    private mutating func state(of id: Host.ID, most: Int) -> HostState {
        let guests = (0..<number(0...most)).map { index in
            Guest(
                id: index < 8 ? TownHall.uuid(index) : "\(index)", name: chance(90) ? "desk-\(index)" : word(),
                state: [.running, .running, .paused, .off, .crashed, .hung].randomElement(using: &random) ?? .off, vCPUs: number(0...8),
                memoryMaximum: chance(95) ? 8 * GuestHall.gibibyte : .infinity, memoryView: chance(50) ? .guest : .host,
                console: chance(30) ? word() : nil)
        }
        let sessions = (0..<number(0...most)).map { index in
            Session(
                id: "\(index)", kind: chance(50) ? .vpn : .desktop, user: chance(90) ? "u-\(index)" : word(), address: word(),
                guest: guests.randomElement(using: &random)?.id, since: before())
        }
        let failure: Message? = chance(20) ? .raw(word()) : nil
        return HostState(
            id: id, inventory: Inventory(product: word()), answeredAt: chance(90) ? now - .seconds(Int64(number(0...120))) : nil,
            polledAt: now,
            failure: failure, nextPollAt: now + .seconds(Int64(number(-5...30))), guests: guests, sessions: sessions,
            sessionLimit: chance(50) ? number(0...200) : nil,
            maintenance: chance(15)
                ? MaintenanceWindow(
                    host: id, from: before(), until: now + .seconds(Int64(number(-60...9000))), author: word(), reason: word())
                : nil)
    }
    private static let rules = ["cpu_wait", "cpu", "timeouts", "site_timeouts", "no_data", "guest_crashed", "memory", "漢字"]
    private mutating func alarms(most: Int) -> [Alarm] {
        (0..<number(0...most)).map { index in
            let at = before()
            return Alarm(
                id: Int64(number(0...20) + 21 * index), key: AlarmKey(rule: Self.rules[index % 8], host: chance(90) ? host() : ""),
                severity: chance(50) ? .critical : .warning, phase: Phase.allCases.randomElement(using: &random) ?? .unacknowledged,
                raisedAt: at, changedAt: at, message: .raw(chance(70) ? "CPU wait \(index) %, limit 10" : word()), evidence: [.raw(word())],
                acknowledgement: chance(20) ? Acknowledgement(author: word(), at: at, comment: word(), expires: now) : nil,
                comments: chance(20) ? [Comment(author: word(), at: at, text: word())] : [],
                shelf: chance(10) ? Shelf(author: word(), at: at, reason: word(), until: now + .seconds(600)) : nil, count: number(1...9),
                runbook: Runbook(consequence: .raw(word()), action: .raw(word()), timeToAct: .raw(word()), link: word()),
                context: chance(20) ? [.raw(word())] : [])
        }
    }
    private mutating func flood() -> Flood {
        Flood(
            since: now - .seconds(Int64(number(0...900))), first: AlarmKey(rule: "no_data", host: host()),
            symptoms: Self.rules.map { Flood.Symptom(rule: $0, count: number(1...300)) }, hosts: number(0...40))
    }
    private mutating func newEnds() -> [SessionEnd] {
        (0..<number(0...30)).map { _ in
            ends += 1
            return SessionEnd(
                at: now, host: host(), kind: chance(50) ? .vpn : .desktop, session: "e\(ends)", user: chance(90) ? "u-\(ends)" : word(),
                cause: Cause.allCases.randomElement(using: &random) ?? .loggedOut, confidence: .exact, evidence: word())
        }
    }
}
