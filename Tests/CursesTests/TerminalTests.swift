import Drawing
import Glibc
import TestSupport
import Testing

/// The probe on a terminal of some type.
func startProbe(_ type: String = "xterm-256color", _ more: [String: String] = [:], columns: Int = 80, rows: Int = 24) throws
    -> PseudoTerminal
{
    let environment = ["TERM": type, "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"].merging(more) { $1 }
    return try PseudoTerminal([try builtProgram("terminal-probe")], environment: environment, columns: columns, rows: rows)
}

/// Ends in this order: back to the first screen, with a cursor and a line that a shell can use.
func expectGivenBack(_ terminal: PseudoTerminal, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(!terminal.screen.isAlternate, sourceLocation: sourceLocation)
    #expect(terminal.screen.isCursorVisible, sourceLocation: sourceLocation)
    #expect(terminal.isCooked && terminal.stopsAtControlS, sourceLocation: sourceLocation)
    let all = String(decoding: terminal.received, as: UTF8.self)
    for mode in [1000, 1006, 2004] {
        let rest = all.afterTheLast("\u{1B}[?\(mode)h")
        #expect(rest?.contains("\u{1B}[?\(mode)l") ?? true, "mode \(mode) is left on", sourceLocation: sourceLocation)
    }
}

extension String {
    /// What stands behind the last of these; nil where there is none.
    func afterTheLast(_ part: String) -> String? {
        var rest: Substring?
        var left = self[...]
        while let found = left.firstRange(of: part) {
            left = left[found.upperBound...]
            rest = left
        }
        return rest.map(String.init)
    }
}

struct TerminalTests {
    @Test(arguments: ["xterm-256color", "screen-256color", "tmux-256color", "linux", "vt100", "xterm", "putty", "rxvt-unicode-256color"])
    func everyTerminalShowsTheSame(type: String) async throws {
        let terminal = try startProbe(type)
        try await terminal.wait(forText: "probe 80x24 utf8 frame 0 end")
        // In the last row: before it, the picture may be half there.
        let screen = try await terminal.wait(forText: "666")
        #expect(screen.lines[3].hasSuffix("─│┌┐ ▁▂▃▄▅▆▇█ Außenstelle"))
        #expect(screen.lines[4].contains("日本 e\u{301}\u{302} ·[31mred שלום 👩 end"))
        #expect(screen.lines[11].hasPrefix("x critical        critical"))
        #expect(!terminal.isCooked && !terminal.stopsAtControlS)
        terminal.send("q")
        #expect(try await terminal.waitForEnd() == .exit(0))
        expectGivenBack(terminal)
        #expect(terminal.screen.contains("bye: quit"))
    }

    @Test func coloursBecomeThoseThatTheTerminalHas() async throws {
        for (type, more, expected) in [
            ("xterm-256color", ["COLORTERM": "truecolor"], TerminalScreen.Colour.rgb(0xFF6A62)),
            ("tmux-256color", ["COLORTERM": "24bit"], .rgb(0xFF6A62)), ("xterm-256color", [:], .palette(203)),
            ("screen-256color", ["COLORTERM": "truecolor"], .palette(203)), ("linux", [:], .palette(1)), ("vt100", [:], .none),
            ("xterm-256color", ["NO_COLOR": "1", "COLORTERM": "truecolor"], .none), ("xterm-256color", ["NO_COLOR": ""], .palette(203)),
            ("xterm-256color", ["PROBE_THEME": "mono"], .none),
        ] {
            let terminal = try startProbe(type, more)
            let screen = try await terminal.wait(forText: "x problem")
            #expect(screen[2, 11]?.foreground == expected, "\(type) \(more)")
            #expect(screen[2, 11]?.bold == true, "\(type) \(more): critical")
            // The selection bar is a background or reverse, and leaves the role readable.
            let bar = screen[18, 2]
            #expect(bar?.background != TerminalScreen.Colour.none || bar?.reverse == true, "\(type) \(more): bar")
            if more["NO_COLOR"]?.isEmpty == false {
                #expect(screen.cells.allSatisfy { $0.foreground == .none && $0.background == .none })
                #expect(!String(decoding: terminal.received, as: UTF8.self).contains("\u{1B}[39"), "no colour is even mentioned")
            }
        }
    }

