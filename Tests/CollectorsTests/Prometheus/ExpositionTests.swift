import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// What the two text formats take and refuse.
@Suite struct ExpositionTests {
    /// Each sample as it was read, or the fault.
    static func read(_ text: String, _ format: ExpositionFormat = .text) -> [String] { read(Array(text.utf8), format) }
    static func read(_ body: [UInt8], _ format: ExpositionFormat) -> [String] {
        var found: [String] = []
        do throws(ExpositionFault) {
            try Exposition.read(body, format) { scanner in
                let labels = scanner.labels.map { label in
                    String(decoding: scanner.slice(label.name), as: UTF8.self) + "="
                        + String(decoding: scanner.unescaped(label), as: UTF8.self)
                }
                let name = String(decoding: scanner.slice(scanner.name), as: UTF8.self)
                found.append("\(name)[\(labels.joined(separator: ","))] \(scanner.value)" + (scanner.timestamp.map { " @\($0)" } ?? ""))
            }
        } catch { return ["line \(error.line): \(error.reason.text)"] }
        return found
    }

    /// The examples of its specification, and what it says besides.
    @Test(
        arguments: [
            ("a 1\n", ["a[] 1.0"]), ("", []), ("\n\n", []), ("# nothing\n#\n# HELPER a\n", []),
            ("a 1 1395066363000\n", ["a[] 1.0 @1395066363.0"]),
            ("  a\t{ b = \"c\" , d=\"\" , }  2 \t 3  \n", ["a[b=c,d=] 2.0 @0.003"]), ("a{} 1\n", ["a[] 1.0"]),
            ("a{b=\"c\"}1\n", ["a[b=c] 1.0"]),
            ("a{b=\"C:\\\\DIR\\\\F.TXT\",e=\"x:\\n\\\"y\\\"\"} 1.458255915e9\n", ["a[b=C:\\DIR\\F.TXT,e=x:\n\"y\"] 1458255915.0"]),
            ("something_weird{problem=\"division by zero\"} +Inf -3982045\n", ["something_weird[problem=division by zero] inf @-3982.045"]),
            (
                "a NaN\nb -inf\nc +Infinity\nd 0x1p-3\ne .5\nf 5.\ng 1E3\n",
                ["a[] nan", "b[] -inf", "c[] inf", "d[] 0.125", "e[] 0.5", "f[] 5.0", "g[] 1000.0"]
            ),
            (
                "# TYPE a histogram\na_bucket{le=\"0.05\"} 1\na_bucket{le=\"+Inf\"} 2\na_sum 3\na_count 2\n",
                ["a_bucket[le=0.05] 1.0", "a_bucket[le=+Inf] 2.0", "a_sum[] 3.0", "a_count[] 2.0"]
            ),
            ("# TYPE a summary\na{quantile=\"0.5\"} NaN\na{quantile=\"0.9\"} NaN\n", ["a[quantile=0.5] nan", "a[quantile=0.9] nan"]),
            ("a{x=\"1\"} 1\nb{x=\"1\"} 1\na{x=\"2\"} 1\n", ["a[x=1] 1.0", "b[x=1] 1.0", "a[x=2] 1.0"]),
            ("# HELP a back\\\\slash \\q\n# TYPE a untyped\na 1\n", ["a[] 1.0"]), ("a:b_c9 1\n", ["a:b_c9[] 1.0"]),
            ("# HELP a x\n# TYPE a gauge\na 1\n# HELP a x\n# TYPE a gauge\na 1\n", ["a[] 1.0"]), ("ä 1\n", nil),
            ("a 1", nil), ("a\n", nil), ("a x\n", nil), ("a 1 x\n", nil), ("a 1 1.5\n", nil), ("a 1 2 3\n", nil), ("0a 1\n", nil),
            ("a-b 1\n", nil),
            ("a{b=\"c\"\n", nil), ("a{b=\"c} 1\n", nil), ("a{b=c} 1\n", nil), ("a{b} 1\n", nil), ("a{=\"c\"} 1\n", nil),
            ("a{1=\"c\"} 1\n", nil),
            ("a{b:c=\"d\"} 1\n", nil), ("a{,} 1\n", nil), ("a{b=\"c\",,d=\"e\"} 1\n", nil), ("a{b=\"c\" d=\"e\"} 1\n", nil),
            ("a{b=\"\\x\"} 1\n", nil), ("a{b=\"c\",b=\"d\"} 1\n", nil), ("a 1e999\n", nil), ("a +NaN\n", nil), ("a 1_000\n", nil),
            ("a 0x1\n", nil),
            ("# TYPE a\n", nil), ("# TYPE a b\n", nil), ("# TYPE a unknown\n", nil), ("# TYPE\n", nil), ("# HELP\n", nil),
            ("# TYPE a gauge x\n", nil),
            ("# TYPE a gauge\n# TYPE a counter\n", nil), ("# HELP a x\n# HELP a y\n", nil), ("a 1\n# TYPE a gauge\n", nil),
            ("a 1\na 2\n", nil),
            ("a{b=\"1\",c=\"2\"} 1\na{c=\"2\",b=\"1\"} 2\n", nil), ("a_sum 1\n# TYPE a summary\n", nil),
            ("# TYPE a histogram\na_bucket{le=\"2\"} 1\na_bucket{le=\"1\"} 1\n", nil), ("# TYPE a histogram\na_bucket{le=\"x\"} 1\n", nil),
            ("# TYPE a summary\na 1\n", nil), ("a{b=\"\u{0}\"} 1\r\n", nil), ("{\"a.b\"} 1\n", nil), ("<html>\n", nil),
        ] as [(String, [String]?)])
    func text(_ input: String, _ expected: [String]?) {
        let found = Self.read(input)
        if let expected {
            #expect(found == expected)
        } else {
            #expect(found.count == 1 && found[0].hasPrefix("line "), "\(input): \(found)")
        }
    }

