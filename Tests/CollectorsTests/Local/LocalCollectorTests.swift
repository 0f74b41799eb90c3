import Collecting
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Collectors

/// Until the system's reader serves one that was begun after this call, and no more what it read before.
func nextReading(of root: String) async throws {
    let reader = SystemReader.of(root: root)
    let called = ContinuousClock.now
    try await eventually("a new reading of \(root)") { try await reader.reading(within: .seconds(5)).at >= called }
}

@Suite("local: this machine")
struct LocalCollectorTests {
    func collector(root: String = "", logins: Bool = true) throws -> LocalCollector {
        let options: Options = root.isEmpty ? [:] : ["root": .text(root), "logins": .flag(logins)]
        return try LocalCollector(
            target: Target(id: "here", area: "a", collector: "local", endpoint: "", options: options), transports: noTransports)
    }

    @Test(
        "recorded systems",
        arguments: ["debian", "old-kernel", "garbled-stat", "no-memavailable", "garbled-net", "garbled-pressure", "empty"])
    func recorded(_ name: String) async throws {
        let root = casesFolder("local") + "/" + name
        let collector = try collector(root: root + "/")
        var text = ""
        do throws(CollectFailure) {
            let reading = try await collector.collect(at: Moment(seconds: 1_795_551_000))
            text = reading.about + "\n" + describe(reading.samples, [])
            for session in reading.sessions { text += "session \(session.id) \(session.kind) \(session.user) from \(session.address)\n" }
        } catch {
            text = error.text.replacing(root, with: "ROOT") + "\n"
        }
        let expected = try fileText(root + "/expected.txt")
        #expect(text.replacing("\u{1B}", with: "\\u{1B}") == expected)
    }

    /// What one command of a shell brings is read as the files themselves are.
    @Test(
        "recorded systems, by one command",
        arguments: ["debian", "old-kernel", "garbled-stat", "no-memavailable", "garbled-net", "garbled-pressure", "empty"])
    func recordedElsewhere(_ name: String) async throws {
        let root = casesFolder("local") + "/" + name
        let target = Target(
            id: "there", area: "a", collector: "local", endpoint: "", options: ["root": .text(root)], via: SSHPlace("ssh://there"))
        // The way is not of interest here.
        let collector = try LocalCollector(target: target, transports: .system)
        var text = ""
        do throws(CollectFailure) {
            let reading = try await collector.collect(at: Moment(seconds: 1_795_551_000))
            text = reading.about + "\n" + describe(reading.samples, [])
            for session in reading.sessions { text += "session \(session.id) \(session.kind) \(session.user) from \(session.address)\n" }
        } catch {
            text = error.text.replacing(root, with: "ROOT") + "\n"
        }
        #expect(text.replacing("\u{1B}", with: "\\u{1B}") == (try fileText(root + "/expected.txt")))
    }

    @Test("a login file that has grown without end costs the logins elsewhere at most, and not the load")
    func grownElsewhere() async throws {
        let folder = try temporaryFolder("local")
        try await Shell.shared.run("cp -r '\(casesFolder("local"))/debian/.' '\(folder)' && truncate -s 100M '\(folder)/run/utmp'")
        let target = Target(
            id: "there", area: "a", collector: "local", endpoint: "", deadline: .seconds(60), options: ["root": .text(folder)],
            via: SSHPlace("ssh://there"))
        let reading = try await LocalCollector(target: target, transports: .system).collect(at: Moment(seconds: 1))
        #expect(reading.samples.contains { $0.metric == .memory })
        #expect(reading.sessions.map(\.user).contains("anna"))
        try await Shell.shared.run("rm -r '\(folder)'")
    }

