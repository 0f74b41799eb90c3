import Collecting
import Collectors
import Telemetry
import TestSupport
import Testing

/// The day that the built-in scenario makes, at moments that people look at.
@Suite struct DemoTownTests {
    private static let offset = 3600

    /// On the demo's day.
    private func moment(_ time: String, day: Int64 = 0) throws -> Moment {
        let second = Int64(try #require(secondOfDay(time)))
        return try DemoScenario.load(nil).moment(second: second, offset: Self.offset) + .seconds(day * 86_400)
    }
    private func town(_ host: String, _ change: (String) -> String = { $0 }) throws -> DemoTown {
        try #require(DemoTown(try DemoScenario(change(DemoScenario.standardText), file: "town"), host: host))
    }
    private func figures(_ host: String, _ time: String, day: Int64 = 0) throws -> HostFigures {
        var town = try town(host)
        let at = try moment(time, day: day)
        let reading = town.reading(after: at - .seconds(5), at: at, offset: Self.offset)
        return try #require(reading).hosts[0].outcome.get()
    }
    private func value(_ metric: Metric, _ figures: HostFigures) throws -> Double {
        try #require(figures.samples.first { $0.metric == metric && $0.entity == .host }).value
    }

    @Test func theSameSeedBringsTheSame() throws {
        let at = try moment("9:41")
        var (one, two) = (try town("hv-1"), try town("hv-1"))
        // Whatever was asked before.
        for back in [90_000, 86_400, 3] { _ = one.reading(after: at - .seconds(back + 5), at: at - .seconds(back), offset: Self.offset) }
        let first = one.reading(after: at - .seconds(60), at: at, offset: Self.offset)
        #expect(first != nil && first == two.reading(after: at - .seconds(60), at: at, offset: Self.offset))
        var other = try town("hv-1") { $0.replacing("seed = 1 ", with: "seed = 2 ") }
        #expect(other.reading(after: at - .seconds(60), at: at, offset: Self.offset) != first)
    }

    @Test func theStormSaturatesOneHost() throws {
        let (before, storm, after) = (try figures("hv-1", "7:30"), try figures("hv-1", "8:06"), try figures("hv-1", "11:00"))
        #expect(try value(.cpu, before) < 30 && value(.cpu, storm) > 60 && (60..<95).contains(value(.cpu, after)))
        #expect(try value(.cpuWait, before) < 2 && value(.cpuWait, storm) > 10 && value(.cpuWait, after) < 5)
        // Neither the other one nor a Sunday has one.
        #expect(try value(.cpuWait, figures("hv-2", "8:06")) < 2 && value(.cpuWait, figures("hv-1", "8:06", day: -2)) < 2)
        // Each working day before it has.
        #expect(try value(.cpuWait, figures("hv-1", "8:06", day: -1)) > 10)
    }

    @Test func theFullHostIsFullAndTheOtherHalfEmpty() throws {
        let (full, half) = (try figures("hv-1", "11:00"), try figures("hv-2", "11:00"))
        #expect(full.sessions.count == 22 && full.sessionLimit == 24 && full.guests.count == 24)
        #expect((8...10).contains(half.sessions.count) && half.sessionLimit == 24)
        #expect(try value(.memory, full) > 75 && value(.memory, half) < 60)
        #expect(full.sessions.allSatisfy { $0.kind == .desktop && full.guests.map(\.id).contains($0.guest ?? "") })
        #expect(Set(full.guests.map(\.id)).count == 24)
    }

    /// What libvirt has of a guest whose agent answers is seen in a demo, too.
    @Test func oneServerIsSeenFromInside() throws {
        let (full, half) = (try figures("hv-1", "11:00"), try figures("hv-2", "11:00"))
        let inside = full.guests.filter { !$0.facts.fileSystems.isEmpty }
        #expect(inside.map(\.name) == ["files"] && half.guests.allSatisfy { $0.facts.fileSystems.isEmpty })
        let files = try #require(inside.first)
        #expect(files.facts.system != nil && !files.facts.title.isEmpty)
        let parts = Set(full.samples.filter { $0.entity.guestPart != nil }.map(\.entity))
        #expect(parts.allSatisfy { $0.wholeGuest == files.id } && parts.count == 4 + 1 + 2 + 1)
        #expect(full.inventory.storages.map(\.name) == ["images", "iso"])
        #expect(full.samples.contains { $0.entity == .storage("images") && $0.metric == StorageMetric.used })
        #expect(try figures("vpn-1", "11:00").inventory.storages.isEmpty)
    }

    @Test func workersAreLostAndComeBack() throws {
        var gateway = try town("vpn-1")
        let lost = gateway.ends(after: try moment("8:09"), through: try moment("8:15"), offset: Self.offset).filter {
            $0.cause == .clientLost
        }
        #expect(lost.count == 14 && Set(lost.map(\.user)).count == 14)
        let (first, last) = (try moment("8:10"), try moment("8:14"))
        #expect(lost.allSatisfy { $0.at >= first && $0.at <= last })
        #expect(lost.allSatisfy { $0.evidence.hasPrefix($0.user + "/") && $0.pieces.contains(.name($0.user)) })
        let (before, low, back) = try (figures("vpn-1", "8:09"), figures("vpn-1", "8:14"), figures("vpn-1", "8:25"))
        #expect(low.sessions.count < before.sessions.count && back.sessions.count > low.sessions.count)
        // Not in the weeks before; and again on the next day.
        for (day, count) in [(Int64(-1), 0), (1, 14)] {
            let ends = gateway.ends(after: try moment("8:09", day: day), through: try moment("8:15", day: day), offset: Self.offset)
            #expect(ends.filter { $0.cause == .clientLost }.count == count)
        }
    }

    @Test func silenceIsNoReading() throws {
        var gateway = try town("vpn-2")
        for (time, answers) in [("10:29", true), ("10:30", false), ("10:49", false), ("10:50", true)] {
            let at = try moment(time)
            #expect((gateway.reading(after: at - .seconds(5), at: at, offset: Self.offset) != nil) == answers, "\(time)")
        }
    }

    @Test func theNightIsQuiet() throws {
        for host in ["hv-1", "hv-2", "vpn-1", "vpn-2"] {
            let night = try figures(host, "2:30", day: 1)
            #expect(try value(.cpu, night) < 10)
            #expect(night.sessions.count <= 2)
        }
    }

    /// Every end is told once, in whatever steps time goes on.
    @Test func endsAreToldOnce() throws {
        var gateway = try town("vpn-1")
        let (from, to) = (try moment("7:00"), try moment("19:00"))
        let all = gateway.ends(after: from, through: to, offset: Self.offset)
        var (at, told) = (from, [SessionEnd]())
        while at < to {
            told += gateway.ends(after: at, through: min(at + .seconds(97), to), offset: Self.offset)
            at = at + .seconds(97)
        }
        #expect(all.count > 60 && told == all)
    }

    /// Weeks of it: percents are percents, counters never fall, ceilings hold.
    @Test func numbersStayWithinTheirBounds() throws {
        for name in ["hv-1", "vpn-1"] {
            var (host, counters, highest) = (try town(name), [String: Double](), 0.0)
            for step in 0..<2000 {
                let at = try moment("0:00", day: -7) + .seconds(step * 797)
                for sample in host.samples(at: at, offset: Self.offset) {
                    #expect(sample.value.isFinite && sample.value >= 0, "\(sample)")
                    if sample.metric.unit == .percent { #expect(sample.value <= 100, "\(sample)") }
                    if sample.metric == .sessions { highest = max(highest, sample.value) }
                    guard sample.metric.kind == .counter else { continue }
                    let key = sample.entity.name + sample.metric.id
                    #expect(sample.value >= counters[key] ?? 0)
                    counters[key] = sample.value
                }
            }
            #expect((20...52).contains(highest))
        }
    }

    /// Whatever day it is, and as far back as its history goes.
    @Test(arguments: ["1972-02-29", "2019-12-31", "2026-11-24"]) func aCounterIsNeverBelowNothing(day: String) throws {
        let text = "day = \"\(day)\"\nhistory = \"366d\"\n[[gateway]]\nname = \"g\"\nworkers = 1\n"
        let scenario = try DemoScenario(text, file: "town")
        var town = try #require(DemoTown(scenario, host: "g"))
        for back in [0, 366] as [Int64] {
            let at = scenario.moment(second: 0, offset: Self.offset) - .seconds(back * 86_400)
            for sample in town.samples(at: at, offset: Self.offset) { #expect(sample.value >= 0, "\(sample.metric.id), \(back) days back") }
        }
    }

    @Test func aCollectorTellsWhatItsScenarioSays() async throws {
        func collector(_ endpoint: String) throws -> DemoCollector {
            try DemoCollector(target: Target(id: "h", area: "A", collector: "demo", endpoint: endpoint), transports: noTransports)
        }
        let reading = try await collector("hv-2").collect(at: moment("9:00"))
        #expect(try reading.hosts[0].outcome.get().guests.count == 12)
        await #expect(throws: CollectFailure.self) { try await collector("hv-9").collect(at: moment("9:00")) }
    }
}
