import CSystem
import Drawing
import Glibc
import TestSupport
import Testing

/// Canvas, ncurses and glibc must count alike, or columns go astray on the terminal.
struct WidthTests {
    /// Every scalar there is, through the door: what comes out has the width that ncurses will ask glibc for.
    @Test func everyScalarHasTheWidthThatCursesGivesIt() throws {
        let locale = try #require(newlocale(1 << LC_CTYPE, "C.UTF-8", nil))
        let before = uselocale(locale)
        defer {
            uselocale(before)
            freelocale(locale)
        }
        var wrong: [String] = []
        var letters = 0
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for glyph in glyphs(String(Character(scalar)), limit: 4) {
                letters += 1
                let base = glyph.text.scalars.first.map { Int(wcwidth(wchar_t(truncatingIfNeeded: $0.value))) }
                if base != glyph.width { wrong.append(String(value, radix: 16)) }
            }
        }
        #expect(wrong.isEmpty)
        #expect(letters > 1_000_000)
    }

    /// The same, with whatever stands beside it, and in ASCII.
    @Test func nothingHarmfulComesThrough() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<10_000 {
            let text = hostileText(using: &generator)
            let limit = Int.random(in: 0...40, using: &generator)
            let found = glyphs(text, limit: limit)
            #expect(found.reduce(0) { $0 + $1.width } <= limit)
            for glyph in found {
                #expect(glyph.width == 1 || glyph.width == 2)
                #expect(isHarmless(glyph.text), "\(glyph.text.scalars.map(\.value))")
                #expect(Charset.ascii.shown(glyph.text).isASCII)
                #expect(Charset.utf8.shown(glyph.text) == glyph.text)
            }
        }
    }

    @Test func whatIsEnormousIsReadInPart() {
        let clock = ContinuousClock()
        for text in [
            String(repeating: "x", count: 10_000_000), "a" + String(repeating: "\u{301}", count: 5_000_000),
            String(repeating: "\u{200B}", count: 3_000_000),
            String(repeating: "\u{1F468}\u{200D}", count: 1_000_000),
        ] {
            let took = clock.measure { #expect(columns(text, limit: 40) <= 40) }
            #expect(took < .milliseconds(100), "all of it takes longer than that")
        }
        #expect(columns(String(repeating: "x", count: 4000)) == 4000)
        #expect(columns(String(repeating: "x", count: 10_000)) == 4096)
    }
}

/// Scalars from everywhere, the awkward ones often.
func hostileText(using generator: inout SeededGenerator) -> String {
    let awkward: [ClosedRange<UInt32>] = [
        0...0x9F, 0x300...0x36F, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFE00...0xFE0F, 0x1F1E6...0x1F1FF, 0x1F3FB...0x1F3FF,
        0x1F468...0x1F469, 0x200D...0x200D, 0x1100...0x11FF, 0x590...0x6FF, 0x900...0x97F, 0x4E00...0x4E20, 0xE0100...0xE01EF,
        0xAC00...0xAC10,
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...60, using: &generator) {
        let range = Bool.random(using: &generator) ? awkward.randomElement(using: &generator) ?? 0...0x7F : 0...0x10FFFF
        if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) { text.append(scalar) }
    }
    return String(text)
}

func isHarmless(_ letter: Letter) -> Bool {
    letter.scalars.count <= 5
        && letter.scalars.allSatisfy { scalar in
            switch scalar.value {
            case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069: false
            default: true
            }
        }
}
