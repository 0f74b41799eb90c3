import Testing

@testable import Telemetry

/// What goes to a terminal steers nothing there.
@Suite struct HarmlessTests {
    @Test(arguments: [
        ("plain ÄÖ 漢字\n", "plain ÄÖ 漢字\n"), ("a\u{1b}]0;pwned\u{07}b", "a\u{FFFD}]0;pwned\u{FFFD}b"), ("\u{9b}31m", "\u{FFFD}31m"),
        ("\u{202e}evil\u{2066}", "\u{FFFD}evil\u{FFFD}"), ("a\r\tb\u{7f}", "a\u{FFFD}\u{FFFD}b\u{FFFD}"), ("\u{2028}", "\u{FFFD}"),
    ])
    func text(_ said: String, shown: String) { #expect(said.harmless(keeping: ["\n"]) == shown) }

    /// Letters that are joined stay joined; what is too long is cut.
    @Test func whatIsMeantStays() {
        #expect("👩\u{200D}🔧 \u{0645}\u{200C}".harmless() == "👩\u{200D}🔧 \u{0645}\u{200C}")
        #expect(String(repeating: "x", count: 10).harmless(atMost: 4) == "xxxx")
    }

    @Test func oneLine() { #expect("a\nb".harmless() == "a\u{FFFD}b") }

    /// It reads back as it was: also what JSON writes as two units.
    @Test(arguments: [
        (#"{"a":"x"}"# + "\n", #"{"a":"x"}"# + "\n"), ("\"\u{9b}1\"", #""\u009b1""#), ("\"\u{202e}\"", #""\u202e""#),
        ("\"\u{7f}\"", #""\u007f""#), ("\"\u{E0001}\"", #""\udb40\udc01""#),
    ])
    func json(_ said: String, shown: String) { #expect(said.harmlessJSON == shown) }
}
