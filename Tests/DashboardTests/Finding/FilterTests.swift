import Alarms
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// What can be typed behind `/`, and what it leaves of each list.
@Suite struct FilterTests {
    private func admits(_ filter: String, _ texts: [String] = ["vpn-1", "East"], number: Filter.Number? = nil) -> Bool {
        Filter(filter).admits(texts, { $0 == .area ? ["East Wing"] : $0 == .state ? ["stale"] : [] }, number: { number })
    }

    @Test func wordsAreAllAskedFor() {
        #expect(admits("") && admits("VPN") && admits("vpn east") && admits("  vpn\t1 "))
        #expect(!admits("vpn west") && !admits("!vpn") && admits("!west") && admits("vpn !west") && !admits("vpn !east"))
    }
    @Test func columnsByName() {
        #expect(admits("area:east") && admits("area:\"east wing\"") && !admits("area:west") && admits("!area:west state:stale"))
        #expect(admits("area:") && admits("!"), "still being typed")
    }
    @Test func whatHasAColonInItAndIsNoColumn() {
        for text in ["10.1.0.9:7505", "fe80::1", "14:05", ":", "::1", "a1:b"] {
            #expect(Filter(text).problem == nil && admits(text, ["x " + text + " y"]) && !admits(text), "\(text)")
        }
        #expect(admits("\"error: x\"", ["an error: x"]) && Filter("\"error: x\"").problem == nil)
        #expect(admits("\"!\"", ["a!"]) && !admits("\"!\"") && !admits("!\"!\"", ["a!"]))
    }
    @Test func numbersOfTheSortedColumn() {
        let eighty = Filter.Number.value(80)
        #expect(admits(">79.5", number: eighty) && !admits(">80", number: eighty) && admits(">=80", number: eighty))
        #expect(admits("<=80%", number: eighty) && !admits("<80", number: eighty) && admits("<80,5", number: eighty))
        #expect(!admits(">1", number: nil) && admits("!>1", number: nil), "what is not known is not above it")
        #expect(admits(">", number: nil) && admits(">=", number: nil), "still being typed")
        let hour = Filter.Number.time(.seconds(3600))
        #expect(
            admits(">59", number: hour) && !admits(">60", number: hour) && admits("<2h", number: hour) && admits(">=60min", number: hour))
        #expect(!admits(">nan", number: eighty) && !admits("<inf", number: eighty) && !admits("<1e999", number: eighty))
    }
    @Test func anUnknownColumnSaysWhichThereAre() {
        let filter = Filter("foo:x", columns: [.area, .host])
        #expect(filter.problem == "no column foo: here; there are area: host:")
        #expect(!filter.admits(["foo:x"]), "nobody acts on what he believes to be chosen")
        #expect(Filter("user:x", columns: [.area]).problem == "no column user: here; there are area:")
        #expect(Filter("user:x", columns: []).problem == "no column user: here; none can be asked for by name")
        #expect(Filter(">80", comparesNumbers: false).problem?.contains("sort by a number first") == true)
    }

    @Test func hostileText() {
        let long = String(repeating: "area:x !y >1 ", count: 8000)
        #expect(Filter(long).problem?.contains("at most 1000 bytes") == true && Filter(long).terms.isEmpty)
        for text in [
            "\u{1B}[2J", "\"", "!\"", "!!", "\"\"", ":::", "area:\u{202E}x", "漢字:漢", "👩‍👩‍👧‍👦", "\u{0301}", ">\u{0661}", "< >", "!>", ">=<",
            "\u{0}", "!:",
        ] {
            let filter = Filter(text)
            _ = filter.admits([text], { _ in [text] }, number: { .value(.nan) })
        }
        var app = TownHall.troubled()
        app.tell([.key(.character("/")), .key(.paste(long))])
        #expect(app.filters[.overview]?.utf8.count ?? 0 <= 200)
        app.filters[.overview] = long
        app.changed()
        _ = app.derive()
        #expect(app.draw(width: 120, height: 40).transcript.contains("at most 1000 bytes"))
    }

    // MARK: Lists

    private func app(_ screen: Character, _ filter: String, keys: [Key] = []) -> App {
        var app = TownHall.troubled()
        app.tell(([Key.character(screen)] + keys + [Key.character("/")]).map { .key($0) })
        app.type(filter)
        return app
    }
    private func hosts(_ filter: String, keys: [Key] = []) -> [Host.ID] {
        (app("1", filter, keys: keys).screens[0] as? OverviewScreen)?.list.hosts ?? []
    }

    @Test func hostsByAreaStateKindAndNumber() {
        #expect(hosts("area:verw") == ["hv-1", "hv-2"] && hosts("!area:verw") == ["vpn-1", "vpn-2"])
        #expect(hosts("state:stale") == ["vpn-2"] && hosts("kind:openvpn !state:stale") == ["vpn-1"])
        #expect(hosts("state:critical state:open") == ["hv-1", "vpn-1"])
        #expect(hosts(">50", keys: [.character(">")]) == ["hv-1", "hv-2"])
        #expect(hosts(">50").isEmpty && hosts("user:x").isEmpty)
        let alarms = (app("1", ">90", keys: [.character(">")]).screens[0] as? OverviewScreen)?.alarms.alarms.map(\.id)
        #expect(alarms == [41], "alarms of the hosts that match")
    }
    @Test func alarmsByStateAndAge() {
        #expect(app("3", "state:open").screens[2].visible(in: app("3", "state:open").context).alarms == [41, 42, 43])
        let old = app("3", ">1h", keys: [.character(">")])
        #expect(old.screens[2].visible(in: old.context).alarms == [12, 9])
        let area = app("3", "area:auß !kind:timeouts")
        #expect(area.screens[2].visible(in: area.context).alarms == [43, 38])
    }
    @Test func guestsByStateUserAndNumber() {
        func guests(_ filter: String, keys: [Key] = []) -> [String] {
            (app("2", filter, keys: keys).screens[1] as? HostScreen)?.lists.guests.map(\.name) ?? []
        }
        #expect(guests("state:run >20") == ["desk-04", "desk-17"], "sorted by wait")
        #expect(guests("state:off") == ["old-mail"] && guests("user:u-1000") == ["desk-04"])
        #expect(guests(">15", keys: [.character(">")]) == ["files"], "memory in GiB")
    }
    /// Nobody sees the 79.6 behind an 80.
    @Test func numbersAreComparedAsTheyAreShown() {
        func app(_ screen: Character, _ filter: String, keys: String) -> App {
            var app = TownHall.troubled()
            var history = TownHall.history(isTroubled: true)
            history.set(.cpu, of: "hv-2", 79.6, at: TownHall.ago(4))
            history.set(.guestWait, of: "hv-1", guest: TownHall.uuid(1), 21.96, at: TownHall.ago(4))
            history.set(.guestMemoryUsed, of: "hv-1", guest: TownHall.uuid(3), 14.96 * 1_073_741_824, at: TownHall.ago(4))
            app.tell([.history(history)] + TownHall.troubledHosts.map { .update(.host($0)) })
            app.type(String(screen) + keys + "/" + filter)
            return app
        }
        func hosts(_ filter: String) -> [Host.ID] {
            (app("1", filter, keys: ">").screens[0] as? OverviewScreen)?.list.hosts.sorted() ?? []
        }
        #expect(hosts(">=80") == ["hv-1", "hv-2"] && !hosts("<80").contains("hv-2"))
        func guests(_ filter: String, keys: String = "") -> [String] {
            (app("2", filter, keys: keys).screens[1] as? HostScreen)?.lists.guests.map(\.name) ?? []
        }
        #expect(guests(">=22") == ["desk-04", "desk-17"])
        #expect(guests(">=15", keys: ">") == ["files"])
    }
    @Test func sessionsAndEnds() {
        func sessions(_ filter: String) -> Int { (app("4", filter).screens[3] as? SessionsScreen)?.sessions.count ?? -1 }
        #expect(sessions("kind:vpn host:vpn-1") == 97 && sessions("user:u-1000 host:hv-1") == 1 && sessions(">30000d") == 0)
        #expect(sessions("kind:vpn <2") == 2)
        func ends(_ filter: String) -> Int { (app("5", filter).screens[4] as? TimeoutsScreen)?.ends.count ?? -1 }
        #expect(ends("kind:timeout <10") == 12 && ends("kind:policy <10") == 2 && ends("area:verw") == 0)
    }

    @Test func aFilterThatCannotBeAskedIsNotKeptAndSaysWhy() {
        var app = app("1", "foo:x")
        app.tell([Key.enter].map { .key($0) })
        #expect(app.draw(width: 120, height: 40).transcript.contains("no column foo: here; there are area: host: state: kind:"))
        app.tell([Key.character("A"), .escape].map { .key($0) })
        #expect(app.overlay == nil && app.filters[.overview] == nil)
    }
    @Test func matchesGoRound() {
        var app = app("3", "state:open")
        app.tell([Key.enter].map { .key($0) })
        #expect(app.selection.alarms == [41])
        app.tell([Key.character("N")].map { .key($0) })
        #expect(app.selection.alarms == [43])
        app.tell([Key.character("n"), .character("n"), .enter].map { .key($0) })
        #expect(app.selection.alarms == [42])
        app.tell([Key.character("n")].map { .key($0) })
        #expect(app.selection.alarms == [43], "with its detail open, too")
    }

    private func desk(_ keys: String, in app: App = TownHall.troubled()) -> Desk {
        let desk = Desk(app)
        desk.tell(keys.map { .key($0 == "⏎" ? .enter : .character($0)) })
        return desk
    }
    /// The alarms of Overview are of the hosts that the number lets through.
    @Test func anotherOrderAndAnotherSiteFilterAnew() {
        let desk = desk("1>/>80⏎")
        func alarms() -> [Int64] { (desk.app.screens[0] as? OverviewScreen)?.alarms.alarms.map(\.id) ?? [] }
        #expect(alarms() == [41])
        desk.press(.character(">"))
        #expect(alarms().isEmpty, "no host waits so long")
        let list = self.desk("3/area:verwaltung⏎")
        let hosts = TownHall.site.hosts.map { Host(id: $0.id, area: "Verwaltung", collector: $0.collector, endpoint: $0.endpoint) }
        list.tell([.update(.site(Site(name: "Rathaus", areas: TownHall.site.areas, hosts: hosts)))])
        #expect((list.app.screens[ScreenName.alarms.place] as? AlarmsScreen)?.list.alarms.count == 6)
    }
    @Test func whatIsNotFilteredIsNotSaidToBe() {
        let picture = desk("Hhv-2⏎/files⏎", in: TownHall.healthy()).app.draw(width: 120, height: 40).transcript
        #expect(picture.contains("no alarms") && !picture.contains("no alarm matches"), "\(picture)")
    }
    @Test func noKeyIsAdvisedThatDoesNothing() {
        let desk = desk("Hdesk-04⏎/>80", in: GuestHall.app())
        let problem = desk.app.focus.query.problem ?? ""
        #expect(problem.contains("no list here is sorted") && !problem.contains("keys"), "\(problem)")
        #expect(self.desk("1/>80").app.focus.query.problem?.contains("keys < >") == true)
    }
}