    @Test func directColoursKeepTheTerminalsOwnKeysAndPalette() async throws {
        let terminal = try startProbe("xterm-256color", ["COLORTERM": "truecolor"])
        let screen = try await terminal.wait(forText: "x problem")
        let gradient = Set((34...54).compactMap { screen[$0, 2]?.foreground })
        #expect(gradient.count == 21, "each step has a colour of its own")
        #expect(!String(decoding: terminal.received, as: UTF8.self).contains("\u{1B}]"), "the palette is not touched")
        terminal.send("q")
        _ = try await terminal.waitForEnd()
        expectGivenBack(terminal)
        #expect(!String(decoding: terminal.received, as: UTF8.self).contains("\u{1B}]"))
    }

    @Test(arguments: [
        ("C", "ascii"), ("POSIX", "ascii"), ("C.UTF-8", "utf8"), ("xx_XX.UTF-8", "utf8"), ("de_DE.ISO-8859-1", "utf8"),
    ])
    func theLocaleDecidesTheCharset(locale: String, charset: String) async throws {
        let terminal = try startProbe("xterm", ["LC_ALL": locale])
        try await terminal.wait(forText: "probe 80x24 \(charset) frame 0 end")
        if charset == "ascii" {
            // The frame comes in several writes.
            try await terminal.wait(for: "frames and letters in ASCII") { $0.lines[3].hasSuffix("-|++ ..:::||# Aussenstelle") }
            #expect(terminal.received.allSatisfy { $0 < 0x80 })
        }
    }

    @Test(arguments: [
        (["TERM": "no-such-terminal"], "try TERM=xterm-256color"), (["TERM": "dumb"], "a terminal of type \"dumb\" cannot place text"),
        (["TERM": "no-such-terminal"], "is not known here"),
        (["TERM": "\u{1B}[31m"], "\"·[31m\" is not known"), (["TERM": ""], "TERM is not set"),
    ])
    func whereThereIsNoWayItSaysSoInOneLine(more: [String: String], words: String) async throws {
        let terminal = try startProbe("xterm", more, columns: 200)
        #expect(try await terminal.waitForEnd() == .exit(3))
        let lines = terminal.screen.lines.filter { !$0.isEmpty }
        #expect(lines.count == 1)
        #expect(lines[0].contains(words) && lines[0].hasSuffix("\"warte status\" prints the same as text"))
        expectGivenBack(terminal)
    }

    @Test(arguments: ["xterm-ghostty", "kitty-of-tomorrow", "foot-unheard-of"]) func aModernTerminalThatIsUnknownHereIsTakenForAnXterm(
        type: String
    ) async throws {
        let terminal = try startProbe(type, ["COLORTERM": "truecolor"], columns: 200)
        let screen = try await terminal.wait(forText: "x problem")
        #expect(screen[2, 11]?.foreground == .rgb(0xFF6A62))
        terminal.send("q")
        #expect(try await terminal.waitForEnd() == .exit(0))
        #expect(terminal.screen.contains("remark: the terminal type \"\(type)\" is not known here; taken for xterm-256color"))
        expectGivenBack(terminal)
    }

    @Test func withoutATerminalItSaysSo() throws {
        let output = try run([try builtProgram("terminal-probe")], environment: ["TERM": "xterm"])
        #expect(output.status == .exit(3))
        #expect(output.stdout == "no terminal on standard input and output; \"warte status\" prints the same as text\n")
    }

    @Test func aResizePaintsAnew() async throws {
        let terminal = try startProbe()
        try await terminal.wait(forText: "probe 80x24")
        for (columns, rows) in [(120, 40), (45, 10), (1, 1), (200, 60), (80, 24)] {
            terminal.resize(columns: columns, rows: rows)
            let first = "probe \(columns)x\(rows)".prefix(columns)
            let screen = try await terminal.wait(for: "\(columns)x\(rows)") { screen in
                screen.lines[0].hasPrefix(first) && (rows < 24 || screen.lines[19].hasPrefix("x problem"))
            }
            #expect(screen.columns == columns)
        }
        terminal.send("q")
        #expect(try await terminal.waitForEnd() == .exit(0))
        expectGivenBack(terminal)
    }

    /// More columns or rows than ncurses can count, and more squares than anybody wants in memory.
    @Test(arguments: [(40_000, 2), (2, 40_000), (32_768, 1), (1, 65_535), (3000, 2000)])
    func aWindowThatClaimsToBeHugeIsBounded(columns: Int, rows: Int) async throws {
        let terminal = try startProbe()
        try await terminal.wait(forText: "x problem")
        // The emulator need not have that size; the program is told of it.
        terminal.resize(columns: columns, rows: rows, emulated: false)
        let before = terminal.bytesReceived
        try await terminal.wait(for: "another picture") { _ in terminal.bytesReceived > before }
        terminal.resize(columns: 80, rows: 24)
        try await terminal.wait(for: "its own size again") { $0.contains("probe 80x24") && $0.contains("x problem") }
        terminal.send("q")
        #expect(try await terminal.waitForEnd() == .exit(0))
        expectGivenBack(terminal)
    }

