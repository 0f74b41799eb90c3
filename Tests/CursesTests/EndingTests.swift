import Drawing
import Glibc
import TestSupport
import Testing

/// Every way out.
struct EndingTests {
    @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGALRM, SIGPIPE, SIGXCPU, SIGPWR, SIGSTKFLT, 40])
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
        for (on, off) in [("\u{1B}[?2004h", "\u{1B}[?2004l"), ("\u{1B}[?1000h", "\u{1B}[?1000l"), ("\u{1B}[22;2t", "\u{1B}[23;2t")] {
            #expect(all.components(of: on) == 1 && all.components(of: off) == 1, "\(way) \(on.dropFirst())")
        }
        expectGivenBack(terminal)
    }

    @Test func aPasteIsOneKeyOnARealTerminal() async throws {
        let terminal = try startProbe(columns: 200)
        try await terminal.wait(forText: "x problem")
        terminal.press(.character("C"), .paste("Aso!a\nq"))
        try await terminal.wait(for: "the paste") { $0.lines[1] == "keys paste(\"Aso!a\\nq\")" }
    }

    /// The line would make signals of Ctrl-C, Ctrl-Z and Ctrl-\ wherever they stand: none of them ends or stops anything here.
    @Test func whatEndsAProgramIsTextInAPaste() async throws {
        let terminal = try startProbe(columns: 200)
        try await terminal.wait(forText: "x problem")
        terminal.send("C\u{1B}[200~a\u{3}b\u{1A}c\u{1C}d\u{1B}[201~e")
        try await terminal.wait(for: "the paste") {
            $0.lines[1] == #"keys paste("a\u{03}b\u{1A}c\u{1C}d") character("e")"#
        }
        terminal.press(.control("c"))
        #expect(try await terminal.waitForEnd() == .exit(0))
        #expect(terminal.screen.contains("bye: interrupt"))
        expectGivenBack(terminal)
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
        #expect(String(decoding: terminal.received, as: UTF8.self).afterTheLast("\u{1B}[?1000h")?.contains("\u{1B}[?1000l") == true)
        terminal.send("fg\r")
        try await terminal.wait(for: "the probe again") { $0.isAlternate && $0.contains("x problem") }
        terminal.press(.character("C"), .mouse(Mouse(.click, x: 7, y: 7)))
        try await terminal.wait(for: "the mouse after the stop") { $0.lines[1].contains("click, x: 7, y: 7") }
        terminal.send("Cz")
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
