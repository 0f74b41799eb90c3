import Drawing
import Telemetry

/// What happened to a host or a guest, newest first.
struct EventTable: Panel {
    let context: DrawContext
    let events: [HostEvent]
    var selected: Int?
    /// As who points at it knows it; empty where nothing in it is to be pointed at.
    var list = ""
    var want: RowDemand { RowDemand(1, max(events.count, 1)) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        let clock = context.clock
        let columns = [TableColumn("When", 6, ideal: 12), TableColumn("What", 20, grows: true)]
        let table = Table(columns, selected: selected, showsHeader: false, place: list.isEmpty ? nil : context.place(list))
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: events.count) { line in
            .cells([.text(area.width >= 50 ? clock.long(events[line].at) : clock.short(events[line].at), .dim), .text(events[line].text)])
        }
    }
}
