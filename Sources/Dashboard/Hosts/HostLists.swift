import Drawing
import Telemetry

/// The guests, sessions and session ends of one host.
struct HostLists {
    let screen: HostScreen
    let context: DrawContext
    let row: HostRow

    func draw(_ part: HostScreen.Part, on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        switch part {
        case .guests where screen.guests.isEmpty: say("no guests", on: &canvas, in: area)
        case .guests: drawGuests(on: &canvas, in: area)
        case .sessions where screen.sessions.isEmpty: say("no sessions", on: &canvas, in: area)
        case .sessions: drawSessions(on: &canvas, in: area)
        default:
            EndTable(
                context: context, ends: screen.ends, showsHost: false, selected: screen.shownPart == .ends ? screen.endCursor.index : nil
            )
            .draw(on: &canvas, in: area)
        }
    }
    private func say(_ words: String, on canvas: inout Canvas, in area: Rect) {
        let text = context.focus.filter.isEmpty ? words : words + " that holds these letters"
        canvas.write(text, x: area.x + 1, y: area.y, width: area.width - 1, role: .dim)
    }

    private func drawGuests(on canvas: inout Canvas, in area: Rect) {
        let columns = [
            TableColumn("Guest", 10, ideal: 24),
            TableColumn("State", 7, ideal: 9, dropOrder: 2),
            TableColumn("vCPU", 5, align: .trailing, dropOrder: 6),
            TableColumn("CPU %", 6, ideal: 7, align: .trailing),
            TableColumn("Wait %", 7, ideal: 8, align: .trailing),
            TableColumn("Memory", 16, ideal: 18, align: .trailing, dropOrder: 1),
            TableColumn("Seen by", 7, dropOrder: 9),
            TableColumn("Disk kB/s", 10, align: .trailing, dropOrder: 3),
            TableColumn("Net kB/s", 10, align: .trailing, dropOrder: 4),
            TableColumn("User", 8, ideal: 20, dropOrder: 5, grows: true),
            TableColumn("Console", 7, dropOrder: 8),
        ]
        let guests = screen.guests
        let isFocused = screen.shownPart == .guests
        let index = isFocused ? screen.guestCursor.index : nil
        let wait = context.world.limits.scale(.cpuWait, on: row.host.id)
        let table = Table(columns, selected: index, sorted: (screen.sort.column, screen.descending))
        // Where there is no room for the state, it stands where a number would.
        let hasState = table.widths(in: area.width)[1] > 0
        table
            .draw(on: &canvas, in: area, symbols: context.symbols, count: guests.count) { line in
                let item = guests[line]
                let guest = item.guest
                let isOff = !guest.state.isRunning
                // A paused guest computes nothing and holds its memory all the same.
                let holdsMemory = guest.state.isActive
                let role: Role = guest.state == .crashed ? .critical : guest.state == .hung ? .warning : .plain
                return .cells(
                    [
                        .name(guest.name, role),
                        .text(HostLists.word(guest.state), role),
                        .text(String(guest.vCPUs)),
                        .text(
                            isOff ? (hasState ? "" : HostLists.word(guest.state)) : item.cpu.text(Numbers.whole),
                            isOff ? .plain : item.cpu.role(Scale())),
                        .text(isOff ? "" : item.wait.text(Numbers.tenths), item.wait.role(wait)),
                        .text(holdsMemory ? memory(item) : "", item.memory.role(Scale())),
                        .text(holdsMemory ? guest.memoryView.rawValue : "", .dim),
                        .text(isOff ? "" : item.disk.text(Numbers.rate), item.disk.role(Scale())),
                        .text(isOff ? "" : item.net.text(Numbers.rate), item.net.role(Scale())),
                        item.user.isEmpty ? .blank : context.who(item.user),
                        .text(guest.console ?? "", .dim),
                    ], isDim: isOff)
            }
    }
    /// What the host holds for a guest is all that it ever touched, and its emulator besides: no part of what it may have.
    private func memory(_ item: GuestRow) -> String {
        guard let used = item.memory.value else { return "-- of " + Numbers.bytes(item.guest.memoryMaximum) }
        let isPart = item.guest.memoryView == .guest && used <= item.guest.memoryMaximum
        return (item.memory.isStale ? "/" : "")
            + (isPart ? Numbers.bytes(used, of: item.guest.memoryMaximum) : Numbers.bytes(used) + " held")
    }
    private static func word(_ state: Guest.State) -> String { state == .shuttingDown ? "stopping" : state.rawValue }

    private func drawSessions(on canvas: inout Canvas, in area: Rect) {
        let isFocused = screen.shownPart == .sessions
        let index = isFocused ? screen.sessionCursor.index : nil
        SessionTable(
            context: context, sessions: screen.sessions.map { (row.host.id, $0) }, guestNames: screen.guestNames, showsHost: false,
            selected: index
        ).draw(on: &canvas, in: area)
    }
}
