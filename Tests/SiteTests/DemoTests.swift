import Glibc
import TestSupport
import Testing

/// `warte demo`: a town that is made up, on a clock of its own, and nothing of anybody's is touched.
@Suite(.serialized) struct DemoTests {
    /// Two days of history are made in no time by a program that was built for tests, too.
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
        [[event]]
        kind = "silence"
        host = "hv-1"
        at = "9:06"
        lasts = "20m"

        """

    @Test func aMorningGoesBy() async throws {
        let site = try Site()
        defer { site.end() }
        // Real ones stay out of it, wrong or not.
        try site.configure("[notify]\ncommand = [\"\(site.folder.file("told"))\"]\nnonsense = 1\n")
        try site.folder.write("#!/bin/sh\ntouch \(site.folder.file("was-told"))\n", to: "told", mode: 0o755)
        try site.folder.write(Self.town, to: "town.toml")
        let front = try site.front("demo", "--speed", "60", "--at", "9:00", "--scenario", site.folder.file("town.toml"))
        try await front.wait(forText: "Musterstadt", within: .seconds(60))
        // Everybody is there at once, and so is what lies behind.
        try await front.wait(for: "the demo's clock, and a day of sessions", within: .seconds(30)) { screen in
            screen.lines[0].contains(#/Tue 24 Nov .* DEMO 9:\d\d, 60x/#) && screen.text.contains("Logged out")
        }
        try await front.wait(for: "people were cut off", within: .seconds(60)) { $0.text.contains(#/!! .*9 clients lost/#) }
        try await front.wait(for: "a host is silent", within: .seconds(60)) { $0.text.contains("no data") && $0.text.contains("hv-1") }
        for key in "12345?" {
            front.send(String(key))
            try await front.wait(for: "DEMO on screen \(key)") { $0.lines[0].contains("DEMO 9:") }
        }
        // Whoever comes later sees the same town, and cannot have another one meanwhile.
        let second = try site.front(columns: 40, rows: 10, "demo")
        try await second.wait(for: "the same demo") { $0.lines[0].contains(#/DEMO \d+:\d\d, 60x/#) }
        let other = try site.warte("demo", "--speed", "5")
        #expect(other.status == .exit(3) && other.stderr.contains("a demo runs already"))
        // Nobody was told, and the user's own engine, store and journal are not there.
        #expect(access(site.folder.file("was-told"), F_OK) != 0)
        #expect(Set(namesInFolder(site.folder.file("state/warte"))) == ["demo"])
        #expect(Set(namesInFolder(site.folder.file("run/warte"))) == ["demo"])
        #expect(try site.warte("alarms").stderr.contains("no engine") || site.warte("alarms").stdout.isEmpty)
        // Closes the help.
        front.send("?")
        for front in [front, second] {
            front.send("q")
            #expect(try await front.waitForEnd() == .exit(0))
        }
        try await eventually("its engine ends", within: .seconds(15)) { site.runningEngines().isEmpty }
    }

    /// Numbers of alarms begin anew with each: whoever knows those of the former one must see that they are others.
    @Test func eachDemoIsAnotherEngine() async throws {
        let site = try Site()
        defer { site.end() }
        try site.folder.write(Self.town, to: "town.toml")
        let front = try site.front("demo", "--scenario", site.folder.file("town.toml"))
        try await front.wait(forText: "Musterstadt", within: .seconds(60))
        let path = site.folder.file("state/warte/demo/engine-id")
        let first = try readText(path)
        for engine in site.runningEngines() { kill(engine, SIGKILL) }
        try await eventually("the front has started another one", within: .seconds(60)) {
            (try? readText(path)).map { !$0.isEmpty && $0 != first } ?? false
        }
    }

    @Test func whatWasAskedWronglyIsSaidBeforeTheScreenIsTaken() throws {
        let site = try Site()
        defer { site.end() }
        try site.folder.write("day = \"2026-11-24\"\n[[gateway]]\nname = \"g\"\nworker = 3\n", to: "town.toml")
        let path = site.folder.file("town.toml")
        for (arguments, words) in [
            (["--speed", "0"], "--speed 0: wanted 1 to 100"), (["--speed", "101"], "--speed 101: wanted 1 to 100"),
            (["--at", "24:10"], "--at 24:10: wanted a time of day, such as --at 8:05"),
            (["--scenario", path], "\(path):4:1: unknown key \"worker\", did you mean \"workers\"?"),
            (["--scenario", "/nowhere"], "/nowhere: "),
        ] {
            let output = try run([try builtProgram("warte"), "demo"] + arguments, environment: site.environment)
            #expect(output.status == .exit(2) && output.stderr.contains(words) && output.stdout.isEmpty, "\(output)")
            #expect(output.stderr.hasPrefix("warte: "), "nobody has typed the engine's name: \(output)")
        }
    }

    @Test func theScenarioThatItPrintsIsOne() throws {
        let site = try Site()
        defer { site.end() }
        let printed = try site.warte("demo", "--print-scenario")
        #expect(printed.status == .exit(0) && printed.stdout.contains("[[event]]"))
        try site.folder.write(printed.stdout, to: "copy.toml")
        let checked = try run(
            [try builtProgram("warted"), "--demo", "--check", "--scenario", site.folder.file("copy.toml")], environment: site.environment)
        #expect(checked.status == .exit(0) && checked.stderr.isEmpty)
    }
}
