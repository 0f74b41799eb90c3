import Alarms
import Dispatch
import Feed
import Glibc
import Link
import Telemetry
import TestSupport
import Testing

/// Engines that are there and cannot be found, that stand in the way, or whose files go under them: nobody loops, nobody is misled.
@Suite(.serialized) struct LifecycleTests {
    private static let here = "[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n"
    private static let there = "[[host]]\nname = \"there\"\ncollector = \"local\"\ninterval = \"1s\"\n"

    private func started(_ text: String = here) async throws -> Site {
        let site = try Site()
        try site.configure(text)
        try site.engine()
        try await listens(site)
        return site
    }
    private func listens(_ site: Site) async throws {
        try await eventually("the engine listens", within: .seconds(20)) {
            (try? LinkCall(path: site.folder.file("run/warte/engine.sock"), version: version)) != nil
        }
    }
    private func call(_ site: Site) throws -> LinkCall { try LinkCall(path: site.folder.file("run/warte/engine.sock"), version: version) }
    private func removeSocketFolder(_ site: Site) {
        for name in namesInFolder(site.folder.file("run/warte")) { unlink(site.folder.file("run/warte/\(name)")) }
        rmdir(site.folder.file("run/warte"))
    }

    /// cron and su bring no XDG_RUNTIME_DIR: the engine is found where it says that it listens.
    @Test func anEngineThatListensElsewhereIsFound() async throws {
        let site = try await started()
        defer { site.end() }
        mkdir(site.folder.file("other"), 0o700)
        var elsewhere = site.environment
        elsewhere["XDG_RUNTIME_DIR"] = site.folder.file("other")
        for arguments in [["status"], ["alarms"], ["check", "--connect"]] {
            let output = try run([try builtProgram("warte")] + arguments, environment: elsewhere)
            #expect(output.status == .exit(0), "\(arguments): \(output)")
        }
        #expect(site.runningEngines().count == 1)
        #expect(namesInFolder(site.folder.file("other/warte")) == [], "no second engine was there")
    }

