import Drawing
import Feed
import MetricStore
import Telemetry
import Testing

@testable import Dashboard

/// How one left the dashboard is how it begins the next time.
@Suite struct LastViewTests {
    private func left(_ keys: [Key]) -> String {
        let desk = Desk(TownHall.troubled())
        desk.tell(keys.map { .key($0) })
        return desk.app.lastView
    }
    private func letters(_ text: String) -> [Key] { text.map { .character($0) } }

    /// What is known comes after the first picture.
    private func arrive(_ desk: Desk) {
        desk.tell(
            [.connection(.attached), .update(.engine(TownHall.engine)), .update(.site(TownHall.site))]
                + TownHall.troubledHosts.map { .update(.host($0)) } + [.update(.alarms(TownHall.alarms))])
    }

    @Test func itIsThereAtOnceAndAfterTheFirstNews() {
        let line = left(letters("..2>>I+"))
        let desk = Desk(App(now: TownHall.now))
        let isTaken = desk.app.restore(view: line)
        #expect(isTaken)
        #expect(desk.app.shown == .host)
        arrive(desk)
        #expect(desk.app.shown == .host && desk.app.lastView == line)
        #expect(desk.app.focus.host == "vpn-1" || desk.app.focus.host == "hv-2", "the host, too")
        // Later news leave it where somebody has gone.
        desk.press(.character("1"))
        arrive(desk)
        #expect(desk.app.shown == .overview)
    }

    @Test func aKeyBeforeTheFirstNewsCounts() {
        let desk = Desk(App(now: TownHall.now))
        let isTaken = desk.app.restore(view: left(letters("3")))
        #expect(isTaken)
        desk.press(.character("4"))
        arrive(desk)
        #expect(desk.app.shown == .sessions)
    }

    @Test func whoWasSelectedIsNotInIt() {
        for keys in [
            letters("4") + [.right, .down, .down], letters("5") + [.right, .down], letters("W") + [.enter], letters("3") + [.down],
        ] {
            let line = left(keys)
            #expect(!line.contains("u-") && !line.contains("alarm=") && !line.contains("guest="), "\(line)")
            let desk = Desk(App(now: TownHall.now))
            let isTaken = desk.app.restore(view: line)
            #expect(isTaken)
        }
    }

    @Test(arguments: ["", "nowhere", "guest", "\u{1B}[2J", String(repeating: "x", count: 20_000)]) func nonsenseIsNone(line: String) {
        let desk = Desk(App(now: TownHall.now))
        let isTaken = desk.app.restore(view: line)
        #expect(!isTaken)
        #expect(desk.app.shown == .overview)
    }
}
