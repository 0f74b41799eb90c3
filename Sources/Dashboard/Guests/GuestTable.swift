import Drawing
import Telemetry

/// The guests of one host, a row each. Their numbers are read where they are seen.
struct GuestTable: Panel {
    let context: DrawContext
    let host: Host
    let guests: [Guest]
    /// Who sits in which guest.
    let users: [String: String]
    let sort: GuestRow.Sort
    let descending: Bool
    let selected: Int?
    /// Its host does not answer: how they were when it last did.
    var isOld = false

    func draw(on canvas: inout Canvas, in area: Rect) {
        let columns = [
            TableColumn(localized("Guest"), 10, ideal: 24),
            TableColumn(localized("State"), 7, ideal: 9, dropOrder: 2),
            TableColumn(localized("vCPU"), 5, align: .trailing, dropOrder: 6),
            TableColumn(localized("CPU %"), 6, ideal: 7, align: .trailing),
            TableColumn(localized("Wait %"), 7, ideal: 8, align: .trailing),
            TableColumn(localized("Memory"), 16, ideal: 18, align: .trailing, dropOrder: 1),
            TableColumn(localized("Seen by"), 7, dropOrder: 9),
            TableColumn(localized("Disk kB/s"), 10, align: .trailing, dropOrder: 3),
            TableColumn(localized("Net kB/s"), 10, align: .trailing, dropOrder: 4),
            TableColumn(localized("User"), 8, ideal: 20, dropOrder: 5, grows: true),
            TableColumn(localized("Console"), 7, dropOrder: 8),
        ]
        let table = Table(columns, selected: selected, sorted: (sort.column, descending), place: context.place("guests"))
        // Where there is no room for the state, it stands where a number would.
        let hasState = table.widths(in: area.width)[1] > 0
        let wait = context.world.limits.scale(.cpuWait, on: host.id)
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: guests.count) { line in
            row(GuestRow(guests[line], on: host, in: context.world), hasState: hasState, wait: wait)
        }
    }

    private func row(_ item: GuestRow, hasState: Bool, wait: Scale) -> TableRow {
        let guest = item.guest
        let isOff = !guest.state.isRunning
        // A paused guest computes nothing and holds its memory all the same.
        let holdsMemory = guest.state.isActive
        let role: Role = isOld ? .stale : guest.state == .crashed ? .critical : guest.state == .hung ? .warning : .plain
        let user = users[guest.id] ?? ""
        return .cells(
            [
                .name(guest.name, role),
                .text((isOld ? "/" : "") + GuestTable.word(guest.state), role),
                .text(guest.vCPUs > 0 ? String(guest.vCPUs) : "--"),
                .text(
                    isOff ? (hasState ? "" : GuestTable.word(guest.state)) : item.cpu.text(Numbers.whole),
                    isOff ? .plain : item.cpu.role(Scale())),
                .text(isOff ? "" : item.wait.text(Numbers.tenths), item.wait.role(wait)),
                .text(holdsMemory ? memory(item) : "", item.memory.role(Scale())),
                .text(holdsMemory ? localized(text: guest.memoryView.rawValue) : "", .dim),
                .text(isOff ? "" : item.disk.text(Numbers.rate), item.disk.role(Scale())),
                .text(isOff ? "" : item.net.text(Numbers.rate), item.net.role(Scale())),
                user.isEmpty ? .blank : context.who(user),
                .text(guest.console ?? "", .dim),
            ], isDim: isOff)
    }
    /// What the host holds for a guest is all that it ever touched, and its emulator besides: no part of what it may have.
    private func memory(_ item: GuestRow) -> String {
        guard let used = item.memory.value else { return item.guest.memoryGiven.map { localized("-- of \($0)") } ?? "--" }
        let isOwn = item.guest.memoryView == .guest
        let isPart = isOwn && used <= item.guest.memoryMaximum
        return (item.memory.isStale ? "/" : "")
            + (isPart
                ? Numbers.bytes(used, of: item.guest.memoryMaximum)
                : isOwn && item.guest.memoryGiven == nil ? Numbers.bytes(used) : localized("\(Numbers.bytes(used)) held"))
    }
    static func word(_ state: Guest.State) -> String {
        state == .shuttingDown ? localized("stopping", "guest state") : localized(text: state.rawValue, "guest state")
    }
}

extension Guest {
    /// What it may have at most; nil where that is not told.
    var memoryGiven: String? { memoryMaximum > 0 ? Numbers.bytes(memoryMaximum) : nil }
}
