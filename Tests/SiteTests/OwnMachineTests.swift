import Glibc
import TestSupport
import Testing

/// Nothing configured: the dashboard of this machine.
@Suite(.serialized) struct OwnMachineTests {
    @Test func nothingConfiguredShowsThisMachineWithLiveNumbers() async throws {
        let site = try Site()
        defer { site.end() }
        let front = try site.front()
        try await front.wait(forText: "Warte")
        try await front.wait(forText: "no configuration: showing this machine")
        try await front.wait(for: "a share of CPU", within: .seconds(20)) { screen in
            screen.lines.contains { $0.contains("▸") && $0.contains(#/[█▏▎▍▌▋▊▉·]+ +\d+ /#) }
        }
        front.send("q")
        #expect(try await front.waitForEnd() == .exit(0))
        #expect(front.isCooked)
        #expect(!front.screen.isAlternate)
        // Nobody looks any more: the engine it brought ends too.
        try await eventually("the engine ends", within: .seconds(15)) { site.runningEngines().isEmpty }
    }

    @Test func theFirstPictureWaitsForNothing() async throws {
        let site = try Site()
        defer { site.end() }
        // An engine that never gets anywhere. It ends by itself: a front that is just starting one when the test ends leaves it behind.
        try site.folder.write("#!/bin/sh\nexec sleep 30\n", to: "warted-silent", mode: 0o755)
        site.set("WARTE_ENGINE", site.folder.file("warted-silent"))
        let front = try site.front()
        try await front.wait(forText: "no data yet")
    }

    @Test func statusPrintsATableAndJSONWithTheExitStatusOfAPlugin() throws {
        let site = try Site()
        defer { site.end() }
        let table = try site.warte("status")
        #expect(table.status == .exit(0))
        #expect(table.stdout.contains("HOST") && table.stdout.contains("ok: 1 of 1 host answers"))
        #expect(table.stdout.contains(#/ \d+\.\d +-- +\d+\.\d +\d+ +ok/#))
        let json = try site.warte("status", "--json")
        #expect(json.status == .exit(0))
        let parsed = try run(
            ["python3", "-c", "import json,sys; d=json.load(sys.stdin); print(d['status'], sorted(n['metric'] for n in d['numbers'])[0])"],
            environment: site.environment, input: json.stdout)
        #expect(parsed.stdout.hasPrefix("ok cpu"))
    }

    @Test func aHostThatDoesNotAnswerIsCriticalAndCheckSaysWhatToLookAt() async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure(
            """
            [[host]]
            name = "vpn-9"
            collector = "openvpn"
            endpoint = "\(site.folder.file("nobody.sock"))"
            [[host]]
            name = "here"
            collector = "local"
            """)
        let status = try site.warte("status")
        #expect(status.status == .exit(2))
        #expect(status.stdout.contains("critical, since 1 host does not answer: 1 of 2 hosts answer"))
        let check = try site.warte("check", "--connect")
        #expect(check.status == .exit(1))
        #expect(check.stdout.contains("vpn-9: there is no such socket: does the service run, and is the path right?"))
        #expect(check.stdout.contains("ok: Linux"))
        try site.engine()
        try await eventually("the engine listens", within: .seconds(20)) { try site.warte("alarms").stderr.isEmpty }
        // In a pipe nothing is cut.
        let path = site.folder.file(String(repeating: "p", count: 105 - site.folder.path.utf8.count))
        try site.configure("[[host]]\nname = \"vpn-9\"\ncollector = \"openvpn\"\nendpoint = \"\(path)\"\n")
        #expect(try site.warte("check", "--connect").stderr.contains("was changed since then: \"warte reload\""))
        #expect(try site.warte("reload").status == .exit(0))
        for arguments in [["check", "--connect"], ["status"]] {
            let output = try run([try builtProgram("warte")] + arguments, environment: site.environment)
            #expect(output.stdout.contains("No such file or directory: \(path)\n") && !output.stderr.contains("reload"), "\(output)")
        }
    }

    @Test func aWrongConfigurationIsToldWithItsPlaces() async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure("[[host]]\nname = \"a\"\ncollector = \"local\"\nintervall = \"5s\"\n[[host]]\nname = \"a\"\n")
        // To monitoring 2 would be critical: of hosts that could not be asked nothing is known.
        for (command, status) in [("check", 2), ("status", 3)] as [(String, Int32)] {
            let output = try site.warte(command)
            #expect(output.status == .exit(status))
            #expect(output.stderr.contains("warte.toml:4:1: unknown key \"intervall\", did you mean \"interval\"?"))
            #expect(output.stderr.contains("warte.toml:5"))
        }
        let front = try site.front()
        #expect(try await front.waitForEnd() == .exit(2))
        #expect(front.isCooked)
        #expect(front.screen.contains("did you mean \"interval\"?"))
    }

    @Test func withoutATerminalItSaysSoInOneLineAndNamesTheOtherWay() throws {
        let site = try Site()
        defer { site.end() }
        let output = try site.warte()
        #expect(output.status == .exit(2))
        #expect(output.stderr.split(separator: "\n").count == 1)
        #expect(output.stderr.contains("warte status"))
    }
}