    @Test(
        arguments: [
            ("a 1\n# EOF\n", ["a[] 1.0"]), ("a 1\n# EOF", ["a[] 1.0"]), ("# EOF\n", []),
            (
                "# TYPE a counter\na_total{b=\"c\\d\"} 1 1.5 # {t=\"x\"} 1 2\na_created{b=\"c\\d\"} 9 1.5\n# EOF\n",
                ["a_total[b=c\\d] 1.0 @1.5", "a_created[b=c\\d] 9.0 @1.5"]
            ),
            ("# TYPE a stateset\na{a=\"x\"} 1\na{a=\"y\"} 0\n# EOF\n", ["a[a=x] 1.0", "a[a=y] 0.0"]),
            ("# TYPE a info\na_info{v=\"1\"} 1\na_info{v=\"2\"} 1\n# EOF\n", ["a_info[v=1] 1.0", "a_info[v=2] 1.0"]),
            ("# TYPE a gauge\na 1 1\na 2 2\n# EOF\n", ["a[] 1.0 @1.0", "a[] 2.0 @2.0"]),
            ("", nil), ("a 1\n", nil), ("a 1\n# EOF\n\n", nil), ("\na 1\n# EOF\n", nil), ("a  1\n# EOF\n", nil),
            ("a 1\n# comment\n# EOF\n", nil),
            ("a{b=\"c\",} 1\n# EOF\n", nil), ("a{ b=\"c\"} 1\n# EOF\n", nil), ("a 1\nb 1\na{x=\"1\"} 1\n# EOF\n", nil),
            ("a 1\na 1\n# EOF\n", nil),
            ("# TYPE a gauge\na 1 1\na 2\n# EOF\n", nil), ("a\t1\n# EOF\n", nil), ("a 1\r\n# EOF\n", nil), ("a 0x1p3\n# EOF\n", nil),
            ("# TYPE a counter\na 1\n# EOF\n", nil), ("# TYPE a untyped\na 1\n# EOF\n", nil), ("a{b=\"c\"}1\n# EOF\n", nil),
            ("# TYPE a gauge\n# TYPE a_x gauge\n# TYPE a gauge\n# EOF\n", nil), ("a 1\n# EOF \n", nil),
        ] as [(String, [String]?)])
    func openMetrics(_ input: String, _ expected: [String]?) {
        let found = Self.read(input, .openMetrics)
        if let expected {
            #expect(found == expected)
        } else {
            #expect(found.count == 1 && found[0].hasPrefix("line "), "\(input): \(found)")
        }
    }

    @Test func aFaultHasItsLine() {
        #expect(Self.read("a 1\n\n# x\nb{c=\"d} 2\n") == ["line 4: a label's value without its closing quote"])
        #expect(Self.read("a 1\nb 2") == ["line 2: the answer ends here, in the middle"])
        #expect(Self.read("a 1\n", .openMetrics) == ["line 2: the answer ends here, without # EOF"])
        #expect(Self.read(Array("a 1\nb{c=\"".utf8) + [0xFF] + Array("\"} 1\n".utf8), .text) == ["line 2: bytes that are no UTF-8"])
    }

    /// What stands in a line may name somebody: no fault repeats it.
    @Test func noFaultSaysWhatStandsThere() {
        for bad in ["anna{b=\"anna\"} x\n", "b{anna=anna} 1\n", "b{u=\"anna\"\n", "anna-b 1\n", "b anna\n", "# TYPE b anna\n"] {
            #expect(!Self.read(bad)[0].contains("anna"), "\(bad)")
        }
    }

    @Test(arguments: [
        "0", "1", "-1.5", "1e22", "123456789012345678", "0.1", "2.2250738585072014e-308", "1e-320", "9007199254740993",
        "1.7976931348623157e308",
        "0.013300656000000001", "1.79555381736e+09", "00001.20e-1", "3.0000000000000000000000000000000000001", "1e23", "123456.789e-30",
    ])
    func numbersAreReadAsTheyAre(_ text: String) {
        let found = Array(text.utf8).withUnsafeBufferPointer { ExpositionNumber.value($0[...], .text) }
        #expect(found == Double(text))
    }

    @Test func numbersAreReadAsTheyAreAtRandom() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<3000 {
            let number = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &generator))
            guard number.isFinite else { continue }
            let digits = Double(Int64.random(in: -10_000_000_000...10_000_000_000, using: &generator)) / 1000
            for one in [number, digits] {
                let found = Array("\(one)".utf8).withUnsafeBufferPointer { ExpositionNumber.value($0[...], .openMetrics) }
                #expect(found == one)
            }
        }
    }

    @Test func theContentTypeSaysTheFormat() {
        #expect(ExpositionFormat(contentType: "text/plain; version=0.0.4; charset=utf-8") == .text)
        #expect(ExpositionFormat(contentType: nil) == .text)
        #expect(ExpositionFormat(contentType: "Application/OpenMetrics-Text; version=1.0.0; charset=utf-8") == .openMetrics)
        #expect(ExpositionFormat(contentType: "application/json") == nil)
    }
}
