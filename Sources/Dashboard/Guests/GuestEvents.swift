import Drawing
import Telemetry

/// What happened to a guest, newest first.
struct GuestEvents: Panel {
    let context: DrawContext
    let events: [HostEvent]
    let selected: Int?
    var want: RowDemand { RowDemand(1, max(events.count, 1)) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        let clock = context.clock
        let columns = [TableColumn("When", 6, ideal: 12), TableColumn("What", 20, grows: true)]
        let table = Table(columns, selected: selected, showsHeader: false, place: context.place("events"))
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: events.count) { line in
            .cells([.text(area.width >= 50 ? clock.long(events[line].at) : clock.short(events[line].at), .dim), .text(events[line].text)])
        }
    }
}
