import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Hostile answers and hostile queries: refused or read, never a crash, never for long.
@Suite struct ScrapeNoiseTests {
    static let many = getenv("WARTE_FUZZ").flatMap { Int(String(cString: $0)) } ?? 4000
    static let inputs: [[UInt8]] = ScrapeCasesTests.cases.compactMap { try? readFile("\(ScrapeCasesTests.folder)/\($0)/1.prom") }
    static let openMetrics = Array(
        """
        # HELP a help
        # TYPE a histogram
        a_bucket{le="1.0",x="ä\\n"} 1 1.5 # {t="y"} 0.5 2
        a_bucket{le="+Inf",x="ä\\n"} 2 1.5
        a_count{x="ä\\n"} 2 1.5
        a_sum{x="ä\\n"} 3 1.5
        # TYPE b_seconds counter
        # UNIT b_seconds seconds
        b_seconds_total 1e3
        # TYPE s stateset
        s{s="on"} 1
        s{s="off"} 0
        # EOF

        """.utf8)

    private func take(_ body: [UInt8], _ format: ExpositionFormat, _ tracker: inout ScrapeTracker) {
        do throws(ExpositionFault) {
            let outcome = try tracker.take(body, format, arrived: .now, host: "h", at: Moment(seconds: 0))
            for sample in outcome.figures.samples { #expect(sample.value.isFinite) }
            #expect(outcome.figures.guests.count <= ScrapeTally.mostGuests && outcome.figures.sessions.count <= ScrapeTally.mostSessions)
        } catch {
            #expect(error.line >= 1 && !error.reason.text.isEmpty)
        }
    }

    @Test func truncatedAtEveryByte() {
        var tracker = ScrapeTracker(ProfileShelf.builtIn[0])
        for input in Self.inputs.map({ Array($0.prefix(2500)) }) + [Self.openMetrics] {
            let format: ExpositionFormat = input == Self.openMetrics ? .openMetrics : .text
            for piece in Noise.truncations(of: input) { take(piece, format, &tracker) }
        }
        // Of OpenMetrics no piece can be taken for the whole.
        for piece in Noise.truncations(of: Self.openMetrics.dropLast(1)) {
            #expect(throws: ExpositionFault.self) { try Exposition.read(piece, .openMetrics) { _ in } }
        }
    }

    @Test func shuffledAndRandom() {
        var generator = SeededGenerator(seed: 1)
        var trackers = ProfileShelf.builtIn.map { ScrapeTracker($0) }
        for turn in 0..<Self.many {
            let base = turn % 4 == 0 ? Self.openMetrics : Self.inputs[turn % Self.inputs.count]
            let body: [UInt8]
            switch turn % 7 {
            case 0: body = Noise.bytes(Int.random(in: 0...400, using: &generator), using: &generator)
            case 1:
                body = Array(
                    base.split(separator: 10, omittingEmptySubsequences: false).shuffled(using: &generator).joined(separator: [10]))
            default: body = Noise.mutation(of: base, using: &generator)
            }
            take(body, turn % 4 == 0 ? .openMetrics : .text, &trackers[turn % trackers.count])
        }
    }

    @Test func randomQueriesAndProfiles() throws {
        var generator = SeededGenerator(seed: 2)
        let words = [
            "sum", "rate", "(", ")", "{", "}", "a", "b=", "\"x\"", "=~", "!=", "+", "-", "*", "/", "1", ",", ".*", "|", " ", "\\", "é",
        ]
        for _ in 0..<Self.many {
            let text = (0..<Int.random(in: 0...30, using: &generator)).map { _ in words.randomElement(using: &generator) ?? "" }.joined()
            do throws(QueryFault) { _ = try SeriesQueryParser.query(text) } catch { #expect(error.at <= text.utf8.count) }
        }
        let profile = try readFile(ExporterProfileTests.folder + "/windows_exporter.toml")
        let folder = try TemporaryFolder()
        for _ in 0..<Self.many / 40 {
            try writeFile(folder.file("x.toml"), Noise.mutation(of: profile, using: &generator))
            var own = OwnProfiles(path: folder.path)
            _ = try? own.current()
        }
    }

    /// What would be large in memory or slow is refused, or is neither.
    @Test func largeAnswersStayBounded() {
        var tracker = ScrapeTracker(ProfileShelf.builtIn[0])
        let vms = (0..<ScrapeTally.mostGuests + 50).map { "windows_hyperv_vm_cpu_total_run_time{core=\"0\",vm=\"\($0)\"} 1\n" }.joined()
        take(Array(vms.utf8), .text, &tracker)
        let labels = (0..<500).map { "l\($0)=\"x\"" }.joined(separator: ",")
        #expect(ExpositionTests.read("a{\(labels)} 1\n") == ["line 1: more than 128 labels"])
        let long = "a{b=\"" + String(repeating: "x", count: 1_000_000) + "\"} 1\n"
        take(Array(long.utf8), .text, &tracker)
        #expect(ExpositionTests.read("a " + String(repeating: "9", count: 600) + "\n") == ["line 1: no number where the value must be"])
    }
}
