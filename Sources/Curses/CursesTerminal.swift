import CCurses
public import Drawing
import Glibc
public import Telemetry

/// The terminal. Made, used and closed on the main thread; one at a time.
public final class CursesTerminal {
    public private(set) var size: (width: Int, height: Int)
    /// What canvases for this terminal may hold.
    public let charset: Charset
    /// What the user should know of how the terminal was opened.
    public let remark: Message?
    private var brush: Brush
    private var shown: Canvas?
    private var decoder = KeyDecoder()
    private var isOpen = true
    private let output: TerminalOutput
    private let hasModes: Bool
    private var isMouseOn = false
    /// Somebody else has it for now.
    private var isLent = false
    private let titles: Titles
    private let notifications: Notifications
    private let type: String

    /// Takes the terminal on standard input and output.
    ///
    /// Colours are the theme's where the terminal has them: 24-bit with `COLORTERM=truecolor` or `24bit` or where its description says
    /// so, else 256, 16 or 8; none with a non-empty `NO_COLOR` (https://no-color.org) or a terminal without.
    public init(theme: Theme, environment: [String: String]) throws(TerminalProblem) {
        guard isatty(0) == 1, isatty(1) == 1 else { throw TerminalProblem(.noTerminal()) }
        guard let name = environment["TERM"], !name.isEmpty else {
            throw TerminalProblem(.noTerminalType())
        }
        let type = try TerminalType(name)
        remark = type.remark
        charset = prepareLocale()
        output = TerminalOutput()
        let isColourless = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        var abilities = curses_abilities()
        let wish = isColourless ? CURSES_COLOURLESS : hasDirectColour(name, environment) ? CURSES_DIRECT : CURSES_DESCRIBED
        guard curses_open(type.described, wish, &abilities) else {
            throw TerminalProblem(.terminalNotOpened())
        }
        let palette: TerminalPalette =
            switch Int(abilities.colours) {
            case _ where isColourless: .none
            case _ where abilities.is_direct: .direct
            case 256...: .twoHundredFiftySix
            case 16..<256: .sixteen
            case 8..<16: .eight
            default: .none
            }
        brush = Brush(pens: Pens(theme: theme, palette: palette, pairLimit: Int(abilities.pairs)), charset: charset)
        // Bracketed paste: what is pasted comes between marks (xterm, "Bracketed Paste Mode"). Asked for whatever the terminal's
        // description says of it: who does not know it swallows it.
        hasModes = abilities.has_modes
        titles = Titles(type: name, charset: charset, output: output)
        self.type = name
        notifications = Notifications(type: name, environment: environment, charset: charset)
        size = windowSize()
        // ncurses writes into memory and cannot ask the window itself.
        curses_resize(Int32(clamping: size.height), Int32(clamping: size.width))
        output.send(modes(on: true))
    }

    deinit { close() }

    /// Gives the terminal back as it was. Does nothing the second time.
    public func close() {
        guard isOpen else { return }
        isOpen = false
        titles.restore()
        output.send(modes(on: false))
        curses_close()
        sendOutput()
        output.finish()
        // What the terminal did not take by now is lost, and the line is given back all the same.
        output.forget()
        curses_guard_disarm()
        curses_give_line_back()
    }

    private func modes(on: Bool) -> String {
        hasModes ? "\u{1B}[?2004" + (on ? "h" : "l") + (isMouseOn ? Self.mouse(on: on) : "") : ""
    }
    /// Buttons and wheel (DECSET 1000), by numbers without a bound (1006); never where it only moves.
    private static func mouse(on: Bool) -> String { on ? "\u{1B}[?1000h\u{1B}[?1006h" : "\u{1B}[?1006l\u{1B}[?1000l" }

    /// Whether the terminal tells of its mouse; it selects no text by it meanwhile.
    public func useMouse(_ isOn: Bool) {
        guard isOn != isMouseOn else { return }
        isMouseOn = isOn
        if isOpen, hasModes, !isLent { output.send(Self.mouse(on: isOn)) }
    }

    // MARK: Sending

    /// The terminal has not taken all of what was sent: pictures are left out until it has. Watch `outputFile` for writing meanwhile, and
    /// call `sendOn()` when it is ready.
    public var isBusy: Bool { output.isBusy }
    public var outputFile: Int32 { output.file }
    public func sendOn() {
        output.sendOn()
        if isOpen { titles.sendLate() }
    }

    /// What ncurses made since the last time.
    private func sendOutput() {
        var bytes: UnsafePointer<UInt8>?
        let count = curses_take_output(&bytes)
        output.send(UnsafeBufferPointer(start: bytes, count: count))
    }

    // MARK: Showing

    /// Sends what differs from what is shown. Nothing while the terminal is busy: the next picture holds what this one would have.
    @discardableResult
    public func show(_ canvas: Canvas) -> Bool {
        guard isOpen, !output.isBusy else { return false }
        let changes = canvas.changes(since: shown ?? Canvas(width: 0, height: 0))
        if shown.map({ $0.width != canvas.width || $0.height != canvas.height }) ?? true { wipeOutside(canvas) }
        send(changes, of: canvas)
        shown = canvas
        return true
    }

