import TestSupport
import Testing

@testable import JSON

struct JSONValueTests {
    @Test func whatIsWrittenIsReadAgain() throws {
        let text = "quote \" slash \\ / control \u{1}\u{8}\t\n\u{C}\r\u{7F}\u{0} umlaut ä 日本 👩"
        let value = JSONValue.object([
            ("text", .text(text)), ("list", .list([.number(-7), .fraction(0.1), .flag(true), .null, .list([]), .list([.list([])])])),
            ("none", .object([])), ("a \"key\"", .object([("b", .object([])), ("c", .number(Int64.min + 1))])),
        ])
        let bytes = value.bytes
        #expect(!bytes.contains { $0 < 0x20 || $0 == 0x7F }, "control letters are spelled out")
        let again = try JSONValue(reading: bytes)
        #expect(again["text"]?.string == text)
        #expect(again["list"]?.items?.count == 6)
        #expect(again.bytes == bytes)
    }

    @Test func theTextIsAsItAlwaysWas() {
        let text = FieldWriter.message { out in
            out.put("a", "x\u{1F}\"/")
            out.put("b", nil as String?)
            out.put("n", -5)
            out.put("none", Double.nan)
            out.put("d", 0.25)
            out.object("o") { $0.put("f", true) }
            out.put("texts", ["p", "q"])
            out.put("ids", [1, 2] as [Int64])
            out.objects("l", [1, 2]) { number, out in out.put("i", number) }
            out.objects("e", [Int]()) { _, _ in }
        }
        #expect(
            String(decoding: text, as: UTF8.self)
                == #"{"a":"x\u001f\"/","n":-5,"d":0.25,"o":{"f":true},"texts":["p","q"],"ids":[1,2],"l":[{"i":1},{"i":2}],"e":[]}"# + "\0")
    }

    @Test(arguments: ["7", "-1", "true", "null", "\"x\"", "[]", "1.5", " 7 ", "9223372036854775807"])
    func oneValueIsEnough(text: String) throws {
        #expect(try JSONValue(reading: Array(text.utf8)).bytes == Array(text.utf8).filter { $0 != 0x20 })
    }

    @Test func aNumberBeyond64BitsIsNoOther() throws {
        guard case .fraction(let number) = try JSONValue(reading: Array("99999999999999999999".utf8)) else {
            Issue.record("it was cut to 64 bits")
            return
        }
        #expect(number >= 9.2e18)
    }

    @Test(arguments: ["", " ", "{", "[1,]", "{\"a\":1} x", "nope", "{\"a\":\"\\ud800", "1 2", "-", "1e", "{}{}", "'a'"])
    func whatIsNoJSONIsRefused(text: String) {
        #expect(throws: UnreadableMessage.self) { try JSONValue(reading: Array(text.utf8)) }
    }

    @Test(arguments: ["[]", " [ ] ", "[1,2.5,\"x\",null,[],{\"a\":[1]}]", " [ {\"a\":1} ,\n{\"b\":2}\t] \n"])
    func aListIsReadOneByOneAsInOnePiece(text: String) throws {
        var found: [JSONValue] = []
        try JSONValue.elements(of: Array(text.utf8)) { found.append($0) }
        #expect(JSONValue.list(found).bytes == (try JSONValue(reading: Array(text.utf8)).bytes))
    }

    @Test(arguments: [
        "", " ", "{}", "1", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1]]", "[1] x", "[{\"a\":]", "[\"\\ud800", "[nope]", "[1]\u{0}",
    ])
    func whatIsNoListIsRefused(text: String) {
        #expect(throws: UnreadableMessage.self) { try JSONValue.elements(of: Array(text.utf8)) { _ in } }
    }

    @Test func anElementThatIsTooLongIsRefusedAndAsManyAsThereAreAreNot() throws {
        let fits = "[\"" + String(repeating: "x", count: 1022) + "\"]"
        var count = 0
        try JSONValue.elements(of: Array(fits.utf8), longest: 1024) { _ in count += 1 }
        #expect(throws: UnreadableMessage.self) { try JSONValue.elements(of: Array(fits.utf8), longest: 1023) { _ in } }
        let many = "[" + Array(repeating: "{\"a\":[1,2]}", count: 10_000).joined(separator: ",") + "]"
        try JSONValue.elements(of: Array(many.utf8), longest: 1024) { _ in count += 1 }
        #expect(count == 10_001)
    }

    @Test func tooDeepAndAZeroInTheMiddleAreRefused() throws {
        #expect(throws: UnreadableMessage.self) { try JSONValue(reading: [UInt8](repeating: UInt8(ascii: "["), count: 100_000)) }
        #expect(throws: UnreadableMessage.self) { try JSONValue(reading: Array("[1\u{0}]".utf8)) }
        #expect(throws: UnreadableMessage.self) { try JSONValue(reading: [0x22, 0xFF, 0x22]) }
        let deep = Array((String(repeating: "[", count: 40) + String(repeating: "]", count: 40)).utf8)
        #expect(throws: UnreadableMessage.self) { try JSONValue(reading: deep) }
        #expect(try JSONValue(reading: deep, depth: 48).bytes == deep)
    }

    @Test func textsCutAndBrokenAreRefusedOrUnderstoodAndNeverACrash() {
        let good = Array(#"[{"labels":{"alertname":"cpu ä"},"status":{"n":-1.5e3,"by":["s-1",null,true]}}]"#.utf8)
        for end in good.indices { #expect(throws: UnreadableMessage.self) { try JSONValue(reading: Array(good[..<end])) } }
        var random = SeededGenerator(seed: 4)
        for _ in 0..<20_000 {
            var broken = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                broken[Int.random(in: broken.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try? JSONValue(reading: broken)
        }
    }
}
