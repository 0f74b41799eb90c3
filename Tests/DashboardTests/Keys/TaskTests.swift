import Alarms
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// What the three people come for, in as few keys as were promised, at every size, without colours and on a German keyboard.
@Suite struct TaskTests {
    private static let sizes = [(45, 20), (80, 24), (120, 40), (200, 60)]
    private static let keys: [Character: Key] = ["⏎": .enter, "⎋": .escape, "→": .right, "↓": .down, "⇥": .tab]

    /// Presses them one by one: one letter here is one key.
    @discardableResult private func press(_ keys: String, _ desk: Desk) -> [Effect] {
        desk.tell(keys.map { .key(Self.keys[$0] ?? .character($0)) })
    }
    /// What is left of a picture where nothing is told by colours.
    private func letters(_ desk: Desk, _ size: (Int, Int)) -> [String] {
        desk.tell([.resized(width: size.0, height: size.1)])
        let canvas = desk.app.draw(width: size.0, height: size.1)
        return (0..<size.1).map { canvas.text($0) }
    }

    // MARK: An admin: who waits longest on the most loaded host, and for which of its vCPUs or disks

    @Test(arguments: sizes) func theGuestThatWaitsLongest(size: (Int, Int)) throws {
        let desk = Desk(GuestHall.app())
        press("W", desk)
        let host = letters(desk, size)
        // The first of the guests is the one, the cursor is on it, and no colour is needed to see both.
        #expect(host.contains { $0.hasPrefix("▸desk-04 ") && $0.contains("31.2") }, "\(host.joined(separator: "\n"))")
        press("⏎", desk)
        var guest = letters(desk, size)
        #expect(guest[0].contains("desk-04"))
        #expect(guest.contains { $0.contains(/2 .*58\.1 .*worst/) }, "\(guest.joined(separator: "\n"))")
        // On a phone the disks are behind a tab.
        if size.0 < 80 {
            press("→→", desk)
            guest = letters(desk, size)
        }
        #expect(
            guest.contains { $0.contains("vdb") && $0.contains("18.4") || $0.contains("slowest vdb") }, "\(guest.joined(separator: "\n"))")
    }

    /// The host that is loaded is not the one with the worst alarm: `W` goes on to it.
    @Test func theMostLoadedHostIsNotTheWorstOne() {
        let desk = Desk(GuestHall.app())
        func alarm(_ id: Int64, _ rule: String, _ host: Host.ID, _ severity: Severity) -> Alarm {
            Alarm(
                id: id, key: AlarmKey(rule: rule, host: host), severity: severity, phase: .unacknowledged, raisedAt: TownHall.ago(60),
                changedAt: TownHall.ago(60), message: .raw("\(rule) of \(host)"))
        }
        desk.tell([
            .update(
                .alarms([
                    alarm(1, "no_data", "vpn-2", .critical), alarm(2, "timeouts", "vpn-1", .critical),
                    alarm(3, "cpu_wait", "hv-1", .warning),
                ]))
        ])
        var seen: [Host.ID?] = []
        for _ in 0..<5 {
            press("W", desk)
            seen.append(desk.app.focus.host)
        }
        #expect(seen == ["vpn-2", "vpn-1", "hv-1", "hv-2", "vpn-2"])
        press("1WWW⏎", desk)
        #expect(desk.app.shown == .guest && desk.app.selection.guests.first == GuestIdentity(host: "hv-1", guest: TownHall.uuid(0)))
        // Whatever comes between begins anew.
        press("W.W", desk)
        #expect(desk.app.focus.host == "vpn-2")
    }

    // MARK: An operator: the newest alarm about timeouts, with a comment

    private static let screens = ["1", "2", "3", "4", "5", "W⏎", "3⏎", "1e", "2e", "4e", "!", "1/hv⏎", "4/vpn⏎", "z"]

    @Test(arguments: screens) func theNewestTimeoutAlarm(from screen: String) {
        for size in Self.sizes {
            let desk = Desk(TownHall.troubled())
            desk.tell([.resized(width: size.0, height: size.1)])
            press(screen, desk)
            press("5", desk)
            // It is the newest of two, and not the one that is first in the list of all.
            #expect(
                letters(desk, size).contains { $0.hasPrefix(" !! ") && $0.contains("11 clients lost in 4 min") }, "\(letters(desk, size))")
            press("a", desk)
            #expect(letters(desk, size).contains { $0.contains("11 clients lost") })
            desk.type("uplink, called the provider")
            #expect(desk.press(.enter) == [.send(.acknowledge(ids: [42], comment: "uplink, called the provider"))], "\(screen)")
        }
    }

    @Test func onlyWhatIsSeenIsActedOn() throws {
        let desk = Desk(TownHall.troubled())
        press("5", desk)
        // Another gateway is shown; then the list alone.
        press("..", desk)
        #expect(desk.app.selection.alarms == [12] && letters(desk, (80, 24)).contains { $0.contains("14 clients lost") })
        press("⎋e", desk)
        #expect(desk.app.selection.alarms.isEmpty)
        press("a", desk)
        #expect(letters(desk, (80, 24)).last?.contains("no alarm is selected") == true)
        press("eA", desk)
        #expect(letters(desk, (80, 24)).contains { $0.contains("11 clients lost") })
        press("y", desk)
        // Nobody waits any more.
        var seen = TownHall.alarms
        for index in seen.indices where TimeoutAlarm.rules.contains(seen[index].key.rule) {
            seen[index] = Alarm(
                id: seen[index].id, key: seen[index].key, severity: .critical, phase: .acknowledged, raisedAt: seen[index].raisedAt,
                changedAt: TownHall.now, message: seen[index].message)
        }
        desk.tell([.update(.alarms(seen))])
        #expect(desk.app.selection.alarms.isEmpty && !letters(desk, (80, 24)).contains { $0.contains("clients lost in") })
    }

    @Test func theRulesAreThoseOfTheEngine() {
        #expect(TimeoutAlarm.rules.isSubset(of: standardRules.map(\.id)))
        #expect(Set(standardRules.map(\.id).filter { $0.contains("timeouts") }) == TimeoutAlarm.rules)
    }

    // MARK: On call: any of 40 hosts, from anywhere

    private static let names =
        (1...14).map { "hv-" + ($0 < 10 ? "0" : "") + "\($0)" } + (1...12).map { "vpn-" + ($0 < 10 ? "0" : "") + "\($0)" }
        + (1...6).map { "pve/node-\($0)" } + ["wg-1", "wg-2", "fw-1", "fw-2", "jump-1", "files-1", "backup", "dns-1"]

    private func fortyHosts() -> App {
        var app = GuestHall.app()
        let hosts = Self.names.map { Host(id: $0, area: String($0.prefix(2)), collector: "libvirt", endpoint: "x") }
        app.tell([.update(.site(Site(name: "Land", areas: [], hosts: TownHall.site.hosts.prefix(1) + hosts.dropLast())))])
        app.tell(hosts.map { .update(.host(HostState(id: $0.id, answeredAt: TownHall.now, polledAt: TownHall.now))) })
        return app
    }
    /// What somebody types for a host: where it begins and how it ends.
    private func typed(_ name: String) -> [String] {
        [String(name.prefix(3)), String(name.prefix(1) + name.suffix(2)), String(name.suffix(3)), String(name.prefix(2) + name.suffix(1))]
    }

    @Test(arguments: screens + ["3⏎↓", "W⏎e", "1 ", "b-20m⏎", "+"]) func anyOfFortyHosts(from screen: String) {
        var start = fortyHosts()
        start.travelKeys(screen, Self.keys)
        let hosts = start.context.summary.rows.map(\.host.id)
        #expect(hosts.count == 40)
        for host in hosts {
            let found = typed(host).first { letters in
                let desk = Desk(start)
                press("H\(letters)⏎", desk)
                return 2 + letters.count <= 5 && desk.app.shown == .host && desk.app.focus.host == host
            }
            #expect(found != nil, "\(host) from \(screen)")
        }
    }
    /// On the smallest the finder shows what Enter goes to.
    @Test(arguments: sizes + [(40, 8)]) func theFinderShowsWhereEnterGoes(size: (Int, Int)) {
        let desk = Desk(fortyHosts())
        press("Hv07", desk)
        #expect(letters(desk, size).contains { $0.contains("▸vpn-07") }, "\(letters(desk, size).joined(separator: "\n"))")
    }

    // MARK: Without colours

    /// All that is seen on the way, key by key, as somebody has it who sees no colours: at 80x24, and on a phone.
    @Test(arguments: [(45, 20), (80, 24)]) func whatIsSeenOnTheWay(size: (Int, Int)) throws {
        func check(_ name: String, _ app: App, _ steps: [String]) throws {
            let desk = Desk(app)
            var seen = ""
            for step in [""] + steps {
                press(step, desk)
                let rows = letters(desk, size).map { $0.replacing(/\s+$/, with: "") }
                seen += "== \(step.isEmpty ? "at the start" : step)\n" + rows.joined(separator: "\n") + "\n"
            }
            try checkPicture(seen, "task-\(name)-\(size.0)x\(size.1).txt")
        }
        try check("admin", GuestHall.app(), size.0 < 80 ? ["W", "⏎", "→→"] : ["W", "⏎"])
        try check("operator", TownHall.troubled(), ["5", "a", "uplink, called the provider", "⏎"])
        try check("on-call", fortyHosts(), ["H", "v07", "⏎"])
    }

    // MARK: No key that somebody has not

    /// On a German keyboard these need AltGr; € and µ are on no other's.
    private static let altGr: Set<Character> = ["@", "[", "]", "{", "}", "\\", "|", "~", "€", "µ", "²", "³"]

    @Test func noBindingNeedsAltGrOrAFunctionKey() {
        for verb in VerbTable.standard.all where !verb.keys.isEmpty {
            let easy = verb.keys.filter { key in
                switch key {
                case .character(let letter): letter.isASCII && !Self.altGr.contains(letter)
                case .control(let letter): letter.isASCII && letter.isLetter
                case .function, .alt, .paste, .mouse: false
                default: true
                }
            }
            #expect(!easy.isEmpty, "\(verb.name) needs \(verb.shown)")
            // The one that is written is one of these.
            #expect(!verb.shown.contains { Self.altGr.contains($0) }, "\(verb.name)")
            let isWritten = easy.contains {
                if case .character(let letter) = $0 { verb.shown.contains(letter) || letter == " " } else { true }
            }
            #expect(isWritten, "\(verb.name) is written \(verb.shown)")
        }
    }
    /// What is typed beside keys: a filter's words and those of a moment. The hints name what there is.
    @Test func noHintNeedsAltGr() {
        for screen in "12345" {
            for key in ["/", ":", "b", "Hx", "a", "s", "?", "/foo:"] {
                let desk = Desk(TownHall.troubled())
                press("!", desk)
                press(String(screen) + key, desk)
                let rows = letters(desk, (120, 40))
                // `@` stands before the moment that is typed: a sign, and no key.
                let last = (rows.last ?? "").replacing(/^ @/, with: "")
                #expect(!last.contains { Self.altGr.subtracting(["~"]).contains($0) }, "\(last)")
            }
        }
    }
}

extension App {
    /// Presses them, and answers what is asked of the past.
    fileprivate mutating func travelKeys(_ keys: String, _ names: [Character: Key]) {
        var effects = keys.flatMap { handle(.key(names[$0] ?? .character($0))) }
        while let effect = effects.popLast() {
            switch effect {
            case .askPast(.alarms(let at)): effects += tell([.pastAlarms(at: at, .success([]))])
            case .askPast(.hosts(let ids, let at)):
                let states = ids.map { HostState(id: $0, answeredAt: at, polledAt: at) }
                effects += tell([.past(at: at, .success(PastHosts(hosts: states, keptSince: TownHall.ago(90_000))))])
            default: break
            }
        }
    }
}
