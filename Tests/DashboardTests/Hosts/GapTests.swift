import Dashboard
import Drawing
import Feed
import MetricStore
import Telemetry
import TestSupport
import Testing

/// What a host does not show, and how it was when it last answered, is marked wherever the host is shown.
@Suite struct GapTests {
    private static let gaps = [
        Inventory.Gap(figure: "guests", reason: .proxmoxNoGuestRight()), Inventory.Gap(figure: "sessions", reason: .proxmoxOwnTasksOnly()),
    ]
    private func app(_ change: (inout HostState) -> Void) -> App {
        var app = TownHall.app()
        var state = HostState(
            id: "hv-1", answeredAt: TownHall.now, polledAt: TownHall.now, nextPollAt: TownHall.now,
            guests: [Guest(id: TownHall.uuid(1), name: "desk", state: .running, vCPUs: 2, memoryMaximum: 1, memoryView: .guest)])
        change(&state)
        app.tell([.connection(.attached), .update(.site(TownHall.site)), .history(ScriptedHistory()), .update(.host(state))])
        return app
    }
    private func lines(_ app: App) -> [Substring] { app.draw(width: 160, height: 40).transcript.split(separator: "\n") }

    @Test func theOverviewAndTheHostSayWhatIsMissing() throws {
        var app = app { $0.inventory.gaps = Self.gaps }
        #expect(lines(app).contains { $0.contains("hv-1") && $0.contains("partly: no guests") }, "\(lines(app))")
        app.press(.character("2"))
        let text = lines(app).joined(separator: "\n")
        #expect(text.contains("no guests: no permission to see guests (PVEAuditor on / is missing)"), "\(text)")
        #expect(text.contains("no sessions: only one's own tasks are shown"), "\(text)")
    }

    @Test func oneThatShowsNothingSaysSo() throws {
        let app = app {
            $0.inventory.gaps = Self.gaps
            $0.guests = []
            $0.isBlind = true
        }
        #expect(lines(app).contains { $0.contains("hv-1") && $0.contains("nothing is shown: no") }, "\(lines(app))")
    }

    /// A device may lack a dozen figures: they do not push out what it has.
    @Test func manyGapsAreAFewRows() {
        var app = app { state in
            state.inventory.gaps = (0..<12).map { Inventory.Gap(figure: "figure-\($0)", reason: .noSuchSeries()) }
        }
        app.press(.character("2"))
        let shown = lines(app).filter { $0.contains("no figure-") }
        #expect(shown.count == 3 && shown.last?.contains("(and 9 more)") == true, "\(shown)")
    }

    /// Nobody knows of it whether it has any.
    @Test(arguments: [nil, Message.raw("connection refused")]) func aHostThatNeverAnsweredIsNotSaidToHaveNone(failure: Message?) {
        var app = app { state in
            state.answeredAt = nil
            state.guests = []
            state.failure = failure
        }
        app.press(.character("2"))
        let text = lines(app).joined(separator: "\n")
        let words = failure == nil ? "no data yet" : "never answered"
        #expect(text.contains("Guests \(words)──Sessions \(words)"), "\(text)")
        #expect(!text.contains("none") && !text.contains("no sessions"), "\(text)")
    }

    /// An exporter of a computer knows of none: that is not zero, as on Overview.
    @Test func sessionsThatNobodyTellsAreNotSaidToBeNone() {
        var app = app { $0.guests = [] }
        #expect(lines(app).contains { $0.contains("hv-1") && $0.contains("--") })
        app.press(.character("2"))
        let text = lines(app).joined(separator: "\n")
        #expect(text.contains("Guests none──Sessions --"), "\(text)")
    }

    /// Of a host that does not answer nobody knows whether its guests run.
    @Test func guestsOfAHostThatIsDownAreAsTheyWere() throws {
        var app = app { $0.failure = .proxmoxNodeOffline() }
        app.press(.character("2"))
        let down = lines(app)
        #expect(down.contains { $0.contains("desk") && $0.contains("/running") }, "\(down)")
        #expect(
            down.contains { $0.contains("/// 1 run, 0 off") } && down.contains { $0.contains("1 of 1 guests ran when it last answered") })
        var back = self.app { _ in }
        back.press(.character("2"))
        let up = lines(back)
        #expect(up.contains { $0.contains("desk") && $0.contains(" running") } && !up.contains { $0.contains("///") }, "\(up)")
    }
}
