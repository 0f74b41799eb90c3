public import Drawing
import Telemetry

extension App {
    /// Any size, down to nothing; never fails.
    public func draw(width: Int, height: Int) -> Canvas {
        var sketch = sketch(width: width, height: height)
        finish(&sketch)
        return sketch.canvas
    }

    /// A picture of which, where that can be, the part with the cursor is drawn and nothing else; `finish` draws the rest.
    public struct Sketch {
        public fileprivate(set) var canvas: Canvas
        /// As they will be in the end; empty where nothing is ahead of the rest.
        public fileprivate(set) var rowsOfCursor = 0..<0
        fileprivate let context: DrawContext
        /// Nil is the whole screen.
        fileprivate var rest: [(panel: any Panel, area: Rect)]?
    }

    public func sketch(width: Int, height: Int) -> Sketch {
        var sketch = Sketch(canvas: Canvas(width: width, height: height, charset: settings.charset), context: self.context)
        if SmallView.isNeeded(width: width, height: height) { return sketch }
        let context = sketch.context
        let frame = frame(in: sketch.canvas.bounds)
        guard overlay == nil, var rest = screens[shown.place].stack(context, in: frame.body)?.laid(in: frame.body) else { return sketch }
        if let index = rest.firstIndex(where: { $0.panel.holdsCursor }) {
            let first = rest.remove(at: index)
            first.panel.draw(on: &sketch.canvas, in: first.area)
            if past != nil { markPast(on: &sketch.canvas, first.area.y..<first.area.maxY) }
            // Its heading is joined by lines from above.
            sketch.rowsOfCursor = min(first.area.y + 1, first.area.maxY)..<first.area.maxY
        }
        sketch.rest = rest
        return sketch
    }

    public func finish(_ sketch: inout Sketch) {
        let context = sketch.context
        let all = sketch.canvas.bounds
        if SmallView.isNeeded(width: all.width, height: all.height) {
            let then = past.map { localized("PAST \(clock(around: $0.moment).brief($0.moment))") }
            SmallView(context: context, past: then).draw(on: &sketch.canvas, in: all)
            overlay?.draw(context, on: &sketch.canvas, in: all)
            if past != nil { markPast(on: &sketch.canvas, 1..<max(1, all.height)) }
            drawLine(on: &sketch.canvas, y: all.height - 1)
            // There is no room beside what is open.
            let marking = StatusLine.marking(world, settings)
            guard overlay != nil, !marking.isEmpty || past != nil else { return }
            let (words, role) = marking.isEmpty ? (localized("PAST"), Role.past) : (marking, .notice)
            let width = columns(words)
            sketch.canvas.write(words, x: max(0, all.width - width), y: 0, width: width, role: role)
            return
        }
        StatusLine(
            world: world, summary: summary, path: screens[shown.place].path(in: context), filter: filters[shown] ?? "",
            marked: marks.all.count, settings: settings, pausedAt: held?.world.now, pastAt: past?.moment, isGoingTo: travel?.moment,
            clockThen: (travel?.moment ?? past?.moment).map(clock(around:))
        ).draw(on: &sketch.canvas, y: 0, width: all.width)
        let frame = frame(in: all)
        frame.banner?.draw(on: &sketch.canvas, y: 1, width: all.width)
        if let rest = sketch.rest {
            for part in rest { part.panel.draw(on: &sketch.canvas, in: part.area) }
        } else {
            screens[shown.place].draw(context, on: &sketch.canvas, in: frame.body)
        }
        if past != nil { markPast(on: &sketch.canvas, frame.body.y..<frame.body.maxY) }
        BottomBar(
            shown: shown, verbs: shownVerbs, notes: shown == .overview ? lookWords : [],
            message: message.map { ($0.text, $0.role) } ?? asked.waiting(in: world).map { ($0, .notice) }
                ?? revealed?.words(at: world.now).map { ($0, .notice) }
        ).draw(on: &sketch.canvas, in: frame.bottom)
        // What lies over the screen has the mouse as it has the keys; while a filter is typed the list below it stays what it is.
        if overlay?.hidesScreen ?? false { sketch.canvas.forgetSpots(in: all) }
        overlay?.draw(context, on: &sketch.canvas, in: frame.body)
        drawLine(on: &sketch.canvas, y: all.height - 1)
    }

    /// For the key bar: in the past the ways through it, and there and in a replay nothing that cannot be done.
    private var shownVerbs: [Verb] {
        let all = verbs.verbs(on: shown, for: settings.access)
        guard isInPast else { return world.replay == nil ? all : all.filter { refusalInPast(of: $0) == nil } }
        let ways = App.waysInPast.compactMap { name, word in
            all.first { $0.name == name }.map { Verb($0.name, $0.keys, $0.shown, word: word, $0.plainMeaning, $0.deed) }
        }
        return ways + all.filter { $0.name != "earlier" && $0.name != "pause" && refusalInPast(of: $0) == nil }
    }

    /// Each row of what is over bears a mark, so that none of it is taken for now.
    private func markPast(on canvas: inout Canvas, _ rows: Range<Int>) {
        let mark: Letter = settings.charset == .utf8 ? "┊" : ":"
        for y in rows where canvas[0, y].text == " " || canvas[0, y].text == settings.symbols.horizontal {
            canvas[0, y] = Cell(mark, role: .past)
        }
    }

    /// `letters area: host: state: > < ! not`: what can be typed here.
    private var filterHint: String {
        let screen = screens[shown.place]
        let named = type(of: screen).filterColumns.map { $0.rawValue + ":" }
        return ([localized("letters")] + named + (screen.comparesNumbers ? [">80", "<5"] : []) + [localized("!not")]).joined(separator: " ")
    }

    /// The filter, or the command, stands in the last row while it is typed.
    private func drawLine(on canvas: inout Canvas, y: Int) {
        guard y >= 0 else { return }
        let (sign, field, hint, problem): (String, TextField, String, String?)
        switch overlay {
        case .filter(let typed):
            (sign, field, problem) = ("/", typed, focus.query.problem)
            hint = problem ?? (field.text.isEmpty ? filterHint : localized("Enter keeps it, Esc clears it"))
        case .palette(let palette):
            (sign, field, problem) = (":", palette.field, nil)
            hint = localized("Tab completes, Up brings back, Esc leaves")
        case .time(let typed): (sign, field, hint, problem) = ("@", typed.field, typed.hint, typed.problem)
        case .help, .prompt, .switcher, .since, nil: return
        }
        if let cut = field.problem, y > 0 {
            canvas.fill(Rect(y: y - 1, width: canvas.width, height: 1))
            canvas.write(cut, x: 1, y: y - 1, width: canvas.width - 2, role: .problem)
            canvas.note(.cover, x: 0, y: y - 1, width: canvas.width)
        }
        let line = Rect(y: y, width: canvas.width, height: 1)
        canvas.forgetSpots(in: line)
        canvas.note(.cover, at: line)
        canvas.fill(line)
        canvas.write(sign, x: 1, y: y, width: 1, role: .accent)
        // Below that width the list itself says what is wrong with it.
        let width = canvas.width > 60 ? min(columns(hint), canvas.width - 24) : 0
        field.draw(on: &canvas, x: 2, y: y, width: canvas.width - 3 - (width > 0 ? width + 3 : 0), isFocused: true)
        canvas.write(hint, x: canvas.width - width - 1, y: y, width: width, role: problem == nil ? .dim : .problem)
    }
}