    @Test func nothingIsSentWhenNothingChanges() async throws {
        let terminal = try startProbe()
        // The key line shows the last six keys only: from the seventh on, the same letter changes nothing.
        try await terminal.wait(forText: "x problem")
        for _ in 0..<6 { terminal.send("y") }
        try await terminal.wait(for: "six keys") { screen in screen.lines[1].split(separator: "y").count == 7 }
        // Behind the bell nothing is left of the frame before it.
        terminal.send("b")
        try await terminal.wait(for: "the bell") { $0.bells == 1 }
        let before = terminal.bytesReceived
        for _ in 0..<20 { terminal.send("y") }
        terminal.send("b")
        try await terminal.wait(for: "the bell again") { $0.bells == 2 }
        #expect(terminal.bytesReceived == before + 1, "twenty equal frames cost nothing, the bell one byte")
    }

    @Test func aFrameOfNumbersIsCheap() async throws {
        let terminal = try startProbe(columns: 120, rows: 40)
        try await terminal.wait(forText: "x problem")
        let before = terminal.bytesReceived
        terminal.send("n")
        try await terminal.wait(forText: "frame 100 end")
        // Twenty numbers of three digits in twenty rows, all changed, and the frame's number: 220 bytes when this was written.
        #expect((terminal.bytesReceived - before) / 100 <= 250)
    }

    /// What is seen of it: of a blank its background alone.
    private struct Look: Hashable {
        let cell: TerminalScreen.Cell?
        let background: TerminalScreen.Colour
        init(_ cell: TerminalScreen.Cell) {
            let isBlank = (cell.text.isEmpty || cell.text == " ") && !cell.reverse && !cell.underline
            (self.cell, background) = (isBlank ? nil : cell, cell.background)
        }
    }

    /// Picture after picture of which only what changed is sent, some of them in two parts; then the same one whole.
    @Test(arguments: [("xterm-256color", "builtIn"), ("xterm-256color", "mono"), ("linux", "builtIn"), ("screen-256color", "builtIn")])
    func whatCameInPartsLooksAsIfItWerePaintedWhole(type: String, theme: String) async throws {
        let terminal = try startProbe(type, ["PROBE_THEME": theme])
        try await terminal.wait(forText: "x problem")
        for round in 0..<40 {
            terminal.send("r")
            let parts = try await terminal.wait(for: "a picture") { $0.bells == 2 * round + 1 }
            terminal.send("w")
            let whole = try await terminal.wait(for: "the same, whole") { $0.bells == 2 * round + 2 }
            #expect(parts.lines == whole.lines)
            #expect(parts.cells.map(Look.init) == whole.cells.map(Look.init), "round \(round)")
        }
    }

    /// Colours that are not seen are not sent: half of the bytes of a graph.
    @Test func blanksBetweenLettersChangeNoColour() async throws {
        let terminal = try startProbe()
        try await terminal.wait(forText: "666")
        #expect(String(decoding: terminal.received, as: UTF8.self).contains("m m m m m m"))
    }

    @Test func bellAndTitle() async throws {
        let terminal = try startProbe()
        try await terminal.wait(forText: "x problem")
        terminal.send("b")
        try await terminal.wait(for: "a bell") { $0.bells == 1 }
        terminal.send("T")
        try await terminal.wait(for: "the title") { _ in
            String(decoding: terminal.received, as: UTF8.self).contains("]2;probe··title\u{07}")
        }
        terminal.send("q")
        _ = try await terminal.waitForEnd()
        #expect(String(decoding: terminal.received, as: UTF8.self).contains("\u{1B}[23;2t"))
        let plain = try startProbe("xterm", ["LC_ALL": "C"])
        try await plain.wait(forText: "x problem")
        plain.send("t")
        // The second byte of "Ü" ends the sequence of a terminal that reads single bytes.
        try await plain.wait(for: "the title") { _ in String(decoding: plain.received, as: UTF8.self).contains("]2;Ubergrosse\u{07}") }
        #expect(plain.received.allSatisfy { $0 < 0x80 })
        let console = try startProbe("linux")
        try await console.wait(forText: "x problem")
        console.send("T")
        try await console.wait(forText: "\"T\"")
        #expect(!String(decoding: console.received, as: UTF8.self).contains("]2;"))
    }
}