    @Test func aSocketThatIsGoneIsMadeAgainAndWhereItCannotBeThatIsSaid() async throws {
        let site = try await started()
        defer { site.end() }
        removeSocketFolder(site)
        try await listens(site)
        #expect(try site.warte("status").status == .exit(0))
        unlink(site.folder.file("run/warte/engine.sock"))
        #expect(try site.warte("alarms").status == .exit(0), "a command waits for it")
        // One that stands still cannot.
        let engine = try #require(site.runningEngines().first)
        kill(engine, SIGSTOP)
        unlink(site.folder.file("run/warte/engine.sock"))
        let status = try run([try builtProgram("warte"), "status"], environment: site.environment, within: .seconds(40))
        kill(engine, SIGCONT)
        #expect(status.status == .exit(3))
        #expect(
            status.stderr.contains("an engine (pid \(engine)) runs, but its socket is gone (\(site.folder.file("run/warte/engine.sock")))"))
        #expect(site.runningEngines() == [engine])
    }

    @Test func anotherConfigurationIsAnotherSite() async throws {
        let site = try await started()
        defer { site.end() }
        let own = site.folder.file("config/warte/warte.toml")
        let other = try site.folder.write(Self.there, to: "other.toml")
        for path in [other, site.folder.file("nowhere.toml")] {
            for command in [["status"], ["privacy"]] + (path == other ? [["check", "--connect"]] : []) {
                let output = try run([try builtProgram("warte")] + command + ["--config", path], environment: site.environment)
                #expect(output.status == .exit(3), "\(command): \(output)")
                #expect(output.stderr.contains("the engine that runs has \(own), not \(path)"), "\(command): \(output)")
                #expect(!output.stdout.contains("ok: Linux") && !output.stdout.contains("1 of 1"))
            }
        }
        let front = try PseudoTerminal(
            [try builtProgram("warte"), "--config", other], environment: site.environment, columns: 120, rows: 40)
        #expect(try await front.waitForEnd() == .exit(2))
        #expect(front.screen.contains("the engine that runs has"))
        // The same file under another name is the same.
        symlink(own, site.folder.file("link.toml"))
        #expect(try site.warte("status", "--config", site.folder.file("link.toml")).status == .exit(0))
    }

    @Test func aServiceTakesOverFromAPrivateEngineAndItsFrontsFollow() async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure(Self.here)
        let front = try site.front()
        try await front.wait(for: "the front is live", within: .seconds(20)) { $0.lines.first?.contains("live") == true }
        let first = try #require(site.runningEngines().first)
        try site.engine()
        try await eventually("the private engine is gone, the service is there", within: .seconds(30)) {
            let running = site.runningEngines()
            guard running.count == 1, running.first != first else { return false }
            return (try? call(site).status().viewers) == 1
        }
        try await front.wait(for: "the front is live again", within: .seconds(20)) { $0.lines.first?.contains("live") == true }
        // A second service does not push the first away.
        let second = try PseudoTerminal([try builtProgram("warted")], environment: site.environment)
        #expect(try await second.waitForEnd() == .exit(75))
        #expect(second.screen.contains("in use by another engine (pid \(try #require(site.runningEngines().first))"))
    }

    /// Whoever's dashboard brought the first one watches something else from then on.
    @Test func aServiceWithAnotherConfigurationSaysThatItTookOver() async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure(Self.here)
        let front = try site.front()
        try await front.wait(for: "the front is live", within: .seconds(20)) { $0.lines.first?.contains("live") == true }
        let first = try #require(site.runningEngines().first)
        let other = try site.folder.write(Self.here + Self.there, to: "other.toml")
        let service = try PseudoTerminal([try builtProgram("warted"), "--config", other], environment: site.environment, columns: 200)
        let words = "it has taken the place of the engine that a dashboard had brought (pid \(first)); that one had "
        try await front.wait(for: "both hosts", within: .seconds(30)) { $0.contains("there") }
        #expect(service.screen.contains("warted: it has taken the place of the engine"))
        let own = site.folder.file("config/warte/warte.toml")
        try await eventually("the journal has it", within: .seconds(10)) {
            try site.warte("journal", "export", "events").stdout.contains("\(words)\(own), this one has \(other)")
        }
    }

    @Test func aPrivateEngineEndsSoonAfterACommand() async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure(Self.here + Self.there.replacing("1s", with: "10s") + "[store]\nraw = \"2h\"\n")
        #expect(try site.warte("status").status == .exit(0))
        // Two hours of the host that is polled every second.
        let header = try readFile(site.folder.file("state/warte/metrics.ring"))
        #expect(header[12..<16].reversed().reduce(0) { $0 << 8 | Int($1) } == 7200)
        try await eventually("the engine ends", within: .seconds(12)) { site.runningEngines().isEmpty }
    }

    @Test func aConfigurationThatGoesKeepsWhatIsInForceAndIsAnAlarm() async throws {
        let site = try await started()
        defer { site.end() }
        let path = site.folder.file("config/warte/warte.toml")
        let engine = try #require(site.runningEngines().first)
        func alarm(_ text: String, _ isLive: Bool) async throws {
            try await eventually(text, within: .seconds(20)) {
                try call(site).alarms().contains { $0.key.rule == "configuration" && $0.isLive == isLive && $0.text.contains(text) }
            }
        }
        unlink(path)
        kill(engine, SIGHUP)
        try await alarm("\(path) is gone", true)
        // What somebody has said of it stays, too, whatever goes wrong next.
        let id = try #require(try call(site).alarms().first { $0.key.rule == "configuration" }?.id)
        #expect(try call(site).perform(.acknowledge(ids: [id], comment: "moved by km")) == nil)
        for text in ["", " \n# nothing\n", "site = \"T\"\n"] {
            try site.configure(text)
            #expect(try site.warte("reload").stderr.contains("has no host any more"))
            try await alarm("has no host any more", true)
        }
        #expect(try call(site).hosts().hosts.map(\.id) == ["here"])
        let stands = try #require(try call(site).alarms().first { $0.id == id })
        #expect(stands.phase == .acknowledged && stands.acknowledgement?.comment == "moved by km", "\(stands)")
        try site.configure(Self.there)
        #expect(try site.warte("reload").status == .exit(0))
        // It was seen, so nothing of it is left.
        try await eventually("it is over", within: .seconds(20)) { try !call(site).alarms().contains { $0.id == id } }
        #expect(try call(site).hosts().hosts.map(\.id) == ["there"])
    }

    /// Another language says it otherwise: what crosses the link is which message it is, and what stands in it.
    @Test func aBrokenConfigurationCrossesTheLinkAsMessages() async throws {
        let site = try await started()
        defer { site.end() }
        let path = site.folder.file("config/warte/warte.toml")
        try site.configure(Self.here + "intervall = 5\n[privacy]\nnames = \"plan\"\n")
        let refusal = try #require(try call(site).perform(.reload))
        #expect(
            refusal.text == "\(path):5:1: unknown key \"intervall\", did you mean \"interval\"?\n"
                + "\(path):7:9: unknown value \"plan\", did you mean \"plain\"?")
        #expect(refusal.message.id == Message.problemsOfFile.id)
        let unknown = Message.didYouMean(.unknownKey("\"intervall\""), "interval")
        try await eventually("it is an alarm", within: .seconds(20)) {
            try call(site).alarms().contains { $0.message.arguments.last == .message(.problemAt(path, 5, 1, unknown)) }
        }
        unlink(path)
        #expect(try call(site).perform(.reload)?.message == .configurationGone(path))
    }

    /// The older file is long, so that its reading is still under way when the newer one is there and asked for.
    @Test func ofReloadsThatOverlapTheNewerFileWins() async throws {
        let site = try await started()
        defer { site.end() }
        let path = site.folder.file("config/warte/warte.toml")
        let crowd = (0..<600).map {
            "[[host]]\nname = \"old-\($0)\"\ncollector = \"openvpn\"\nendpoint = \"/nonexistent/\($0).sock\"\ninterval = \"1h\"\n"
        }.joined()
        func write(_ text: String) throws {
            // Renamed into its place: no reload finds half of it.
            rename(try site.folder.write(text, to: "new.toml"), path)
        }
        let socket = site.folder.file("run/warte/engine.sock")
        @Sendable func reload() async -> CommandRefusal?? {
            await withCheckedContinuation { done in
                DispatchQueue(label: "reload").async {
                    done.resume(returning: try? LinkCall(path: socket, version: version, deadline: .seconds(30)).perform(.reload))
                }
            }
        }
        for (round, pause) in [0, 5, 10, 20, 40, 80].enumerated() {
            try write(crowd)
            async let first = reload()
            // Where exactly the second comes in differs from round to round; the outcome must not.
            try await Task.sleep(for: .milliseconds(pause))
            try write(Self.there.replacing("there", with: "new-\(round)"))
            async let second = reload()
            let refusals = await (first, second)
            #expect(refusals.0 == .some(nil) && refusals.1 == .some(nil), "\(refusals)")
            #expect(try call(site).hosts().hosts.map(\.id) == ["new-\(round)"])
        }
    }

    @Test func aStoreThatGoesIsWrittenAgainAndIsAnAlarm() async throws {
        let site = try await started()
        defer { site.end() }
        let store = site.folder.file("state/warte/metrics.ring")
        let front = try site.front()
        try await front.wait(for: "a number", within: .seconds(20)) { $0.lines.contains { $0.contains(#/▸here.* \d+ /#) } }
        unlink(store)
        try await eventually("an alarm, and the file is there", within: .seconds(20)) {
            try call(site).alarms().contains { $0.key.rule == "store" && $0.text.contains("removed and is written again") }
                && access(store, F_OK) == 0
        }
        #expect(try site.warte("rules", "--replay", "1h").status == .exit(0))
        truncate(store, 0)
        try await eventually("another alarm", within: .seconds(20)) {
            try call(site).alarms().contains { $0.key.rule == "store" && $0.text.contains("cut short and is begun anew") }
        }
        #expect(try site.warte("status").stdout.contains(#/ \d+\.\d +-- +\d+\.\d /#))
        try await front.wait(for: "numbers, still", within: .seconds(20)) { $0.lines.contains { $0.contains(#/▸here.* \d+ /#) } }
        #expect(site.runningEngines().count == 1)
    }

    /// A front whose engine never listens ends that one before it starts another.
    @Test func anEngineThatNeverListensIsGivenUp() async throws {
        let site = try Site()
        defer { site.end() }
        let script = """
            #!/bin/sh
            echo $$ >> '\(site.folder.file("started"))'
            exec sleep 60
            """
        try site.folder.write(script, to: "warted-silent", mode: 0o755)
        site.set("WARTE_ENGINE", site.folder.file("warted-silent"))
        _ = try site.front()
        func started() -> [pid_t] { ((try? readText(site.folder.file("started"))) ?? "").split(separator: "\n").compactMap { pid_t($0) } }
        defer { for pid in started() { kill(pid, SIGKILL) } }
        try await eventually("a second one is started, and the first has gone", within: .seconds(40)) {
            started().count == 2 && kill(started()[0], 0) != 0
        }
    }

    /// A password that nobody can read is that host's trouble.
    @Test func aSecretThatCannotBeReadKeepsNoOtherHostFromBeingWatched() async throws {
        let site = try Site()
        defer { site.end() }
        let socket = site.folder.file("m.sock")
        let server = try PseudoTerminal(
            ["/usr/bin/env", "python3", "-c", Self.asksForPassword, socket], environment: site.environment)
        defer { server.signal(SIGKILL) }
        try await server.wait(forText: "ready")
        let secret = try site.folder.write("x\n", to: "pw", mode: 0o644)
        func gateway(_ name: String, _ secret: String) -> String {
            "[[host]]\nname = \"\(name)\"\ncollector = \"openvpn\"\nendpoint = \"\(socket)\"\npassword_file = \"\(secret)\"\n"
        }
        try site.configure(Self.here + gateway("vpn-1", secret) + gateway("vpn-2", secret + "-gone"))
        let check = try site.warte("check")
        #expect(check.status == .exit(2) && check.stderr.contains("is open to others"))
        let status = try site.warte("status")
        #expect(status.status == .exit(2) && status.stdout.contains("1 of 3 hosts answer"), "\(status)")
        #expect(status.stdout.contains("chmod 600 \(secret)"))
        // One that is not there at all is its host's trouble, too.
        #expect(check.stderr.contains("\(secret)-gone") && status.stdout.contains("\(secret)-gone"), "\(check) \(status)")
    }

    private static let asksForPassword = """
        import socket, sys
        server = socket.socket(socket.AF_UNIX); server.bind(sys.argv[1]); server.listen()
        print("ready", flush=True)
        while True:
            caller, _ = server.accept()
            caller.sendall(b"ENTER PASSWORD:")
            while caller.recv(4096): caller.sendall(b"ERROR: bad password\\r\\nENTER PASSWORD:")
        """
}
