import Drawing
import Glibc
import TestSupport
import Testing

/// A terminal that takes nothing: a line that was stopped, a link that is slow or dead.
struct StoppedTerminalTests {
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
