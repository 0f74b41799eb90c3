import Drawing

/// Gauges one below the other, each with its number and what stands behind it.
struct GaugeRows: Panel {
    struct Row {
        let label: String
        let measure: Measure
        let scale: Scale
        let value: String
        /// The first ones stay where the room is short.
        let note: [String]
        var limits = ""
    }

    let context: DrawContext
    let rows: [Row]
    /// Their source does not answer: all are hatched.
    let isSilent: Bool
    /// Written over what is hatched: the first for which there is room.
    let ages: [String]
    var want: RowDemand { RowDemand(min(rows.count, 1), rows.count, fewest: 1) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        let value = 9
        // Sessions have a longer name in other languages.
        let label = max(9, (rows.map { columns($0.label) }.max() ?? 0) + 1)
        let room = area.width - label - value - 2
        let gauge = area.width >= 100 ? min(40, room / 2) : area.width >= 64 ? room / 2 : max(room, 0)
        for (index, line) in rows.enumerated() where index < area.height {
            let y = area.y + index
            canvas.write(line.label, x: area.x + 1, y: y, width: min(label, area.width - 1), role: .dim)
            let stale = isSilent || line.measure.isStale
            Gauge(line.measure.value, scale: line.scale, isStale: stale, notes: stale ? ages : [])
                .draw(on: &canvas, x: area.x + 1 + label, y: y, width: gauge, symbols: context.symbols)
            var x = area.x + 1 + label + gauge
            canvas.write(line.value, x: x, y: y, width: min(value, area.maxX - x), role: line.measure.role(line.scale), align: .trailing)
            x += value + 2
            let limit = columns(line.limits)
            let hasLimit = area.maxX - x > limit + 24
            if hasLimit { canvas.write(line.limits, x: area.maxX - limit - 1, y: y, width: limit, role: .dim) }
            // What is beside a number that is not believed is believed no more.
            guard !stale else { continue }
            let rest = area.maxX - x - (hasLimit ? limit + 2 : 0)
            canvas.write(GaugeRows.fitting(line.note, in: rest), x: x, y: y, width: rest, role: .dim)
        }
    }

    /// Whole parts only, and of the first one what there is room for.
    private static func fitting(_ parts: [String], in width: Int) -> String {
        var parts = parts
        while parts.count > 1, columns(parts.joined(separator: "  ")) > width { parts.removeLast() }
        return parts.joined(separator: "  ")
    }
}
