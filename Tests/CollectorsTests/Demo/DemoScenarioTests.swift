import Collectors
import TOMLReading
import Telemetry
import TestSupport
import Testing

/// What is wrong in a scenario is told with its line and what to write.
@Suite struct DemoScenarioTests {
    private static let small = """
        day = "2026-11-24"
        [[hypervisor]]
        name = "hv-1"
        desktops = 3
        [[gateway]]
        name = "vpn-1"
        workers = 9

        """

    private func faults(_ text: String) -> [String] {
        do throws(FileProblems) {
            _ = try DemoScenario(text, file: "town.toml")
            return []
        } catch { return error.list.map(\.description) }
    }

    @Test func theBuiltInOneIsRight() throws {
        let town = try DemoScenario.load(nil)
        #expect(town.hosts.map(\.name) == ["hv-1", "hv-2", "vpn-1", "vpn-2"])
        #expect(town.site == "Rathaus" && town.history == .seconds(28 * 86_400))
        #expect(town.moment(second: 8 * 3600, offset: 3600) == Moment(seconds: 1_795_503_600))
        #expect(faults(Self.small) == [])
    }

    @Test(arguments: [
        ("", "a scenario needs \"day\", such as day = \"2026-11-24\""),
        ("day = \"2026-11-24\"", "a scenario needs a host: write [[hypervisor]] or [[gateway]] and its keys below"),
        ("day = \"2026-02-30\"", "1:7: \"day\" is \"2026-02-30\"; wanted a day, such as \"2026-11-24\""),
        // Its history would begin before 1970.
        ("day = \"1971-12-31\"", "1:7: \"day\" is \"1971-12-31\"; wanted a day, such as"),
        ("day = \"today\"", "1:7: \"day\" is \"today\"; wanted a day, such as \"2026-11-24\""),
        ("arrive = \"25:00\"", "1:10: \"arrive\" is \"25:00\"; wanted a time of day, such as \"8:05\""),
        ("arrive = \"9:00\"\nleave = \"9:30\"", "2:9: \"leave\" has to be an hour after \"arrive\" or later"),
        ("sead = 1", "1:1: unknown key \"sead\", did you mean \"seed\"?"),
        ("seed = \"x\"", "1:8: \"seed\" is a text; wanted a whole number from 0 to 1000000000"),
        ("site = Rathaus", "1:8: not TOML: a text and a duration stand in quotes; write site = \"Rathaus\""),
        ("[[hypervisor]]\nname = \"a\"", "1:1: [[hypervisor]] needs \"desktops\", such as desktops = 22"),
        ("[[gateway]]\nname = \"a\"", "1:1: [[gateway]] needs \"workers\", such as workers = 45"),
        ("[[gateway]]\nname = \"a\"\nworkers = 0", "3:11: \"workers\" is 0; wanted a whole number from 1 to 2000"),
        ("[[gateway]]\nname = \"a\"\nworkers = 1\ncpu = 140", "4:7: \"cpu\" is 140; wanted a number from 0 to 100"),
        (small + "[[gateway]]\nname = \"hv-1\"\nworkers = 1", "8:1: there is a host \"hv-1\" already; give this one another name"),
        (small + "[[event]]\nhost = \"vpn-1\"\nat = \"8:00\"\nlasts = \"1m\"", "8:1: [[event]] needs \"kind\", such as kind = \"silence\""),
        (small + "[[event]]\nkind = \"flood\"", "9:8: unknown value \"flood\"; \"kind\" can be storm, timeouts, silence"),
        (small + "[[event]]\nkind = \"storm\"\nhost = \"vpn-1\"", "10:8: unknown host \"vpn-1\"; there are hv-1"),
        (small + "[[event]]\nkind = \"silence\"\nhost = \"vpn-2\"", "10:8: unknown host \"vpn-2\", did you mean \"vpn-1\"?"),
    ])
    func whatIsWrongIsTold(text: String, fault: String) {
        let found = faults(text)
        #expect(found.contains { $0.hasPrefix("town.toml:") && $0.contains(fault) }, "\(found)")
    }

    @Test func aFileThatIsNotThereIsTold() {
        do throws(FileProblems) {
            _ = try DemoScenario.load("/nowhere/town.toml")
            Issue.record("it was read")
        } catch { #expect(error.description.hasPrefix("/nowhere/town.toml: ")) }
    }
}