    @Test("an answer of another machine that is none") func hostileAnswers() throws {
        let good = Array(
            "hello\nm1 file /proc/stat\ncpu 1 2\n\nm1 end 0\nm1 denied /run/utmp\nm1 processes\n1 2 3\nm1 folder /s\nm1 file /s/1\nUSER=a\nm2 end 0\n\nm1 end 0\nm1 done\n"
                .utf8)
        let files = try FetchedFiles(good, mark: "m1", asked: "x")
        #expect(files.exists("/proc/2") && !files.exists("/proc/4") && files.names("/s", atMost: 9) == ["1"])
        guard case .content(let bytes)? = files.file("/s/1"), case .denied? = files.file("/run/utmp") else {
            Issue.record("a file is missing")
            return
        }
        #expect(bytes == Array("USER=a\nm2 end 0\n".utf8))
        for cut in Noise.truncations(of: good) where cut.count < good.count - 1 {
            #expect(throws: CollectFailure.self) { _ = try FetchedFiles(cut, mark: "m1", asked: "x") }
        }
        var generator = SeededGenerator(seed: 22)
        for _ in 0..<WireGuardHostileTests.rounds {
            _ = try? FetchedFiles(Noise.mutation(of: good, using: &generator), mark: "m1", asked: "x")
            _ = try? FetchedFiles(Noise.bytes(100, using: &generator), mark: "m1", asked: "x")
        }
    }

    @Test("this machine has a CPU share at the first poll, and counters that do not fall")
    func here() async throws {
        let collector = try collector()
        let first = try await collector.collect(at: Moment(seconds: 1))
        let second = try await collector.collect(at: Moment(seconds: 2))
        func value(_ reading: Reading, _ metric: Metric) -> Double? { reading.samples.first { $0.metric == metric }?.value }
        for metric in [Metric.cpu, .cpuUser, .cpuSystem, .cpuIOWait, .cpuSteal, .memory] {
            let share = try #require(value(first, metric), "\(metric.id)")
            #expect(share >= 0 && share <= 100)
        }
        #expect(try #require(value(first, .memoryTotal)) > 1e8)
        #expect(value(second, .netReceived) ?? 0 >= value(first, .netReceived) ?? 0)
        #expect(first.about.hasPrefix("Linux "))
    }

    @Test("who is gone from the login file has ended, for a reason that it does not tell")
    func ends() async throws {
        let folder = try temporaryFolder("local")
        try await Shell.shared.run("cp -r '\(casesFolder("local"))/debian/.' '\(folder)'")
        let collector = try collector(root: folder)
        let before = try await collector.collect(at: Moment(seconds: 1))
        #expect(before.sessions.map(\.user).contains("anna"))
        try await Shell.shared.run("rm -r '\(folder)/proc/1234'")
        try await nextReading(of: folder)
        let after = try await collector.collect(at: Moment(seconds: 2))
        let end = try #require(after.ends.first)
        #expect(after.ends.count == 1 && end.user == "anna" && end.cause == .unknown && end.kind == .login && end.at == Moment(seconds: 2))
        #expect(end.session == before.sessions.first?.id)
        #expect(end.evidence == "utmp: no longer there: anna pts/0 10.20.30.40 pid 1234")
        #expect(end.pieces.filter(\.isPersonal) == [.name("anna"), .name("10.20.30.40")])
        #expect(try await collector.collect(at: Moment(seconds: 3)).ends.isEmpty)
        try await Shell.shared.run("rm -r '\(folder)'")
    }

    @Test("logins that nobody wants are neither counted nor missed", arguments: [true, false])
    func withoutLogins(_ isReadable: Bool) async throws {
        let folder = try temporaryFolder("local")
        try await Shell.shared.run("cp -r '\(casesFolder("local"))/debian/.' '\(folder)'")
        if !isReadable { try await Shell.shared.run("rm '\(folder)/run/utmp' && mkdir '\(folder)/run/utmp'") }
        func reading(logins: Bool) async throws -> Reading {
            try await collector(root: folder, logins: logins).collect(at: Moment(seconds: 1))
        }
        let with = try await reading(logins: true)
        #expect(with.about.contains("no logins") == !isReadable && with.sessions.isEmpty == !isReadable)
        let without = try await reading(logins: false)
        #expect(without.sessions.isEmpty && !without.samples.contains { $0.metric == .sessions })
        #expect(!without.about.contains("logins") && without.events.isEmpty)
        try await Shell.shared.run("rm -r '\(folder)'")
    }

    @Test("a root that is not absolute is refused")
    func root() {
        let problem = #expect(throws: ConfigurationProblem.self) { try collector(root: "host") }
        #expect(problem?.key == "root")
    }
}
