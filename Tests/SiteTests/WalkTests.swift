import Drawing
import Glibc
import TestSupport
import Testing

/// The random walk of the dashboard's own tests once more, short, through the program in a real terminal: keys and bytes that are none,
/// pastes, a mouse and windows of any size; afterwards the terminal is as it was.
@Suite(.serialized) struct WalkTests {
    private static let town = """
        day = "2026-11-24"
        history = "1d"
        site = "Musterstadt"
        [[hypervisor]]
        name = "hv-1"
        area = "Verwaltung"
        desktops = 6
        [[gateway]]
        name = "vpn-1"
        area = "Verwaltung"
        workers = 30
        [[event]]
        kind = "timeouts"
        host = "vpn-1"
        at = "9:02"
        lasts = "1m"
        people = 9

        """
    private static let letters = Array("123456aAcsSuoO/nN<>egGjkvyVUfxTtbZH.,!W:?+-=I; hlm\r\r\r\t".utf8)
    /// Ends of sequences that never began, halves of letters, a mouse that nobody has, questions that nobody asked.
    private static let odd = [
        "\u{1B}", "\u{1B}[", "\u{1B}O", "\u{1B}[<0;999;999M", "\u{1B}[M\u{7F}\u{7F}\u{7F}", "\u{1B}[I", "\u{1B}[O", "\u{1B}[200~",
        "\u{1B}[201~",
        "\u{1B}]11;rgb:ffff/ffff/ffff\u{07}", "\u{1B}P1$r0m\u{1B}\\", "\u{1B}[?62;22c", "\u{7F}", "\u{0}", "漢", "e\u{301}\u{301}",
        "\u{9B}A",
    ]
    private static let keys: [Key] = [
        .up, .down, .left, .right, .pageUp, .pageDown, .home, .end, .enter, .escape, .escape, .tab, .backTab, .backspace, .delete,
        .function(1),
        .control("l"), .control("r"), .control("d"), .alt("x"), .paste("state:open"), .paste("a\nq\u{3}\u{1B}[A 漢字"),
        .paste(String(repeating: "x", count: 5000)),
    ]

    @Test(arguments: [1, 2] as [UInt64]) func theTerminalIsGivenBackAfterAWalk(seed: UInt64) async throws {
        let site = try Site()
        defer { site.end() }
        try site.folder.write(Self.town, to: "town.toml")
        // The line's settings are written down by a shell, before and after.
        let program = try builtProgram("warte")
        let script =
            "trap : INT; stty -g; '\(program)' demo --speed 60 --at 9:00 --scenario '\(site.folder.file("town.toml"))'; echo \"ended $?\"; until stty -g; do :; done; echo the shell has'' it; until sleep 60; do :; done"
        let terminal = try PseudoTerminal(["/bin/bash", "-c", script], environment: site.environment, columns: 200, rows: 60)
        try await terminal.wait(forText: "Musterstadt", within: .seconds(60))
        var random = SeededGenerator(seed: seed)
        for step in 0..<4_000 {
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<50: terminal.send(bytes: [Self.letters.randomElement(using: &random) ?? 0x31])
            case 50..<70: terminal.press(Self.keys.randomElement(using: &random) ?? .escape)
            case 70..<80: terminal.send(Self.odd.randomElement(using: &random) ?? "")
            case 80..<85:
                // Not those that end, stop or suspend a program.
                let bytes = Noise.bytes(6, using: &random).filter { ![0x03, 0x11, 0x13, 0x1A, 0x1C, 0x71].contains($0) }
                terminal.send(bytes: bytes)
            case 85..<95:
                let deed = [Mouse.Deed.click, .wheelUp, .wheelDown].randomElement(using: &random) ?? .click
                let x = Int.random(in: 0..<terminal.columns, using: &random)
                terminal.press(.mouse(Mouse(deed, x: x, y: Int.random(in: 0..<terminal.rows, using: &random))))
            default:
                let size = [(1, 1), (19, 4), (20, 5), (45, 20), (80, 24), (120, 40), (200, 60)].randomElement(using: &random) ?? (80, 24)
                // libvterm 0.1.4 itself falls over windows that become so small.
                terminal.resize(columns: size.0, rows: size.1, emulated: false)
            }
            guard step % 10 == 9 else { continue }
            try await eventually("it reads what is typed, step \(step)", within: .seconds(60)) {
                _ = terminal.screen
                return unread(of: terminal) == 0
            }
            try #require(terminal.screen.isAlternate, "it ended at step \(step)")
        }
        terminal.resize(columns: 200, rows: 60, emulated: false)
        // Ends a paste, closes what is open, leaves. Half a sequence may swallow that: then once more, and never in a storm, since a Ctrl-C
        // that finds the line given back makes the kernel drop what the terminal has not read.
        for _ in 0..<20 {
            terminal.send("\u{1B}[201~")
            terminal.press(.control("c"), .character("q"))
            if (try? await terminal.wait(forText: "the shell has it", within: .seconds(3))) != nil { break }
        }
        try await terminal.wait(forText: "the shell has it")
        #expect(!terminal.screen.isAlternate && terminal.isCooked && terminal.stopsAtControlS)
        let all = String(decoding: terminal.received, as: UTF8.self)
        #expect(all.contains("ended 0"))
        let settings = all.matches(of: /[0-9a-f]+(?::[0-9a-f]+){20,}/).map { String($0.0) }
        #expect(settings.count >= 2 && settings.first == settings.last, "\(settings)")
        for mode in [1000, 1002, 1003, 1004, 1006, 1049, 2004] {
            let (on, off) = (all.ranges(of: "\u{1B}[?\(mode)h").last, all.ranges(of: "\u{1B}[?\(mode)l").last)
            #expect(on.map { on in off.map { $0.lowerBound > on.lowerBound } ?? false } ?? true, "mode \(mode) is left on")
        }
        // Not as libvterm 0.1.4 has it: for it a cursor that was saved while it was hidden is hidden again with the first screen.
        let (hidden, shown) = (all.ranges(of: "\u{1B}[?25l").last, all.ranges(of: "\u{1B}[?25h").last)
        #expect(try #require(shown).lowerBound > #require(hidden).lowerBound, "the cursor is left hidden")
    }

    /// Bytes that were typed and not yet read.
    private func unread(of terminal: PseudoTerminal) -> Int {
        let line = open("/proc/\(terminal.pid)/fd/0", O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard line >= 0 else { return 0 }
        defer { close(line) }
        var count: Int32 = 0
        return ioctl(line, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
    }
}
