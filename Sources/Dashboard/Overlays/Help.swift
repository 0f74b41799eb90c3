import Drawing

/// What the keys do on the screen below, from the table that dispatches; and what the signs mean.
struct Help: Sendable {
    let title: String
    let bindings: [Keymap.Binding]
    var scrolled = 0

    static let signs: [(String, Role, String)] = [
        ("!!", .critical, "critical, nobody acknowledged it"), ("!", .warning, "warning, nobody acknowledged it"),
        ("~", .acknowledged, "acknowledged: somebody has it"), ("<", .returned, "over by itself, nobody has looked"),
        ("s", .shelved, "shelved for a time"), ("x", .shelved, "follows from another alarm"),
        ("o", .shelved, "out of service"), ("///", .stale, "older than two polls: not believed"), ("--", .dim, "never measured"),
    ]

    /// How many rows can be scrolled away until the last one stands at the bottom.
    func mostScrolled(in area: Rect) -> Int { max(rows(in: area) - max(area.height - 1, 0), 0) }
    private func columns(in area: Rect) -> Int { max(1, min(3, area.width / 56)) }
    private func rows(in area: Rect) -> Int {
        let columns = columns(in: area)
        return (bindings.count + 1 + Help.signs.count + columns - 1) / columns
    }

    func draw(_ scene: Scene, on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0, area.width > 0 else { return }
        Section("Keys on \(title)", note: "Esc or ? closes, Up and Down scroll", isFocused: true)
            .draw(on: &canvas, x: area.x, y: area.y, width: area.width, glyphs: scene.glyphs)
        let body = area.rows(1, area.height - 1)
        let entries: [(String, Role, String)] = bindings.map { ($0.shown, .key, $0.meaning) } + [("", .plain, "")] + Help.signs
        let columns = columns(in: area)
        let perColumn = rows(in: area)
        let first = min(scrolled, mostScrolled(in: area))
        let width = area.width / columns
        for column in 0..<columns {
            let part = entries.dropFirst(column * perColumn).prefix(perColumn).dropFirst(first).prefix(body.height)
            for (index, entry) in part.enumerated() {
                let x = body.x + column * width + 1
                canvas.write(entry.0, x: x, y: body.y + index, width: min(9, width - 1), role: entry.1, align: .trailing)
                canvas.write(entry.2, x: x + 11, y: body.y + index, width: max(0, width - 13))
            }
        }
    }
}
