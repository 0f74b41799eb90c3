import Alarms
import Drawing
import Feed
import Telemetry

/// Which host it is, and what is wrong with its answers.
struct HostHead: Panel {
    let context: DrawContext
    let row: HostRow
    private let notes: [(text: String, role: Role)]
    var want: RowDemand { RowDemand(1 + notes.count, 1 + notes.count, fewest: 1) }

    init(context: DrawContext, row: HostRow) {
        self.context = context
        self.row = row
        let maintenance = row.maintenance(at: context.world.now)?.full(context.clock) ?? ""
        let trouble = HostHead.trouble(row, context)
        notes = [(maintenance, .shelved), (trouble, row.isSilent ? .problem : .warning)].filter { !$0.text.isEmpty }
    }

    /// A failed poll in its own words, with the age of what is shown and the time of the next try.
    private static func trouble(_ row: HostRow, _ context: DrawContext) -> String {
        guard row.isSilent || row.failure != nil else { return "" }
        var words = row.silence(at: context.world.now)
        if let failure = row.failure { words = (row.isSilent ? words + ": " : "poll failed: ") + failure }
        if let next = row.state?.nextPollAt, next > context.world.now {
            words += context.symbols.separator + "next try in " + Numbers.age(next - context.world.now)
        }
        return words
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        var about = row.state?.about ?? ""
        if about.isEmpty { about = row.host.endpoint }
        Section(row.host.id).draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        let start = area.x + 3 + columns(row.host.id)
        if start < area.maxX - 8 {
            let used = canvas.write(about, x: start, y: area.y, width: area.maxX - start - 1, role: .dim)
            canvas[start - 1, area.y] = Cell(" ")
            canvas[start + used, area.y] = Cell(" ")
        }
        var y = 1
        for note in notes where y < area.height {
            canvas.write(note.text, x: area.x + 1, y: area.y + y, width: area.width - 1, role: note.role)
            y += 1
        }
    }
}
