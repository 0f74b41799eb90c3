import Curses
import Drawing
import TestSupport
import Testing

private func keys(_ text: String) -> [Key] {
    var decoder = KeyDecoder()
    return decoder.feed(text.utf8) + decoder.flush()
}

struct KeyTests {
    @Test(
        arguments: [
            ("a", [Key.character("a")]), ("ä€日😀", [.character("ä"), .character("€"), .character("日"), .character("😀")]),
            ("\r\n\t", [.enter, .enter, .tab]), ("\u{7F}\u{08}", [.backspace, .backspace]),
            ("\u{12}\u{0C}\u{01}", [.control("r"), .control("l"), .control("a")]),
            ("\u{0}\u{1C}", [.control(" "), .control("\\")]), ("\u{1B}", [.escape]), ("\u{1B}\u{1B}", [.escape, .escape]),
            ("\u{1B}j\u{1B}ä", [.alt("j"), .alt("ä")]), ("\u{1B}[A\u{1B}OB\u{1B}[C\u{1B}OD", [.up, .down, .right, .left]),
            ("\u{1B}[1;5A\u{1B}[1;2D", [.up, .left]), ("\u{1B}[H\u{1B}OH\u{1B}[1~\u{1B}[7~", [.home, .home, .home, .home]),
            ("\u{1B}[F\u{1B}OF\u{1B}[4~\u{1B}[8~", [.end, .end, .end, .end]),
            ("\u{1B}[5~\u{1B}[6~\u{1B}[3~", [.pageUp, .pageDown, .delete]),
            ("\u{1B}[Z", [.backTab]), ("\u{1B}OP\u{1B}[11~\u{1B}[[A\u{1B}[1;2P", [.function(1), .function(1), .function(1), .function(1)]),
            ("\u{1B}[15~\u{1B}[17~\u{1B}[21~\u{1B}[24~", [.function(5), .function(6), .function(10), .function(12)]),
            ("\u{1B}[<0;10;5M\u{1B}[I\u{1B}[M !!\u{1B}[200~x", [.character("x")]), ("\u{1B}[", [.alt("[")]), ("\u{1B}O", [.alt("O")]),
            ("\u{1B}[12\u{1B}[A", [.up]), ("\u{1B}OM", [.enter]), ("\u{9B}A", [.character("A")]),
        ] as [(String, [Key])])
    func sequencesAreKeys(bytes: String, expected: [Key]) {
        #expect(keys(bytes) == expected)
    }

    @Test func aSequenceCutAnywhereIsTheSame() {
        let text = "a\u{1B}[1;5Aä\u{1B}OB日\u{1B}[15~😀\u{1B}jx"
        let whole = keys(text)
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            var decoder = KeyDecoder()
            var found = decoder.feed(bytes[..<cut])
            found += decoder.feed(bytes[cut...]) + decoder.flush()
            #expect(found == whole, "cut at \(cut)")
        }
        var decoder = KeyDecoder()
        #expect(bytes.flatMap { decoder.feed([$0]) } + decoder.flush() == whole)
    }

    @Test func brokenLettersGoByThemselves() {
        var decoder = KeyDecoder()
        #expect(
            decoder.feed([0xFF, 0x61, 0xC3, 0x62, 0xED, 0xA0, 0x80, 0x63, 0xF5, 0x64]) == [
                .character("a"), .character("b"), .character("c"), .character("d"),
            ])
    }

    @Test func noiseNeitherCrashesNorSticks() {
        var generator = SeededGenerator(seed: 2)
        let sample = Array("\u{1B}[1;5Aä\u{1B}OB\u{1B}[<0;1;2M\u{1B}[[A日".utf8)
        for round in 0..<10_000 {
            var decoder = KeyDecoder()
            let noise = round % 2 == 0 ? Noise.mutation(of: sample, using: &generator) : Noise.bytes(40, using: &generator)
            _ = decoder.feed(noise)
            _ = decoder.flush()
            #expect(!decoder.isWaiting)
            #expect(decoder.feed([0x61]) == [.character("a")])
        }
    }

    @Test func realKeysOnARealTerminal() async throws {
        let terminal = try startProbe(columns: 200)
        try await terminal.wait(forText: "x problem")
        for (key, shown) in [
            (Key.up, "up"), (.down, "down"), (.pageUp, "pageUp"), (.home, "home"), (.backTab, "backTab"), (.delete, "delete"),
            (.function(1), "function(1)"),
            (.function(12), "function(12)"), (.escape, "escape"), (.alt("j"), "alt(\"j\")"), (.control("r"), "control(\"r\")"),
            (.enter, "enter"),
            (.character("ß"), "character(\"ß\")"),
        ] {
            terminal.press(.character("C"), key)
            try await terminal.wait(for: shown) {
                $0.lines[1].hasSuffix("keys Drawing.Key.\(shown)") || $0.lines[1].hasSuffix("keys \(shown)")
            }
        }
    }
}
