import Drawing
import Feed
import Telemetry
import Testing

@testable import Dashboard

/// The configuration's views, beside those that are kept.
@Suite struct SavedViewTests {
    private func desk(_ views: [SavedView]) -> Desk {
        let desk = Desk(TownHall.troubled())
        var status = TownHall.engine
        status.views = views
        desk.tell([.update(.engine(status))])
        return desk
    }
    private func run(_ line: String, _ desk: Desk) {
        desk.type(":" + line)
        desk.press(.enter)
    }

    @Test func aViewIsFoundCompletedAndShown() {
        let night = SavedView(name: "night", screen: .sessions, filter: "HOST:vpn-1", sort: "time", isInverted: true, span: .sixHours)
        let desk = desk([night])
        desk.type(":view n")
        desk.press(.tab)
        desk.press(.enter)
        let memory = desk.app.memory(of: desk.app.shown)
        #expect(desk.app.shown == .sessions && memory.filter == "host:vpn-1" && memory.span == .sixHours)
        #expect(memory.own["sort"] == "time" && memory.own["sort-order"] == "inverted")
        run("view", desk)
        #expect(desk.app.message?.text == "views: night")
        // What was kept here under the same name comes before.
        desk.press(.character("3"))
        run("keep night", desk)
        desk.press(.character("1"))
        run("view night", desk)
        #expect(desk.app.shown == .alarms)
        desk.tell([.update(.engine(TownHall.engine))])
        run("view", desk)
        #expect(desk.app.message?.text == "views: night", "a reload takes away what is the configuration's, and no more")
    }

    /// The configuration is read where the screens are not.
    @Test func everyColumnIsOneOfItsScreens() {
        #expect(SavedView.ScreenKind.allCases.map(\.rawValue) == ScreenName.numbered.map(\.rawValue))
        #expect(Set(SavedView.Span.allCases.map { GraphSpan($0) }) == Set(GraphSpan.allCases))
        for screen in SavedView.ScreenKind.allCases {
            var found: Set<String?> = []
            for column in screen.columns {
                let desk = desk([SavedView(name: "v", screen: screen, sort: column)])
                run("view v", desk)
                let memory = desk.app.memory(of: desk.app.shown)
                #expect(memory.own["sort"] == nil || memory.own["sort"] == column, "\(screen) \(column)")
                found.insert(memory.own["sort"])
            }
            // The usual one is not written down.
            #expect(found.count == screen.columns.count && found.contains(nil), "\(screen)")
            let desk = desk([SavedView(name: "v", screen: screen, sort: screen.columns[0])])
            run("view v", desk)
            var seen: Set<String?> = []
            for _ in 0..<30 {
                seen.insert(desk.app.memory(of: desk.app.shown).own["sort"])
                desk.press(.character(">"))
            }
            #expect(seen.count <= screen.columns.count, "\(screen) has more: \(seen)")
        }
    }
}
