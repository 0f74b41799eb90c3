import Alarms
import Drawing
import Feed
import Telemetry

/// Why a host's numbers may not be what they seem: it is in maintenance, its last poll failed, or not all could be read.
struct HostNotes: Panel {
    private let notes: [(text: String, role: Role)]
    var want: RowDemand { RowDemand(notes.count, notes.count, fewest: 1) }

    /// - Parameter room: as large as the screen. What is to be done stands at a failure's end: it has as many rows as a small part of that.
    init(context: DrawContext, row: HostRow, room: Rect) {
        let maintenance = row.maintenance(at: context.world.now)?.full(context.clock) ?? ""
        let trouble = wrapped(HostNotes.trouble(row, context), width: room.width - 2, atMost: max(2, min(room.height / 6, 6)))
        var notes: [(text: String, role: Role)] = [(maintenance, .shelved)]
        notes += trouble.map { ($0, row.isSilent ? .problem : .warning) }
        let gaps = row.state?.gaps ?? []
        let role: Role = row.state?.isBlind == true ? .warning : .dim
        notes += gaps.prefix(HostNotes.mostGaps).enumerated().map { index, gap in
            let more =
                index == HostNotes.mostGaps - 1 && gaps.count > HostNotes.mostGaps
                ? localized(" (and \(gaps.count - HostNotes.mostGaps) more)") : ""
            return (gap + more, role)
        }
        self.notes = notes.filter { !$0.text.isEmpty }
    }
    /// Rows for them: a device may lack a dozen.
    private static let mostGaps = 3

    /// A failed poll in its own words, with the age of what is shown and the time of the next try.
    private static func trouble(_ row: HostRow, _ context: DrawContext) -> String {
        if row.isUnknown { return localized("how this host was is not kept: it was not watched then, or that was too long ago") }
        guard row.isSilent || row.failure != nil else { return "" }
        var words = row.silence(at: context.world.now)
        if let failure = row.failure { words = row.isSilent ? words + ": " + failure : localized("poll failed: \(failure)") }
        if let next = row.state?.nextPollAt, next > context.world.now {
            words += context.symbols.separator + localized("next try in \(Numbers.age(next - context.world.now))")
        }
        return words
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        for (line, note) in notes.prefix(area.height).enumerated() {
            canvas.write(note.text, x: area.x + 1, y: area.y + line, width: area.width - 1, role: note.role)
        }
    }
}
