import Drawing
import Telemetry
import Testing

@testable import warte

/// What is wrong in a theme's file is data where it is found; the front says it by the catalogue.
@Suite struct ThemeWordsTests {
    @Test(arguments: [
        ("x", "t:1:1: \"x\" is no setting; write theme[name]=\"#rrggbb\", or # before a comment"),
        ("theme[]", "t:1:7: the name of the setting does not end; write theme[name]=\"#rrggbb\""),
        ("theme[a]", "t:1:9: \"=\" is missing after theme[a]; write theme[name]=\"#rrggbb\""),
        ("theme[a]=", "t:1:10: the value is missing; write \"#rrggbb\", or \"\" for the terminal's own colour"),
        ("theme[a]=\"#12", "t:1:10: the quotation mark is not closed; write a second \" after the value"),
        ("theme[a]=\"\" {0}", "t:1:13: \"{0}\" stands after the value; leave it out, or write # before it"),
        (
            "theme[a]=red",
            "t:1:10: \"red\" is no colour; write #rrggbb, #gg for a grey, three numbers 0 to 255, or nothing for the terminal's own"
        ),
        ("theme[attr_a]=red", "t:1:15: \"red\" is no attribute; write some of bold, dim, reverse, underline, or nothing"),
    ])
    func everyFaultHasItsWords(_ text: String, _ words: String) {
        do throws(ThemeProblem) {
            _ = try Theme(parsing: text, name: "t")
            Issue.record("it was read")
        } catch { #expect(error.message.text == words) }
    }
}
