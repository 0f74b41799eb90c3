import Glibc
import TestSupport
import Testing

/// The lab's people are looked for in everything that Warte writes, logs and shows, after a day's work with all of it.
@Suite(.serialized, .enabled(if: isRoot, "needs root: namespaces and tun devices")) struct NoNamesTests {
    @Test func noNameAndNoAddressIsInAnyFileLogLineOrFrameUntilItIsRevealed() async throws {
        let site = try Site()
        defer { site.end() }
        let run = try LabRun(site)
        try site.vpn("up", "alice", "bob", "carol", "dave", "erin")
        try run.configure()
        try await run.startEngine()
        let front = try site.front()
        try await front.wait(forText: "5/10", within: .seconds(20))
        try run.happen()
        try await front.wait(for: "what became of them", within: .seconds(40)) { screen in
            screen.contains("2/10") && screen.text.contains(#/Client lost +2/#) && screen.text.contains(#/Handshake +[1-9]/#)
        }
        try await run.visitEveryScreen(front)
        try run.operate()
        try run.askEverything("with a running engine")
        // The same search finds them where they are: in the server's own files.
        let search = NameSearch(environment: site.environment)
        let there = try search.found(in: [site.vpn + "/server.log", site.vpn + "/status.log"])
        for name in NameSearch.names where name != "frank" { #expect(there.contains { $0.hasSuffix(":" + name) }, "\(name) was there") }
        for number in 11...16 { #expect(there.contains { $0.hasSuffix(":10.77.0.\(number)") }, "10.77.0.\(number) was there") }
        #expect(there.contains { $0.contains(":10.88.0.") })

        // What fails speaks in its own words, to the log, to the alarms and to the screens.
        try site.vpn("stop-server")
        try await front.wait(for: "stale, and why", within: .seconds(30)) { $0.contains("stale") }
        try await run.breakTheConfiguration()
        try run.askEverything("without the gateway")
        try site.vpn("start-server")
        try await front.wait(forText: "2/10", within: .seconds(60))
        try await run.visitEveryScreen(front)

        try run.keep("front", NameSearch.words(front.received))
        try run.expectNothing(search)
        // All of it was looked at, and there was something to see.
        #expect(try run.printed().contains(#/u-[0-9a-f]{4}/#))
        for path in ["state/warte/metrics.ring", "state/warte/journal.sqlite", "engine.log", "told", "evidence/front"] {
            let bytes = try readFile(site.folder.file(path))
            #expect(!bytes.isEmpty, "\(path)")
        }

        let name = try await run.reveal(front)
        try run.keep("front", NameSearch.words(front.received))
        #expect(Set(try search.found(in: [site.folder.file("evidence/front")])) == [name], "one name, and on the screen")
        unlink(site.folder.file("evidence/front"))
        try run.askEverything("after the reveal")
        #expect(try run.printed().contains("ticket 7"))
        try run.expectNothing(search)
        // Nor once all of it is on the disk.
        try await run.endEngine()
        try run.askEverything("with no engine")
        try run.expectNothing(search)
    }

    @Test func noGoldenShowsOne() throws {
        let site = try Site()
        defer { site.end() }
        let tests = folderOf(folderOf(#filePath))
        let goldens = try TestSupport.run(
            ["find", tests, "-path", "*/goldens/*", "-type", "f", "-o", "-name", "expected*", "-type", "f"], environment: site.environment
        ).stdout.split(separator: "\n").map(String.init)
        #expect(goldens.count > 100)
        #expect(try NameSearch(environment: site.environment).found(in: goldens) == [])
    }
}
