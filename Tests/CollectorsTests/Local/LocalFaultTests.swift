import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Systems on which something cannot be read, is not there, or never answers.
@Suite("local: what cannot be read")
struct LocalFaultTests {
    /// A copy of the recorded Debian in a folder of this test's own.
    private func system() async throws -> String {
        let folder = try temporaryFolder("local")
        try await Shell.shared.run("cp -r '\(casesFolder("local"))/debian/.' '\(folder)'")
        return folder
    }
    private func collector(_ root: String, deadline: Duration = .seconds(5)) throws -> LocalCollector {
        try LocalCollector(
            target: Target(
                id: "here", area: "a", collector: "local", endpoint: "", interval: .seconds(1), deadline: deadline,
                options: ["root": .text(root)]),
            transports: noTransports)
    }
    private func value(_ reading: Reading, _ metric: Metric) -> Double? { reading.samples.first { $0.metric == metric }?.value }
    private func failure(_ collector: LocalCollector) async -> CollectFailure? {
        do throws(CollectFailure) {
            _ = try await collector.collect(at: Moment(seconds: 1))
            return nil
        } catch { return error }
    }
    private func write(_ text: String, _ path: String) async throws { try await Shell.shared.run("printf '\(text)' > '\(path)'") }

    @Test(
        "one bad source costs its own figure alone, which says why, once",
        arguments: [
            ("proc/stat", "cpu 984963 0 0 11732815868058135187\\n", "CPU", Metric.cpuIOWait, Metric.memory),
            ("proc/stat", "cpu 1 2 3 99999999999999999999999\\n", "CPU", .cpuIOWait, .memory),
            ("proc/meminfo", "MemTotal: 5 kB\\nMemAvailable: 6 kB\\nSwapTotal: 0 kB\\nSwapFree: 0 kB\\n", "memory", .memory, .netSent),
            ("proc/net/dev", "a\\nb\\nodd\\n", "network", .netSent, .memory),
            ("proc/pressure/io", "some avg10=101.00\\n", "I/O pressure", .pressureIO, .pressureCPU),
        ])
    func badSource(_ path: String, _ text: String, _ figure: String, _ lost: Metric, _ kept: Metric) async throws {
        let root = try await system()
        let collector = try collector(root)
        try await Shell.shared.run("cp '\(root)/\(path)' '\(root)/good'")
        try await write(text, "\(root)/\(path)")
        let reading = try await collector.collect(at: Moment(seconds: 1))
        #expect(value(reading, lost) == nil && value(reading, kept) != nil && value(reading, .sessions) == 2)
        #expect(reading.events.count == 1 && reading.events[0].text.hasPrefix("no \(figure): cannot read the answer to /\(path) at "))
        #expect(reading.about.contains(" · no \(figure): cannot read the answer to /\(path) at "), "\(reading.about)")
        try await nextReading(of: root)
        #expect(try await collector.collect(at: Moment(seconds: 2)).events.isEmpty)
        try await Shell.shared.run("cp '\(root)/good' '\(root)/\(path)'")
        try await nextReading(of: root)
        let mended = try await collector.collect(at: Moment(seconds: 3))
        #expect(mended.events.map(\.text) == ["\(figure) can be read again"] && !mended.about.contains("no \(figure)"))
        try await Shell.shared.run("rm -r '\(root)'")
    }

    @Test("more logins than a system carries are a fault of the list, not a burden for all who watch")
    func tooManyLogins() async throws {
        let root = try await system()
        var record = utmp()
        record.ut_type = Int16(USER_PROCESS)
        record.ut_pid = 1
        let one = withUnsafeBytes(of: record) { Array($0) }
        try writeFile(root + "/run/utmp", [[UInt8]](repeating: one, count: 20_001).flatMap { $0 })
        let reading = try await collector(root).collect(at: Moment(seconds: 1))
        #expect(reading.about.contains("no logins") && reading.about.contains("20000 logins"), "\(reading.about)")
        #expect(reading.sessions.isEmpty && value(reading, .memory) != nil)
        try await Shell.shared.run("rm -r '\(root)'")
    }

