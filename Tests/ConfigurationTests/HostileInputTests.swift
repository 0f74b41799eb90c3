import TOMLReading
import Telemetry
import TestSupport
import Testing

@testable import Configuration

/// Whatever stands in a file: no crash, no hang, and a failure has a place in it. Seeded, so that what is found can be found again.
@Suite(.timeLimit(.minutes(10))) struct HostileInputTests {
    let rich: [UInt8]
    private let collectors = kinds + [Sample.collector]
    /// The example with every key; most of its comments are left out, because what can go wrong is elsewhere.
    init() throws {
        let lines = try #require(readText(sourceFolder + "cases/full/warte.toml")).split(separator: "\n")
        let short = lines.enumerated().map { $0 < 4 ? $1 : $1.prefix { $0 != "#" } }.filter { $0.contains { $0 != " " } }
        let options = try #require(readText(sourceFolder + "option-cases/every-kind/warte.toml"))
        rich = Array((short.joined(separator: "\n") + "\n" + options).utf8)
        _ = try parseSettings(String(decoding: rich, as: UTF8.self), file: "f", collectors: collectors)
    }

    /// Complains of an outcome that says nothing, or says it without a line of the file.
    private func check(_ bytes: [UInt8], _ what: @autoclosure () -> String) {
        let draft = readDraft(bytes, file: "f", collectors: collectors, rules: RuleKind.standard)
        if draft.settings != nil {
            #expect(draft.problems.isEmpty, "\(what())")
            return
        }
        let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
        let isPlaced = draft.problems.allSatisfy { (1...lines).contains($0.line) && $0.column >= 1 && !$0.text.isEmpty }
        let isClean = draft.problems.allSatisfy { problem in !problem.description.unicodeScalars.contains(where: \.isSteering) }
        if draft.problems.isEmpty || !isPlaced || !isClean { Issue.record("\(what()): \(draft.problems)") }
    }

    @Test func truncatedAtEveryByte() {
        for length in 0..<rich.count { check(Array(rich[..<length]), "cut after \(length) bytes") }
    }

    @Test func mutated() {
        var random = SeededGenerator(seed: 1)
        for round in 0..<4500 {
            var bytes = rich
            for _ in 0..<Int.random(in: 1...6, using: &random) { mutate(&bytes, &random) }
            check(bytes, "mutation \(round)")
        }
    }

    @Test func random() {
        var random = SeededGenerator(seed: 2)
        let alphabet = Array("[]{}=.,#\"'\\\n\r\t -+_:0123456789abehostnmilu€\u{0}\u{1b}".utf8) + [0xff, 0xc0, 0x80]
        for round in 0..<3100 {
            let length = Int.random(in: 0...300, using: &random)
            let bytes = (0..<length).map { _ in
                round % 3 == 0 ? UInt8.random(in: 0...255, using: &random) : alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            check(bytes, "text \(round)")
        }
    }

    /// What is beyond is told of once, where it begins; what stands in it is not looked at.
    @Test(arguments: [
        ("[[host]]", "name = \"h@\"\ncollector = \"libvirt\"\nendpoint = \"test:///default\"\n", 1000),
        ("[[area]]", "name = \"a@\"\n", 500),
        ("[[maintenance]]", "host = \"h0\"\nfrom = 2026-12-01T22:00:00Z\nto = 2026-12-02T04:00:00Z\nreason = \"@\"\n", 500),
    ])
    func moreThanOneEngineTakes(_ header: String, _ body: String, _ most: Int) {
        func problems(_ count: Int) -> [FileProblem] {
            var text = ""
            for number in 0..<count { text += header + "\n" + body.replacing("@", with: "\(number)") }
            // Nothing is said of what names one that is beyond.
            if header != "[[host]]" {
                let area = header == "[[area]]" ? "area = \"a\(count - 1)\"\n" : ""
                text += "[[host]]\nname = \"h0\"\ncollector = \"libvirt\"\nendpoint = \"test:///default\"\n" + area
            } else {
                text += "[[maintenance]]\nhost = \"h\(count - 1)\"\n"
                text += "from = 2026-12-01T22:00:00Z\nto = 2026-12-02T04:00:00Z\nreason = \"r\"\n"
            }
            return readDraft(Array(text.utf8), file: "f", collectors: collectors, rules: RuleKind.standard).problems
        }
        #expect(problems(most).isEmpty)
        let found = problems(most + 2)
        #expect(found.count == 1 && found.map(\.line) == [most * (body.count { $0 == "\n" } + 1) + 1])
        #expect(found.first?.text.contains("there are \(most + 2) \(header), and at most \(most) are taken; leave out") == true)
    }

    /// Where none is declared the areas are those that hosts name.
    /// Nobody reads more, and a file has as many lines as it likes.
    @Test func moreProblemsThanAnybodyReads() {
        let text = (0..<20_000).map { "k\($0) = 1\n" }.joined()
        let problems = readDraft(Array(text.utf8), file: "f", collectors: collectors, rules: RuleKind.standard).problems
        #expect(problems.count == 501)
        #expect(problems.count { $0.text.contains("more than 500 problems") } == 1)
    }

    @Test func moreAreasThanAreTaken() {
        func problems(_ count: Int) -> [FileProblem] {
            let text = (0..<count).map {
                "[[host]]\nname = \"h\($0)\"\narea = \"a\($0)\"\ncollector = \"libvirt\"\nendpoint = \"test:///default\"\n"
            }
            return readDraft(Array(text.joined().utf8), file: "f", collectors: collectors, rules: RuleKind.standard).problems
        }
        #expect(problems(500) == [])
        #expect(problems(502).map { "\($0.line) \($0.text.contains("is one area more than the 500"))" } == ["2503 true"])
    }

    @Test(arguments: ["[", "{", "a.", "[[host]]\n", "\"", "'''", "a=[", "a={b=", "[a.", "#", "=", "\\", "\n", "a={b.c=[\n"])
    func repeated(_ piece: String) {
        check(Array(String(repeating: piece, count: (1 << 18) / piece.utf8.count).utf8), "repeated \(piece)")
    }

    /// Dots hide behind the end of a long text that ends in quotes of its own.
    @Test func dotsBehindALongText() {
        let dots = String(repeating: "a.", count: 100_000) + "a = 1"
        for text in ["a = [ \"\"\"x\"\"\"\", {\(dots)} ]", "a = [ '''x''''', {\(dots)} ]", "a = \"\\\"\" # \"\n\(dots)"] {
            check(Array(text.utf8), "dots")
            let problems = readDraft(Array(text.utf8), file: "f", collectors: kinds, rules: []).problems
            #expect(problems.contains { $0.text == "not TOML: too many dots in one key" })
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(Array("[]{}=.,#\"'\n".utf8)[Int.random(in: 0..<11, using: &random)], at: at)
        case 3: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...200, using: &random)))
        case 4:
            let end = min(bytes.count, at + Int.random(in: 1...200, using: &random))
            bytes.insert(contentsOf: Array(bytes[at..<end]), at: Int.random(in: 0...bytes.count, using: &random))
        default: bytes.swapAt(at, Int.random(in: 0..<bytes.count, using: &random))
        }
    }
}
