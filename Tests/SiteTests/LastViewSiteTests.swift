import Glibc
import TestSupport
import Testing

/// The last view, by real dashboards one after the other.
@Suite(.serialized) struct LastViewSiteTests {
    @Test func theNextOneBeginsWhereTheLastOneWasLeft() async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        let first = try site.front()
        try await first.wait(for: "live", within: .seconds(20)) { $0.lines[0].contains("live") }
        first.send("4/host:here\r")
        try await first.wait(for: "the filter") { $0.lines[0].contains("Sessions") && $0.contains("/host:here") }
        first.send("q")
        #expect(try await first.waitForEnd() == .exit(0))
        let path = site.folder.file("state/warte/view")
        var found = stat()
        #expect(stat(path, &found) == 0 && found.st_mode & 0o777 == 0o600)
        let second = try site.front()
        try await second.wait(for: "the same", within: .seconds(20)) {
            $0.lines[0].contains("live") && $0.lines[0].contains("Sessions") && $0.contains("/host:here")
        }
        // One that was killed has left nothing.
        second.send("\u{1B}3")
        kill(second.pid, SIGKILL)
        try writeFile(path, "\u{1B}[2J nonsense \u{7}\n")
        let third = try site.front()
        try await third.wait(for: "that it is broken") { $0.contains("the last view cannot be read") && !$0.lines[0].contains("Sessions") }
        try await third.wait(for: "live", within: .seconds(20)) { $0.lines[0].contains("live") }
        third.send("3q")
        #expect(try await third.waitForEnd() == .exit(0))
        #expect(try readText(path).hasPrefix("alarms"))
    }
}
