import Alarms
import Feed
import Glibc
import Link
import Telemetry
import TestSupport
import Testing

/// Three small systems whose memory fills and empties, and what people do about it while the engine is killed again and again.
struct KilledSite {
    let site: Site
    var random: SeededGenerator
    static let hosts = ["a", "b", "c"]

    struct Act: Sendable {
        let id: Int64
        let what: Transition.What
        let comment: String
    }

    init(seed: UInt64) throws {
        site = try Site()
        random = SeededGenerator(seed: seed)
        for host in Self.hosts { try makeSystem(host) }
        let each = Self.hosts.map {
            "[[host]]\nname = \"\($0)\"\ncollector = \"local\"\nroot = \"\(site.folder.file($0))\"\ninterval = \"1s\"\n"
        }
        try site.configure(
            each.joined() + "[limits.memory]\nwarning = 50\nwarning_off = 45\ncritical = 99\non_delay = 0\noff_delay = 0\n"
                + "[privacy]\nreveal = true\n")
    }

    var journal: String { site.folder.file("state/warte/journal.sqlite") }

    func engine() throws -> PseudoTerminal { try PseudoTerminal([try builtProgram("warted")], environment: site.environment) }

    func connect() async throws -> LinkCall {
        var call: LinkCall?
        try await eventually("the engine listens", within: .seconds(30)) {
            call = try? LinkCall(path: site.folder.file("run/warte/engine.sock"), version: version)
            return call != nil
        }
        return try #require(call)
    }

    /// A system of few files, with one login: only its memory changes.
    private func makeSystem(_ host: String) throws {
        for folder in [host, "\(host)/proc", "\(host)/proc/1", "\(host)/proc/net", "\(host)/run"] { mkdir(site.folder.file(folder), 0o700) }
        try site.folder.write("cpu  10 0 10 100 0 0 0 0 0 0\ncpu0 10 0 10 100 0 0 0 0 0 0\n", to: "\(host)/proc/stat")
        try setMemory(host, percent: 20)
        var login = utmpx()
        login.ut_type = Int16(USER_PROCESS)
        login.ut_pid = 1
        login.ut_tv.tv_sec = Int32(clamping: time(nil) - 60)
        func put(_ text: String, _ offset: Int) {
            withUnsafeMutableBytes(of: &login) { bytes in for (index, byte) in text.utf8.enumerated() { bytes[offset + index] = byte } }
        }
        // Behind the type, its padding and the process: line, id, user, host.
        put("pts/0", 8)
        put("ts/0", 40)
        put("annaberg", 44)
        put("198.51.100.7", 76)
        try writeFile(site.folder.file("\(host)/run/utmp"), withUnsafeBytes(of: login) { Array($0) })
    }
    func setMemory(_ host: String, percent: Int) throws {
        // Renamed into its place: a reader never sees half of it.
        try site.folder.write(
            "MemTotal: 1000000 kB\nMemAvailable: \(1_000_000 - percent * 10_000) kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n",
            to: "\(host)/new")
        rename(site.folder.file("\(host)/new"), site.folder.file("\(host)/proc/meminfo"))
    }

    /// One thing that somebody does, and whether it was confirmed; nil where it changes nothing in the journal.
    mutating func act(_ call: LinkCall) throws(LinkProblem) -> (act: Act, refusal: CommandRefusal?)? {
        let host = Self.hosts[Int.random(in: 0..<Self.hosts.count, using: &random)]
        try? setMemory(host, percent: Bool.random(using: &random) ? 70 : 20)
        _ = try call.perform(.pollNow(host))
        guard let alarm = try call.alarms().filter({ $0.key.rule == "memory" }).randomElement(using: &random) else { return nil }
        let word = "act \(UInt32.random(in: 0 ... .max, using: &random))"
        let (command, what): (Command, Transition.What)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: (command, what) = (.comment(id: alarm.id, text: word), .commented)
        case 1: (command, what) = (.shelve(id: alarm.id, duration: .seconds(60), reason: word), .shelved)
        case 2:
            _ = try call.perform(.unshelve(id: alarm.id))
            return nil
        default: (command, what) = (.acknowledge(ids: [alarm.id], comment: word), .acknowledged)
        }
        return (Act(id: alarm.id, what: what, comment: word), try call.perform(command))
    }

    /// Asks for the name behind the login; the reason where it was told, nil where it was not, and whether it was asked for at all.
    mutating func reveal(_ call: LinkCall) throws(LinkProblem) -> (isAsked: Bool, told: String?) {
        guard let host = try call.hosts().hosts.first(where: { !$0.sessions.isEmpty }), let user = host.sessions.first?.user else {
            return (false, nil)
        }
        let reason = "ticket \(UInt32.random(in: 0 ... .max, using: &random))"
        guard case .success(let name) = try call.reveal(user, on: host.id, reason: reason) else { return (true, nil) }
        #expect(name == "annaberg")
        return (true, reason)
    }
}

extension LinkProblem {
    /// The engine died under the call.
    var isGone: Bool {
        switch self {
        case .closed, .absent, .system: true
        default: false
        }
    }
}
