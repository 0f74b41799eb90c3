import TOMLReading
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// The language of profiles, and what it comes to.
@Suite struct SeriesQueryTests {
    static let served = """
        # TYPE s gauge
        s{state="active",user="a"} 1
        s{state="active",user=""} 1
        s{state="idle",user="b"} 0
        n{d="eth0"} 10
        n{d="lo"} 5
        n{d="veth12"} 1
        w{p="C:\\\\x\\"y"} 7
        one 4
        zero 0
        bad NaN

        """

    /// Of a host's figure `cpu`, for want of another; nil where it is missing.
    static func value(_ query: String, _ text: String = served) throws -> Double? {
        var profile = ExporterProfile(name: "test")
        profile.figures = [ProfileFigure(metric: Metric("x", label: "x", unit: .count), alternatives: [try SeriesQueryParser.query(query)])]
        var tracker = ScrapeTracker(profile)
        return try tracker.take(Array(text.utf8), .text, arrived: .now, host: "h", at: Moment(seconds: 0)).figures.samples.first?.value
    }

    @Test(
        arguments: [
            ("one", 4), ("one * 2 + 1", 9), ("1 + one * 2", 9), ("(1 + one) * 2", 10), ("one - 1 - 1", 2), ("one / 2 / 2", 1), ("2.5", 2.5),
            ("sum(s)", 2), ("count(s)", 3), ("sum(s{state=\"active\"})", 2), ("sum(s{state=\"active\",user!=\"\"})", 1),
            ("sum(s{ state = 'active' , user != '' , })", 1), ("count(s{state=~\"act.*|idle\"})", 3), ("count(s{state!~\"act.*\"})", 1),
            ("count(s{none=\"\"})", 3), ("count(s{none!=\"\"})", 0), ("sum(s{state=\"gone\"})", 0), ("max(n)", 10), ("min(n)", 1),
            ("avg(n)", 16.0 / 3),
            ("sum(n{d!=\"lo\"})", 11), ("sum(n{d=~\"eth.\"})", 10), ("sum(n{d=~\".*th.+\"})", 11), ("sum(n{d=~\"veth\"})", 0),
            ("n{d=\"lo\"}", 5),
            ("sum(w{p=\"C:\\\\x\\\"y\"})", 7), ("sum(w{p='C:\\\\x\"y'})", 7), ("max(s{state=\"gone\"})", nil), ("n", nil),
            ("n{d=\"gone\"}", nil), ("sum(gone)", nil),
            ("count(gone)", nil), ("one / zero", nil), ("bad", nil), ("bad + 1", nil), ("gone + 1", nil), ("rate(one)", nil),
            ("sum(rate(n))", nil),
        ] as [(String, Double?)])
    func comesTo(_ query: String, _ expected: Double?) throws {
        let found = try Self.value(query)
        #expect(found == expected, "\(query)")
    }

    @Test func ratesAreOfEachSeries() throws {
        var profile = ExporterProfile(name: "test")
        let queries = ["sum(rate(c))", "max(rate(c))", "rate(c{x=\"1\"})", "sum(c)"]
        profile.figures = try queries.enumerated().map { index, query in
            ProfileFigure(
                metric: Metric("q\(index)", label: "q", unit: .count, kind: index == 3 ? .counter : .gauge),
                alternatives: [try SeriesQueryParser.query(query)])
        }
        var tracker = ScrapeTracker(profile)
        let start = ContinuousClock.now
        func take(_ text: String, after seconds: Double) throws -> [String: Double] {
            let outcome = try tracker.take(
                Array(text.utf8), .text, arrived: start + .seconds(seconds), host: "h", at: Moment(seconds: Int64(seconds)))
            return Dictionary(uniqueKeysWithValues: outcome.figures.samples.map { ($0.metric.id, $0.value) })
        }
        #expect(try take("c{x=\"1\"} 100\nc{x=\"2\"} 50\n", after: 0) == ["q3": 150])
        #expect(try take("c{x=\"1\"} 120\nc{x=\"2\"} 60\n", after: 10) == ["q0": 3, "q1": 2, "q2": 2, "q3": 180])
        // Too early for a window: rates stand, totals go on.
        #expect(try take("c{x=\"1\"} 121\nc{x=\"2\"} 60\n", after: 10.5) == ["q0": 3, "q1": 2, "q2": 2, "q3": 181])
        // One begins anew, another one comes: nobody knows what they had come to.
        #expect(try take("c{x=\"1\"} 7\nc{x=\"2\"} 80\nc{x=\"3\"} 1000\n", after: 20) == ["q0": 2, "q1": 2, "q2": 0, "q3": 200])
        #expect(try take("c{x=\"2\"} 90\n", after: 30) == ["q0": 1, "q1": 1, "q3": 210])
    }

    @Test(arguments: [
        "", "1 +", "a b", "a{", "a{b}", "a{b=}", "a{b=\"c}", "a{b=\"c\"", "a{b==\"c\"}", "a{b=~\"[x\"}", "a{b=~\"(x|y)\"}", "a{b=~\"x*\"}",
        "a{b=~\"\\\\d\"}", "sum(a", "sum(1)", "sum(a + b)", "median(a)", "rate(sum(a))", "sum(sum(a))", "rate(1)", "a[5m]", "a offset 5m",
        "a == 1",
        "(a", "a)", "-a", "1.2.3", "sum by (x) (a)", "a{b:c=\"d\"}", "one(a)", "ä",
    ])
    func isNoQuery(_ text: String) {
        #expect(throws: QueryFault.self) { try SeriesQueryParser.query(text) }
    }

    @Test func queriesAreBounded() {
        #expect(throws: QueryFault.self) { try SeriesQueryParser.query(String(repeating: "(", count: 1000) + "a") }
        #expect(throws: QueryFault.self) { try SeriesQueryParser.query(String(repeating: "a+", count: 500) + "a") }
        #expect(throws: QueryFault.self) { try SeriesQueryParser.query(String(repeating: " ", count: 3000) + "a") }
    }

    @Test(arguments: [
        ("a.*b", "ab", true), ("a.*b", "axxb", true), ("a.*b", "axxbc", false), ("a.+b", "ab", false), ("a.+b", "axb", true),
        (".*", "", true),
        (".+", "", false), ("a|b", "b", true), ("a|b", "ab", false), ("a\\.b", "a.b", true), ("a\\.b", "axb", false), (".", "ä", true),
        ("..", "ä", false), (".*x.*y.*", "aaxbbybb", true), (".*x.*y", "aaxbbybb", false), ("", "", true), ("|a", "", true),
    ])
    func patternMatches(_ pattern: String, _ value: String, _ isMatch: Bool) throws {
        #expect(try #require(LabelPattern(pattern)).accepts(Array(value.utf8)) == isMatch)
    }

    /// As slow as a matcher can be made, and still at once.
    @Test func aPatternNeverTakesLong() throws {
        let pattern = try #require(LabelPattern(String(repeating: ".*a", count: 200) + "b"))
        #expect(!pattern.accepts([UInt8](repeating: 0x61, count: 5000)))
    }
}
