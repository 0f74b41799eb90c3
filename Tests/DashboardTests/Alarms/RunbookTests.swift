import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// What built-in rules say of what to do, where it is read.
@Suite struct RunbookTests {
    private func alarmed(_ rule: any Rule, link: String = "") -> App {
        var app = TownHall.healthy()
        var runbook = rule.defaults.runbook
        runbook.link = link
        let alarm = Alarm(
            id: 1, key: AlarmKey(rule: rule.id, host: rule.scope == .site ? "" : "hv-1"), severity: .warning, phase: .unacknowledged,
            raisedAt: TownHall.ago(100), changedAt: TownHall.ago(100), message: "\(rule.label.text) is bad",
            evidence: ["a line that proves it"],
            runbook: runbook)
        app.tell([.update(.alarms([alarm]))])
        app.press(.character("3"))
        return app
    }

    /// At 80x24 nobody has to open an alarm to read it whole.
    @Test func allOfItStandsBelowTheListAt80Columns() throws {
        for rule in standardRules {
            let rows = alarmed(rule, link: "https://wiki.example.org/\(rule.id)").draw(width: 80, height: 24).transcript
                .split(separator: "\n").map(String.init)
            let text = rows.map { $0.split(separator: " ").joined(separator: " ") }.joined(separator: " ")
            let book = rule.defaults.runbook
            for words in [
                "Action " + (try #require(book.action).text), "If ignored " + (try #require(book.consequence).text),
                "Within " + (try #require(book.timeToAct).text),
                "More https://wiki.example.org/\(rule.id)",
                "a line that proves it",
            ] { #expect(text.contains(words), "\(rule.id): \(words)") }
        }
    }

    /// The collector knew what kind of failure it is: the detail of a host that does not answer says where to look, and no other's.
    @Test func aHostThatDoesNotAnswerBringsAHint() throws {
        for rule in standardRules where rule.scope == .host {
            var app = alarmed(rule)
            app.tell([.update(.host(HostState(id: "hv-1", failure: "Permission denied: /run/x", hint: .noPermission)))])
            let text = app.draw(width: 120, height: 40).transcript
            #expect(text.contains("Hint       this user may not: join the group of the socket") == (rule.id == "no_data"), "\(rule.id)")
            // In the list it stands instead of what is advised for any failure.
            #expect(text.split(separator: "\n")[4].contains("this user may not: jo") == (rule.id == "no_data"), "\(rule.id)")
        }
    }

    @Test func theLastColumnBeginsWithWhatToDo() throws {
        for rule in standardRules {
            let text = alarmed(rule).draw(width: 120, height: 40).transcript
            let action = try #require(rule.defaults.runbook.action).text
            #expect(text.split(separator: "\n")[4].contains(action.prefix(22)), "\(rule.id)")
        }
    }

    @Test func aPicture() throws {
        guard let rule = standardRules.first(where: { $0.id == "timeouts" }) else { return #expect(Bool(false)) }
        for (width, height) in [(45, 20), (80, 24), (120, 40)] {
            let app = alarmed(rule, link: "https://wiki.example.org/warte/timeouts")
            try checkPicture(app.draw(width: width, height: height).transcript, "runbook-\(width)x\(height).txt")
        }
    }
}
