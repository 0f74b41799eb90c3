import Alarms
import Configuration
import Telemetry
import Testing

/// What `warte check --strict` asks for.
@Suite struct MissingRunbookTests {
    private func missing(_ text: String, rules: [any Rule] = standardRules) throws -> [String] {
        missingRunbooks(try parseSettings(text, file: "warte.toml", collectors: kinds), file: "warte.toml", rules: rules).map(\.text)
    }
    static let hosts = "[[host]]\nname = \"a\"\ncollector = \"local\"\n[[host]]\nname = \"b\"\ncollector = \"local\"\n"

    /// A rule as it might be written without a word about what to do.
    private struct Wordless: Rule {
        let id = "cpu"
        let label = Message.ofMetric(.cpu)
        let unit: Message? = .unitPercent()
        let defaults = Thresholds(warning: 80)
        func judge(_ input: RuleInput, limits: Thresholds, standing: Severity?) -> RuleResult { RuleResult(.good) }
        func description(_ input: RuleInput, limits: Thresholds, severity: Severity) -> AlarmState.Description {
            AlarmState.Description(.nothing)
        }
    }

    @Test func oneLineNamesAllRulesWithoutALinkAndWhatToWrite() throws {
        let lines = try missing(Self.hosts)
        let ids = standardRules.map(\.id).joined(separator: ", ")
        #expect(
            lines == [
                "warte.toml: \(standardRules.count) rules have no link to a runbook: \(ids); "
                    + "write [runbook] with link = \"https://wiki.example.org/warte/{rule}\" for all, or link in [limits.RULE]"
            ])
    }

    @Test func oneLinkForAllIsEnough() throws {
        #expect(try missing(Self.hosts + "[runbook]\nlink = \"https://wiki/{rule}\"\n") == [])
    }

    @Test func whatIsOffNeedsNone() throws {
        let off = standardRules.filter { $0.id != "cpu" }.map { "[limits.\($0.id)]\nenabled = false\n" }.joined()
        #expect(try missing(Self.hosts + off).first?.hasPrefix("warte.toml: 1 rule has no link to a runbook: cpu; ") == true)
        #expect(try missing(Self.hosts + off + "[limits.cpu]\nlink = \"https://wiki/cpu\"\n") == [])
    }

    @Test func oneHostWithoutALinkIsEnoughToAsk() throws {
        let text = Self.hosts + "[host.limits.cpu]\nlink = \"https://wiki/cpu\"\n"
        #expect(try missing(text, rules: standardRules.filter { $0.id == "cpu" }).count == 1)
    }

    @Test func aRuleWithoutWordsIsNamedWhereItWasChanged() throws {
        let text = Self.hosts + "[limits.cpu]\nconsequence = \"c\"\nlink = \"https://wiki/cpu\"\n"
        #expect(
            try missing(text, rules: [Wordless()]) == [
                "warte.toml:7: rule cpu has no action and no time_to_act; "
                    + "write [limits.cpu] with action = \"what to do\" and time_to_act = \"15 min\""
            ])
    }
}
