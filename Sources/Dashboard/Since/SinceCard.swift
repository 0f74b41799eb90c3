import Alarms
import Drawing
import Telemetry

/// What became of things since somebody looked, alarm by alarm and host by host, as it was when it was opened: what is marked as seen is what
/// was shown.
struct SinceCard: Sendable {
    struct Line: Hashable, Sendable {
        var sign = ""
        var role = Role.plain
        var time = ""
        var host = ""
        let text: String
    }
    enum Row: Hashable, Sendable {
        case heading(String)
        case line(Line)
        case peaks(Host.ID)
    }

    let since: Moment
    /// Up to when it tells.
    let until: Moment
    let title: String
    let rows: [Row]
    /// What ended meanwhile was not told when it was opened.
    let awaitsPast: Bool
    var scrolled = 0

    /// - Parameters:
    ///   - hosts: of which something was measured since then.
    ///   - unmeasured: how many others there are.
    init(_ look: LastLook, user: String, hosts: [Host.ID], unmeasured: Int, clock: Clock, at now: Moment) {
        since = look.since
        awaitsPast = look.past == .unasked || look.past == .asked
        // Time comes once a second, and what came since then is on it too.
        until = max(now, look.newest(besides: user).flatMap { $0 - now < .seconds(60) ? $0 : nil } ?? now)
        title = localized("Since you looked at \(clock.brief(look.since)), \(Numbers.age(max(.zero, now - look.since))) ago")
        var rows: [Row] = []
        func add(_ heading: String, _ alarms: [Alarm], _ at: (Alarm) -> Moment, _ around: (Alarm) -> Around = { _ in Around() }) {
            guard !alarms.isEmpty else { return }
            let more = look.past == .cut ? "+" : ""
            rows.append(.heading("\(heading): \(alarms.count)\(more)"))
            let folds = SinceCard.folded(alarms, around)
            rows += folds.prefix(SinceCard.most).map { fold in
                let live = fold.alarms.filter { !look.isOver($0) }.inReadingOrder.first
                return .line(
                    Line(
                        sign: live?.shape ?? "", role: live?.role ?? .dim, time: clock.short(at(fold.first)), host: fold.place,
                        text: fold.around.before + fold.words + fold.around.after))
            }
            let left = folds.dropFirst(SinceCard.most).reduce(0) { $0 + $1.alarms.count }
            if left > 0 { rows.append(.line(Line(text: localized("and \(left) more")))) }
        }
        add(localized("New"), look.new, \.raisedAt) { Around(after: look.isOver($0) ? localized(" (over)") : "") }
        add(localized("Over"), look.over, \.over)
        func taken(_ alarm: Alarm) -> Around {
            let words = alarm.acknowledgement.map {
                "\($0.author.prefix(40))" + ($0.comment.isEmpty ? "" : " \"\($0.comment.prefix(200))\"")
            }
            return Around(before: (words ?? "") + ": ")
        }
        func takenAt(_ alarm: Alarm) -> Moment { alarm.acknowledgement?.at ?? alarm.changedAt }
        add(localized("Acknowledged by others"), look.acknowledged(besides: user), takenAt, taken)
        if rows.isEmpty { rows.append(.line(Line(text: localized("no alarm came, went or was acknowledged")))) }
        switch look.past {
        case .unknown(let reason): rows.append(.line(Line(role: .problem, text: localized("what ended meanwhile is not known: \(reason)"))))
        case .unasked, .asked: rows.append(.line(Line(role: .dim, text: localized("what ended meanwhile has not been told yet"))))
        case .told, .cut: break
        }
        if !hosts.isEmpty || unmeasured > 0 {
            rows.append(.heading(localized("Highest since then")))
            rows += hosts.prefix(SinceCard.most).map { .peaks($0) }
            if hosts.count > SinceCard.most { rows.append(.line(Line(text: localized("and \(hosts.count - SinceCard.most) more")))) }
            if unmeasured > 0 {
                let them = hosts.isEmpty ? counted(unmeasured, "host") : counted(unmeasured, "other host")
                rows.append(.line(Line(role: .dim, text: localized("nothing measured of \(them)"))))
            }
        }
        self.rows = rows
    }
    private static let most = 200

