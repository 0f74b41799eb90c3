import Glibc
import TestSupport
import Testing

/// `warte --record` and `warte --replay` through the real programs.
@Suite(.serialized) struct RecordingSiteTests {
    private static let town = """
        day = "2026-11-24"
        history = "2d"
        site = "Musterstadt"
        [[hypervisor]]
        name = "hv-1"
        area = "Verwaltung"
        desktops = 4
        [[gateway]]
        name = "vpn-1"
        area = "Verwaltung"
        workers = 20
        [[event]]
        kind = "timeouts"
        host = "vpn-1"
        at = "9:02"
        lasts = "1m"
        people = 9

        """

    /// Without the first row, which says what it is, and the keys; of graphs, bars and ages nothing, for a moment that is typed has no part
    /// of a second (`RecordedNightTests` has all of it).
    private static func body(_ screen: TerminalScreen) -> [String] {
        screen.lines[1..<38].filter { !$0.contains(#/[┤└]| mean /#) }.map {
            $0.replacing(#/[0-9]+ (?:s|min)\b/#, with: "N s").replacing(#/[▁-█▔·]+/#, with: "")
        }
        .map { $0.split(separator: " ").joined(separator: " ") }
    }

    /// The row that names the screens is painted last: the one that is shown looks unlike the others.
    private static func isPainted(_ screen: TerminalScreen, _ key: Character) -> Bool {
        let row = Array(screen.lines[38])
        let looks = "12345".compactMap { digit in
            row.firstIndex(of: digit).flatMap { x in
                screen[x, 38].map { (digit, "\($0.bold) \($0.reverse) \($0.foreground) \($0.background)") }
            }
        }
        guard let own = looks.first(where: { $0.0 == key })?.1 else { return false }
        return looks.count { $0.1 == own } == 1
    }

    @Test func aMorningIsShownAgain() async throws {
        let site = try Site()
        defer { site.end() }
        try site.folder.write(Self.town, to: "town.toml")
        let file = site.folder.file("morning.warte")
        let front = try site.front(
            "demo", "--speed", "60", "--at", "9:00", "--scenario", site.folder.file("town.toml"), "--record", file)
        try await front.wait(for: "people were cut off", within: .seconds(90)) { $0.text.contains(#/!! .*9 clients lost/#) }
        // The picture's time goes in steps of a minute here: what is told between two of them would be in a picture of before.
        front.send(":host hv-1\r")
        let engine = try #require(site.runningEngines().first)
        kill(engine, SIGSTOP)
        func minute(_ screen: TerminalScreen) -> Substring? { screen.lines[0].firstMatch(of: #/DEMO (\S+),/#)?.output.1 }
        for _ in 0..<2 {
            let now = minute(try await front.wait(for: "the time") { minute($0) != nil })
            try await front.wait(for: "it goes on") { minute($0) != now }
        }
        front.send("z")
        var shown: [(key: Character, body: [String])] = []
        var time = ""
        for key in "12345" {
            front.send(String(key))
            let painted = try await front.wait(for: "screen \(key)") { $0.lines[0].contains("PAUSED") && Self.isPainted($0, key) }
            shown.append((key, Self.body(painted)))
            time = String(try #require(painted.lines[0].firstMatch(of: #/PAUSED at (\d+:\d\d:\d\d)/#)?.output.1))
        }
        kill(engine, SIGCONT)
        front.send("z")
        try await front.wait(for: "it goes on") { $0.lines[0].contains("DEMO") && !$0.lines[0].contains("PAUSED") }
        front.send("q")
        #expect(try await front.waitForEnd() == .exit(0))
        try await eventually("its engine ends", within: .seconds(15)) { site.runningEngines().isEmpty }

        let replay = try site.front("--replay", file, "--at", time)
        try await replay.wait(forText: "Musterstadt")
        replay.send("z:host hv-1\r")
        try await replay.wait(for: "it stands still") { $0.lines[0].contains(#/Tue 24 Nov .* REPLAY 9:\d\d, paused/#) }
        for (key, body) in shown {
            replay.send(String(key))
            if (try? await replay.wait(for: "screen \(key)") { Self.body($0) == body }) != nil { continue }
            let found = try await replay.wait(for: "what there is") { _ in true }
            for (live, played) in zip(body, Self.body(found)) where live != played {
                Issue.record("screen \(key) at \(time)\n live \(live)\n play \(played)")
            }
        }
        replay.send("q")
        #expect(try await replay.waitForEnd() == .exit(0))
        // No engine was started for it.
        #expect(site.runningEngines().isEmpty)

        let whole = try site.front("--replay", file, "--speed", "100x")
        try await whole.wait(forText: "the recording ends here; T and b go back, q leaves", within: .seconds(60))
        whole.send("3a")
        try await whole.wait(forText: "nothing can be done in a replay: it shows what was")
        whole.send("T")
        try await whole.wait(for: "a step back") { $0.lines[0].contains(" ago") && $0.lines[0].contains("REPLAY") }
        whole.send("Zq")
        #expect(try await whole.waitForEnd() == .exit(0))
        let again = try site.warte("--record", file)
        #expect(
            again.status == .exit(2)
                && again.stderr == "warte: \(file) exists already, and a recording is never written over anything; give it another name\n")
    }

    @Test(.enabled(if: geteuid() == 0, "mounting a small disk needs root"))
    func aFullDiskEndsTheRecordingAlone() async throws {
        let site = try Site()
        defer { site.end() }
        mkdir(site.folder.file("disk"), 0o700)
        let disk = try SmallDisk(over: site.folder.file("disk"), size: "1m")
        defer { disk.remove() }
        try site.folder.write(Self.town, to: "town.toml")
        let file = site.folder.file("disk/morning.warte")
        let front = try site.front("demo", "--speed", "60", "--scenario", site.folder.file("town.toml"), "--record", file)
        try await front.wait(forText: "Musterstadt", within: .seconds(60))
        try disk.fill()
        try await front.wait(forText: "the recording has ended: No space left on device", within: .seconds(60))
        let then = try #require(
            try await front.wait(for: "the time") { $0.lines[0].contains("DEMO") }.lines[0].firstMatch(of: #/DEMO (\S+)/#))
        try await front.wait(for: "it goes on", within: .seconds(30)) {
            !$0.lines[0].contains(then.output.0) && $0.lines[0].contains("DEMO")
        }
        front.send("q")
        #expect(try await front.waitForEnd() == .exit(0))
        let replay = try site.front("--replay", file, "--speed", "100")
        try await replay.wait(forText: "the recording breaks off here, after byte", within: .seconds(60))
        replay.send("q")
        #expect(try await replay.waitForEnd() == .exit(0))
    }

    @Test func whatWasAskedWronglyIsSaidBeforeTheScreenIsTaken() throws {
        let site = try Site()
        defer { site.end() }
        try site.folder.write("warte recording 1\n1795550400000 begin 2 {}\n1795554000000 end 2 {}\n", to: "hour.warte")
        try site.folder.write("nothing\n", to: "other")
        let (hour, other) = (site.folder.file("hour.warte"), site.folder.file("other"))
        for (arguments, words) in [
            (["--replay", other], "\(other) is no recording: wanted a file of \"warte --record\", whose first line is"),
            (["--replay", "/nowhere"], "cannot read /nowhere: No such file or directory"),
            (["--replay", hour, "--speed", "0"], "--speed 0: wanted 1 to 100, such as --speed 10"),
            (["--replay", hour, "--at", "8"], "--at 8: wanted a time of day, such as --at 8:05"),
            (["--replay", hour, "--at", "3:00"], "--at 3:00: wanted a time of the recording, which goes from "),
            (["--replay", hour, "--record", "x"], "write --record or --replay, not both"),
            (["--replay", hour, "--config", "x"], "write --config or --replay, not both"),
            (["--speed", "2"], "--speed needs --replay, such as --replay night.warte"),
            (["demo", "--replay", hour], "--replay is no option of demo"),
            (["--record", "/nowhere/x"], "cannot make the recording /nowhere/x: No such file or directory"),
        ] {
            let output = try run([try builtProgram("warte")] + arguments, environment: site.environment)
            #expect(output.status == .exit(2) && output.stderr.hasPrefix("warte: " + words) && output.stdout.isEmpty, "\(output)")
        }
        #expect(site.runningEngines().isEmpty)
    }
}
