import Drawing
import Testing

/// What comes through the door.
private func shown(_ text: String, limit: Int = 100) -> String { String(glyphs(text, limit: limit).map(\.text)) }

struct TextTests {
    /// Names of a kind begin alike and end apart.
    @Test(arguments: [
        ("a-very-long-guest-name-01", 13, "a-very…ame-01"), ("a-very-long-guest-name-02", 13, "a-very…ame-02"), ("short", 13, "short"),
        ("exactly-13-is", 13, "exactly-13-is"), ("日本語日本語日本語", 7, "日…本語"), ("abcdef", 3, "a…f"), ("abcdef", 2, "abcdef"), ("", 5, ""),
    ]) func aNameThatIsTooLongLosesItsMiddle(name: String, width: Int, shown: String) {
        #expect(Charset.utf8.shortened(name, to: width) == shown)
        #expect(Charset.ascii.shortened("Großmeister-Straße-1", to: 9) == "Gros~se-1")
    }

    @Test func plainTextPasses() {
        #expect(shown("hv-1 Außenstelle 12 °C") == "hv-1 Außenstelle 12 °C")
        #expect(columns("hv-1 Außenstelle 12 °C") == 22)
    }

    @Test(arguments: [
        ("\u{1B}[31mred\u{1B}[0m", "·[31mred·[0m"), ("a\nb\r\tc\u{7F}", "a·b··c·"), ("\u{9B}2J\u{85}", "·2J·"),
        ("\u{1B}]0;title\u{07}", "·]0;title·"), ("user\u{202E}gpj.exe", "user·gpj.exe"), ("a\u{2066}b\u{2069}\u{061C}\u{200F}", "a·b···"),
        ("a\u{2028}b\u{2029}c", "a·b·c"), ("\u{0}", "·"), ("a\u{200B}b\u{FEFF}c\u{2060}", "abc"), ("\u{301}a", "a"), ("\u{3164}x", "·x"),
        ("\u{378}\u{10FFFF}", "··"), ("no\u{A0}break", "no break"),
    ])
    func hostileScalarsBecomeHarmless(text: String, expected: String) {
        #expect(shown(text) == expected)
    }

    @Test func wideLettersTakeTwoColumns() {
        #expect(glyphs("日本", limit: 10).map(\.width) == [2, 2])
        #expect(columns("日本x") == 5)
        #expect(shown("日本", limit: 3) == "日", "half a letter does not fit")
    }

    @Test func aLetterKeepsFourMarks() {
        let marked = "e" + String(repeating: "\u{301}", count: 1000)
        let found = glyphs(marked + "x", limit: 1000)
        #expect(found.count == 2)
        #expect(found[0].text.scalars.count == 5)
        #expect(found[0].width == 1)
    }

    @Test(arguments: [
        ("👩‍👩‍👧‍👦!", "👩!", 3), ("👍🏽!", "👍!", 3), ("❤️!", "❤!", 2), ("🇩🇪!", "DE!", 3), ("☎︎", "☎", 1), ("1️⃣", "1\u{20E3}", 1),
    ])
    func emojiAreCutToTheirBase(text: String, expected: String, width: Int) {
        #expect(shown(text) == expected)
        #expect(columns(text) == width)
    }

    @Test func rightToLeftLettersPass() {
        #expect(shown("שלום") == "שלום")
        #expect(columns("مرحبا") == 5)
    }

    @Test func hangulSyllablesOfParts() {
        #expect(columns("\u{1112}\u{1161}\u{11AB}") == 2)
        #expect(columns("한") == 2)
    }

    @Test func aMarkThatDoesNotJoinGoes() {
        let found = glyphs("a\u{1161}b", limit: 10)
        #expect(found.map(\.width) == [1, 1])
    }
}
