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
private func expectGivenBack(_ terminal: PseudoTerminal, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(!terminal.screen.isAlternate, sourceLocation: sourceLocation)
    #expect(terminal.screen.isCursorVisible, sourceLocation: sourceLocation)
    #expect(terminal.isCooked && terminal.stopsAtControlS, sourceLocation: sourceLocation)
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
            ("xterm-256color", ["COLORTERM": "truecolor"], TerminalScreen.Colour.rgb(0xFF5F5F)),
            ("tmux-256color", ["COLORTERM": "24bit"], .rgb(0xFF5F5F)), ("xterm-256color", [:], .palette(203)),
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
        #expect(screen[2, 11]?.foreground == .rgb(0xFF5F5F))
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
        let before = terminal.bytesReceived
        for _ in 0..<20 { terminal.send("y") }
        terminal.send("b")
        try await terminal.wait(for: "the bell") { $0.bells == 1 }
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

struct NotificationTests {
    /// `Probe.hostile` after it went through the door: nothing in it ends the sequence or begins another.
    static let harmless = "4;x·]2;owned···\\··end"

    @Test(arguments: [
        ("9", "\u{1B}]9; \(harmless)\u{07}"), ("8", "\u{1B}]99;;\(harmless)\u{1B}\\"), ("7", "\u{1B}]777;notify;Warte;\(harmless)\u{07}"),
    ])
    func aNotificationIsOneSequenceWhateverTheTextHolds(key: String, sequence: String) async throws {
        let terminal = try startProbe("xterm-256color")
        try await terminal.wait(forText: "x problem")
        terminal.send(key)
        try await terminal.wait(for: "the notification") { _ in String(decoding: terminal.received, as: UTF8.self).contains(sequence) }
        #expect(!String(decoding: terminal.received, as: UTF8.self).contains("\u{1B}]2;owned"))
    }

    @Test func tmuxGetsItWrappedWithEveryEscapeDoubled() async throws {
        let terminal = try startProbe("screen-256color", ["TMUX": "/tmp/tmux-0/default,1,0"])
        try await terminal.wait(forText: "x problem")
        terminal.send("8")
        let sequence = "\u{1B}Ptmux;\u{1B}\u{1B}]99;;\(Self.harmless)\u{1B}\u{1B}\\\u{1B}\\"
        try await terminal.wait(for: "the notification") { _ in String(decoding: terminal.received, as: UTF8.self).contains(sequence) }
    }

    @Test func aConsoleAndAnUnknownNumberGetNone() async throws {
        let console = try startProbe("linux")
        try await console.wait(forText: "x problem")
        for key in ["9", "8", "7"] { console.send(key) }
        try await console.wait(forText: "\"7\"")
        #expect(!String(decoding: console.received, as: UTF8.self).contains("owned"))
        let terminal = try startProbe("xterm-256color")
        try await terminal.wait(forText: "x problem")
        terminal.send("6")
        try await terminal.wait(forText: "\"6\"")
        #expect(!String(decoding: terminal.received, as: UTF8.self).contains("owned"))
    }
}

/// Every way out.
struct EndingTests {
    @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT])
    func signalsGiveTheTerminalBack(number: Int32) async throws {
        let terminal = try startProbe()
        try await terminal.wait(forText: "x problem")
        terminal.signal(number)
        #expect(try await terminal.waitForEnd() == .exit(0))
        #expect(terminal.screen.contains("bye: signal \(number)"))
        expectGivenBack(terminal)
    }

    @Test func controlCIsAnInterrupt() async throws {
        let terminal = try startProbe()
        try await terminal.wait(forText: "x problem")
        terminal.press(.control("c"))
        #expect(try await terminal.waitForEnd() == .exit(0))
        #expect(terminal.screen.contains("bye: interrupt"))
        expectGivenBack(terminal)
    }

    @Test(
        .disabled(if: isSanitized, "a sanitizer takes these signals for itself"),
        arguments: [("X", SIGSEGV), ("A", SIGABRT), ("P", SIGILL), ("O", SIGSEGV)], ["xterm-256color", "vt100"])
    func aCrashGivesTheTerminalBack(crash: (key: String, number: Int32), type: String) async throws {
        let terminal = try startProbe(type)
        try await terminal.wait(forText: "x problem")
        #expect(!terminal.isCooked)
        terminal.send(crash.key)
        // Longer than that, and it asks someone for something.
        let ending = try await terminal.waitForEnd(within: .seconds(10))
        #expect(ending == .signal(crash.number) || crash.key == "P" && ending == .signal(SIGTRAP))
        #expect(terminal.screen.contains("the terminal is as it was"))
        expectGivenBack(terminal)
    }

    /// Title and marks of pastes, after whatever way out.
    @Test(.disabled(if: isSanitized, "a sanitizer takes these signals for itself"), arguments: ["X", "E", "q"])
    func titleAndPastesAreGivenBack(way: String) async throws {
        let terminal = try startProbe()
        try await terminal.wait(forText: "x problem")
        terminal.send("T" + way)
        _ = try await terminal.waitForEnd()
        let all = String(decoding: terminal.received, as: UTF8.self)
        for (on, off) in [("\u{1B}[?2004h", "\u{1B}[?2004l"), ("\u{1B}[22;2t", "\u{1B}[23;2t")] {
            #expect(all.components(of: on) == 1 && all.components(of: off) == 1, "\(way) \(on.dropFirst())")
        }
        expectGivenBack(terminal)
    }

    // MARK: A terminal that takes nothing

    /// A picture that stands still and says that it is live: Ctrl-S is a key like others, on a line that was stopped before, too.
    @Test func controlSStopsNothing() async throws {
        let terminal = try startProbe()
        try await terminal.wait(forText: "x problem")
        #expect(!terminal.stopsAtControlS)
        terminal.send("C\u{13}adc")
        try await terminal.wait(for: "the keys after it") {
            $0.lines[1] == "keys control(\"s\") character(\"a\") character(\"d\") character(\"c\")"
        }
        terminal.send("q")
        #expect(try await terminal.waitForEnd() == .exit(0))
        expectGivenBack(terminal)
    }

    @Test func controlSWorksForTheShellMeanwhile() async throws {
        let terminal = try PseudoTerminal(
            ["/bin/bash", "-c", "set -m; '\(try builtProgram("terminal-probe"))'; read -r word; fg; echo over; sleep 60"],
            environment: ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"])
        try await terminal.wait(forText: "x problem")
        terminal.press(.control("z"))
        try await terminal.wait(for: "the shell") { !$0.isAlternate && $0.isCursorVisible && terminal.isCooked }
        #expect(terminal.stopsAtControlS)
        terminal.send("\r")
        try await terminal.wait(for: "the probe again") { $0.isAlternate && $0.contains("x problem") }
        #expect(!terminal.stopsAtControlS)
        terminal.send("\u{13}q")
        try await terminal.wait(forText: "over")
        expectGivenBack(terminal)
    }

    /// Where the line did not stop before, it does not afterwards: it is given back as it was.
    @Test(.disabled(if: isSanitized, "a sanitizer takes these signals for itself"), arguments: ["q", "X"])
    func aLineWithoutFlowControlStaysSo(way: String) async throws {
        let bash = "stty -ixon; '\(try builtProgram("terminal-probe"))'; echo over; sleep 60"
        let terminal = try PseudoTerminal(
            ["/bin/bash", "-c", bash], environment: ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"])
        try await terminal.wait(forText: "x problem")
        terminal.send(way)
        try await terminal.wait(forText: "over")
        #expect(terminal.isCooked && !terminal.stopsAtControlS)
    }

    @Test func aPictureAfterAPauseOfTheLinkIsWhole() async throws {
        let terminal = try startProbe()
        try await terminal.wait(forText: "x problem")
        // In the middle of pictures, whatever part of one is out.
        for round in 1...3 {
            terminal.resize(columns: 80 + round * 20, rows: 24)
            terminal.send(String(repeating: "\u{0C}", count: 200) + "Cn" + String(repeating: "\u{0C}", count: 20) + "abc")
            try await terminal.waitUntilItSleeps()
            try await terminal.wait(for: "round \(round)") { screen in
                screen.lines[0] == "probe \(80 + round * 20)x24 utf8 frame \(round * 100) end"
                    && screen.lines[1].hasSuffix("character(\"c\")")
                    && screen.lines[19].hasPrefix("x problem         problem") && screen.lines[4].contains("שלום 👩 end")
            }
        }
        terminal.send("q")
        #expect(try await terminal.waitForEnd() == .exit(0))
        expectGivenBack(terminal)
    }

    /// A link that is dead: nobody reads at the other end, ever.
    @Test(arguments: [SIGTERM, SIGHUP, SIGINT]) func aTerminalThatNobodyReadsHoldsNoSignalBack(number: Int32) async throws {
        let terminal = try startProbe(columns: 300, rows: 100)
        try await terminal.wait(forText: "x problem")
        for _ in 0..<200 { terminal.send("\u{0C}") }
        try await terminal.waitUntilItSleeps()
        terminal.signal(number)
        try await eventually("its end") { terminal.hasEnded() != nil }
        #expect(terminal.hasEnded() == .exit(0))
        #expect(terminal.isCooked)
    }

    @Test func aPasteIsOneKeyOnARealTerminal() async throws {
        let terminal = try startProbe(columns: 200)
        try await terminal.wait(forText: "x problem")
        terminal.press(.character("C"), .paste("Aso!a\nq"))
        try await terminal.wait(for: "the paste") { $0.lines[1] == "keys paste(\"Aso!a\\nq\")" }
    }

    @Test func anExitFromAnywhereGivesTheTerminalBack() async throws {
        let terminal = try startProbe()
        try await terminal.wait(forText: "x problem")
        terminal.send("E")
        #expect(try await terminal.waitForEnd() == .exit(0))
        expectGivenBack(terminal)
    }

    @Test func aShellGetsTheTerminalForAWhile() async throws {
        let probe = try builtProgram("terminal-probe")
        let terminal = try PseudoTerminal(
            ["/bin/bash", "--norc", "--noprofile", "-i"],
            environment: [
                "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PS1": "shell> ", "PATH": "/usr/bin:/bin", "HISTFILE": "/dev/null",
            ])
        try await terminal.wait(forText: "shell>")
        terminal.send("\(probe)\r")
        try await terminal.wait(forText: "x problem")
        terminal.press(.control("z"))
        try await terminal.wait(for: "the shell") { !$0.isAlternate && $0.isCursorVisible && $0.contains("Stopped") }
        terminal.send("echo ha''lt\r")
        try await terminal.wait(forText: "halt")
        terminal.send("fg\r")
        try await terminal.wait(for: "the probe again") { $0.isAlternate && $0.contains("x problem") }
        terminal.send("z")
        try await terminal.wait(for: "a key after the stop") { $0.contains("keys") && $0.contains("\"z\"") }
        terminal.send("q")
        try await terminal.wait(forText: "bye: quit")
        terminal.send("exit\r")
        #expect(try await terminal.waitForEnd() == .exit(0))
    }

    @Test func aStopFromElsewhereIsMended() async throws {
        let terminal = try startProbe()
        try await terminal.wait(forText: "x problem")
        let before = terminal.bytesReceived
        terminal.signal(SIGSTOP)
        terminal.signal(SIGCONT)
        try await terminal.wait(for: "all of it again") { _ in terminal.bytesReceived > before + 1000 }
        terminal.send("q")
        #expect(try await terminal.waitForEnd() == .exit(0))
        expectGivenBack(terminal)
    }

    @Test func aTerminalThatGoesAwayEndsIt() async throws {
        var terminal: PseudoTerminal? = try startProbe()
        try await terminal?.wait(forText: "x problem")
        let pid = try #require(terminal?.pid)
        // Closing the master hangs the line up; the value also kills and reaps, so ask the system before.
        terminal?.hangUp()
        try await eventually("its end") { terminal?.hasEnded() != nil }
        #expect(terminal?.hasEnded() == .exit(0))
        terminal = nil
        #expect(kill(pid, 0) == -1)
    }
}

extension String {
    fileprivate func components(of part: String) -> Int {
        var (count, rest) = (0, self[...])
        while let found = rest.firstRange(of: part) {
            count += 1
            rest = rest[found.upperBound...]
        }
        return count
    }
}

extension PseudoTerminal {
    /// Waits until the program has slept for a while: all that it could do is done. Reads nothing of what it sent.
    fileprivate nonisolated(nonsending) func waitUntilItSleeps() async throws {
        var asleep = 0
        try await eventually("sleep") {
            asleep = ((try? readText("/proc/\(pid)/stat"))?.contains(") S ") ?? false) ? asleep + 1 : 0
            return asleep >= 50
        }
    }
}
