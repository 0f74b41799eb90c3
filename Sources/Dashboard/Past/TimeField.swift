import Drawing
import Telemetry

/// The line that a time is written into.
struct TimeField: Sendable {
    private(set) var field = TextField(capacity: 60)
    /// What is wrong with it, until something else is written.
    var problem: String?
    var text: String { field.text }
    var hint: String { problem ?? localized("14:02, -20m, yesterday 8:10; Enter goes there") }

    mutating func handle(_ key: Key) { if field.handle(key) { problem = nil } }

    /// Where the last row has no room for it: above.
    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.width <= 60, area.height > 0 else { return }
        let rows = wrapped(hint, width: max(8, area.width - 2), atMost: 3)
        let box = area.rows(area.height - min(rows.count, area.height), min(rows.count, area.height))
        canvas.fill(box)
        for (line, words) in rows.prefix(box.height).enumerated() {
            canvas.write(words, x: box.x + 1, y: box.y + line, width: box.width - 2, role: problem == nil ? .dim : .problem)
        }
    }
}
