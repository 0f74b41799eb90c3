import Alarms
import Drawing
import Telemetry

/// In a flood nobody reads a list: what came first, and what followed, counted.
struct FloodCard: Panel {
    let context: DrawContext
    let flood: Flood

    init?(_ context: DrawContext) {
        guard let flood = context.world.statistics?.flood else { return nil }
        self.context = context
        self.flood = flood
    }
    static let rows = 3
    var want: RowDemand { RowDemand(1, FloodCard.rows) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        let count = flood.symptoms.prefix(100).reduce(0) { $0 + min(max($1.count, 0), 1_000_000) }
        let place = flood.hosts > 0 ? localized(" on \(counted(flood.hosts, "host"))") : ""
        let since = context.clock.short(flood.since)
        write(
            localized("FLOOD"), localized("\(counted(count, "alarm")) in 10 min\(place), since \(since)"), .critical, on: &canvas, in: area,
            y: 0)
        let host = flood.first.host.isEmpty ? localized("site") : flood.first.host
        let alarm = context.world.alarms.first { $0.key == flood.first }
        var first = host + "  " + (alarm?.text ?? FloodCard.label(flood.first.rule))
        if let hidden = alarm?.suppresses, hidden > 0 { first += localized(" (+\(hidden) that follow)") }
        write(localized("First"), (alarm.map { $0.shape + " " } ?? "") + first, alarm?.role ?? .plain, on: &canvas, in: area, y: 1)
        let symptoms = flood.symptoms.prefix(12).map { "\($0.count) \(FloodCard.label($0.rule))" }
        write(localized("Then"), symptoms.joined(separator: context.symbols.separator), .plain, on: &canvas, in: area, y: 2)
    }
    private func write(_ label: String, _ text: String, _ role: Role, on canvas: inout Canvas, in area: Rect, y: Int) {
        guard y < area.height else { return }
        canvas.write(label, x: area.x + 1, y: area.y + y, width: min(6, area.width - 1), role: y == 0 ? .critical : .dim)
        canvas.write(text, x: area.x + 8, y: area.y + y, width: area.width - 9, role: role)
    }
    private static func label(_ rule: String) -> String { standardRules.first { $0.id == rule }?.label.text ?? rule }
}
