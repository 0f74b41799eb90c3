import Drawing
import Feed
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// A random walk: keys, pastes, a mouse and a window of any size, while a town goes on that is not well.
///
/// 20,000 steps, under a sanitizer 4,000; `WARTE_WALK` says another number of them.
@Suite struct WalkTests {
    static let seeds: [UInt64] = [1, 2, 3, 4]
    static let steps = getenv("WARTE_WALK").flatMap { Int(String(cString: $0)) } ?? (isSanitized ? 4_000 : 20_000)

    @Test(arguments: seeds) func everyStepLeavesAWholePicture(seed: UInt64) {
        var walk = Walk(seed: seed)
        for step in 0..<(Self.steps / Self.seeds.count) {
            if let fault = walk.go() {
                Issue.record("seed \(seed), step \(step), \(walk.place): \(fault)\n\(walk.trail)\n\(walk.picture)")
                return
            }
        }
        // It was everywhere, and did something there.
        #expect(
            walk.visited == Set(ScreenName.allCases) && walk.commands > Self.steps / Self.seeds.count / 1_000,
            "\(walk.visited) \(walk.commands)")
    }

    // What is wrong with a picture is seen.

    private struct Rude: Panel {
        let x: Int
        let y: Int
        func draw(on canvas: inout Canvas, in area: Rect) { canvas.write("no", x: area.x + x, y: area.y + y, width: 2) }
    }
    @Test(arguments: [(0, 0, true), (8, 1, true), (9, 0, false), (-1, 0, false), (0, 2, false), (0, -1, false)])
    func whatIsOutsideOfItsPanelIsSeen(x: Int, y: Int, isInside: Bool) {
        let canvas = Canvas(width: 30, height: 9)
        let stack = PanelStack([PanelPlace(Rude(x: x, y: y), rank: 0, want: RowDemand(2, 2))])
        #expect((PictureFault.trespass(stack, in: Rect(x: 4, y: 4, width: 10, height: 2), on: canvas) == nil) == isInside)
    }
    @Test func aSelectionThatIsNotThereIsMissed() {
        let app = TownHall.troubled()
        for first in [0, 1, 3] {
            var canvas = app.draw(width: 80, height: 24)
            #expect(PictureFault.first(of: app, canvas) == nil)
            // Three rows from `first` on; the second one is selected.
            canvas.note(.rows(of: "x", first: first, count: 9, selected: 1), at: Rect(x: 0, y: 21, width: 80, height: 3))
            let fault = PictureFault.first(of: app, canvas)
            #expect(first == 3 ? fault?.contains("out of sight") == true : fault?.contains("does not look selected") == true, "\(first)")
        }
    }
}

