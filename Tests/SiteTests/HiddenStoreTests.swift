import Feed
import Glibc
import Link
import Telemetry
import TestSupport
import Testing

/// The store where a front cannot read it: another user's, or another machine's.
@Suite(.serialized) struct HiddenStoreTests {
    private static let here = "[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n"

    /// Root reads every file, unless it may not: then the mode counts for it, too.
    private static let withoutPrivilege =
        isRoot ? ["/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search"] : []

    private func started() async throws -> Site {
        let site = try Site()
        try site.configure(Self.here)
        try site.engine()
        let ring = site.folder.file("state/warte/metrics.ring")
        try await eventually("the engine listens", within: .seconds(30)) { try site.warte("alarms").status == .exit(0) }
        guard chmod(ring, 0) == 0 else { throw SystemFailure("chmod") }
        return site
    }

    @Test func theFrontAsksTheEngineAndShowsGaugesAndGraphs() async throws {
        let site = try await started()
        defer { site.end() }
        let reading = try run(Self.withoutPrivilege + ["cat", site.folder.file("state/warte/metrics.ring")], environment: site.environment)
        #expect(reading.status != .exit(0), "it is hidden")
        let front = try PseudoTerminal(
            Self.withoutPrivilege + [try builtProgram("warte")], environment: site.environment, columns: 120, rows: 40)
        defer { front.hangUp() }
        // The gauge of this machine's memory, and a graph with something in it that goes on.
        try await front.wait(for: "gauges", within: .seconds(30)) { screen in
            screen.lines.contains { $0.contains("here") && $0.contains("▌") || $0.contains("here") && $0.contains("█") }
        }
        try await front.wait(for: "graphs", within: .seconds(60)) { screen in
            screen.lines.contains { $0.contains("Memory, %") && $0.contains("mean") } && !screen.contains("nothing measured")
        }
        try await front.wait(for: "that they are live", within: .seconds(10)) { $0.lines[0].contains("live") }
    }

    /// It names the same numbers as one that reads the store, whatever the collector brought.
    @Test func statusAsksForItsNumbers() async throws {
        let site = try await started()
        defer { site.end() }
        func numbers() throws -> [String] {
            let output = try run(
                Self.withoutPrivilege + [try builtProgram("warte"), "status", "--json"], environment: site.environment, within: .seconds(40)
            )
            let names = "[print(n['entity'], n['metric'], n['label'], n['unit'], sep='|') for n in json.load(sys.stdin)['numbers']]"
            let read = try run(
                ["python3", "-c", "import json,sys; \(names)"], environment: ["PATH": "/usr/bin:/bin"], input: output.stdout)
            return read.stdout.split(separator: "\n").map(String.init).sorted()
        }
        let ring = site.folder.file("state/warte/metrics.ring")
        let asked = try numbers()
        #expect(asked.contains("|memory|Memory|%"), "\(asked)")
        // A poll that comes between brings numbers that no other brought.
        try await eventually("both name the same", within: .seconds(60)) {
            chmod(ring, 0)
            let asked = try numbers()
            chmod(ring, 0o600)
            return try numbers() == asked && asked.count > 5
        }
    }

    @Test func anEngineKeepsItsNameAndAnotherFolderHasAnother() async throws {
        let site = try await started()
        defer { site.end() }
        func id() throws -> String {
            try LinkCall(path: site.folder.file("run/warte/engine.sock"), version: version).welcome.engine.text
        }
        let first = try id()
        #expect(try readText(site.folder.file("state/warte/engine-id")) == first + "\n")
        kill(try #require(site.runningEngines().first), SIGTERM)
        try await eventually("it has ended", within: .seconds(30)) { site.runningEngines().isEmpty }
        try site.engine()
        try await eventually("the next one listens", within: .seconds(30)) { (try? id()) != nil }
        #expect(try id() == first)
        let other = try Site()
        defer { other.end() }
        try other.configure(Self.here)
        try other.engine()
        let path = other.folder.file("run/warte/engine.sock")
        try await eventually("the other one listens", within: .seconds(30)) { (try? LinkCall(path: path, version: version)) != nil }
        #expect(try LinkCall(path: path, version: version).welcome.engine.text != first)
    }
}
