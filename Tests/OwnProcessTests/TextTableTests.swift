import Telemetry
import Testing

@testable import OwnProcess

/// What commands print, and what is typed to them.
@Suite struct TextTableTests {
    @Test func columnsAreAsWideAsTheTerminalShowsThem() {
        var table = TextTable(["HOST", "STATE"])
        table.add(["漢字", "up"])
        table.add(["gw", ""])
        #expect(table.text == "HOST  STATE\n漢字  up\ngw\n")
    }

    @Test func aLongCellPushesNobodyOff() {
        var table = TextTable(["HOST", "STATE"], longest: 10)
        table.add([String(repeating: "x", count: 50), String(repeating: "y", count: 50)])
        #expect(table.text.hasSuffix("xxxxxxx...  " + String(repeating: "y", count: 50) + "\n"))
    }

    @Test func optionsStandAnywhere() throws {
        let known = [("for", true), ("json", false)]
        let typed = try ArgumentVector(["warte", "ack", "--for=1h", "7", "--json", "--for", "2h", "--", "--json"], known: known)
        #expect(typed.options.map(\.name) == ["for", "json", "for"] && typed.options.map(\.value) == ["1h", "", "2h"])
        #expect(typed.rest == ["ack", "7", "--json"])
    }

    @Test(arguments: [(["warte", "--fro"], "unknown option --fro"), (["warte", "ack", "--for"], "--for needs a value")])
    func misuseNamesTheWord(_ words: [String], said: String) {
        #expect { try ArgumentVector(words, known: [("for", true)]) } throws: { ($0 as? Misuse)?.message.text == said }
    }
}