    @Test("a system whose files never answer costs one thread and its own poll; others go on, and it comes back")
    func hanging() async throws {
        let good = try await system()
        let bad = try (0..<6).map { _ in try temporaryFolder("local") }
        for root in bad {
            try await Shell.shared.run("cp -r '\(good)/.' '\(root)' && rm '\(root)/proc/stat' && mkfifo '\(root)/proc/stat'")
        }
        let collectors = try bad.map { try collector($0, deadline: .milliseconds(200)) }
        // More than there are threads in Swift's pool: a read on those would stop all that follows.
        for (root, one) in zip(bad, collectors) {
            #expect(await failure(one) == .timedOut(asked: "\(root)/proc/stat", after: .milliseconds(200)))
        }
        for _ in 0..<3 {
            #expect(
                await failure(collectors[0])
                    == .unreachable(asked: "\(bad[0])/proc/stat", reason: .earlierCallHangs(.milliseconds(200)), hint: .silent))
        }
        #expect(try await collector(good).collect(at: Moment(seconds: 1)).samples.contains { $0.metric == .memory })
        for root in bad { try await Shell.shared.run("cat '\(good)/proc/stat' > '\(root)/proc/stat'") }
        for (root, one) in zip(bad, collectors) {
            try await Shell.shared.run("cp --remove-destination '\(good)/proc/stat' '\(root)/proc/stat'")
            try await eventually("it answers", within: .seconds(20)) { await failure(one) == nil }
            try await Shell.shared.run("rm -r '\(root)'")
        }
        try await Shell.shared.run("rm -r '\(good)'")
    }

    @Test("hosts of one system share a reading of the same moment, and each keeps its own tracker")
    func shared() async throws {
        let root = try await system()
        let (one, other) = (try collector(root), try collector(root))
        async let first = one.collect(at: Moment(seconds: 1))
        async let second = other.collect(at: Moment(seconds: 1))
        #expect(try await first.sessions == second.sessions)
        try await Shell.shared.run("rm -r '\(root)/proc/1234'")
        try await nextReading(of: root)
        #expect(try await one.collect(at: Moment(seconds: 2)).ends.count == 1)
        #expect(try await other.collect(at: Moment(seconds: 2)).ends.count == 1)
        try await Shell.shared.run("rm -r '\(root)'")
    }

    @Test("without a login file logins are not known; logind knows them where there is one")
    func logind() async throws {
        let root = try await system()
        try await Shell.shared.run("rm '\(root)/run/utmp'")
        let collector = try collector(root)
        let unknown = try await collector.collect(at: Moment(seconds: 1))
        #expect(value(unknown, .sessions) == nil && unknown.sessions.isEmpty && value(unknown, .memory) != nil)
        let folder = "\(root)/run/systemd/sessions"
        try await Shell.shared.run("mkdir -p '\(folder)' && mkfifo '\(folder)/3.ref'")
        func session(_ name: String, _ more: String) async throws {
            let text = "# This is private data. Do not parse.\\nUID=1000\\nLEADER=77\\nREALTIME=1795550100000000\\nTTY=pts/4\\n\(more)\\n"
            try await write(text, "\(folder)/\(name)")
        }
        try await session("3", "USER=anna\\nCLASS=user\\nSTATE=active\\nREMOTE_HOST=10.20.30.40")
        try await session("c1", "USER=gdm\\nCLASS=greeter\\nSTATE=active")
        try await session("4", "USER=bert\\nCLASS=user\\nSTATE=closing")
        try await nextReading(of: root)
        let known = try await collector.collect(at: Moment(seconds: 2))
        #expect(value(known, .sessions) == 1 && known.sessions.map(\.id) == ["pts/4/77/1795550100"])
        #expect(known.sessions.map(\.user) == ["anna"] && known.sessions.map(\.address) == ["10.20.30.40"])
        try await Shell.shared.run("rm '\(folder)/3'")
        try await nextReading(of: root)
        let ends = try await collector.collect(at: Moment(seconds: 3)).ends
        #expect(ends.map(\.evidence) == ["logind: no longer there: anna pts/4 10.20.30.40 pid 77"])
        try await Shell.shared.run("rm -r '\(root)'")
    }

    @Test("where the processes of others are hidden nobody has left, and nobody counts")
    func hidden() async throws {
        let root = try await system()
        let collector = try collector(root)
        #expect(value(try await collector.collect(at: Moment(seconds: 1)), .sessions) == 2)
        try await Shell.shared.run("mkdir '\(root)/hidden' && mv '\(root)/proc/1' '\(root)/proc/1234' '\(root)/hidden'")
        try await nextReading(of: root)
        let hidden = try await collector.collect(at: Moment(seconds: 2))
        #expect(value(hidden, .sessions) == nil && hidden.sessions.isEmpty && hidden.ends.isEmpty)
        // It is said, at the host and once in the journal.
        #expect(hidden.figures.inventory.gaps.map(\.figure) == [.figureLogins()])
        #expect(hidden.figures.inventory.gaps.first?.reason.text.contains("processes of others are hidden") == true)
        #expect(hidden.events.count == 1)
        // Also while nobody is in, lest it come and go with them.
        try await Shell.shared.run("cp '\(root)/run/utmp' '\(root)/kept' && : > '\(root)/run/utmp'")
        try await nextReading(of: root)
        let empty = try await collector.collect(at: Moment(seconds: 3))
        #expect(value(empty, .sessions) == nil && empty.events.isEmpty && empty.figures.inventory.gaps.count == 1)
        try await Shell.shared.run("mv '\(root)/kept' '\(root)/run/utmp' && mv '\(root)/hidden/1' '\(root)/proc'")
        try await nextReading(of: root)
        let seen = try await collector.collect(at: Moment(seconds: 4))
        #expect(value(seen, .sessions) == 1 && seen.ends.map(\.user) == ["anna"])
        try await Shell.shared.run("rm -r '\(root)'")
    }
}
