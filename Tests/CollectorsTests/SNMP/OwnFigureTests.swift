import Telemetry
import TestSupport
import Testing

@testable import Collectors
@testable import FuzzTargets

/// What a user's own profile measures by a name of its own, beside what Warte measures of any agent.
struct OwnFigureTests {
    private static let start = Moment(seconds: 1_795_786_239)

    /// An agent with logins and a load average, and a figure of the profile's own at `.1.3.6.1.4.1.9999.1.0`.
    private func reader(_ figure: String, own: Int?) async throws -> AgentReader {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            name = "ups"
            title = "UPS"
            object_ids = ["1.3.6.1.4.1.9999"]
            [values]
            own = "1.3.6.1.4.1.9999.1.0"
            [[figure]]
            is = "own"
            \(figure)
            """, to: "ups.toml")
        let catalog = ProfileCatalog.builtIn.adding(folder: folder.path)
        #expect(catalog.problems.isEmpty)
        let lines = """
            1.3.6.1.2.1.1.1.0|4|UPS
            1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9999.1
            1.3.6.1.2.1.25.1.5.0|66|2
            1.3.6.1.4.1.2021.10.1.5.1|2|150

            """ + (own.map { "1.3.6.1.4.1.9999.1.0|66|\($0)\n" } ?? "")
        return try await AgentReader(AgentTrackerTests.agent(lines), catalog: catalog)
    }

    /// The store knows a series by its id: two of one id would be one, with the numbers of both.
    @Test(arguments: ["label = \"VPN logins\"", "label = \"VPN logins\"\ncounts = true", "label = \"Logins\""], [57, nil])
    func aNameIsWhoseTheProfileSays(label: String, own: Int?) async throws {
        var reader = try await reader("metric = \"logins\"\n" + label, own: own)
        let samples = try await reader.poll(at: Self.start).only?.samples.filter { $0.metric.id == "snmp.logins" }
        if let own {
            #expect(samples?.map(\.value) == [Double(own)])
        } else if label != "label = \"Logins\"" {
            #expect(samples == [], "what is not told now is not told by another")
        }
    }

    @Test func aLoadThatHasALabelIsNoLoadAverage() async throws {
        var percent = try await reader("metric = \"load\"\nlabel = \"Output load\"\nunit = \"%\"", own: 40)
        let reading = try await percent.poll(at: Self.start)
        let own = reading.only?.samples.first { $0.metric.id == "snmp.load" }
        #expect(own?.value == 40 && own?.metric.unit == .percent && own?.metric.label == "Output load")
        #expect(reading.number("load") == 1.5, "that of the agent stays beside it")
        var average = try await reader("metric = \"load\"", own: 3)
        let second = try await average.poll(at: Self.start)
        #expect(second.number("load") == 3 && second.number("snmp.load") == nil)
    }
}
