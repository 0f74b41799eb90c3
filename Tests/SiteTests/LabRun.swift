import Glibc
import TestSupport
import Testing

/// One run through all that Warte does on the gateway of the lab; what is not written by Warte itself is kept in `evidence`.
final class LabRun {
    private let site: Site
    private var engine: PseudoTerminal?
    private var number = 0
    private var said: [(command: String, path: String)] = []

    init(_ site: Site) throws {
        self.site = site
        mkdir(site.folder.file("evidence"), 0o700)
    }

    func configure() throws {
        let script = try site.folder.write(
            "#!/bin/sh\ncat >> '\(site.folder.file("told"))'\necho >> '\(site.folder.file("told"))'\n", to: "tell", mode: 0o755)
        try site.configure(
            site.gateway.replacing("critical = 50", with: "critical = 2")
                + "[privacy]\nreveal = true\n[notify]\nosc = 9\ncommand = [\"\(script)\"]\n")
    }

    /// By itself and not by a front, so that what it says is kept; core files would be allowed.
    func startEngine() async throws {
        let engine = try PseudoTerminal(
            ["/bin/sh", "-c", "ulimit -c unlimited; exec \"$WARTE_ENGINE\" > \"$1\" 2>&1", "sh", site.folder.file("engine.log")],
            environment: site.environment)
        self.engine = engine
        try await eventually("the engine listens") { access(site.folder.file("run/warte/engine.sock"), F_OK) == 0 }
        #expect(try readText("/proc/\(engine.pid)/limits").contains(#/Max core file size +0 /#), "names in memory go to no core file")
    }
    func endEngine() async throws {
        engine?.signal(SIGTERM)
        #expect(try await engine?.waitForEnd() == .exit(0))
    }

    /// A log-out, two dead peers, a handshake that fails.
    func happen() throws {
        try site.vpn("logout", "carol")
        try site.vpn("freeze", "alice")
        try site.vpn("freeze", "bob")
        try site.vpn("blackhole", "frank")
    }

    func visitEveryScreen(_ front: PseudoTerminal) async throws {
        func visit(_ keys: String, _ title: String, isOf what: @escaping (TerminalScreen) -> Bool = { _ in true }) async throws {
            front.send(keys)
            let screen = try await front.wait(for: title) { $0.contains(title) && what($0) }
            try keep("screen", Array(screen.text.utf8))
        }
        func hasPseudonym(_ screen: TerminalScreen) -> Bool { screen.text.contains(#/u-[0-9a-f]{4}/#) }
        try await visit("1", "Lab")
        try await visit("2", "vpn-1", isOf: hasPseudonym)
        try await visit("?", "Keys on")
        try await visit("\u{1b}", "vpn-1") { !$0.contains("Keys on") }
        try await visit("4", "Sessions", isOf: hasPseudonym)
        try await visit("5", "Timeouts") { hasPseudonym($0) && $0.contains("Logged out") }
        try await visit("3", "Alarms", isOf: hasPseudonym)
        try await visit("\r", "Inactivity timeout", isOf: hasPseudonym)
        try await visit("a", "Esc leave it")
        try await visit("\u{1b}", "Alarms") { !$0.contains("Esc leave it") }
        try await visit("1", "Lab")
    }

    /// People write names, too.
    func operate() throws {
        let id = try #require(
            try site.warte("alarms").stdout.split(separator: "\n").first { $0.contains("lost") }?.split(separator: " ").first.map(
                String.init))
        for words in [
            ["ack", id, "--comment", "bob called from 10.77.0.12, it is the train; ask alice."],
            ["comment", id, "and (carol): dave's line 10.88.0.4"], ["shelve", id, "--for", "1h", "--reason", "erin knows"],
            ["unshelve", id], ["maintenance", "vpn-1", "--for", "1h", "--reason", "alice, bob"], ["maintenance", "vpn-1", "--end"],
        ] {
            #expect(try tell(words).status == .exit(0), "\(words)")
        }
    }

    /// A log line.
    func breakTheConfiguration() async throws {
        let path = site.folder.file("config/warte/warte.toml")
        let good = try readText(path)
        try writeFile(path, good + "\nnonsense = 1\n")
        engine?.signal(SIGHUP)
        try await eventually("the log says so") { try readText(site.folder.file("engine.log")).contains("nonsense") }
        try writeFile(path, good)
        engine?.signal(SIGHUP)
    }

    func askEverything(_ when: String) throws {
        var all = [
            ["status"], ["status", "--json"], ["alarms", "--json"], ["alarms", "--history"], ["alarms", "--history", "--json"],
            ["journal", "verify"], ["privacy"], ["rules"], ["rules", "--json"], ["rules", "--replay", "1h"],
            ["rules", "--replay", "1h", "--json", "--set", "timeouts.warning=9"], ["check", "--connect"],
        ]
        for content in ["alarms", "ends", "events", "reveals", "sessions", "audit"] {
            for format in ["csv", "json"] { all.append(["journal", "export", content, "--format", format]) }
        }
        for words in all { _ = try tell(words) }
        for command in ["journal verify", "privacy"] {
            let last = try #require(said.last { $0.command == command })
            let text = try readText(last.path)
            #expect(text.hasPrefix("exit(0)"), "\(command) \(when): \(text)")
        }
    }

    /// Of the first session on screen 4; answers the name.
    func reveal(_ front: PseudoTerminal) async throws -> String {
        front.send("4")
        try await front.wait(for: "a session") { $0.text.contains(#/u-[0-9a-f]{4}/#) && $0.contains("Sessions") }
        front.send("R")
        try await front.wait(forText: "Reason")
        front.send("ticket 7\r")
        let screen = try await front.wait(for: "the name") { $0.text.contains(#/u-[0-9a-f]{4} is \w+, for/#) }
        let found = try #require(screen.text.firstMatch(of: #/u-[0-9a-f]{4} is (\w+), for/#))
        #expect(NameSearch.names.contains(String(found.1)))
        front.send("\u{1b}")
        try await front.wait(for: "it hidden again") { !$0.contains(String(found.1)) }
        return String(found.1)
    }

    // MARK: -

    /// In all that there is by now.
    func expectNothing(_ search: NameSearch, at place: SourceLocation = #_sourceLocation) throws {
        let records = namesInFolder(site.folder.file("state/warte")).filter { $0.hasPrefix("journal") }
        let found =
            try search.found(in: [site.folder.path])
            + search.found(in: records.map { site.folder.file("state/warte/" + $0) }, areRecords: true)
        #expect(found.isEmpty, "\(found.prefix(20))", sourceLocation: place)
    }
    func keep(_ name: String, _ bytes: [UInt8]) throws {
        if name == "screen" { number += 1 }
        try writeFile(site.folder.file("evidence/" + (name == "screen" ? "screen-\(number)" : name)), bytes)
    }
    /// All that the commands printed, one after the other.
    func printed() throws -> String { try said.map { try readText($0.path) }.joined() }

    private func tell(_ words: [String]) throws -> Output {
        let output = try TestSupport.run([try builtProgram("warte")] + words, environment: site.environment)
        number += 1
        let path = site.folder.file("evidence/said-\(number)")
        try writeFile(path, "\(output.status)\n\(output.stdout)\n\(output.stderr)")
        said.append((words.joined(separator: " "), path))
        return output
    }
}
