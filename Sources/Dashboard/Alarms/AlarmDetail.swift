import Alarms
import Drawing
import Feed
import MetricStore
import Telemetry

/// One alarm in full: who has it, what to do, the lines that prove it, what was said, the load at that moment.
struct AlarmDetail: Panel {
    enum Line {
        case title(String)
        case text(label: String, String, Role)
        case graph(AlarmTrend)
        case axis
    }

    let context: DrawContext
    let alarm: Alarm
    let scrolled: Int
    var isOpen = false
    static let labelWidth = 11

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0, area.width > 0 else { return }
        canvas.note(.list(isOpen ? "text" : "detail"), at: area)
        let host = alarm.key.host.isEmpty ? localized("site") : alarm.key.host
        let layout = layout(in: area)
        let lines = layout.lines
        let body = area.rows(1, area.height - 1)
        let first = min(scrolled, max(lines.count - body.height, 0))
        let hidden = lines.count - first - body.height
        let more = hidden > 0 ? counted(hidden, "more line") + (isOpen ? localized(": Down") : localized(": Enter, then Down")) : ""
        Section("", note: more).draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        canvas.write(" \(alarm.shape) \(host) ", x: area.x + 1, y: area.y, width: area.width - 2, role: alarm.role)
        for (offset, line) in lines.dropFirst(first).prefix(body.height).enumerated() {
            draw(line, on: &canvas, in: body, y: body.y + offset)
        }
        if layout.isSpacious {
            let rows = min(body.height - lines.count, 14 * LoadGraphs.lines(layout.sources.count, in: area.width))
            drawGraphs(layout.sources, on: &canvas, in: body.rows(lines.count, rows))
        }
    }

    /// How many rows can be scrolled away until the last one stands at the bottom.
    func mostScrolled(in area: Rect) -> Int { max(layout(in: area).lines.count - max(area.height - 1, 0), 0) }

    /// Where rows are left the load is drawn as graphs, else as one line for each number.
    private func layout(in area: Rect) -> (lines: [Line], sources: [AlarmTrend], isSpacious: Bool) {
        let words = lines(width: area.width)
        let sources = AlarmTrend.all(of: alarm, in: context)
        let isSpacious = !sources.isEmpty && area.height - 1 - words.count >= 9 && area.width >= 70
        return (isSpacious || sources.isEmpty ? words : words + sources.map { .graph($0) } + [.axis], sources, isSpacious)
    }

    private func drawGraphs(_ sources: [AlarmTrend], on canvas: inout Canvas, in area: Rect) {
        let start = alarm.raisedAt - .seconds(900)
        let end = start + .seconds(1200)
        let role: Role = alarm.severity == .critical ? .critical : .warning
        let ends = context.world.ends.suffix(2000).filter {
            (alarm.key.host.isEmpty || $0.host == alarm.key.host) && $0.cause.isTimeout && $0.at >= start && $0.at <= end
        }
        let marks = ends.map { (at: $0.at, role: Role.dim) } + [(at: alarm.raisedAt, role: role)]
        let hosts = Set(sources.map(\.row.host.id))
        let graphs = sources.map {
            LoadGraph(
                context: context, row: $0.row, metric: $0.metric, start: start, end: end,
                name: hosts.count > 1 || alarm.key.host.isEmpty ? $0.row.host.id : "")
        }
        LoadGraphs(context: context, graphs: graphs, marks: marks).draw(on: &canvas, in: area)
    }

    private func draw(_ line: Line, on canvas: inout Canvas, in area: Rect, y: Int) {
        let start = area.x + 1 + AlarmDetail.labelWidth
        let width = max(0, area.maxX - start - 1)
        switch line {
        case .title(let text):
            let role = alarm.standing == .open ? alarm.role : .title
            canvas.write(text, x: area.x + 1, y: y, width: max(0, area.width - 2), role: role)
        case .text(let label, let text, let role):
            canvas.write(label, x: area.x + 1, y: y, width: min(AlarmDetail.labelWidth, area.width - 1), role: .dim)
            canvas.write(text, x: start, y: y, width: width, role: role)
        case .graph(let source):
            drawTrend(source, on: &canvas, x: start, y: y, width: width)
            let isOwn = source.row.host.id == alarm.key.host
            let label = isOwn ? source.metric.name : source.metric.name + " " + source.row.host.id
            canvas.write(label, x: area.x + 1, y: y, width: min(AlarmDetail.labelWidth, area.width - 1), role: .dim)
        case .axis:
            let width = trendWidth(width)
            let column = width * 15 / 20
            canvas[start + column, y] = Cell(context.symbols.mark, role: .accent)
            canvas.write(
                context.clock.short(alarm.raisedAt), x: start + column + 2, y: y, width: max(0, area.maxX - start - column - 2), role: .dim)
            if column > 18 { canvas.write(localized("15 min before"), x: start, y: y, width: 14, role: .dim) }
        }
    }

    private func trendWidth(_ width: Int) -> Int { max(0, min(80, width - 30)) }

    /// 15 min before to 5 min after, and the value in the minute it began.
    private func drawTrend(_ source: AlarmTrend, on canvas: inout Canvas, x: Int, y: Int, width: Int) {
        let count = trendWidth(width)
        let (metric, row) = (source.metric, source.row)
        let key = SeriesKey(host: row.host.id, metric: metric)
        let start = alarm.raisedAt - .seconds(900)
        let limits = context.world.limits
        let scale =
            metric == .sessions
            ? limits.sessionScale(of: row.sessionLimit, on: row.host.id) : limits.scale(metric, on: row.host.id)
        var shown = scale
        if count > 0 {
            let columns = context.world.history.span(key, from: start, to: start + .seconds(1200), columns: count)
            if metric == .sessions, row.sessionLimit == nil { shown = Scale(top: columns.reduce(1) { max($0, $1?.maximum ?? 0) }) }
            Sparkline(columns.map { $0?.mean }, scale: shown).draw(on: &canvas, x: x, y: y, width: count, symbols: context.symbols)
        }
        let then = context.world.history.summary(key, from: alarm.raisedAt - .seconds(30), to: alarm.raisedAt + .seconds(30))
        let words =
            then.map { localized("\(metric.unit == .percent ? Numbers.tenths($0.mean) + " %" : Numbers.whole($0.mean)) then") }
            ?? localized("not measured then")
        canvas.write(words, x: x + count + 2, y: y, width: max(0, width - count - 2), role: then.map { shown.role($0.mean) } ?? .dim)
    }

    private func lines(width: Int) -> [Line] {
        let now = context.world.now
        let clock = context.clock
        let room = max(10, width - AlarmDetail.labelWidth - 2)
        // Its cure stands at a failure's end.
        var lines = wrapped(alarm.text, width: max(10, width - 2), atMost: 12).map(Line.title)
        func add(_ label: String, _ text: String, _ role: Role = .plain) {
            guard !text.isEmpty else { return }
            for (index, part) in wrapped(text, width: room).enumerated() {
                lines.append(.text(label: index == 0 ? label : "", part, role))
            }
        }
        let severity = alarm.severity == .critical ? localized("critical") : localized("warning")
        let since = localized("since \(clock.long(alarm.raisedAt)) (\(Numbers.time(now - alarm.raisedAt)))")
        var state = "\(severity), \(alarm.status(at: now)), \(since)"
        if alarm.standing == .acknowledged, let seen = alarm.acknowledgement {
            state = localized(
                "\(severity) \(since), acknowledged by \(seen.author.prefix(40)) for another \(Numbers.time(seen.expires - now))")
        }
        if let over = alarm.returnedAt { state += localized(", over since \(clock.long(over))") }
        add(localized("State"), state)
        if alarm.standing == .open || alarm.standing == .returned {
            add(localized("Owner"), seenBefore(clock) + (context.world.past == nil ? localized("; a acknowledges") : ""), .accent)
        }
        if let seen = alarm.acknowledgement {
            let comment = seen.comment.isEmpty ? "" : " \"\(seen.comment)\""
            let rest = Numbers.time(seen.expires - now)
            let isLatched = alarm.phase == .latchedAcknowledged
            let more = alarm.standing == .acknowledged ? isLatched ? localized("; a again ends it") : localized("; a extends it") : ""
            add(localized("Owner"), localized("\(seen.author)\(comment) \(clock.long(seen.at)), for \(rest) more\(more)"), .acknowledged)
        }
        if let shelf = alarm.shelf {
            let rest = Numbers.time(shelf.until - now)
            add(
                localized("Shelved"), localized("by \(shelf.author) until \(clock.long(shelf.until)), \(rest) more: \(shelf.reason)"),
                .shelved)
            let wakes = shelf.wakes.prefix(8).map(AlarmDetail.words)
            if !wakes.isEmpty { add(localized("Wakes"), wakes.joined(separator: ", "), .shelved) }
        }
        for (index, line) in alarm.context.enumerated() { add(index == 0 ? localized("Beside it") : "", line.text, .accent) }
        if alarm.suppresses > 0 {
            add(localized("Hides"), localized("\(counted(alarm.suppresses, "alarm that follows", "alarms that follow")) from it"))
        }
        if let cause = alarm.suppressedBy { add(localized("Follows"), cause.text) }
        if alarm.unseen > 0 {
            add(localized("Before"), localized("came and went \(counted(alarm.unseen, "time")) before, and nobody looked"))
        }
        if alarm.key.rule == "no_data", let hint = context.world.hosts[alarm.key.host]?.hint { add(localized("Hint"), hint.text, .title) }
        add(localized("Action"), alarm.runbook.action?.text ?? "", .title)
        add(localized("If ignored"), alarm.runbook.consequence?.text ?? "")
        add(localized("Within"), alarm.runbook.timeToAct?.text ?? "")
        add(localized("More"), alarm.runbook.link)
        for (index, evidence) in alarm.evidence.prefix(50).enumerated() { add(index == 0 ? localized("Evidence") : "", evidence.text) }
        for (index, step) in steps.suffix(60).enumerated() {
            add(index == 0 ? localized("Steps") : "", "\(clock.long(step.at))  \(step.words)")
        }
        return lines
    }

    /// An acknowledgement that holds no longer is kept as a comment.
    private func seenBefore(_ clock: Clock) -> String {
        guard let last = alarm.comments.last(where: { $0.message.id == Message.remarkAcknowledged.id }) else {
            return localized("nobody yet")
        }
        let words = localized("\(last.author) acknowledged it \(clock.long(last.at))")
        guard alarm.standing == .open, let again = alarm.announcedAt, again > last.at else { return words }
        return localized("\(words), and it is open again (last told \(clock.long(again))): it got worse, or the time was over")
    }

    /// What became of it, oldest first, as far as the alarm itself tells.
    private var steps: [(at: Moment, words: String)] {
        let severity = alarm.severity == .critical ? localized("critical") : localized("warning")
        var steps = [
            (at: alarm.raisedAt, words: alarm.count > 1 ? localized("began for the \(Numbers.times(alarm.count))") : localized("began"))
        ]
        let undone = context.world.takenBack(of: alarm)
        steps += undone
        if alarm.changedAt != alarm.raisedAt, alarm.changedAt != alarm.returnedAt, alarm.changedAt != alarm.acknowledgement?.at {
            if !undone.contains(where: { $0.at == alarm.changedAt }) {
                steps.append((alarm.changedAt, localized("changed: \(severity), \(alarm.phase.words)")))
            }
        }
        // The last change alone is known; when people were told again is known besides.
        if let told = alarm.announcedAt, told > alarm.raisedAt, told != alarm.changedAt {
            steps.append((told, localized("announced again")))
        }
        if let seen = alarm.acknowledgement { steps.append((seen.at, localized("\(seen.author) acknowledged it"))) }
        if let shelf = alarm.shelf { steps.append((shelf.at, localized("\(shelf.author) shelved it"))) }
        // A target that is no longer asked tells nothing: whether it is over is not known.
        let host = alarm.key.host
        let isAsked = host.isEmpty || context.world.hosts[host] != nil || context.world.site?.host(host) != nil
        if let over = alarm.returnedAt {
            steps.append((over, isAsked ? localized("over by itself") : localized("over; its host is watched no more")))
        }
        steps += alarm.comments.map { ($0.at, "\($0.author): \($0.text)") }
        return steps.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
    private static func words(_ wake: Shelf.UnshelveCondition) -> String {
        switch wake {
        case .value(let value): localized("from \(Numbers.tenths(value)) on")
        case .severityUp: localized("when it gets worse")
        case .hostBack: localized("when the host answers again")
        }
    }
}
