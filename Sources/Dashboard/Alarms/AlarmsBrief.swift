import Drawing

/// The alarms among other things: what a flood is about, the rows, and what was seen when the worst of them began, where the table has no
/// column for it.
struct AlarmsBrief: Panel {
    let context: DrawContext
    let table: AlarmsPanel
    let contextLine: String?

    private struct Line: Panel {
        let text: String
        let want = RowDemand(1, 1)
        func draw(on canvas: inout Canvas, in area: Rect) {
            canvas.write(text, x: area.x + 1, y: area.y, width: area.width - 2, role: .accent)
        }
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        let line = (60..<110).contains(area.width) && area.height >= 5 ? contextLine : nil
        let least = line == nil ? 2 : 1
        var places = [PanelPlace(table, rank: 1, want: RowDemand(least, least, most: table.want.wanted, fewest: 1))]
        if let flood = FloodCard(context) { places.insert(PanelPlace(flood, rank: 2), at: 0) }
        if let line { places.append(PanelPlace(Line(text: line), rank: 0)) }
        PanelStack(places).draw(on: &canvas, in: area)
    }
}
