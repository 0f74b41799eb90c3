import Collecting
import Synchronization
import TOMLReading
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// What an answer may make Warte keep, and how much of what stands in it anybody sees.
@Suite struct ScrapeBoundsTests {
    private func take(_ tracker: inout ScrapeTracker, _ text: String) throws -> ScrapeTracker.Outcome {
        try tracker.take(Array(text.utf8), .text, arrived: .now, host: "h", at: Moment(seconds: 0))
    }
    private func windows() throws -> ScrapeTracker { ScrapeTracker(try #require(ProfileShelf.none.profile(named: "windows_exporter"))) }
    private func gaps(_ outcome: ScrapeTracker.Outcome) -> [String] {
        outcome.figures.inventory.gaps.map { "\($0.figure.text): \($0.reason.text)" }
    }
    private func users(_ numbers: some Sequence<Int>, tail: String = "") -> String {
        numbers.map { "windows_terminal_services_session_info{session_name=\"rdp-\($0)\",state=\"active\",user=\"\($0)\(tail)\"} 1\n" }
            .joined()
    }

    /// The exporter reads its kernel a little earlier or later in each scrape: what counts seconds may seem to have gone on for longer.
    @Test func noShareOfAHostIsAboveAHundred() throws {
        var tracker = ScrapeTracker(try #require(ProfileShelf.none.profile(named: "node_exporter")))
        let begin = ContinuousClock.now
        for (at, counted) in [(0, 100.0), (5, 105.2)] as [(Int, Double)] {
            let text = "node_pressure_cpu_waiting_seconds_total \(counted)\n"
            let outcome = try tracker.take(
                Array(text.utf8), .text, arrived: begin + .seconds(at), host: "h", at: Moment(seconds: Int64(at)))
            if at > 0 { #expect(outcome.figures.samples.first { $0.metric == .pressureCPU }?.value == 100) }
        }
    }

    /// All are counted; of those that are listed none is said to have left where another one took his place in the list.
    @Test func twentyThousandUsersWithLongNames() throws {
        var tracker = try windows()
        let tail = String(repeating: "x", count: 700)
        let first = try take(&tracker, users(0..<20_000, tail: tail))
        #expect(first.figures.sessions.count == ScrapeTally.mostSessions)
        #expect(first.figures.samples.first { $0.metric == .sessions }?.value == 20_000)
        let longest = first.figures.sessions.map { max($0.user.utf8.count, $0.id.utf8.count / 2) }.max() ?? 0
        #expect(longest < 200)
        #expect(Set(first.figures.sessions.map(\.user)).count == ScrapeTally.mostSessions, "names that are cut are still two")
        #expect(gaps(first) == ["list of all sessions: of 20000 that are there 5000 are listed, and nobody is told who leaves"])
        #expect(try take(&tracker, users((0..<20_000).reversed(), tail: tail)).ends.isEmpty)
        // Nobody knows who of them was listed.
        #expect(try take(&tracker, users(0..<10)).ends.isEmpty)
        let last = try take(&tracker, users(0..<9))
        #expect(last.ends.map(\.user) == ["9"] && gaps(last) == [])
    }

    /// Read on a thread of its own, so that others need not wait behind it; what comes of it is the same.
    @Test func aLargeAnswerIsReadLikeAnyOther() async throws {
        let body =
            (0..<60_000).map { "node_cpu_seconds_total{cpu=\"\($0)\",mode=\"idle\"} 1\n" }.joined() + "node_memory_MemTotal_bytes 7\n"
        #expect(body.utf8.count > PrometheusCollector.largeBody)
        let broken = Mutex(false)
        let scripted = ScriptedTransports(http: { _ throws(CollectFailure) in
            ScrapeFailureTests.answer(broken.withLock { $0 } ? body + "node_x{" : body)
        })
        let collector = try PrometheusCollector(target: ScrapeFailureTests.target(), transports: scripted.transports)
        let reading = try await collector.collect(at: Moment(seconds: 0))
        #expect(reading.figures.inventory.processors == 60_000 && reading.figures.inventory.memory == 7)
        broken.withLock { $0 = true }
        await #expect(throws: CollectFailure.self) { try await collector.collect(at: Moment(seconds: 1)) }
    }

    @Test func guestsBeyondTheBoundAreToldOf() throws {
        var tracker = try windows()
        let vms = (0..<ScrapeTally.mostGuests + 1).map { "windows_hyperv_vm_cpu_total_run_time{core=\"0\",vm=\"\($0)\"} 1\n" }.joined()
        let outcome = try take(&tracker, vms)
        #expect(outcome.figures.guests.count == ScrapeTally.mostGuests)
        #expect(gaps(outcome) == ["other guests: more than 5000 are there; the others are left out"])
    }

    @Test func namesOfGuestsThatAreCutStayTwo() throws {
        var tracker = try windows()
        let long = String(repeating: "x", count: 300)
        let outcome = try take(
            &tracker,
            ["a", "b", "\u{1B}[31m"].map { "windows_hyperv_vm_cpu_total_run_time{core=\"0\",vm=\"\(long)\($0)\"} 1\n" }.joined())
        #expect(Set(outcome.figures.guests.map(\.id)).count == 3)
        #expect(outcome.figures.guests.allSatisfy { $0.id.utf8.count < 160 && !$0.name.contains("\u{1B}") })
    }

    /// An exporter's own collectors have plain names; whatever another label holds may name somebody.
    @Test func labelsAreShownAsFarAsTheyAreWords() throws {
        var tracker = try windows()
        let outcome = try take(
            &tracker,
            """
            windows_os_info{version="10.0\u{1B}[31m\(String(repeating: "9", count: 900))"} 1
            windows_exporter_collector_success{collector="hyperv"} 0
            windows_exporter_collector_success{collector="marked anna \u{1B}[31m"} 0

            """)
        let inventory = outcome.figures.inventory
        #expect(inventory.version.utf8.count <= 140 && !inventory.version.contains("\u{1B}"))
        #expect(inventory.gaps.map(\.figure) == ["hyperv", "windows_exporter"])
        #expect(inventory.gaps[1].reason.arguments == [.marked([.unknown("marked anna \u{FFFD}[31m")])])

        let findings = Findings(file: "own", isWhole: true)
        let profile = ExporterProfile.read(
            Array("failed = { of = 'job_ok', label = \"owner\" }\n[figures]\ncpu = 'a'\n".utf8), name: "own", isOwn: true,
            findings: findings, base: { _ in nil }, bases: [])
        var own = ScrapeTracker(profile)
        let found = try take(&own, "a 1\njob_ok{owner=\"anna\"} 0\n").figures.inventory
        #expect(
            findings.list.isEmpty && found.gaps.map(\.figure) == ["own"] && found.gaps[0].reason.arguments == [.marked([.unknown("anna")])])
    }

    /// A profile that names no metric as its sign is known by those of its figures.
    @Test func aProfileWithoutSignsFitsWhereOneOfItsSeriesIs() throws {
        let profile = ExporterProfile.read(
            Array("[figures]\n\"a.b\" = { value = 'sum(app_queue) / 2', label = \"Queue\" }\n".utf8), name: "own", isOwn: true,
            findings: Findings(file: "own", isWhole: true), base: { _ in nil }, bases: [])
        #expect(profile.serves == ["app_queue"])
    }
}
