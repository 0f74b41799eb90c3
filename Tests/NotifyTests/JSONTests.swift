import Alarms
import Telemetry
import TestSupport
import Testing

@testable import Notify

struct JSONTests {
    @Test func whatIsWrittenIsReadAgain() throws {
        let text = "quote \" slash \\ control \u{1}\n\u{7F} umlaut ä 日本 👩"
        let value = JSON.object([("text", .text(text)), ("list", .list([.number(-7), .flag(true), .null])), ("none", .object([]))])
        let bytes = value.bytes
        #expect(!bytes.contains { $0 < 0x20 || $0 == 0x7F }, "control letters are spelled out")
        let again = try JSON(reading: bytes)
        #expect(again["text"]?.string == text)
        #expect(again["list"]?.items?.count == 3)
        #expect(again.bytes == bytes)
    }

    @Test(arguments: ["", " ", "{", "[1,]", "{\"a\":1} x", "nope", "{\"a\":\"\\ud800"])
    func whatIsNoJSONIsRefused(text: String) {
        #expect(throws: UnreadableJSON.self) { try JSON(reading: Array(text.utf8)) }
    }

    @Test func tooDeepAndAZeroInTheMiddleAreRefused() {
        #expect(throws: UnreadableJSON.self) { try JSON(reading: [UInt8](repeating: UInt8(ascii: "["), count: 100_000)) }
        #expect(throws: UnreadableJSON.self) { try JSON(reading: Array("[1\u{0}]".utf8)) }
        #expect(throws: UnreadableJSON.self) { try JSON(reading: [0x22, 0xFF, 0x22]) }
    }

    @Test func brokenAnswersAreRefusedOrUnderstoodAndNeverACrash() throws {
        let alerts = Array(#"[{"labels":{"alertname":"cpu"},"status":{"state":"suppressed","silencedBy":["s-1"]}}]"#.utf8)
        let silences = Array(#"[{"id":"s-1","status":{"state":"active"},"comment":"c","createdBy":"k"}]"#.utf8)
        var random = SeededGenerator(seed: 4)
        func attempt(_ alerts: [UInt8], _ silences: [UInt8]) {
            var view = SilenceView()
            guard let alerts = try? JSON(reading: alerts), let silences = try? JSON(reading: silences) else { return }
            try? view.take(alerts: alerts, silences: silences)
            view.see([Samples.alarm(1)]) { ["alertname": $0.key.rule] }
            _ = view.silences
        }
        for end in alerts.indices { attempt(Array(alerts[..<end]), silences) }
        for end in silences.indices { attempt(alerts, Array(silences[..<end])) }
        for _ in 0..<20_000 {
            var (broken, other) = (alerts, silences)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                broken[Int.random(in: broken.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                other[Int.random(in: other.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            attempt(broken, silences)
            attempt(alerts, other)
        }
    }
}
