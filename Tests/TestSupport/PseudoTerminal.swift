import CPseudoTerminal
import CVTerm
public import Drawing
import Glibc
import Platform

/// A program on a real pseudo-terminal, watched by a terminal emulator (libvterm).
///
/// The program is killed when the value goes away. Waiting never blocks a thread of the pool.
public final class PseudoTerminal {
    public let pid: Int32
    public private(set) var columns: Int
    public private(set) var rows: Int
    /// Everything that the program sent, raw.
    public private(set) var received: [UInt8] = []
    private var master: Int32
    private let emulator: OpaquePointer
    private let screenHandle: OpaquePointer
    private let seen: UnsafeMutablePointer<vterm_state_seen>
    private var ending: Ending?
    private var snapshot: TerminalScreen?

    /// - Parameter argv: the program's path and its arguments.
    /// - Parameter environment: the whole environment of the program.
    public init(_ argv: [String], environment: [String: String], columns: Int = 80, rows: Int = 24) throws {
        var master: Int32 = -1
        let pid = withArgumentArray(argv) { argv in
            withArgumentArray(forProgram(environment).map { "\($0.key)=\($0.value)" }) { environment -> pid_t in
                guard let path = argv[0] else { return -1 }
                return pseudo_terminal_start(&master, Int32(rows), Int32(columns), path, &argv, &environment)
            }
        }
        guard pid > 0 else { throw SystemFailure("start of \(argv.first ?? "nothing")") }
        guard let emulator = vterm_new(Int32(rows), Int32(columns)), let screen = vterm_obtain_screen(emulator) else {
            throw SystemFailure("vterm_new")
        }
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
        seen = .allocate(capacity: 1)
        seen.initialize(to: vterm_state_seen())
        vterm_set_utf8(emulator, 1)
        vterm_screen_enable_altscreen(screen, 1)
        vterm_watch(screen, seen)
        vterm_screen_reset(screen, 1)
        (self.pid, self.master, self.emulator, screenHandle) = (pid, master, emulator, screen)
        (self.columns, self.rows) = (columns, rows)
    }

