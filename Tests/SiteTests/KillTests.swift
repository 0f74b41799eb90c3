import Alarms
import Dispatch
import Feed
import Glibc
import Journal
import Link
import Telemetry
import TestSupport
import Testing

/// The engine is killed at random moments while alarms come and go and people act on them: what was confirmed is there afterwards.
@Suite(.serialized) struct KillTests {
    private static let rounds = 200
    private static let hosts = ["a", "b", "c"]

    private struct Act {
        let id: Int64
        let what: Transition.What
        let comment: String
    }

    /// A system of few files: only its memory changes.
    private func makeSystem(_ site: Site, _ host: String) throws {
        for folder in [host, "\(host)/proc"] { mkdir(site.folder.file(folder), 0o700) }
        try site.folder.write("cpu  10 0 10 100 0 0 0 0 0 0\ncpu0 10 0 10 100 0 0 0 0 0 0\n", to: "\(host)/proc/stat")
        try setMemory(site, host, percent: 20)
    }
    private func setMemory(_ site: Site, _ host: String, percent: Int) throws {
        // Renamed into its place: a reader never sees half of it.
        try site.folder.write(
            "MemTotal: 1000000 kB\nMemAvailable: \(1_000_000 - percent * 10_000) kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n",
            to: "\(host)/new")
        rename(site.folder.file("\(host)/new"), site.folder.file("\(host)/proc/meminfo"))
    }

    private func connect(_ site: Site) async throws -> LinkCall {
        var call: LinkCall?
        try await eventually("the engine listens") {
            call = try? LinkCall(path: site.folder.file("run/warte/engine.sock"), version: version)
            return call != nil
        }
        return try #require(call)
    }

    @Test func twoHundredKillsLoseNoConfirmedAct() async throws {
        let site = try Site()
        defer { site.end() }
        var random = SeededGenerator(seed: 200)
        for host in Self.hosts { try makeSystem(site, host) }
        let each = Self.hosts.map {
            "[[host]]\nname = \"\($0)\"\ncollector = \"local\"\nroot = \"\(site.folder.file($0))\"\ninterval = \"1s\"\n"
        }
        try site.configure(
            each.joined() + "[limits.memory]\nwarning = 50\nwarning_off = 45\ncritical = 99\non_delay = 0\noff_delay = 0\n")
        let path = site.folder.file("state/warte/journal.sqlite")
        var confirmed: [Act] = []
        var count = 0
        for round in 0..<Self.rounds {
            let engine = try PseudoTerminal([try builtProgram("warted")], environment: site.environment)
            let call = try await connect(site)
            if round > 0 {
                let journal = try Journal(reading: path)
                let problems = journal.verify()
                #expect(problems.isEmpty, "round \(round): \(problems)")
                for act in confirmed {
                    let isThere = journal.steps(of: act.id).contains { $0.what == act.what.rawValue && $0.comment == act.comment }
                    #expect(isThere, "round \(round): \(act) is missing")
                }
                count += confirmed.count
                confirmed = []
            }
            let process = engine.pid
            let delay = Int.random(in: 0...300, using: &random)
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(delay)) { kill(process, SIGKILL) }
            do throws(LinkProblem) {
                while true { if let act = try act(call, site, &random) { confirmed.append(act) } }
            } catch {
                #expect(error == .closed || error.isGone, "round \(round): \(error.text)")
            }
            #expect(try await engine.waitForEnd() == .signal(SIGKILL))
        }
        // A test in which nothing happens shows nothing.
        #expect(count > 2 * Self.rounds, "\(count) acts were confirmed")
        print("\(count) confirmed acts over \(Self.rounds) kills")
    }

    /// One thing that somebody does; nil where it was refused or changes nothing in the journal.
    private func act(_ call: LinkCall, _ site: Site, _ random: inout SeededGenerator) throws(LinkProblem) -> Act? {
        let host = Self.hosts.randomElement(using: &random) ?? "a"
        try? setMemory(site, host, percent: Bool.random(using: &random) ? 70 : 20)
        _ = try call.perform(.pollNow(host))
        guard let alarm = try call.alarms().randomElement(using: &random) else { return nil }
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
        return try call.perform(command) == nil ? Act(id: alarm.id, what: what, comment: word) : nil
    }
}

extension LinkProblem {
    /// The engine died under the call.
    fileprivate var isGone: Bool {
        switch self {
        case .closed, .absent, .system: true
        default: false
        }
    }
}
