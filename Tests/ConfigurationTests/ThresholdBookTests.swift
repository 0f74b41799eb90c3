import Alarms
import Configuration
import TOMLReading
import Telemetry
import Testing

/// What a file says of limits is what the book answers: host over area over site over the rule.
@Suite struct ThresholdBookTests {
    static let text = """
        [[area]]
        name = "A"
        [area.limits.cpu]
        critical = 95
        [[host]]
        name = "in A"
        area = "A"
        collector = "local"
        [host.limits.cpu]
        on_delay = "1m"
        [[host]]
        name = "elsewhere"
        collector = "local"
        [limits.cpu]
        warning = 60
        action = "look"
        [limits.memory]
        enabled = false
        """
    let settings: SiteSettings
    let cpu: RuleKind
    init() throws {
        settings = try parseSettings(Self.text, file: "/etc/warte/warte.toml", collectors: kinds)
        cpu = try #require(RuleKind.standard.first { $0.id == "cpu" })
    }

    @Test func hostOverAreaOverSite() {
        let found = settings.limits.limits(of: "cpu", base: cpu.base, on: settings.site.host("in A"))
        #expect(found.origin == "warte.toml:9")
        #expect(found.limits.onDelay == .seconds(60))
        #expect(found.limits.critical == 95)
        // The deadband keeps its width of 5.
        #expect(found.limits.criticalOff == 90)
        #expect(found.limits.warning == 60)
        #expect(found.limits.warningOff == 55)
        #expect(found.limits.runbook.action == .raw("look"))
    }

    @Test func anotherAreaHasTheSitesLimits() {
        let found = settings.limits.limits(of: "cpu", base: cpu.base, on: settings.site.host("elsewhere"))
        #expect(found.origin == "warte.toml:14")
        #expect(found.limits.critical == cpu.base.critical)
        #expect(found.limits.onDelay == cpu.base.onDelay)
    }

    @Test func whatTheFileDoesNotNameIsBuiltIn() {
        let host = settings.site.host("in A")
        #expect(settings.limits.limits(of: "sessions", base: cpu.base, on: host).origin == "built in")
        #expect(settings.limits.limits(of: "memory", base: cpu.base, on: host).limits.isEnabled == false)
    }

    /// The built-in limits keep the rules that a file has to keep.
    @Test(arguments: RuleKind.standard) func builtInLimitsAreInOrder(_ rule: RuleKind) {
        if let warning = rule.base.warning {
            #expect(rule.range.contains(warning))
            if let off = rule.base.warningOff { #expect(off < warning) }
            if let critical = rule.base.critical { #expect(critical >= warning) }
        }
        if let critical = rule.base.critical, let off = rule.base.criticalOff { #expect(off < critical) }
    }

    @Test func anEndWithoutABeginning() {
        let own = RuleKind(id: "fans", unit: .raw("rpm"), range: 0...9000, base: Thresholds(critical: 100))
        let text = "[limits.fans]\nwarning_off = 80\n"
        let error = #expect(throws: FileProblems.self) { try parseSettings(text, file: "f", collectors: [], rules: [own]) }
        #expect(error?.description == "f:2:15: \"warning_off\" has no \"warning\" to go with; write warning too")
    }

    @Test func rulesAreGiven() throws {
        let own = RuleKind(id: "fans", unit: .raw("rpm"), range: 0...9000, base: Thresholds(warning: 100))
        let text = "[limits.fans]\nwarning = 8000\n"
        let settings = try parseSettings(text, file: "f", collectors: [], rules: [own])
        #expect(settings.limits.site["fans"]?.warning == 8000)
        #expect(throws: FileProblems.self) { try parseSettings(text, file: "f", collectors: []) }
    }
}