private struct Walk {
    private var app: App
    private var town: Turmoil
    private var random: SeededGenerator
    private var size = (width: 80, height: 24)
    private var count = 0
    private var steps: [String] = []
    private(set) var visited: Set<ScreenName> = []
    private(set) var commands = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        town = Turmoil(seed: seed)
        app = App(now: TownHall.now, settings: DisplaySettings(charset: seed % 4 == 0 ? .ascii : .utf8, localOffset: 3600, user: "anna"))
        tell(town.start())
    }

    var place: String {
        "\(app.shown) at \(size.width)x\(size.height), \(app.overlay.map { String("\($0)".prefix(40)) } ?? "nothing over it")"
    }
    var trail: String { steps.suffix(25).joined(separator: "\n") }
    var picture: String { app.draw(width: size.width, height: size.height).transcript }

    private static let keys: [Key] =
        VerbTable.standard.all.flatMap(\.keys).filter { $0 != .control("c") && $0 != .character("q") }
        + "123456aAcsSuoO/nN<>egGjkvy1ä😀漢\u{0301}   VV:fxTtbZH.,!W".map { Key.character($0) } + [
            .up, .down, .down, .left, .right, .right, .pageDown, .enter, .enter, .enter, .escape, .escape, .tab, .backspace, .delete,
            .control("c"), .function(5), .alt("x"), .character("q"),
        ]
    private static let pastes =
        Turmoil.words + [
            "theme night", "host hv", "set graphs braille", "shelve x", "keep a", "view a", "state:open", ">80 !vpn", "area:\"x", "foo:漢字",
            "guest 5", "go -20m", "13:50", "yesterday 8:10", "2 h", "why not", String(repeating: "x 漢", count: 3000), "q\r\u{3}\u{1B}[A",
        ]
    /// Where single keys rarely lead.
    private static let ways: [[Key]] = [
        [.character("W"), .enter], [.character("W"), .character("W"), .enter, .right, .right],
        [.character("H"), .paste("desk-04"), .enter],
        [.character("H"), .paste("pve7"), .enter], [.character("3"), .enter], [.character("!"), .character("a"), .paste("seen"), .enter],
        [.character("5"), .character("a"), .enter], [.character("A"), .character("y")], [.character("s"), .paste("later"), .enter, .enter],
        [.character("b"), .paste("-20m"), .enter], [.character("T"), .character("T"), .character("t")], [.character("Z")],
        [.character(":"), .paste("view night"), .enter], [.character("4"), .character("R"), .paste("why"), .enter],
        [.character("2"), .character("o"), .paste("disk"), .enter, .enter], [.character("/"), .paste("漢"), .enter],
    ]
    private static let sizes = [
        (1, 1), (19, 4), (20, 5), (30, 12), (39, 7), (40, 8), (41, 9), (40, 12), (80, 14), (110, 15), (45, 20), (45, 20), (59, 19),
        (60, 20), (80, 24), (80, 24), (80, 24),
        (100, 30), (110, 33), (120, 40), (120, 40), (170, 50), (200, 60),
    ]

    /// One step; says what was wrong with what it led to.
    mutating func go() -> String? {
        count += 1
        let begin = processorSeconds
        act()
        visited.insert(app.shown)
        var fault: String?
        if count % 5 == 0 {
            let canvas = paint()
            fault = canvas.width == size.width && canvas.height == size.height ? PictureFault.first(of: app, canvas) : "of another size"
            if fault == nil, count % 20 == 0, app.draw(width: size.width, height: size.height) != canvas {
                fault = "drawn twice, it differs"
            }
            if fault == nil, count % 100 == 0 { fault = PictureFault.trespass(of: app, canvas) }
        }
        // Of a processor, not of the clock: whoever else is busy here delays nothing of it.
        return fault ?? (processorSeconds - begin > (isSanitized ? 100 : 20) ? "a step without an end" : nil)
    }
    private var processorSeconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec
    }

    private mutating func act() {
        let chance = Int.random(in: 0..<100, using: &random)
        switch chance {
        case 0..<56: press(Self.keys.randomElement(using: &random) ?? .enter)
        case 56..<64: press(.paste(Self.pastes.randomElement(using: &random) ?? ""))
        case 64..<80: point()
        case 80..<83: resize()
        case 83..<86:
            for key in [.escape, .escape, .escape] + (Self.ways.randomElement(using: &random) ?? []) { press(key) }
        default:
            note("news")
            tell(town.news())
        }
    }
    private mutating func press(_ key: Key) {
        note("\(key)")
        tell([.key(key)])
    }
    private mutating func point() {
        // The front paints first where a mouse cannot know what it points at.
        if !app.knowsWhatIsSeen { _ = paint() }
        let deed = [Mouse.Deed.click, .click, .wheelUp, .wheelDown].randomElement(using: &random) ?? .click
        let isFar = Int.random(in: 0..<200, using: &random) == 0
        let x = isFar ? [Int.min, .max, -1].randomElement(using: &random) ?? 0 : Int.random(in: -1...size.width, using: &random)
        let y = isFar ? [Int.min, .max, -1].randomElement(using: &random) ?? 0 : Int.random(in: -1...size.height, using: &random)
        press(.mouse(Mouse(deed, x: x, y: y)))
    }
    private mutating func resize() {
        let isOdd = Int.random(in: 0..<12, using: &random) == 0
        size =
            isOdd
            ? (Int.random(in: 0...400, using: &random), Int.random(in: 0...120, using: &random))
            : Self.sizes.randomElement(using: &random) ?? (80, 24)
        note("resize to \(size)")
        tell([.resized(width: size.width, height: size.height)])
    }

    /// As the front does it: what is on the screen is what can be pointed at.
    private mutating func paint() -> Canvas {
        _ = app.derive()
        let canvas = app.draw(width: size.width, height: size.height)
        app.drawn(canvas)
        return canvas
    }
    private mutating func tell(_ events: [DashboardEvent]) {
        var left = events
        var answers = 0
        while !left.isEmpty {
            let event = left.removeFirst()
            for effect in app.handle(event) {
                if case .send = effect { commands += 1 }
                // Who travels asks again with each answer: an end to it.
                guard answers < 20 else { continue }
                answers += 1
                left += town.answer(to: effect)
            }
        }
    }
    private mutating func note(_ step: String) {
        steps.append(String(step.prefix(120)))
        if steps.count > 200 { steps.removeFirst(100) }
    }
}