    deinit {
        if ending == nil {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
        hangUp()
        vterm_free(emulator)
        seen.deallocate()
    }

    public var bytesReceived: Int { received.count }
    /// The group of processes that reads what is typed (tcgetpgrp(3)).
    public var foreground: Int32 { tcgetpgrp(master) }

    // MARK: Watching

    /// Takes in what the program has sent so far, and gives the screen.
    public var screen: TerminalScreen {
        pump()
        if let snapshot { return snapshot }
        let fresh = look()
        snapshot = fresh
        return fresh
    }

    /// Waits until the screen is as wanted. Throws `TimedOut` with the last screen in it.
    @discardableResult public nonisolated(nonsending) func wait(
        for what: String, within limit: Duration = .seconds(10), until isWanted: (TerminalScreen) -> Bool
    ) async throws -> TerminalScreen {
        let deadline = Deadline(after: limit)
        while true {
            let screen = screen
            if isWanted(screen) { return screen }
            let end = hasEnded()
            if end != nil || deadline.isPast {
                // The last words may have come between the look and the end.
                let last = self.screen
                if isWanted(last) { return last }
                throw TimedOut("\(what)\(end.map { "; the program ended with \($0)" } ?? "")\n--- screen\n\(last.text)\n---", after: limit)
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Waits until a text is on the screen.
    @discardableResult public nonisolated(nonsending) func wait(
        forText text: String, within limit: Duration = .seconds(10)
    ) async throws -> TerminalScreen {
        try await wait(for: "\"\(text)\" on the screen", within: limit) { $0.contains(text) }
    }

    /// Waits for the program's end.
    public nonisolated(nonsending) func waitForEnd(within limit: Duration = .seconds(10)) async throws -> Ending {
        let deadline = Deadline(after: limit)
        while true {
            pump()
            if let ending = hasEnded() {
                pump()
                return ending
            }
            if deadline.isPast { throw TimedOut("the program's end\n--- screen\n\(screen.text)\n---", after: limit) }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// How the program ended, if it did.
    public func hasEnded() -> Ending? {
        if ending == nil {
            var status: Int32 = 0
            if waitpid(pid, &status, WNOHANG) == pid { ending = Ending(waitStatus: status) }
        }
        return ending
    }

    /// Whether the line has echo, line editing and signals, as a shell expects to get it back.
    public var isCooked: Bool {
        var settings = termios()
        guard tcgetattr(master, &settings) == 0 else { return false }
        let wanted = tcflag_t(ECHO | ICANON | ISIG)
        return settings.c_lflag & wanted == wanted && settings.c_oflag & tcflag_t(OPOST | ONLCR) == tcflag_t(OPOST | ONLCR)
    }

    /// Whether Ctrl-S stops the line and Ctrl-Q lets it go, as a terminal comes.
    public var stopsAtControlS: Bool {
        var settings = termios()
        return tcgetattr(master, &settings) == 0 && settings.c_iflag & tcflag_t(IXON) != 0
    }

    // MARK: Acting

    public func send(_ text: String) { _ = writeAll(master, Array(text.utf8)) }
    public func send(bytes: [UInt8]) { _ = writeAll(master, bytes) }

    /// Presses a key as an xterm would send it.
    public func press(_ keys: Key...) {
        for key in keys {
            switch key {
            case .character(let letter): send(String(letter))
            case .control(let letter): vterm_keyboard_unichar(emulator, letter.unicodeScalars.first?.value ?? 0, VTERM_MOD_CTRL)
            case .alt(let letter): send("\u{1B}\(letter)")
            case .up: vterm_keyboard_key(emulator, VTERM_KEY_UP, VTERM_MOD_NONE)
            case .down: vterm_keyboard_key(emulator, VTERM_KEY_DOWN, VTERM_MOD_NONE)
            case .left: vterm_keyboard_key(emulator, VTERM_KEY_LEFT, VTERM_MOD_NONE)
            case .right: vterm_keyboard_key(emulator, VTERM_KEY_RIGHT, VTERM_MOD_NONE)
            case .pageUp: vterm_keyboard_key(emulator, VTERM_KEY_PAGEUP, VTERM_MOD_NONE)
            case .pageDown: vterm_keyboard_key(emulator, VTERM_KEY_PAGEDOWN, VTERM_MOD_NONE)
            case .home: vterm_keyboard_key(emulator, VTERM_KEY_HOME, VTERM_MOD_NONE)
            case .end: vterm_keyboard_key(emulator, VTERM_KEY_END, VTERM_MOD_NONE)
            case .enter: vterm_keyboard_key(emulator, VTERM_KEY_ENTER, VTERM_MOD_NONE)
            case .escape: vterm_keyboard_key(emulator, VTERM_KEY_ESCAPE, VTERM_MOD_NONE)
            case .tab: vterm_keyboard_key(emulator, VTERM_KEY_TAB, VTERM_MOD_NONE)
            case .backTab: vterm_keyboard_key(emulator, VTERM_KEY_TAB, VTERM_MOD_SHIFT)
            case .backspace: vterm_keyboard_key(emulator, VTERM_KEY_BACKSPACE, VTERM_MOD_NONE)
            case .delete: vterm_keyboard_key(emulator, VTERM_KEY_DEL, VTERM_MOD_NONE)
            case .paste(let text): send("\u{1B}[200~\(text)\u{1B}[201~")
            case .mouse(let mouse):
                // Says nothing where the program did not ask for it.
                vterm_mouse_move(emulator, Int32(mouse.y), Int32(mouse.x), VTERM_MOD_NONE)
                let button: Int32 = mouse.deed == .click ? 1 : mouse.deed == .wheelUp ? 4 : 5
                vterm_mouse_button(emulator, button, true, VTERM_MOD_NONE)
                if mouse.deed == .click { vterm_mouse_button(emulator, button, false, VTERM_MOD_NONE) }
            case .function(let number):
                let first = Int(VTERM_KEY_FUNCTION_0.rawValue)
                vterm_keyboard_key(emulator, VTermKey(UInt32(clamping: first + number)), VTERM_MOD_NONE)
            }
            answer()
        }
    }

    /// - Parameter emulated: false tells the program alone.
    public func resize(columns: Int, rows: Int, emulated: Bool = true) {
        pump()
        defer { _ = pseudo_terminal_resize(master, Int32(rows), Int32(columns)) }
        guard emulated else { return }
        (self.columns, self.rows) = (columns, rows)
        vterm_set_size(emulator, Int32(rows), Int32(columns))
        snapshot = nil
    }

    /// Takes the terminal away, as a lost connection does.
    public func hangUp() {
        if master >= 0 { close(master) }
        master = -1
    }

    public func signal(_ number: Int32) { kill(pid, number) }

    // MARK: Inside

    private func pump() {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(master, &buffer, buffer.count)
            guard count > 0 else { return }
            received.append(contentsOf: buffer[0..<count])
            snapshot = nil
            buffer.withUnsafeBytes { raw in
                // libvterm 0.1.4 takes four bytes of stack for each byte of input.
                for start in stride(from: 0, to: count, by: 4096) {
                    let piece = raw.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self)
                    vterm_input_write(emulator, piece, min(4096, count - start))
                }
            }
            answer()
        }
    }

    /// Sends what the emulator has to say: keys, and answers to questions about itself.
    private func answer() {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = vterm_output_read(emulator, &buffer, buffer.count)
        if count > 0 { _ = writeAll(master, buffer[0..<count].map { UInt8(bitPattern: $0) }) }
    }

    private func look() -> TerminalScreen {
        var cells: [TerminalScreen.Cell] = []
        var lines: [String] = []
        cells.reserveCapacity(columns * rows)
        for y in 0..<rows {
            var line = ""
            var covered = 0
            for x in 0..<columns {
                let cell = cell(x, y)
                cells.append(cell)
                if x < covered { continue }
                line += cell.text
                covered = x + max(1, cell.width)
            }
            while line.last == " " { line.removeLast() }
            lines.append(line)
        }
        return TerminalScreen(
            columns: columns, rows: rows, cells: cells, lines: lines, isAlternate: seen.pointee.alternate_screen,
            isCursorVisible: seen.pointee.cursor_visible, bells: Int(seen.pointee.bells),
            cursor: (Int(seen.pointee.cursor_column), Int(seen.pointee.cursor_row)))
    }

    private func cell(_ x: Int, _ y: Int) -> TerminalScreen.Cell {
        var flat = vterm_flat_get(screenHandle, Int32(y), Int32(x))
        var text = String.UnicodeScalarView()
        withUnsafeBytes(of: &flat.letters) { raw in
            for value in raw.bindMemory(to: UInt32.self) where value != 0 && value != UInt32.max {
                if let scalar = Unicode.Scalar(value) { text.append(scalar) }
            }
        }
        return TerminalScreen.Cell(
            text: text.isEmpty ? " " : String(text), width: Int(flat.width), bold: flat.bold, underline: flat.underline,
            reverse: flat.reverse, foreground: .init(flat: flat.foreground), background: .init(flat: flat.background))
    }
}