    private func box(in area: Rect) -> Rect {
        let width = min(area.width, 110)
        let height = min(area.height, rows.count + 3)
        return Rect(x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width: width, height: height)
    }
    /// How many rows can be scrolled away until the last one stands at the bottom.
    func mostScrolled(in area: Rect) -> Int { max(rows.count - max(rowsShown(in: area), 1), 0) }
    /// Beside the frame and the keys: none in a window that is too low.
    func rowsShown(in area: Rect) -> Int { max(box(in: area).height - 3, 0) }

    func draw(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        let place = box(in: area)
        let frame = Box(title).draw(on: &canvas, in: place, symbols: context.symbols)
        guard frame.height > 0 else { return }
        let isCut = mostScrolled(in: area) > 0
        // What was not in sight is not marked as seen.
        let mark = rowsShown(in: area) > 0 ? [KeyBar.Entry(VerbTable.key("seen"), localized("Mark as seen"))] : []
        KeyBar(mark + [KeyBar.Entry("Esc", localized("Leave"))] + (isCut && !mark.isEmpty ? [KeyBar.Entry("Down", localized("More"))] : []))
            .draw(on: &canvas, x: frame.x + 1, y: frame.maxY - 1, width: frame.width - 1)
        let body = frame.rows(0, frame.height - 1)
        let peaks = Peaks(history: context.world.history, limits: context.world.limits, since: since, now: until)
        let name = min(max(rows.map(hostColumns).max() ?? 4, 4), body.width >= 80 ? 24 : 10)
        for (index, row) in rows.dropFirst(min(scrolled, mostScrolled(in: area))).prefix(body.height).enumerated() {
            let y = body.y + index
            switch row {
            case .heading(let words): canvas.write(words, x: body.x, y: y, width: body.width, role: .title)
            case .line(let line): draw(line, name, on: &canvas, in: body, y: y)
            case .peaks(let host):
                guard let row = context.summary.row(host) else { continue }
                draw(row, peaks, name, on: &canvas, in: body, y: y)
            }
        }
    }
    private func hostColumns(_ row: Row) -> Int {
        switch row {
        case .heading: 0
        case .line(let line): columns(line.host, limit: 24)
        case .peaks(let host): columns(host, limit: 24)
        }
    }

    private func draw(_ line: Line, _ name: Int, on canvas: inout Canvas, in body: Rect, y: Int) {
        guard !line.host.isEmpty else {
            canvas.write(line.text, x: body.x + 1, y: y, width: body.width - 1, role: line.role)
            return
        }
        var x = body.x + 1
        for (text, width, role) in [(line.sign, 2, line.role), (line.time, 6, .dim), (line.host, name, .plain)] {
            canvas.write(text, x: x, y: y, width: min(width, max(0, body.maxX - x)), role: role)
            x += width + 1
        }
        canvas.write(line.text, x: x, y: y, width: max(0, body.maxX - x), role: line.role == .dim ? .dim : .plain)
    }

    /// What is not measured is left out, and what has no room.
    private func draw(_ row: HostRow, _ peaks: Peaks, _ name: Int, on canvas: inout Canvas, in body: Rect, y: Int) {
        canvas.write(row.host.id, x: body.x + 1, y: y, width: min(name, max(0, body.width - 1)))
        var x = body.x + name + 3
        let start = x
        var isEmpty = true
        for metric in Peaks.metrics {
            let label = Peaks.label(metric) + " "
            let value = peaks.highest(metric, of: row.host)
            // Where there is room, each has its column.
            guard value != nil || body.width >= 60 else { continue }
            let words = value.map { Peaks.words($0, metric) } ?? ""
            let width = max(columns(words), 6)
            guard x + columns(label) + width <= body.maxX else { break }
            if let value {
                canvas.write(label, x: x, y: y, width: columns(label), role: .dim)
                let role = peaks.scale(metric, of: row).role(value)
                canvas.write(words, x: x + columns(label), y: y, width: width, role: role, align: .trailing)
                isEmpty = false
            }
            x += columns(label) + width + 2
        }
        if isEmpty { canvas.write(localized("nothing measured"), x: start, y: y, width: max(0, body.maxX - start), role: .dim) }
    }
}
