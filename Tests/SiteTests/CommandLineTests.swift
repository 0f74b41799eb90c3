import Feed
import Glibc
import Journal
import Link
import Telemetry
import TestSupport
import Testing

/// Acts and reports through the real programs, with an engine that runs and without one.
@Suite(.serialized) struct CommandLineTests {
    private static let names = ["alice.berg", "bob.stein"]

    /// A gateway whose two people are lost at once, and an engine that watches it.
    private func started(_ site: Site) async throws -> (gateway: PseudoTerminal, engine: PseudoTerminal, id: String) {
        let socket = site.folder.file("m.sock")
        let gateway = try PseudoTerminal(
            ["/usr/bin/env", "python3", folderOf(#filePath) + "/hostile_gateway.py", socket] + Self.names, environment: site.environment)
        try await gateway.wait(forText: "ready")
        try site.configure(
            """
            [[host]]
            name = "vpn-1"
            collector = "openvpn"
            endpoint = "\(socket)"
            interval = "1s"
            [host.limits.timeouts]
            warning = 2
            [limits.cpu]
            warning = 70
            [privacy]
            reveal = true
            [alarms]
            shelve_default = "2h"
            """)
        let engine = try PseudoTerminal([try builtProgram("warted")], environment: site.environment)
        var id = ""
        // Those of one second alone would be taken for lost after a maintenance that begins within it, and the alarm for over.
        try await eventually("an alarm of timeouts in more than one second", within: .seconds(20)) {
            let line = try site.warte("alarms").stdout.split(separator: "\n").first { $0.contains("lost in ") }
            id = line?.split(separator: " ").first.map(String.init) ?? ""
            return !id.isEmpty
        }
        return (gateway, engine, id)
    }

    @Test func maintenanceShelvesAndReportsWithAnEngine() async throws {
        let site = try Site()
        defer { site.end() }
        let (gateway, engine, id) = try await started(site)
        defer { for program in [gateway, engine] { program.signal(SIGKILL) } }

        #expect(try site.warte("maintenance", "vpn-1", "--for", "2h", "--reason", "new disk").status == .exit(0))
        #expect(try site.warte("alarms").stdout.contains("in maintenance"))
        let status = try site.warte("status").stdout
        #expect(status.contains(#/vpn-1 .* in maintenance until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d by \w+: new disk/#))
        #expect(status.contains("1 of 1 host answers, 1 in maintenance"))
        #expect(try site.warte("status", "--json").stdout.contains(#""reason":"new disk""#))
        #expect(try site.warte("maintenance", "vpn-1", "--end").status == .exit(0))
        #expect(try site.warte("maintenance", "vpn-1", "--end").stderr.contains("vpn-1 is not in maintenance"))
        #expect(try site.warte("maintenance", "vpn-1").status == .exit(2))
        for option in ["--limit", "--since"] {
            let refused = try site.warte("alarms", option, "5h")
            #expect(refused.status == .exit(2) && refused.stderr.contains("\(option) needs --history"), "\(refused)")
        }
        #expect(try site.warte("journal", "verify", "--format", "json").status == .exit(2))
        #expect(try site.warte("alarms", "5").stderr.contains("alarms takes no arguments: 5"))
        #expect(try site.warte("alarms", "--history", "--limit", "0").stderr.contains("a number from 1 to 10000"))
        #expect(try site.warte("shelve", id, "--reason", "x", "--wake", "noon").stderr.contains("value=95, host-back or severity-up"))
        let tooLong = try site.warte("shelve", id, "--for", "400d", "--reason", "x")
        #expect(tooLong.status == .exit(2) && tooLong.stderr.contains("--for 400d: write") && tooLong.stderr.contains("at most 366d"))
        let shelved = try site.warte(
            "shelve", id, "--for", "1h", "--reason", "known", "--wake", "value=95", "--wake", "host-back", "--wake", "severity-up")
        #expect(shelved.status == .exit(0))
        let alarms = try site.warte("alarms", "--json").stdout
        for word in ["value:95.0", "hostBack", "severityUp"] { #expect(alarms.contains(word)) }

        // Of several, those that can be; who asked is told of the others.
        let unshelved = try site.warte("unshelve", id, "999998", "999999")
        #expect(
            unshelved.status == .exit(1)
                && unshelved.stderr.contains(
                    "done for 1 of 3, not for the rest: alarm 999998 is over or never was; alarm 999999 is over or never was"),
            "\(unshelved)")
        let commented = try site.warte("comment", id, "999999", "ask karl")
        #expect(commented.status == .exit(1) && commented.stderr.contains("done for 1 of 2"), "\(commented)")
        #expect(try site.warte("alarms", "--json").stdout.contains("ask karl"))
        #expect(try site.warte("shelve", "999998", "x", "--reason", "y").status == .exit(2))
        let shelvedAgain = try site.warte("shelve", id, "--reason", "known")
        #expect(shelvedAgain.status == .exit(0), "\(shelvedAgain)")
        let shelf = try run(
            ["python3", "-c", "import json,sys; s=json.load(sys.stdin)['alarms'][0]['shelf']; print(s['until_ms']-s['at_ms'])"],
            environment: site.environment, input: try site.warte("alarms", "--json").stdout)
        #expect(shelf.stdout == "7200000\n", "\(shelf)")

        let rules = try site.warte("rules").stdout
        #expect(rules.contains(#/timeouts +vpn-1 +2 clients.*warte\.toml:6/#))
        #expect(rules.contains(#/cpu +70 %, ends 65.*warte\.toml:8/#))
        #expect(rules.contains(#/memory +90 %, ends 85.*built in; no link +built in/#))
        let parsed = try run(
            ["python3", "-c", "import json,sys; print(len(json.load(sys.stdin)['rules']))"], environment: site.environment,
            input: try site.warte("rules", "--json").stdout)
        #expect((Int(parsed.stdout.dropLast()) ?? 0) > 10)

        let replay = try site.warte("rules", "--replay", "1h", "--set", "timeouts.warning=99", "--set", "timeouts.critical=100")
        #expect(replay.status == .exit(0))
        #expect(replay.stdout.contains(#/timeouts +1 +0/#), "it fired, and would not have: \(replay.stdout)")
        // How often people would have been told, of each rule and in all: some seconds after it began.
        #expect(replay.stdout.contains(#/RULE +BEFORE +FIRED +22-6 H +HEALED BY ITSELF +STOOD +TOLD\n/#))
        var plain = ""
        try await eventually("it would have been told", within: .seconds(60)) {
            plain = try site.warte("rules", "--replay", "1h").stdout
            return plain.contains("\nPeople would have been told something 1 time.\n")
        }
        #expect(plain.contains(#/RULE +FIRED/#) && plain.contains(#/timeouts +1 .* 1\n/#), "\(plain)")
        let changed = try site.warte("rules", "--replay", "1h", "--set", "timeouts.warning=99", "--set", "timeouts.critical=100").stdout
        #expect(changed.contains("\nPeople would have been told something 0 times (before: 1).\n"), "\(changed)")
        let told = try run(
            [
                "python3", "-c",
                """
                import json,sys; d=json.load(sys.stdin); r=[r for r in d['rules'] if r['rule']=='timeouts'][0]
                print(d['interruptions'], d['interruptions_before'], r['interruptions'], r['fired'], r['fired_before'])
                """,
            ],
            environment: site.environment,
            input: try site.warte(
                "rules", "--json", "--replay", "1h", "--set", "timeouts.warning=99", "--set", "timeouts.critical=100"
            ).stdout)
        #expect(told.stdout == "0 1 0 0 1\n", "\(told)")
        #expect(try site.warte("rules", "--replay", "1h", "--set", "cpu=9").status == .exit(2))
        // What no configuration may say is no change either, and says who was asked.
        for (word, what) in [
            ("cpu.critical=-1", "\"critical\" is -1; wanted a number from 0 to 100"),
            ("timeouts.warning_off=-0.5", "\"warning_off\" is -0.5; wanted a number from 0 to 1000000"),
            ("cpu.on_delay=2d", "on_delay"), ("cpu.window=1s", "window"),
        ] {
            let refused = try site.warte("rules", "--replay", "1h", "--set", word)
            #expect(refused.status == .exit(2) && refused.stderr.hasPrefix("warte: --set \(word): "), "\(refused)")
            #expect(refused.stderr.contains(what), "\(refused)")
        }
        #expect(try site.warte("journal", "export", "foo").stderr.hasPrefix("warte: foo is not in the journal"))
        #expect(try site.warte("journal", "verify").status == .exit(0))
        #expect(try site.warte("journal").status == .exit(2))
    }

    @Test func noNameIsInAnyExportOrFileEvenOnceItWasTold() async throws {
        let site = try Site()
        defer { site.end() }
        let (gateway, engine, _) = try await started(site)
        defer { for program in [gateway, engine] { program.signal(SIGKILL) } }
        let call = try LinkCall(path: site.folder.file("run/warte/engine.sock"), version: version)
        let pseudonym = try #require(try call.hosts().hosts.first?.sessions.first?.user)
        #expect(pseudonym.hasPrefix("u-"))
        #expect(Self.names.contains(try call.reveal(pseudonym, on: "vpn-1", reason: "ticket 5").get()))
        var texts: [String] = []
        for content in ["alarms", "ends", "events", "reveals", "sessions", "audit"] {
            for format in ["csv", "json"] { texts.append(try site.warte("journal", "export", content, "--format", format).stdout) }
        }
        #expect(texts.allSatisfy { $0.contains("vpn-1") })
        let privacy = try site.warte("privacy")
        #expect(
            privacy.stdout.contains(pseudonym) && privacy.stdout.contains("ticket 5") && privacy.stdout.contains("One name may be told"))
        texts += [privacy.stdout, try site.warte("alarms", "--json").stdout]
        for folder in ["state/warte", "run/warte"] {
            for name in namesInFolder(site.folder.file(folder)) {
                texts.append((try? readText(site.folder.file("\(folder)/\(name)"))) ?? "")
            }
        }
        for text in texts { for name in Self.names + ["10.9.8.1:", "10.9.8.0:"] { #expect(!text.contains(name)) } }
        // The name is nowhere either once the engine has gone.
        engine.signal(SIGKILL)
        _ = try await engine.waitForEnd()
        #expect(try site.warte("privacy").stdout.contains("ticket 5"))
        #expect(try site.warte("journal", "export", "ends").stdout.contains("clientLost"))
        #expect(try site.warte("journal", "verify").status == .exit(0))
    }

    /// What can be exported is said in four places: in both helps, in the README, and to whoever asks for something else.
    @Test func everyPlaceNamesWhatTheJournalExports() throws {
        let site = try Site()
        defer { site.end() }
        let all = Journal.Content.allCases.map(\.rawValue)
        let refused = try site.warte("journal", "export", "nonsense")
        #expect(refused.status == .exit(2) && refused.stderr.contains("there are \(all.joined(separator: ", "))"), "\(refused)")
        /// The line that tells of it, in words.
        func words(_ text: String, _ mark: String) -> [String] {
            let line = text.split(separator: "\n").first { $0.contains(mark) } ?? ""
            return line.split { !$0.isLetter }.map(String.init).filter(all.contains)
        }
        #expect(words(try site.warte("--help").stdout, "warte journal export") == all)
        let help = try run([try builtProgram("warted"), "--help"], environment: site.environment).stdout
        #expect(words(help, "--export") == all)
        #expect(words(try readText(folderOf(folderOf(folderOf(#filePath))) + "/README.md"), "| `warte journal export") == all)
    }

    /// Each brings an engine of its own for as long as it asks.
    @Test func oneCheckAfterAnotherWithOtherConfigurations() throws {
        let site = try Site()
        defer { site.end() }
        let host = "[[host]]\nname = \"here\"\ncollector = \"local\"\n"
        for name in ["a", "b", "c"] { try writeFile(site.folder.file(name + ".toml"), host.replacing("here", with: "host-" + name)) }
        for (command, name) in [("check", "a"), ("check", "b"), ("status", "c"), ("check", "a"), ("status", "b")] {
            let connect = command == "check" ? ["--connect"] : []
            let output = try run(
                [try builtProgram("warte"), command] + connect + ["--config", site.folder.file(name + ".toml")],
                environment: site.environment)
            #expect(output.stdout.contains("\nhost-\(name) ") && output.stderr.isEmpty, "\(command) \(name): \(output)")
            #expect(site.runningEngines() == [], "\(command) \(name)")
        }
    }

    /// Nobody waits for a pipe, nor reads a device to its end.
    @Test func aThemeIsAFile() async throws {
        let site = try Site()
        defer { site.end() }
        let pipe = site.folder.file("pipe.theme")
        mkfifo(pipe, 0o600)
        for (path, reason) in [(pipe, "is no regular file"), ("/dev/zero", "is no regular file"), ("/", "is a folder; name a file")] {
            let front = try PseudoTerminal([try builtProgram("warte"), "--theme", path], environment: site.environment)
            #expect(try await front.waitForEnd() == .exit(2), "\(path)")
            #expect(front.screen.contains(reason), "\(path)")
        }
    }

    /// Wherever the program was unpacked or installed to. One that is broken says where, and by that where it was found.
    @Test(arguments: ["bin/themes", "share/warte/themes"]) func aThemeIsFoundBesideTheProgram(folder: String) async throws {
        let site = try Site()
        defer { site.end() }
        let made = try run(["mkdir", "-p", site.folder.file("bin"), site.folder.file(folder)])
        let copied = try run(["cp", try builtProgram("warte"), site.folder.file("bin/warte")])
        #expect(made.status == .exit(0) && copied.status == .exit(0))
        try site.folder.write("theme[main_fg]=\"red\"\n", to: folder + "/mine.theme")
        let front = try PseudoTerminal([site.folder.file("bin/warte"), "--theme", "mine"], environment: site.environment)
        #expect(try await front.waitForEnd() == .exit(2))
        #expect(front.screen.contains("/mine.theme:1:"), "\(front.screen)")
    }

    /// The store has no room where it belongs and is beside the engine's socket, which is not that of the command's environment.
    @Test func theJournalIsFoundWhereTheStoreIsElsewhere() async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        for folder in ["state/warte", "state/warte/metrics.ring", "other"] { mkdir(site.folder.file(folder), 0o700) }
        try site.engine()
        try await eventually("the engine listens", within: .seconds(20)) { try site.warte("alarms").status == .exit(0) }
        site.set("XDG_RUNTIME_DIR", site.folder.file("other"))
        defer { site.set("XDG_RUNTIME_DIR", site.folder.file("run")) }
        let output = try site.warte("journal", "export", "events")
        #expect(output.stdout.contains("engine \(version) started"), "\(output)")
    }

    @Test func aDamagedJournalIsToldAndLeftAsItIs() async throws {
        let site = try Site()
        defer { site.end() }
        mkdir(site.folder.file("state/warte"), 0o700)
        #expect(try site.warte("journal", "verify").status == .exit(1))
        try site.folder.write(String(repeating: "no database ", count: 1000), to: "state/warte/journal.sqlite")
        let output = try site.warte("journal", "verify")
        #expect(output.status == .exit(1) && output.stderr.contains("it is damaged"))
        #expect(namesInFolder(site.folder.file("state/warte")) == ["journal.sqlite"])
    }

    @Test func checkStrictNamesTheRulesAndWhatToWrite() throws {
        let site = try Site()
        defer { site.end() }
        let host = "[[host]]\nname = \"here\"\ncollector = \"local\"\n"
        try site.configure(host)
        let output = try site.warte("check", "--strict")
        #expect(output.status == .exit(2))
        #expect(
            output.stderr.contains(
                #/warte.toml: [0-9]+ rules have no link to a runbook: no_data, host_missing, no_figures, cpu, .*; write \[runbook\] with link = /#
            ))
        #expect(output.stderr.split(separator: "\n").count == 1)
        let check = try site.warte("check")
        #expect(check.status == .exit(0))
        #expect(check.stdout.contains(#/here +local +root = "\/" \(default\)/#))
        try site.configure(host + "[limits.cpu]\naction = \"call km\"\n[runbook]\nlink = \"https://wiki.example.org/{rule}\"\n")
        #expect(try site.warte("check", "--strict").status == .exit(0))
        let rules = try site.warte("rules").stdout
        #expect(rules.contains(#/cpu +80 %, ends 75.*built in; action warte\.toml:4; link warte\.toml:6 +warte\.toml:4/#))
        #expect(rules.contains(#/memory +90 %, ends 85.*built in; link warte\.toml:6 +built in/#))
        let json = try site.warte("rules", "--json").stdout
        #expect(json.contains(#""link":"https://wiki.example.org/cpu""#) && json.contains(#""runbook_from":{"consequence":"built in""#))
        try site.configure("")
        let empty = try site.warte("check").stdout
        let isRight = #/^the configuration .*warte\.toml is empty: showing this machine.*\n.*warte\.toml is valid: [0-9]+ host/#
        #expect(empty.contains(isRight), "\(empty)")
    }
}
