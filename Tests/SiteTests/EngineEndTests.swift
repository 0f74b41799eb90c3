import Alarms
import Feed
import Glibc
import Journal
import Link
import Telemetry
import TestSupport
import Testing

/// The three ways in which an engine ends: what stands is as it was when the next one is there.
@Suite(.serialized) struct EngineEndTests {
    enum End: CaseIterable { case stopped, killed, left }

    private func connect(_ site: Site) async throws -> LinkCall {
        var call: LinkCall?
        try await eventually("the engine listens") {
            call = try? LinkCall(path: site.folder.file("run/warte/engine.sock"), version: version)
            return call != nil
        }
        return try #require(call)
    }

    /// By host: nobody looked, acknowledged with a comment, shelved.
    private func standing(_ call: LinkCall) throws -> [String] {
        try call.alarms().sorted { $0.key.host < $1.key.host }.map { alarm in
            """
            \(alarm.id) \(alarm.key.host) \(alarm.phase) \(alarm.severity) \(alarm.acknowledgement?.comment ?? "-") \
            \(alarm.shelf?.reason ?? "-") \(alarm.comments.map(\.text)) \(alarm.count)
            """
        }
    }

    @Test(arguments: End.allCases)
    func whatStandsStandsAfterIt(_ end: End) async throws {
        let site = try Site()
        defer { site.end() }
        let hosts = ["a", "b", "c"]
        try site.configure(
            hosts.map { "[[host]]\nname = \"\($0)\"\ncollector = \"openvpn\"\nendpoint = \"127.0.0.1:1\"\ninterval = \"1s\"\n" }.joined())
        var engine: PseudoTerminal?
        func start() throws {
            engine = end == .left ? try site.front() : try PseudoTerminal([try builtProgram("warted")], environment: site.environment)
        }
        try start()
        let path = site.folder.file("state/warte/journal.sqlite")
        let before: [String]
        let lines: Int
        // Whoever is connected keeps a private engine.
        do {
            let call = try await connect(site)
            try await eventually("all are critical", within: .seconds(60)) {
                try call.alarms().count { $0.key.rule == "no_data" && $0.severity == .critical } == hosts.count
            }
            let ids = Dictionary(uniqueKeysWithValues: try call.alarms().map { ($0.key.host, $0.id) })
            #expect(try call.perform(.acknowledge(ids: [try #require(ids["b"])], comment: "is known")) == nil)
            #expect(try call.perform(.comment(id: try #require(ids["b"]), text: "spare part is ordered")) == nil)
            #expect(try call.perform(.shelve(id: try #require(ids["c"]), duration: .seconds(3600), reason: "rebuilt")) == nil)
            before = try standing(call)
            lines = try Journal(reading: path).restore(at: site.now).events.count { $0.text.hasPrefix("poll failed") }
        }

        let old = try #require(engine)
        switch end {
        case .stopped: kill(old.pid, SIGTERM)
        case .killed: kill(old.pid, SIGKILL)
        case .left: old.send("q")
        }
        _ = try await old.waitForEnd(within: .seconds(30))
        try await eventually("the engine is gone", within: .seconds(60)) { site.runningEngines().isEmpty }
        try start()
        let call = try await connect(site)
        #expect(try standing(call) == before, "before a poll")
        try await eventually("the new engine has asked all of them", within: .seconds(30)) {
            try Journal(reading: path).restore(at: site.now).events.count { $0.text.hasPrefix("poll failed") } >= lines + hosts.count
        }
        for _ in 0..<3 {
            _ = try call.perform(.pollNow(nil))
            #expect(try standing(call) == before)
        }
        let seen = Dictionary(uniqueKeysWithValues: try call.hosts().hosts.map { ($0.id, $0.polledAt) })
        try await eventually("each was asked again", within: .seconds(60)) {
            try call.hosts().hosts.allSatisfy { host in host.polledAt.map { polled in seen[host.id]?.map { polled > $0 } ?? true } ?? false
            }
        }
        #expect(try standing(call) == before)
        #expect(try call.history(since: Moment(seconds: 0), limit: 100).count == hosts.count, "no alarm of theirs was raised anew")
    }

    /// An engine that a command brought ends with it; but a front that found it there may be only on its way out and in again.
    @Test func aFrontThatFoundACommandsEngineFindsItAgain() async throws {
        let site = try Site()
        defer { site.end() }
        let engine = try PseudoTerminal([try builtProgram("warted"), "--private", "--brief"], environment: site.environment)
        defer { engine.hangUp() }
        let call = try await connect(site)
        let front = try LinkClient(path: site.folder.file("run/warte/engine.sock"), version: version)
        front.attach()
        try await eventually("the front is there") { try call.status().viewers == 1 }
        let left = ContinuousClock.now
        front.close()
        call.close()
        try await eventually("it ends by itself", within: .seconds(60)) { site.runningEngines().isEmpty }
        #expect(left.duration(to: .now) >= .seconds(3))
    }

