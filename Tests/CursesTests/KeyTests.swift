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
            ("\u{1B}[<0;10;5M\u{1B}[I\u{1B}[M !!x", [.mouse(Mouse(.click, x: 9, y: 4)), .character("x")]), ("\u{1B}[", [.alt("[")]),
            ("\u{1B}O", [.alt("O")]),
            ("\u{1B}[12\u{1B}[A", [.up]), ("\u{1B}OM", [.enter]), ("\u{9B}A", [.character("A")]),
        ] as [(String, [Key])])
    func sequencesAreKeys(bytes: String, expected: [Key]) {
        #expect(keys(bytes) == expected)
    }

    // MARK: The mouse

    @Test func buttonAndWheelAreToldAndNothingElse() {
        #expect(
            keys("\u{1B}[<0;1;1M\u{1B}[<64;80;24M\u{1B}[<65;2000;1000M\u{1B}[<4;3;3M\u{1B}[<16;3;4M") == [
                .mouse(Mouse(.click, x: 0, y: 0)), .mouse(Mouse(.wheelUp, x: 79, y: 23)), .mouse(Mouse(.wheelDown, x: 1999, y: 999)),
                .mouse(Mouse(.click, x: 2, y: 2)), .mouse(Mouse(.click, x: 2, y: 3)),
            ])
        // Let go, moved, other buttons, the other wheel, other ways to tell it, no numbers, too many, none, none that are there.
        let others = [
            "<0;1;1m", "<32;1;1M", "<35;1;1M", "<1;1;1M", "<2;1;1M", "<66;1;1M", "<128;1;1M", "32;1;1M", "<M", "<;;M", "<0;1M", "<0;1;1;1M",
            "<0;0;1M", "<0;1;0M", "<0;-1;5M", "<0;5;-1M", "<-1;5;5M", "<0;99999999999999999999;1M", "<0;1;1~", "<0;1;1A", "<0:1:1M",
            "<0;?;1M",
        ]
        for other in others { #expect(keys("\u{1B}[\(other)x") == [.character("x")] || other.hasSuffix("A"), "\(other)") }
        #expect(keys("\u{1B}[<0;9223372036854775807;1M") == [.mouse(Mouse(.click, x: .max - 1, y: 0))])
    }

    /// However late the rest comes: it is told, or nothing is. No digit of it is a key.
    @Test func aReportCutAnywhereIsNoKeys() {
        let bytes = Array("\u{1B}[<0;12;5M".utf8)
        let now = ContinuousClock.now
        for cut in 1..<bytes.count {
            var decoder = KeyDecoder()
            let early = decoder.feed(bytes[..<cut], at: now) + decoder.flush()
            #expect(early == (cut == 1 ? [.escape] : cut == 2 ? [.alt("[")] : []), "cut at \(cut)")
            #expect(cut < 3 || !decoder.isWaiting, "nobody waits for it")
            #expect(decoder.feed(bytes[cut...], at: now) == [.mouse(Mouse(.click, x: 11, y: 4))], "cut at \(cut)")
            // Or at two places.
            for second in cut + 1..<bytes.count where cut > 2 {
                var decoder = KeyDecoder()
                var found = decoder.feed(bytes[..<cut], at: now) + decoder.flush()
                found += decoder.feed(bytes[cut..<second], at: now) + decoder.flush()
                found += decoder.feed(bytes[second...], at: now)
                #expect(found == [.mouse(Mouse(.click, x: 11, y: 4))], "cut at \(cut) and \(second)")
            }
        }
        // What is no rest of one is what it is.
        var decoder = KeyDecoder()
        #expect(decoder.feed([0x1B]) + decoder.flush() + decoder.feed(Array("[<".utf8)) == [.escape, .character("["), .character("<")])
    }

    @Test func aReportWithoutAnEndMakesNobodyDeaf() {
        let start = ContinuousClock.now
        var decoder = KeyDecoder()
        #expect(decoder.feed(Array("\u{1B}[<0;1".utf8), at: start) + decoder.flush() == [])
        #expect(decoder.feed(Array("q".utf8), at: start + .seconds(2)) == [.character("q")])
        #expect(decoder.feed(Array("\u{1B}[<0;1".utf8), at: start + .seconds(3)) + decoder.flush() == [])
        #expect(decoder.feed(Array("\u{1B}[A".utf8), at: start + .seconds(3.1)) == [.up])
    }

    @Test func theMouseOnARealTerminal() async throws {
        let terminal = try startProbe(columns: 200)
        try await terminal.wait(forText: "x problem")
        for (mouse, shown) in [
            (Mouse(.click, x: 150, y: 20), "click"), (Mouse(.wheelUp, x: 0, y: 0), "wheelUp"), (Mouse(.wheelDown, x: 3, y: 4), "wheelDown"),
        ] {
            terminal.press(.character("C"), .mouse(mouse))
            try await terminal.wait(for: shown) {
                $0.lines[1].hasPrefix("keys mouse(") && $0.lines[1].contains("\(shown), x: \(mouse.x), y: \(mouse.y)")
            }
        }
        // Off, it tells nothing.
        terminal.press(.character("m"))
        try await terminal.wait(for: "off") { _ in String(decoding: terminal.received, as: UTF8.self).contains("\u{1B}[?1000l") }
        terminal.press(.character("C"), .mouse(Mouse(.click, x: 1, y: 1)), .character("a"))
        try await terminal.wait(for: "nothing but the key") { $0.lines[1] == "keys character(\"a\")" }
        terminal.send("q")
        #expect(try await terminal.waitForEnd() == .exit(0))
        expectGivenBack(terminal)
    }

    @Test func aSequenceCutAnywhereIsTheSame() {
        let text = "a\u{1B}[<0;7;7M\u{1B}[1;5Aä\u{1B}OB日\u{1B}[15~😀\u{1B}jx"
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

    // MARK: Pastes

    @Test func aPasteIsOneTextAndNoKeys() {
        let pasted = "Aso!a\n\u{1B}[A\u{3}ß\u{1B}[200~"
        let bytes = Array("a\u{1B}[200~\(pasted)\u{1B}[201~\u{1B}[Bq".utf8)
        let expected: [Key] = [.character("a"), .paste(pasted), .down, .character("q")]
        for cut in 0...bytes.count {
            var decoder = KeyDecoder()
            #expect(decoder.feed(bytes[..<cut]) + decoder.feed(bytes[cut...]) + decoder.flush() == expected, "cut at \(cut)")
        }
        var decoder = KeyDecoder()
        #expect(bytes.flatMap { decoder.feed([$0]) } == expected)
        #expect(keys("\u{1B}[200~\u{1B}[201~x\u{1B}[201~") == [.character("x")])
    }

    /// The rest of the first mark comes so late that the start was taken for Esc or for nothing.
    @Test func aPasteWhoseFirstMarkWasCutIsNoKeys() {
        let bytes = Array("\u{1B}[200~Aa\n\u{1B}[201~x".utf8)
        for cut in 1..<6 {
            var decoder = KeyDecoder()
            let early = decoder.feed(bytes[..<cut]) + decoder.flush()
            #expect(early.allSatisfy { $0 == .escape || $0 == .alt("[") })
            #expect(decoder.feed(bytes[cut...]) == [.paste("Aa\n"), .character("x")], "cut at \(cut)")
        }
    }

    @Test func aPasteIsBounded() {
        var decoder = KeyDecoder()
        var found = decoder.feed(Array("\u{1B}[200~".utf8))
        for _ in 0..<1000 { found += decoder.feed(Array(String(repeating: "ß", count: 2000).utf8)) }
        found += decoder.feed(Array("\u{1B}[201~".utf8))
        guard case .paste(let text)? = found.first, found.count == 1 else { return #expect(Bool(false), "\(found.count) keys") }
        #expect(text.utf8.count <= 4096 && text.allSatisfy { $0 == "ß" })
    }

    /// A mark that never comes makes nobody deaf; one that is late makes no keys.
    @Test func aPasteWithoutAnEndIsLeftByAKeyAfterAWhile() {
        let start = ContinuousClock.now
        func later(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }
        var decoder = KeyDecoder()
        #expect(decoder.feed(Array("\u{1B}[200~some".utf8), at: later(0)) == [])
        #expect(!decoder.isWaiting, "nobody waits for it")
        #expect(decoder.flush() == [])
        #expect(decoder.feed(Array("q".utf8), at: later(0.5)) == [])
        // A second of silence and then more than a key: it was only late.
        #expect(decoder.feed(Array(" a\n".utf8), at: later(3)) == [])
        #expect(decoder.feed(Array("\u{1B}[A".utf8), at: later(4.5)) == [.paste("someq a\n"), .up])
        #expect(decoder.feed(Array("x".utf8), at: later(4.6)) == [.character("x")])
        // Another paste ends it as well.
        #expect(decoder.feed(Array("\u{1B}[200~one".utf8), at: later(5)) == [])
        #expect(
            decoder.feed(Array("\u{1B}[200~two\u{1B}[201~".utf8), at: later(7)) == [.paste("one"), .paste("two")])
        // And an end that is late is an end.
        #expect(decoder.feed(Array("\u{1B}[200~one".utf8), at: later(8)) == [])
        #expect(decoder.feed(Array("\u{1B}[201~".utf8), at: later(20)) == [.paste("one")])
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
            _ = decoder.feed(Array("\u{1B}[201~".utf8))
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
