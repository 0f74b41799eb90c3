import Curses
import Drawing
import Glibc
import OwnProcess
import Telemetry

/// A program that tests run on terminals: shows every role, a clock of numbers and what was pressed; ends in many ways.
@main
struct Probe {
    static func main() {
        installCrashGuard()
        let environment = environment()
        do {
            let loop = try EventLoop()
            let terminal = try CursesTerminal(theme: theme(environment), environment: environment)
            defer { if let remark = terminal.remark { print("remark: \(remark.text)") } }
            var probe = Probe(terminal: terminal, loop: loop)
            probe.run()
            terminal.close()
            // On a terminal that takes nothing, print(_:) would wait for ever.
            var output = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
            if poll(&output, 1, 0) > 0 { print("bye: \(probe.lastWords)") }
        } catch let problem as TerminalProblem {
            print(problem.message.text)
            exit(3)
        } catch {
            print(error)
            exit(3)
        }
    }

    let terminal: CursesTerminal
    let loop: EventLoop
    var lastWords = ""
    var pressed: [String] = []
    var frame = 0
    /// What was scribbled over the picture, at random.
    var scribbles: [(text: String, x: Int, y: Int, role: Role, isSelected: Bool)] = []
    var chance: UInt32 = 7
    /// Frames still to come with nothing but numbers changed, one a millisecond.
    var running = 0

    mutating func run() {
        terminal.useMouse(true)
        draw()
        while lastWords.isEmpty {
            for event in loop.next() { handle(event) }
            if lastWords.isEmpty { draw() }
            if terminal.isBusy { loop.add(terminal.outputFile, readable: false, writable: true) } else { loop.remove(terminal.outputFile) }
        }
    }

    mutating func handle(_ event: EventLoop.Event) {
        switch event {
        case .keys: for key in terminal.keys() { press(key) }
        case .resize: terminal.resized()
        case .interrupt: lastWords = "interrupt"
        case .terminate(let number): lastWords = "signal \(number)"
        case .stop: terminal.suspend { loop.stopProcess() }
        case .continued: terminal.continued()
        case .timer:
            frame += 1
            running -= 1
            if running > 0 { loop.setTimer(after: .milliseconds(1)) }
        case .ready(let file, _, _) where file == terminal.outputFile: terminal.sendOn()
        case .ready, .woken: break
        }
    }

    mutating func press(_ key: Key) {
        // The bell leaves the screen alone, so that a test can tell when all before it is done.
        if key != .character("b"), key != .character("w") { pressed.append("\(key)") }
        switch key {
        case .character("q"): lastWords = "quit"
        case .control("c"): lastWords = "interrupt"
        case .control("z"): terminal.suspend { loop.stopProcess(withJob: true) }
        case .character("n"):
            running = 100
            loop.setTimer(after: .milliseconds(1))
        case .character("b"): terminal.bell()
        // The bell says that the picture is there.
        case .character("r"):
            scribble()
            draw()
            terminal.bell()
        case .character("w"):
            if let theme = try? Self.theme(environment()) { terminal.use(theme) }
            draw()
            terminal.bell()
        case .character("T"): terminal.setTitle("probe\u{1B}\u{07}title")
        case .character("t"): terminal.setTitle("Übergröße")
        case .character("9"): terminal.notify(Self.hostile, osc: 9)
        case .character("8"): terminal.notify(Self.hostile, osc: 99)
        case .character("7"): terminal.notify(Self.hostile, osc: 777)
        case .character("6"): terminal.notify(Self.hostile, osc: 6)
        case .character("m"): terminal.useMouse(false)
        case .character("C"): pressed.removeAll()
        case .control("l"): terminal.redrawAll()
        case .character("X"): raise(SIGSEGV)
        case .character("A"): abort()
        case .character("O"): lastWords = "\(deep(1))"
        case .character("P"):
            let none: [Int] = []
            lastWords = "\(none[frame])"
        case .character("E"): exit(0)
        default: break
        }
    }

    static let hostile = "4;x\u{1B}]2;owned\u{07}\u{9C}\u{1B}\\\n\u{202E}end"

    func deep(_ level: Int) -> Int { level == 0 ? 0 : deep(level + 1) + level }

    func draw() {
        var canvas = Canvas(width: terminal.size.width, height: terminal.size.height, charset: terminal.charset)
        canvas.write(
            "probe \(terminal.size.width)x\(terminal.size.height) \(terminal.charset) frame \(frame) end", x: 0, y: 0, width: 70,
            role: .title)
        canvas.write("keys " + pressed.suffix(6).joined(separator: " "), x: 0, y: 1, width: canvas.width, role: .key)
        for (index, role) in Role.allCases.enumerated() {
            let cell = Cell("x", role: role, level: 50)
            canvas.fill(Rect(x: 0, y: 2 + index, width: 1, height: 1), with: cell)
            canvas.write("\(role)", x: 2, y: 2 + index, width: 14, role: role)
            canvas.write("\(role)", x: 18, y: 2 + index, width: 14, role: role)
        }
        canvas.select(Rect(x: 18, y: 2, width: 14, height: Role.allCases.count))
        for level in 0...20 { canvas[34 + level, 2] = Cell("█", role: .gradient, level: UInt8(level * 5)) }
        canvas.write("─│┌┐ ▁▂▃▄▅▆▇█ Außenstelle", x: 34, y: 3, width: 40)
        canvas.write("日本 e\u{301}\u{302} \u{1B}[31mred שלום 👩‍👩‍👧 end", x: 34, y: 4, width: 40)
        for row in 0..<20 {
            let number = (row * 37 + frame * (row + 3)) % 1000
            canvas.write("\(number)", x: 60, y: 5 + row, width: 6, align: .trailing)
        }
        // Letters with blanks of another role between them.
        for x in 0..<6 { canvas[34 + 2 * x, 22] = Cell("m", role: .frame) }
        for scribble in scribbles {
            canvas.write(scribble.text, x: scribble.x, y: scribble.y, width: 12, role: scribble.role)
            if scribble.isSelected { canvas.select(Rect(x: scribble.x, y: scribble.y, width: 9, height: 1)) }
        }
        if running == 0 { terminal.show(7..<14, of: canvas) }
        terminal.show(canvas)
    }

    /// A few texts somewhere, some of which go again.
    mutating func scribble() {
        func random(_ count: Int) -> Int {
            chance = chance &* 1_664_525 &+ 1_013_904_223
            return Int(chance >> 8) % count
        }
        frame += 1
        for _ in 0..<1 + random(5) {
            let text = ["a b", "  c  ", "─ ─ ─", "日 本", "       ", "dd"][random(6)]
            scribbles.append((text, random(76), 2 + random(22), Role.allCases[random(Role.allCases.count)], random(4) == 0))
        }
        for _ in 0..<random(4) where scribbles.count > 9 { scribbles.remove(at: random(scribbles.count)) }
    }

    private static func theme(_ environment: [String: String]) throws -> Theme {
        environment["PROBE_THEME"] == "mono" ? .mono : .builtIn
    }
}
