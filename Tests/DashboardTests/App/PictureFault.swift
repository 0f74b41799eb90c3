import Drawing
import Telemetry

@testable import Dashboard

/// What no picture may be, whatever is in it.
enum PictureFault {
    /// Says what is wrong with a picture of this size; nil where nothing is.
    static func first(of app: App, _ canvas: Canvas) -> String? {
        halfLetter(in: canvas) ?? brokenFrame(of: app, canvas) ?? lostSelection(in: canvas) ?? lostCursor(of: app, canvas)
    }

    // MARK: Letters

    private static func halfLetter(in canvas: Canvas) -> String? {
        for y in 0..<canvas.height {
            var isOpen = false
            for (x, cell) in canvas.row(y).enumerated() {
                if isOpen != (cell.width == 0) || cell.width > 2 { return "half a letter at \(x), \(y)" }
                isOpen = cell.width == 2
                var isHarmful = false
                cell.text.forEachScalar {
                    isHarmful = isHarmful || $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || (0x202A...0x202E).contains($0.value)
                }
                if isHarmful { return "a letter that does harm at \(x), \(y)" }
            }
            if isOpen { return "half a letter at the end of row \(y)" }
        }
        return nil
    }

    // MARK: First and last row

    private static func brokenFrame(of app: App, _ canvas: Canvas) -> String? {
        guard !SmallView.isNeeded(width: canvas.width, height: canvas.height) else { return nil }
        if app.world.knowsAlarms, !canvas.text(0).contains(/\d+! \d+~ \d+</) { return "the first row does not count the alarms" }
        let isSaid = app.message != nil || app.revealed != nil
        if !isSaid, canvas.text(canvas.height - 1).allSatisfy({ $0 == " " }) { return "the last row is empty" }
        return nil
    }

    // MARK: Selection

    private static func isMarked(_ cell: Cell) -> Bool { cell.isSelected || cell.role == .selected }

    /// Of every list that is drawn the selected row is in sight, and looks like it.
    private static func lostSelection(in canvas: Canvas) -> String? {
        let covers = canvas.spots.filter { $0.thing == .cover }.map(\.area)
        for list in canvas.rows where list.name != "fields" && list.area.height > 0 {
            guard let selected = list.selected, selected < list.count else { continue }
            let y = list.area.y + selected - list.first
            guard y >= list.area.y, y < list.area.maxY else { return "row \(selected) of \(list.name) is out of sight" }
            let isCovered = y >= canvas.height || covers.contains { $0.holds(x: list.area.x, y: y) }
            if !isCovered, !canvas.row(y).contains(where: isMarked) { return "row \(selected) of \(list.name) does not look selected" }
        }
        return nil
    }

    /// What keys act on is seen; with fewer rows a host has its gauges and alarms, and of its lists no more than how many there are.
    private static func lostCursor(of app: App, _ canvas: Canvas) -> String? {
        guard app.overlay == nil, canvas.width >= 40, canvas.height >= 14, app.cursorIsOnARow else { return nil }
        let body = app.frame(in: canvas.bounds).body
        let isSeen = (body.y..<body.maxY).contains { canvas.row($0).contains(where: isMarked) }
        return isSeen ? nil : "what the keys act on is not to be seen on \(app.shown)"
    }

    // MARK: Panels

    /// Draws each part of the screen by itself, and says which of them touches what is not its own.
    static func trespass(of app: App, _ canvas: Canvas) -> String? {
        guard !SmallView.isNeeded(width: canvas.width, height: canvas.height) else { return nil }
        let body = app.frame(in: canvas.bounds).body
        var clean = Canvas(width: canvas.width, height: canvas.height, charset: canvas.charset)
        clean.fill(clean.bounds, with: Cell("#", role: .past))
        if let overlay = app.overlay {
            var drawn = clean
            overlay.draw(app.context, on: &drawn, in: body)
            if let fault = excess(of: "what lies over it", drawn, outside: body, than: clean) { return fault }
        }
        guard let layout = app.screens[app.shown.place].layout(app.context, in: body) else { return nil }
        return trespass(layout, in: body, on: clean)
    }
    /// - Parameter clean: what was there before.
    private static func excess(of what: String, _ drawn: Canvas, outside area: Rect, than clean: Canvas) -> String? {
        for y in 0..<clean.height {
            let (now, before) = (drawn.row(y), clean.row(y))
            let isOwn = y >= area.y && y < area.maxY
            let left = isOwn ? min(max(area.x, 0), clean.width) : clean.width
            let right = isOwn ? min(max(area.maxX, left), clean.width) : clean.width
            if now.prefix(left) != before.prefix(left) || now.dropFirst(right) != before.dropFirst(right) {
                return "\(what) in \(area) writes into row \(y): \(String(now.map(\.text.character)))"
            }
        }
        return nil
    }
    static func trespass(_ panel: any Panel, in area: Rect, on clean: Canvas) -> String? {
        var drawn = clean
        panel.draw(on: &drawn, in: area)
        if let fault = excess(of: "\(type(of: panel))", drawn, outside: area, than: clean) { return fault }
        let parts: [(panel: any Panel, area: Rect)]
        switch panel {
        case let stack as PanelStack: parts = stack.laid(in: area)
        case let row as PanelRow: parts = row.laid(in: area)
        case let titled as Titled: parts = area.height > 1 ? [(titled.body, area.rows(1, area.height - 1))] : []
        default: parts = []
        }
        for (index, part) in parts.enumerated() {
            if part.area.clipped(to: area) != part.area { return "\(type(of: part.panel)) stands in \(part.area), outside \(area)" }
            for other in parts[..<index] {
                let both = part.area.clipped(to: other.area)
                if both.width > 0, both.height > 0 { return "\(type(of: part.panel)) stands upon \(type(of: other.panel)) in \(area)" }
            }
            if let fault = trespass(part.panel, in: part.area, on: clean) { return fault }
        }
        return nil
    }
}

extension App {
    /// Whether the keys that move are about a row of a list, and there is one.
    fileprivate var cursorIsOnARow: Bool {
        switch screens[shown.place] {
        case let screen as OverviewScreen:
            switch screen.part {
            case .hosts: !screen.list.hosts.isEmpty
            case .waiting: !screen.waiting.isEmpty
            case .alarms: !screen.alarms.isEmpty
            }
        case let screen as HostScreen:
            switch screen.shownPart {
            case .graphs: false
            case .guests: !screen.lists.guests.isEmpty
            case .sessions: !screen.lists.sessions.isEmpty
            case .ends: !screen.ends.isEmpty
            case .storages: !screen.lists.storages.items.isEmpty
            case .figures: !screen.lists.figures.figures.isEmpty
            case .alarms: !screen.alarms.isEmpty
            }
        case let screen as AlarmsScreen: !screen.isOpen && !screen.list.isEmpty
        case let screen as SessionsScreen: !screen.sessions.isEmpty
        case let screen as TimeoutsScreen: !screen.ends.isEmpty
        case let screen as GuestScreen: screen.detail != nil && screen.shownPart != .graphs && !screen.parts.isEmpty
        default: false
        }
    }
}
