import Alarms
import Feed
import Glibc
import Link
import MetricStore
import Telemetry
import TestSupport
import Testing

/// A disk that takes nothing more, and no engine: what is known is told all the same.
@Suite(.serialized) struct WithoutADiskTests {
    private static let configuration = """
        [[host]]
        name = "hv-1"
        collector = "local"
        interval = "1s"
        [limits.memory]
        warning = 0.02
        warning_off = 0.01
        critical = 100
        critical_off = 99
        on_delay = 0
        """

    private func call(_ site: Site) async throws -> LinkCall {
        var call: LinkCall?
        try await eventually("the engine listens", within: .seconds(30)) {
            call = try? LinkCall(path: site.folder.file("run/warte/engine.sock"), version: version)
            return call != nil
        }
        return try #require(call)
    }

    /// Every sample of theirs would want room that is not there: whoever asks is answered all the same.
    @Test(.enabled(if: geteuid() == 0, "mounting a small disk needs root"))
    func twoHundredHostsWithoutRoomKeepNobodyWaiting() async throws {
        let site = try Site()
        defer { site.end() }
        let disk = try SmallDisk(over: site.folder.file("state"), size: "16m")
        defer { disk.remove() }
        try site.configure(Self.configuration)
        try site.engine()
        do {
            let call = try await call(site)
            try await eventually("the first host is in the store", within: .seconds(30)) {
                try StoreReader(path: call.status().storePath).latest(SeriesKey(host: "hv-1", metric: .memory)) != nil
            }
        }
        try disk.fill()
        let more = (0..<200).map { "[[host]]\nname = \"d-\($0)\"\ncollector = \"local\"\ninterval = \"1s\"\n" }
        try site.configure(more.joined() + Self.configuration)
        #expect(try site.warte("reload").status == .exit(0))
        // A call that takes longer than its deadline throws.
        let call = try LinkCall(path: site.folder.file("run/warte/engine.sock"), version: version, deadline: .seconds(3))
        try await eventually("all were polled, and the store says what it lacks", within: .seconds(60)) {
            let hosts = try call.hosts().hosts
            return try hosts.count == 201 && hosts.allSatisfy { $0.answeredAt != nil }
                && call.alarms().contains { $0.key.rule == "store" && $0.isLive && $0.text.contains("no space left") }
        }
        for _ in 0..<20 {
            _ = try call.status()
            try await Task.sleep(for: .milliseconds(100))
        }
        // The one that has its place goes on.
        let key = SeriesKey(host: "hv-1", metric: .memory)
        let reader = try StoreReader(path: call.status().storePath)
        let last = reader.latest(key)?.at
        try await eventually("its numbers go on", within: .seconds(30)) { reader.latest(key)?.at != last }
    }

    @Test(.enabled(if: geteuid() == 0, "mounting a small disk needs root"))
    func anEngineStartsOnAFullDiskShowsItsNumbersAndSaysSo() async throws {
        let site = try Site()
        defer { site.end() }
        let disk = try SmallDisk(over: site.folder.file("state"), size: "16m")
        defer { disk.remove() }
        try disk.fill()
        try site.configure(Self.configuration)
        try site.engine()
        let call = try await call(site)
        func own() throws -> Set<String> {
            Set(try call.alarms().filter(\.isLive).map(\.key.rule)).intersection(["store", "journal"])
        }
        try await eventually("both are alarms", within: .seconds(30)) { try own() == ["store", "journal"] }
        let key = SeriesKey(host: "hv-1", metric: .memory)
        let path = try call.status().storePath
        #expect(!path.hasPrefix(site.folder.file("state")))
        try await eventually("its numbers are there", within: .seconds(30)) { try StoreReader(path: path).latest(key) != nil }
        let alarm = try #require(try call.alarms().first { $0.key.rule == "memory" })
        #expect(try call.perform(.acknowledge(ids: [alarm.id], comment: "not now"))?.text.contains("the disk is full") == true)
        disk.free()
        try await eventually("all is in its place", within: .seconds(60)) { try own().isEmpty }
        #expect(try call.status().storePath == site.folder.file("state/warte/metrics.ring"))
        #expect(try call.perform(.acknowledge(ids: [alarm.id], comment: "seen")) == nil)
        try await eventually("numbers go on there", within: .seconds(30)) {
            try StoreReader(path: site.folder.file("state/warte/metrics.ring")).latest(key) != nil
        }
    }

    /// The head of the store fits and its first numbers do not: as full as no room at all.
    @Test(.enabled(if: geteuid() == 0, "mounting a small disk needs root"), arguments: ["64k", "300k"])
    func aDiskWithRoomForTheHeadAloneHoldsNoStore(size: String) async throws {
        let site = try Site()
        defer { site.end() }
        let disk = try SmallDisk(over: site.folder.file("state"), size: size)
        defer { disk.remove() }
        try site.configure(Self.configuration)
        try site.engine()
        let call = try await call(site)
        let key = SeriesKey(host: "hv-1", metric: .memory)
        try await eventually("its numbers are in memory", within: .seconds(30)) {
            let path = try call.status().storePath
            return try !path.hasPrefix(site.folder.file("state")) && StoreReader(path: path).latest(key) != nil
        }
        try disk.resize(to: "16m")
        try await eventually("numbers go on in their place", within: .seconds(60)) {
            try StoreReader(path: site.folder.file("state/warte/metrics.ring")).latest(key) != nil
        }
    }

    @Test func whereNoEngineRunsAlarmsComeFromTheJournal() async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure(Self.configuration)
        let engine = try PseudoTerminal([try builtProgram("warted")], environment: site.environment)
        let call = try await call(site)
        try await eventually("an alarm") { try !call.alarms().isEmpty }
        let id = try #require(try call.alarms().first?.id)
        #expect(try call.perform(.acknowledge(ids: [id], comment: "from the journal")) == nil)
        engine.signal(SIGTERM)
        #expect(try await engine.waitForEnd() == .exit(0))
        for words in [["alarms"], ["alarms", "--history"], ["alarms", "--history", "--since", "1h", "--json"]] {
            let output = try run([try builtProgram("warte")] + words, environment: site.environment)
            #expect(output.status == .exit(0), "\(words): \(output.stderr)")
            #expect(output.stdout.contains("from the journal") && output.stdout.contains("hv-1"), "\(words): \(output.stdout)")
            #expect(output.stderr.hasPrefix("warte: no engine runs; from the journal, as of 20"), "\(words): \(output.stderr)")
        }
        #expect(site.runningEngines().isEmpty, "none was started for it")
        // One that is there and deaf keeps nobody from reading.
        do {
            let deaf = try EngineLock(
                folder: site.folder.file("run/warte"),
                note: EngineNote(process: getpid(), socket: "\(site.folder.path)/run/warte/engine.socket", isPrivate: false))
            let output = try site.warte("alarms")
            #expect(output.status == .exit(0) && output.stdout.contains("from the journal"), "\(output.stderr)")
            #expect(output.stderr.contains("from the journal, as of 20"), "\(output.stderr)")
            _ = consume deaf
        }
        for span in ["9223372036854775807", "-1", "x"] {
            let output = try run([try builtProgram("warted"), "--alarms", "--history", span], environment: site.environment)
            #expect(output.status == .exit(2), "\(span): \(output.stderr)")
        }
        removeTree(site.folder.file("state/warte"))
        let output = try site.warte("alarms")
        #expect(output.status == .exit(3) && output.stdout.isEmpty && output.stderr.contains("no engine runs"), "\(output.stderr)")
    }
}
