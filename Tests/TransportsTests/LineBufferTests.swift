import TestSupport
import Testing

@testable import Collecting

struct LineBufferTests {
    /// All lines of `portions`, and the rest.
    func lines(_ portions: [[UInt8]], limit: Int = 100) throws -> ([String], String) {
        var buffer = LineBuffer(limit: limit)
        var lines: [String] = []
        for portion in portions {
            buffer.append(portion)
            while let line = try buffer.next() { lines.append(line) }
        }
        return (lines, String(decoding: buffer.tail, as: UTF8.self))
    }

    @Test func bothEndsAndAnyCut() throws {
        let text = Array("one\r\ntwo\n\n\r\nthree\rfour\nrest".utf8)
        for cut in 0...text.count {
            let found = try lines([Array(text[..<cut]), Array(text[cut...])])
            #expect(found == (["one", "two", "", "", "three\rfour"], "rest"))
        }
        #expect(try lines(text.map { [$0] }) == (["one", "two", "", "", "three\rfour"], "rest"))
    }

    @Test func aLineOfTheLimitPassesAndALongerOneDoesNot() throws {
        let full = [UInt8](repeating: 120, count: 100)
        #expect(try lines([full + [13, 10]]).0.first?.count == 100)
        #expect(throws: LineBuffer.TooLong(limit: 100, start: String(repeating: "x", count: 80))) { try lines([full + [120, 10]]) }
        #expect(throws: LineBuffer.TooLong.self) { try lines([full + [120, 120]]) }
    }

    @Test func whatIsNotUTF8IsLatin1() throws { #expect(try lines([[0xFF, 65, 0, 10]]).0 == ["\u{FF}A\u{0}"]) }

    @Test func manyLinesComeOutInTheirOrder() throws {
        let text = (0..<20_000).map { "line \($0)" }
        #expect(try lines([Array(text.joined(separator: "\n").utf8) + [10]]).0 == text)
    }

    @Test func theTailCanBeTakenAsItIs() throws {
        var buffer = LineBuffer(limit: 10)
        buffer.append(Array("PROMPT:".utf8))
        #expect(try buffer.next() == nil)
        #expect(buffer.tail.elementsEqual("PROMPT:".utf8))
        buffer.dropTail()
        buffer.append(Array("x\n".utf8))
        #expect(try buffer.next() == "x")
    }
}
