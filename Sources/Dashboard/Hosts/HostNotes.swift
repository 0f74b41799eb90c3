import Alarms
import Drawing
import Feed
import Telemetry

/// Why a host's numbers may not be what they seem: it is in maintenance, or its last poll failed.
struct HostNotes: Panel {
    private let notes: [(text: String, role: Role)]
    var want: RowDemand { RowDemand(notes.count, notes.count, fewest: 1) }

    init(context: DrawContext, row: HostRow) {
        let maintenance = row.maintenance(at: context.world.now)?.full(context.clock) ?? ""
        let trouble = HostNotes.trouble(row, context)
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
        for (line, note) in notes.prefix(area.height).enumerated() {
            canvas.write(note.text, x: area.x + 1, y: area.y + line, width: area.width - 1, role: note.role)
        }
    }
}
