import Feed
import Glibc
import TestSupport
import Testing

/// Socket and store in one folder: the lock of the one is no other engine's to the other.
@Suite(.serialized) struct OneFolderTests {
    @Test func anEngineDoesNotTakeItselfForAnother() async throws {
        let site = try Site()
        defer { site.end() }
        site.set("XDG_STATE_HOME", site.folder.file("run"))
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        let status = try site.warte("status")
        #expect(status.stdout.contains("1 of 1 host answers"))
    }

    /// The same folder by another name is the same folder.
    @Test func aLinkToTheFolderIsTheFolder() async throws {
        let site = try Site()
        defer { site.end() }
        #expect(symlink("run", site.folder.file("state-link")) == 0)
        site.set("XDG_STATE_HOME", site.folder.file("state-link"))
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        let status = try site.warte("status")
        #expect(status.stdout.contains("1 of 1 host answers"), "\(status.stderr)")
    }

    @Test func aServiceTakesThePlaceOfAPrivateEngine() async throws {
        let site = try Site()
        defer { site.end() }
        site.set("XDG_STATE_HOME", site.folder.file("run"))
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        let front = try site.front()
        try await front.wait(for: "its own engine's picture", within: .seconds(30)) { $0.contains("here") }
        let own = site.runningEngines()
        #expect(own.count == 1)
        try site.engine()
        try await eventually("the service alone") {
            let running = site.runningEngines()
            return running.count == 1 && running != own
        }
        #expect(try site.warte("status").stdout.contains("1 of 1 host answers"))
    }

    /// Lock and store were removed, and another engine was quicker than the first: two would write over each other.
    @Test func anEngineWhoseFolderWasTakenOverEnds() async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        let first = try PseudoTerminal([try builtProgram("warted")], environment: site.environment)
        let state = site.folder.file("state/warte")
        try await eventually("it runs", within: .seconds(30)) {
            access(site.folder.file("run/warte/engine.sock"), F_OK) == 0 && access(state + "/metrics.ring", F_OK) == 0
        }
        kill(first.pid, SIGSTOP)
        for name in ["engine.lock", "metrics.ring"] { unlink("\(state)/\(name)") }
        mkdir(site.folder.file("run2"), 0o700)
        site.set("XDG_RUNTIME_DIR", site.folder.file("run2"))
        try site.engine()
        try await eventually("the other runs", within: .seconds(30)) {
            access(site.folder.file("run2/warte/engine.sock"), F_OK) == 0
        }
        kill(first.pid, SIGCONT)
        #expect(try await first.waitForEnd(within: .seconds(30)) == .exit(engineIsThere))
        #expect(String(decoding: first.received, as: UTF8.self).contains("has taken \(state) over; this one ends"))
        #expect(try site.warte("status").stdout.contains("1 of 1 host answers"))
    }

    /// What the first one still has to write is not for the journal of the second.
    @Test func whatAnEngineWritesIsNotForTheFolderOfAnother() async throws {
        let site = try Site()
        defer { site.end() }
        let (socket, port) = try closedPort()
        defer { close(socket) }
        let hosts = (0..<3).map {
            "[[host]]\nname = \"gw\($0)\"\ncollector = \"openvpn\"\nendpoint = \"127.0.0.1:\(port)\"\ninterval = \"1s\"\n"
        }
        try site.configure(hosts.joined())
        let first = try PseudoTerminal([try builtProgram("warted")], environment: site.environment)
        func alarms() throws -> String { try site.warte("alarms").stdout }
        // An alarm that gets worse is open again, whoever had it: these get no worse.
        func areAllCritical() throws -> Bool { try alarms().split(separator: "\n").count { $0.contains(" !! ") } == hosts.count }
        try await eventually("the alarms of the first", within: .seconds(60)) { try areAllCritical() }
        #expect(try site.warte("ack", "1", "--comment", "of the first").status == .exit(0))
        kill(first.pid, SIGSTOP)
        for folder in ["state/warte", "run/warte"] { _ = try run(["rm", "-rf", site.folder.file(folder)]) }
        try site.engine()
        try await eventually("the alarms of the second", within: .seconds(60)) { try areAllCritical() }
        #expect(try site.warte("ack", "1", "2", "3", "--comment", "of the second").status == .exit(0))
        kill(first.pid, SIGCONT)
        #expect(try await first.waitForEnd(within: .seconds(30)) == .exit(engineIsThere))
        let verified = try site.warte("journal", "verify")
        #expect(verified.status == .exit(0), "\(verified.stdout)\(verified.stderr)")
        let before = try alarms()
        for engine in site.runningEngines() { kill(engine, SIGKILL) }
        try await eventually("no engine") { site.runningEngines().isEmpty }
        let after = try alarms()
        #expect(after == before)
        #expect(before.contains("of the second") && !before.contains("of the first"), "\(before)")
    }

    /// Whatever threads it gets: it runs and ends when it is asked to, or says what is missing.
    @Test(
        .disabled(if: isSanitized, "a sanitizer needs more room than any machine has"),
        arguments: [112_000, 116_000, 120_000, 130_000, 145_000])
    func withLittleMemoryItSaysSoOrEnds(_ limit: Int) async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        let words = "ulimit -v \(limit); exec \(try builtProgram("warted"))"
        let engine = try PseudoTerminal(["/bin/sh", "-c", words], environment: site.environment)
        let socket = site.folder.file("run/warte/engine.sock")
        try await eventually("it runs or has ended", within: .seconds(30)) {
            access(socket, F_OK) == 0 || site.runningEngines().isEmpty
        }
        kill(engine.pid, SIGTERM)
        if try await engine.waitForEnd(within: .seconds(60)) == .exit(1) {
            #expect(String(decoding: engine.received, as: UTF8.self).contains("raise ulimit -v"))
        }
    }

    @Test(arguments: [8, 12, 20, 30])
    func withFewFilesItSaysSo(_ limit: Int) async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        let words = "ulimit -n \(limit); exec \(try builtProgram("warted"))"
        let engine = try PseudoTerminal(["/bin/sh", "-c", words], environment: site.environment)
        #expect(try await engine.waitForEnd(within: .seconds(60)) == .exit(1))
        #expect(String(decoding: engine.received, as: UTF8.self).contains("raise ulimit -n"))
    }
}