    /// Whoever brought an engine sees it end, but not where somebody else has come to it meanwhile.
    @Test func aCommandWaitsForNoEngineThatStays() async throws {
        let site = try Site()
        defer { site.end() }
        let command = try site.front("status")
        let call = try await connect(site)
        try await eventually("both are there") { try call.status().callers == 2 }
        var gone = ContinuousClock.now
        try await eventually("it hangs up", within: .seconds(60)) {
            gone = .now
            return try call.status().callers == 1
        }
        _ = try await command.waitForEnd(within: .seconds(30))
        #expect(gone.duration(to: .now) < .milliseconds(1500), "it waited for an engine that stays")
        #expect(site.runningEngines().count == 1)
    }

    /// A program inherits what its starter ignores: with SIGCHLD ignored nobody would learn how a child ended.
    @Test func childrenAreWaitedForWhateverTheStarterIgnores() async throws {
        let site = try Site()
        defer { site.end() }
        let ignoring = ["/usr/bin/env", "--ignore-signal=CHLD"]
        let report = try TestSupport.run(ignoring + [try builtProgram("warte"), "rules"], environment: site.environment)
        #expect(report.status == .exit(0), "\(report.stderr)")
        let engine = try PseudoTerminal(ignoring + [try builtProgram("warted"), "--private"], environment: site.environment)
        defer { engine.hangUp() }
        let call = try await connect(site)
        let words = try readText("/proc/\(engine.pid)/status").split(separator: "\n").first { $0.hasPrefix("SigIgn:") }
        let ignored = try #require(words.flatMap { UInt64($0.dropFirst(7).drop { $0 == "\t" }, radix: 16) })
        #expect(ignored & 1 << UInt64(SIGCHLD - 1) == 0)
        call.close()
    }

    /// Whoever asks often does not make a host silent: its own interval does.
    @Test func statusAfterStatusRaisesNoAlarm() async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure(
            "[[host]]\nname = \"a\"\ncollector = \"openvpn\"\nendpoint = \"\(site.folder.file("nobody.sock"))\"\ninterval = \"10m\"\n")
        try site.engine()
        let call = try await connect(site)
        for _ in 0..<8 {
            let status = try site.warte("status")
            #expect(status.stdout.contains("0 of 1 host answers, 0 alarms"), "\(status)")
        }
        #expect(try call.alarms().isEmpty)
    }

    /// The table says how a host is now: what is over is in the list of alarms.
    @Test func statusSaysHowAHostIsNow() async throws {
        let site = try Site()
        defer { site.end() }
        for folder in ["sys", "sys/proc"] { mkdir(site.folder.file(folder), 0o700) }
        try site.folder.write("cpu  10 0 10 100 0 0 0 0 0 0\ncpu0 10 0 10 100 0 0 0 0 0 0\n", to: "sys/proc/stat")
        func memory(_ percent: Int) throws {
            let text = "MemTotal: 1000000 kB\nMemAvailable: \(1_000_000 - percent * 10_000) kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n"
            try site.folder.write(text, to: "sys/new")
            rename(site.folder.file("sys/new"), site.folder.file("sys/proc/meminfo"))
        }
        try memory(70)
        try site.configure(
            "[[host]]\nname = \"a\"\ncollector = \"local\"\nroot = \"\(site.folder.file("sys"))\"\ninterval = \"1s\"\n"
                + "[limits.memory]\nwarning = 50\nwarning_off = 45\ncritical = 99\non_delay = 0\noff_delay = 0\n")
        try site.engine()
        let call = try await connect(site)
        try await eventually("memory is high", within: .seconds(30)) { try call.alarms().contains { $0.key.rule == "memory" && $0.isLive } }
        #expect(try site.warte("status").stdout.contains("! memory"))
        let id = try #require(try call.alarms().first { $0.key.rule == "memory" }?.id)
        #expect(try call.perform(.acknowledge(ids: [id], comment: "")) == nil)
        let seen = try site.warte("status")
        #expect(seen.stdout.contains("~ memory") && !seen.stdout.contains("! memory"))
        #expect(seen.status == .exit(1), "it is as it is, whoever has seen it")
        #expect(try call.perform(.undo) == nil)
        try memory(20)
        try await eventually("it is over and unseen", within: .seconds(30)) {
            try call.alarms().contains { $0.key.rule == "memory" && $0.phase == .returned }
        }
        let row = try #require(try site.warte("status").stdout.split(separator: "\n").first { $0.hasPrefix("a ") })
        #expect(row.hasSuffix("ok") && !row.contains("memory"), "\(row)")
        #expect(try site.warte("alarms").stdout.contains("memory 70"))
    }
}
