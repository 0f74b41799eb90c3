import Alarms
import Drawing
import Feed
import Telemetry
import Testing

@testable import Dashboard

/// Every table is sorted by a column that is marked, either way round, and steadily.
@Suite struct SortingTests {
    private func app(_ keys: String) -> App {
        var app = TownHall.troubled()
        app.tell(keys.map { .key($0 == "→" ? .right : .character($0)) })
        return app
    }
    private func picture(_ keys: String) -> String { app(keys).draw(width: 160, height: 50).transcript }

    @Test func theColumnIsMarkedEitherWayRound() {
        for (keys, words) in [
            ("1>", "CPU▼"), ("1>I", "CPU▲"), ("1<", "Host▲"), ("1>>", "Wait▼"), ("2", "Wait %▼"), ("2<I", "CPU %▲"), ("2→>", "User▲"),
            ("2→>>I", "Kind▼"), ("3>", "Since▼"), ("3>>", "Host▲"), ("3>>I", "Host▼"), ("4>", "User▲"), ("4>>>", "Host▲"),
            ("4>>>>", "For▼"),
            ("5", "Ended▼"), ("5I", "Ended▲"), ("5>>", "User▲"), ("5<", "Evidence▲"),
        ] {
            #expect(picture(keys).contains(words), "\(keys)")
        }
        // Sorted by the host that all have in common is sorted by nothing.
        #expect(!picture("2→>>>").contains("Host▲") && picture("2→>>>").contains("For▼"))
    }

    @Test func sessionsAndEndsInOrder() {
        func sessions(_ keys: String) -> [(host: Host.ID, session: Session)] { (app(keys).screens[3] as? SessionsScreen)?.sessions ?? [] }
        let byTime = sessions("4>>>>").compactMap(\.session.since)
        #expect(byTime == byTime.sorted() && byTime.count > 100, "who sits longest comes first")
        let users = sessions("4>").map(\.session.user)
        #expect(users == users.sorted() && sessions("4>I").map(\.session.user) == users.sorted(by: >))
        func ends(_ keys: String) -> [SessionEnd] { (app(keys).screens[4] as? TimeoutsScreen)?.ends ?? [] }
        let causes = ends("5>>>").map(\.cause.label)
        #expect(causes == causes.sorted() && Set(causes).count == 5)
        #expect(ends("5I").map(\.at) == ends("5").map(\.at).reversed())
    }
    @Test func hostsByName() {
        func hosts(_ keys: String) -> [Host.ID] { (app(keys).screens[0] as? OverviewScreen)?.list.hosts ?? [] }
        #expect(hosts("1<") == ["hv-1", "hv-2", "vpn-1", "vpn-2"] && hosts("1<I") == ["hv-2", "hv-1", "vpn-2", "vpn-1"])
    }

    @Test func whatIsNotKnownStandsLastAndWhatIsAlikeKeepsItsPlace() {
        let rows: [(Double?, String)] = [(1, "b"), (nil, "c"), (2, "x"), (1, "a"), (nil, "a")]
        func order(_ descending: Bool) -> [String] {
            rows.sorted(descending: descending, by: { $0.0.map { .number($0) } ?? .unknown }, then: { [$0.1] }).map(\.1)
        }
        #expect(order(true) == ["x", "a", "b", "a", "c"] && order(false) == ["a", "b", "x", "a", "c"])
        let many = (0..<1000).map { ($0 % 7 == 0 ? Double.nan : Double($0 % 5), "\($0)") }
        #expect(many.sorted(descending: true, by: { .number($0.0) }, then: { [$0.1] }).count == 1000, "any number")
    }
}
