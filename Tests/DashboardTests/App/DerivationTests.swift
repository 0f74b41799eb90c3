import Alarms
import Drawing
import Feed
import MetricStore
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// What is told costs what is in it; what is shown is worked out once for each picture; a picture reads what is on it.
@Suite struct DerivationTests {
    /// A history that counts how often it is asked.
    final class CountingHistory: History {
        private let asked = Atomic(0)
        private let known: [Series]
        private let listed = Atomic(0)
        var count: Int { asked.load(ordering: .relaxed) }
        /// How often for the list of what there is.
        var lists: Int { listed.load(ordering: .relaxed) }
        init(_ known: [Series] = []) { self.known = known }
        func series(of host: Host.ID) -> [Series] {
            listed.add(1, ordering: .relaxed)
            return known
        }
        func latest(_ key: SeriesKey) -> Point? {
            asked.add(1, ordering: .relaxed)
            return Point(at: TownHall.ago(1), value: 42)
        }
        func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
            asked.add(1, ordering: .relaxed)
            return Array(repeating: Column(minimum: 1, mean: 2, maximum: 3), count: max(columns, 0))
        }
    }

    private func app(hosts count: Int, _ history: CountingHistory) -> App {
        let names = (0..<count).map { "host-\($0)" }
        let hosts = names.map { Host(id: $0, area: "a", collector: "libvirt", endpoint: "") }
        var app = TownHall.app()
        app.tell([.connection(.attached), .history(history), .update(.site(Site(name: "s", areas: [Area(id: "a")], hosts: hosts)))])
        app.tell(hosts.map { .update(.host(Self.state($0.id))) })
        return app
    }
    private static func state(_ id: Host.ID) -> HostState { HostState(id: id, answeredAt: TownHall.ago(1), polledAt: TownHall.ago(1)) }
    private static func alarm(_ id: Int64, on host: Host.ID) -> Alarm {
        Alarm(
            id: id, key: AlarmKey(rule: "cpu", host: host), severity: .critical, phase: .unacknowledged, raisedAt: TownHall.ago(id),
            changedAt: TownHall.ago(id), message: "CPU")
    }
    private func end(_ index: Int64) -> SessionEnd {
        SessionEnd(
            at: TownHall.ago(1000 - index), host: "host-0", kind: .vpn, session: "\(index)", user: "u-1", cause: .clientLost,
            confidence: .exact, evidence: "p")
    }

    @Test func whatIsToldIsWorkedOutOnceForThePicture() {
        let history = CountingHistory()
        var app = app(hosts: 200, history)
        let (before, asked) = (app.summary.work, history.count)
        var titles: [Effect] = []
        for index in 0..<200 {
            let host = "host-\(index)"
            titles += app.take(.update(.host(Self.state(host))))
            titles += app.take(.update(.host(Self.state(host))))
            titles += app.take(.update(.alarmChanges(AlarmChanges(changed: [Self.alarm(Int64(index), on: host)], gone: []))))
            titles += app.take(.update(.ends([end(Int64(index))])))
            titles += app.take(.update(.limits([])))
        }
        for second in 1...3 { titles += app.take(.tick(TownHall.now + .seconds(second))) }
        #expect(app.summary.work == before && history.count == asked, "nothing is worked out while things are told")
        #expect(titles.isEmpty)
        #expect(app.derive() == [.title("Warte s 200!")])
        let work = app.summary.work
        #expect(work.rows - before.rows == 200 && work.alarms - before.alarms == 1)
        #expect(work.totals - before.totals == 1 && work.causes - before.causes == 1)
        #expect(app.summary.alarms.open == 200 && app.summary.causes.all.hour == 200)
        // Nothing happened: nothing is worked out.
        let again = history.count
        #expect(app.derive().isEmpty && app.summary.work == work && history.count == again)
    }

    @Test func oneHostThatReportsIsOneRow() {
        let history = CountingHistory()
        var app = app(hosts: 200, history)
        let (before, asked) = (app.summary.work, history.count)
        app.tell([.update(.host(Self.state("host-7")))])
        #expect(app.summary.work.rows - before.rows == 1 && app.summary.work.alarms == before.alarms)
        #expect(history.count - asked < 60)
        // A key that moves a cursor works out none.
        let work = app.summary.work
        app.tell([.key(.down)])
        #expect(app.summary.work == work)
    }

    /// Whose window may begin or end is judged by the clock, and no other host.
    @Test func aSecondThatGoesByJudgesWhatItChanges() {
        var app = app(hosts: 200, CountingHistory())
        var state = Self.state("host-3")
        state.maintenance = MaintenanceWindow(
            host: "host-3", from: TownHall.ago(60), until: TownHall.now + .seconds(2), author: "km", reason: "r")
        app.tell([.update(.host(state))])
        let before = app.summary.work
        app.tell([.tick(TownHall.now + .seconds(1))])
        #expect(app.summary.work.judged - before.judged == 1)
        #expect(app.summary.work.rows == before.rows && app.summary.work.totals == before.totals)
        // What it is worth once it is out of maintenance.
        app.tell([.update(.alarms([Self.alarm(1, on: "host-3")]))])
        #expect(app.summary.row("host-3")?.urgency == 0)
        app.tell([.tick(TownHall.now + .seconds(3))])
        #expect(app.summary.row("host-3").map { $0.urgency > 0 } == true && app.summary.mostSevere == "host-3")
    }

    /// The same for ten hosts and for five hundred.
    @Test(arguments: ScreenName.allCases) func aPictureReadsWhatIsOnIt(screen: ScreenName) {
        func asked(hosts count: Int) -> Int {
            let history = CountingHistory()
            var app = app(hosts: count, history)
            if let place = ScreenName.numbered.firstIndex(of: screen) {
                app.tell([.key(.character(Character(String(place + 1))))])
            } else {
                var state = Self.state("host-0")
                state.guests = [
                    Guest(id: "g", name: "desk", state: .running, vCPUs: 1, memoryMaximum: 1, memoryView: .guest, console: nil)
                ]
                app.tell([.update(.host(state)), .key(.character("2")), .key(.enter)])
            }
            #expect(app.shown == screen)
            let before = history.count
            _ = app.draw(width: 120, height: 24)
            return history.count - before
        }
        #expect(asked(hosts: 500) <= asked(hosts: 10))
    }

    /// One host with so many guests, each with a figure that no other part of the screen has a place for.
    private func crowded(_ count: Int) -> (app: App, history: CountingHistory, state: HostState) {
        let guests = (0..<count).map {
            Guest(id: "g-\($0)", name: "guest-\($0)", state: .running, vCPUs: 1, memoryMaximum: 1, memoryView: .guest, console: nil)
        }
        let cache = Metric("cache", label: "Cache", unit: .bytes)
        let history = CountingHistory(
            guests.map { Series(key: SeriesKey(host: "host-0", entity: .guest($0.id), metric: cache), metric: cache) })
        var app = app(hosts: 1, history)
        var state = Self.state("host-0")
        state.guests = guests
        state.sessions = (0..<count).map { Session(id: "\($0)", kind: .vpn, user: "u", address: "", guest: "g-\($0)", since: nil) }
        app.tell([.update(.host(state)), .key(.character("2"))])
        return (app, history, state)
    }

    /// The same for thirty guests and for twenty thousand.
    @Test func aPictureOfAHostReadsTheGuestsThatAreOnIt() {
        func asked(guests count: Int, _ keys: [Key]) -> (reads: Int, lists: Int) {
            var (app, history, _) = crowded(count)
            app.tell(keys.map { .key($0) })
            let (before, listed) = (history.count, history.lists)
            // Time goes by, and somebody walks through the list.
            app.tell([.tick(TownHall.now + .seconds(1)), .key(.down), .key(.down)])
            _ = app.draw(width: 120, height: 40)
            return (history.count - before, history.lists - listed)
        }
        for keys in [[], [.left], [.left, .left, .character("e")], [.character(">")]] as [[Key]] {
            let (few, many) = (asked(guests: 30, keys), asked(guests: 20_000, keys))
            #expect(many.reads <= few.reads && many.lists == 0, "\(keys)")
        }
    }

    /// What a host told is read once: the number that guests are sorted by, the one that they wait by, and whether a figure is there.
    @Test func whatAHostToldIsReadOnceForThePicture() {
        var (app, history, state) = crowded(500)
        let (before, listed) = (history.count, history.lists)
        for second in 1...4 {
            state.answeredAt = TownHall.ago(-Int64(second))
            _ = app.take(.update(.host(state)))
        }
        _ = app.derive()
        #expect(history.count - before < 500 * 4 + 60 && history.lists - listed == 1, "\(history.count - before) reads")
        _ = app.take(.historyNews(of: [], ofPast: false))
        _ = app.derive()
        #expect(history.lists - listed == 2, "numbers that came without a report are seen too")
    }

    /// What a host told of before the front knew of its series.
    @Test func numbersThatAreFoundAfterTheReportAreShown() {
        final class LateHistory: History {
            let isThere = Atomic(false)
            func latest(_ key: SeriesKey) -> Point? {
                isThere.load(ordering: .relaxed) ? Point(at: TownHall.ago(1), value: 42) : nil
            }
            func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
                Array(repeating: nil, count: max(columns, 0))
            }
        }
        let history = LateHistory()
        var app = app(hosts: 3, CountingHistory())
        app.tell([.history(history), .update(.host(Self.state("host-1")))])
        _ = app.derive()
        #expect(app.summary.row("host-1")?.cpu.value == nil)
        history.isThere.store(true, ordering: .relaxed)
        app.tell([.historyNews(of: [], ofPast: false), .tick(TownHall.now + .seconds(1))])
        _ = app.derive()
        #expect(app.summary.rows.map { $0.cpu.value } == [42, 42, 42])
    }

    /// Where no host is left none is the worst.
    @Test func ofNoHostsNoneIsTheWorst() {
        var app = app(hosts: 3, CountingHistory())
        app.tell([.update(.alarms([Self.alarm(1, on: "host-1")]))])
        _ = app.derive()
        #expect(app.summary.mostSevere == "host-1")
        app.tell([.update(.site(Site(name: "s", areas: [], hosts: [])))])
        _ = app.derive()
        #expect(app.summary.mostSevere == nil)
    }

    /// The same for ten hosts and for a thousand, as they are configured: a host that reports moves none.
    @Test func theListOfHostsIsMadeWhenItMayBeAnother() {
        var app = app(hosts: 1000, CountingHistory())
        func made(_ sort: [Key], by events: [DashboardEvent]) -> Bool {
            for key in sort { app.tell([.key(key)]) }
            let before = (app.screens[ScreenName.overview.place] as? OverviewScreen)?.listsMade
            app.tell(events)
            return before != (app.screens[ScreenName.overview.place] as? OverviewScreen)?.listsMade
        }
        let report = DashboardEvent.update(.host(Self.state("host-7")))
        #expect(!made([], by: [report, .key(.down), .tick(TownHall.now + .seconds(1)), .key(.end)]))
        #expect(made([], by: [.key(.character(">"))]) && made([], by: [report]), "sorted by a number it may be another")
        #expect(!made([], by: [.key(.down)]))
    }

    /// Most of what hosts tell is that they are there.
    @Test func theListOfSessionsIsMadeWhenAHostHasOthers() {
        var app = app(hosts: 50, CountingHistory())
        app.tell([.key(.character("4"))])
        func made(by events: [DashboardEvent]) -> Bool {
            let before = (app.screens[ScreenName.sessions.place] as? SessionsScreen)?.listsMade
            app.tell(events)
            return before != (app.screens[ScreenName.sessions.place] as? SessionsScreen)?.listsMade
        }
        var state = Self.state("host-7")
        #expect(!made(by: [.update(.heartbeats([state.heartbeat])), .key(.down), .tick(TownHall.now + .seconds(1))]))
        state.sessions = TownHall.sessions(3, .vpn)
        #expect(made(by: [.update(.host(state))]))
        #expect((app.screens[ScreenName.sessions.place] as? SessionsScreen)?.sessions.count == 3)
        #expect(made(by: [.key(.right)]) && !made(by: [.key(.down)]))
    }

    @Test func theWorstWaitOfAllHostsIsFoundAmongTheirOwn() {
        let state = Self.state("host-0")
        var world = World(now: TownHall.now)
        var generator = SeededGenerator(seed: 7)
        var history = ScriptedHistory()
        let hosts = (0..<9).map { Host(id: "host-\($0)", area: "a", collector: "libvirt", endpoint: "") }
        for host in hosts {
            var state = state
            state.id = host.id
            state.guests = (0..<30).map {
                Guest(
                    id: "\(host.id)-\($0)", name: "g-\($0)", state: .running, vCPUs: 1, memoryMaximum: 1, memoryView: .guest, console: nil)
            }
            for guest in state.guests {
                let wait = Double.random(in: 0...30, using: &generator)
                history.set(.guestWait, of: host.id, guest: guest.id, wait, at: TownHall.ago(1))
            }
            world.hosts[host.id] = state
        }
        world.history = history
        let rows = hosts.map { host in
            var row = HostRow(host: host)
            row.refresh(from: world, told: 1)
            return row
        }
        let all = rows.flatMap(\.waiting).sorted { a, b in
            let (first, second) = (a.wait.step(1), b.wait.step(1))
            return first == second ? (a.host, a.guest) < (b.host, b.guest) : first > second
        }
        #expect(all.count == 9 * HostRow.waitingKept && WaitingList.worst(of: rows) == Array(all.prefix(20)))
    }

    /// Where an alarm stands is known, whatever row holds it.
    @Test func anAlarmIsFoundInItsRow() {
        let alarms = (1...9).map { Self.alarm($0, on: "host-\($0)") }
        let fold = AlarmFold(rule: "cpu", Array(alarms[2...5]))
        let rows = AlarmRows(
            alarms, rows: alarms[0...1].map { .alarm($0) } + (fold.map { [.fold($0)] } ?? []) + alarms[6...].map { .alarm($0) })
        #expect(rows.count == 6 && [1, 2, 3, 6, 7, 9].map { rows.place(of: $0) } == [0, 1, 2, 2, 3, 5])
        #expect(alarms.allSatisfy { rows.alarm($0.id) == $0 } && rows.alarm(10) == nil && rows.place(of: nil) == nil)
        let clock = Clock(now: TownHall.now, offset: 0)
        #expect(!rows.isOlder(thanToday: clock) && AlarmRows([Self.alarm(90_000, on: "a")] + alarms).isOlder(thanToday: clock))
        #expect(!AlarmRows().isOlder(thanToday: clock) && AlarmRows().alarm(1) == nil)
    }

    @Test func changesOfAlarmsAreTheSameTogetherAndOneByOne() {
        let told: [AlarmChanges] = [
            AlarmChanges(changed: [Self.alarm(1, on: "a"), Self.alarm(2, on: "a"), Self.alarm(3, on: "a")], gone: []),
            AlarmChanges(changed: [Self.alarm(2, on: "b")], gone: [1]), AlarmChanges(changed: [Self.alarm(1, on: "c")], gone: [3]),
            AlarmChanges(changed: [], gone: [2]), AlarmChanges(changed: [Self.alarm(4, on: "a"), Self.alarm(1, on: "d")], gone: [9]),
        ]
        for start in [[], [Self.alarm(9, on: "a"), Self.alarm(1, on: "x"), Self.alarm(5, on: "a")]] {
            var (together, alone) = (World(now: TownHall.now), start)
            together.apply(.alarms(start))
            for changes in told {
                together.apply(.alarmChanges(changes))
                alone = changes.applied(to: alone)
            }
            together.settle()
            #expect(together.alarms == alone)
        }
    }

    @Test func changesThatNobodyLooksAtDoNotGather() {
        var world = World(now: TownHall.now)
        for index in 0..<10_000 {
            world.apply(.alarmChanges(AlarmChanges(changed: [Self.alarm(Int64(index % 7), on: "a")])))
            guard world.untold.count < World.untoldKept else { return #expect(world.untold.count < World.untoldKept, "at \(index)") }
        }
        world.settle()
        #expect(world.alarms.count == 7 && world.untold.isEmpty)
    }
}
