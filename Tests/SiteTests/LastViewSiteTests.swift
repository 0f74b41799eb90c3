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

    /// What came after the first look is new until it is marked as seen, for the next dashboard too.
    @Test func whatWasMarkedAsSeenIsSeen() async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure(
            "[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n"
                + "[limits.memory]\nwarning = 0.02\nwarning_off = 0.01\non_delay = 3\noff_delay = 0\n")
        let first = try site.front()
        try await first.wait(for: "the alarm", within: .seconds(30)) { $0.lines[0].contains("1!") }
        first.send("v")
        try await first.wait(for: "what is new") { $0.contains("New: 1") && $0.contains("Highest since then") }
        first.send("v")
        try await first.wait(for: "that it is seen") { $0.contains("is seen") && !$0.contains("New: 1") }
        first.send("q")
        #expect(try await first.waitForEnd() == .exit(0))
        let path = site.folder.file("state/warte/looked")
        var found = stat()
        #expect(stat(path, &found) == 0 && found.st_mode & 0o777 == 0o600)
        for (kept, isRead) in [(try readText(path), true), ("no number\n", false)] {
            try writeFile(path, kept)
            let next = try site.front()
            if !isRead { try await next.wait(for: "that it is broken") { $0.contains("when you looked last cannot be read") } }
            try await next.wait(for: "the alarm", within: .seconds(30)) { $0.lines[0].contains("1!") }
            next.send("v")
            try await next.wait(for: "that nothing is new") { $0.contains("no alarm came, went or was acknowledged") }
            next.send("\u{1B}")
            try await next.wait(for: "the screen below") { !$0.contains("no alarm came") }
            next.send("q")
            #expect(try await next.waitForEnd() == .exit(0))
        }
    }

    /// Where its disk is gone, the engine makes no folder of its own accord: in one that a dashboard made it would begin with nothing.
    @Test func aFolderThatIsGoneIsNotMadeByADashboard() async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        let first = try site.front()
        try await first.wait(for: "live", within: .seconds(20)) { $0.lines[0].contains("live") }
        let folder = site.folder.file("state/warte")
        removeTree(folder)
        let second = try site.front()
        try await second.wait(for: "that nothing is kept", within: .seconds(20)) { $0.contains("when you looked cannot be kept") }
        second.send("v")
        try await second.wait(for: "what is new") { $0.contains("Highest since then") }
        second.send("v")
        try await second.wait(for: "that it is not kept") { $0.contains("cannot be kept") && !$0.contains("Highest since then") }
        second.send("q")
        #expect(try await second.waitForEnd() == .exit(0))
        #expect(access(folder, F_OK) != 0)
    }
}