    /// Sends what differs in these rows of a picture that is still being drawn; the whole of it follows with the next `show`.
    public func show(_ rows: Range<Int>, of canvas: Canvas) {
        guard isOpen, !output.isBusy, shown?.bounds == canvas.bounds else { return }
        let changes = shown.map { canvas.changes(since: $0, in: rows) } ?? []
        guard !changes.isEmpty else { return }
        send(changes, of: canvas)
        shown?.take(rows, of: canvas)
    }

    private func send(_ changes: [Canvas.Stretch], of canvas: Canvas) {
        for change in changes where change.y < size.height { brush.put(change, of: canvas, width: size.width) }
        curses_update()
        sendOutput()
    }

    /// Other colours from now on. The next `show` paints it all.
    public func use(_ theme: Theme) {
        brush.pens.use(theme)
        shown = nil
    }

    /// After SIGWINCH: takes the window's new size. The next `show` paints it all.
    public func resized() {
        guard isOpen else { return }
        size = windowSize()
        curses_resize(Int32(clamping: size.height), Int32(clamping: size.width))
        shown = nil
    }

    /// Sends everything again, whatever stands on the screen.
    public func redrawAll() {
        guard isOpen else { return }
        curses_forget_screen()
        // Else with the next picture.
        guard !output.isBusy else { return }
        curses_update()
        sendOutput()
    }

    /// Gives the terminal back and stops the process, as Ctrl-Z does; comes back when it is continued. Call it on `EventLoop.Event.stop`.
    public func suspend(_ stop: () -> Void) {
        guard isOpen else { return }
        giveAway()
        stop()
        continued()
    }

    /// Gives the terminal to another program, as it was; nothing may be sent until `continued()` takes it back.
    public func lend() {
        guard isOpen else { return }
        giveAway()
        // What it did not take by now would come into the other's picture.
        output.forget()
    }

    private func giveAway() {
        isLent = true
        titles.restore()
        output.send(modes(on: false))
        curses_suspend()
        sendOutput()
        output.finish()
        curses_give_line_back()
    }

    /// After SIGCONT: sets the terminal's modes again, which a shell may have changed, and paints it all.
    public func continued() {
        guard isOpen else { return }
        isLent = false
        curses_take_line()
        output.send(modes(on: true))
        titles.setAgain()
        let now = windowSize()
        if now != size { resized() }
        redrawAll()
    }

    public func bell() {
        guard isOpen else { return }
        curses_bell()
        sendOutput()
    }

    /// Shows a desktop notification by OSC 9, 99 or 777 where the terminal may have one. Text is made harmless.
    public func notify(_ text: String, osc: Int) {
        if isOpen, let sequence = notifications.sequence(text, osc: osc) { output.send(sequence) }
    }

    /// Puts text on the clipboard by OSC 52 where the terminal may have one.
    public func copy(_ text: String) {
        if isOpen, let sequence = Clipboard.sequence(text, type: type) { output.send(sequence) }
    }

    /// Sets the window's title where the terminal is known to have one. Text is made harmless.
    public func setTitle(_ text: String) {
        if isOpen { titles.set(text) }
    }

    /// A canvas that is smaller than the window leaves blanks beside and below it.
    private func wipeOutside(_ canvas: Canvas) {
        let blank = curses_cell()
        for y in 0..<size.height {
            let start = y < canvas.height ? min(canvas.width, size.width) : 0
            guard start < size.width else { continue }
            var cell = blank
            cell.letters.0 = 0x20
            let blanks = Array(repeating: cell, count: size.width - start)
            curses_put(Int32(clamping: y), Int32(clamping: start), blanks, Int32(clamping: blanks.count))
        }
    }

    // MARK: Keys

    /// All that was pressed, without waiting; an Esc by itself takes 25 ms, in which a sequence could still follow.
    public func keys() -> [Key] {
        var keys: [Key] = []
        // A stream without an end must not keep the loop from its signals: the rest is read the next time.
        for _ in 0..<16 {
            guard isReadable(within: decoder.isWaiting ? 25 : 0) else { return decoder.isWaiting ? keys + decoder.flush() : keys }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(0, &buffer, buffer.count)
            guard count > 0 else { break }
            keys += decoder.feed(buffer[0..<count])
            // That was all.
            if count < buffer.count, !decoder.isWaiting { return keys }
        }
        return keys
    }

    private func isReadable(within milliseconds: Int32) -> Bool {
        var file = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
        return poll(&file, 1, milliseconds) > 0 && file.revents & Int16(POLLIN) != 0
    }
}

/// What the system says, or 80x24 where it says nothing (a serial line). At most 2,000 columns and 1,000 rows: the rest of a window that
/// claims to be larger stays empty. ncurses counts to 32,767, and a picture takes memory for each square.
private func windowSize() -> (width: Int, height: Int) {
    var window = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else { return (80, 24) }
    return (min(Int(window.ws_col), 2000), min(Int(window.ws_row), 1000))
}

/// `COLORTERM` is inherited, also by terminals that cannot: GNU screen takes 24-bit colours for garbage. tmux turns them into what it has.
private func hasDirectColour(_ type: String, _ environment: [String: String]) -> Bool {
    guard let word = environment["COLORTERM"], word == "truecolor" || word == "24bit" else { return false }
    if type.hasPrefix("screen") { return environment["TERM_PROGRAM"] == "tmux" }
    return type != "linux" && !type.hasPrefix("vt")
}
