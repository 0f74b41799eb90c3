import Drawing
import Feed
import Telemetry

/// Which guest it is, in which state, and what it was given.
struct GuestHead: Panel {
    let context: DrawContext
    let detail: GuestDetail
    var want: RowDemand { RowDemand(1, 1) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        let name = detail.guest.name
        Section(name).draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        let start = area.x + 3 + columns(name)
        guard start < area.maxX - 8 else { return }
        var used = canvas.write(state, x: start, y: area.y, width: area.maxX - start - 1, role: role)
        let rest = about.map { context.symbols.separator + $0 }.joined()
        used += canvas.write(rest, x: start + used, y: area.y, width: max(0, area.maxX - start - used - 1), role: .dim)
        canvas[start - 1, area.y] = Cell(" ")
        canvas[start + used, area.y] = Cell(" ")
    }

    private var role: Role {
        if detail.row.isSilent { return .stale }
        switch detail.guest.state {
        case .crashed: return .critical
        case .hung: return .warning
        default: return .plain
        }
    }
    private var state: String {
        let word = (detail.row.isSilent ? "/" : "") + GuestTable.word(detail.guest.state)
        return detail.since.map { localized("\(word) since \(context.clock.short($0))") } ?? word
    }
    private var about: [String] {
        let guest = detail.guest
        var parts = [guest.vCPUs > 0 ? counted(guest.vCPUs, "vCPU") : "-- vCPUs", guest.memoryGiven ?? "--"]
        if !guest.facts.availability.isEmpty { parts.append("HA " + guest.facts.availability) }
        if let system = guest.facts.system { parts.append(GuestHead.name(of: system)) }
        if guest.facts.system != nil || !guest.facts.fileSystems.isEmpty { parts.append(localized("agent answers")) }
        if let starts = guest.facts.isAutostarted {
            parts.append(starts ? localized("starts with its host") : localized("started by hand"))
        }
        if guest.facts.isPersistent == false { parts.append(localized("gone once it is off")) }
        if let console = guest.console { parts.append(localized("\(console) console in use")) }
        if let kernel = guest.facts.system?.kernel, !kernel.isEmpty { parts.append(localized("kernel \(kernel)")) }
        return (parts + [GuestDescription.hidden(guest.facts)]).filter { !$0.isEmpty }
    }

    /// Not every system's name says which one of its kind it is.
    private static func name(of system: GuestSystem) -> String {
        system.version.isEmpty || system.name.contains(system.version) ? system.name : system.name + " " + system.version
    }
}

/// What this screen has no number for, and why: what its host's interface does not tell, and what there is not while it does not run.
struct GuestNotes: Panel {
    let context: DrawContext
    let detail: GuestDetail
    private let words: String
    var want: RowDemand { words.isEmpty ? .none : RowDemand(1, 1, fewest: 1) }

    init(context: DrawContext, detail: GuestDetail) {
        self.context = context
        self.detail = detail
        words = GuestNotes.words(detail)
    }

    private static func words(_ detail: GuestDetail) -> String {
        let twins = detail.namesakes > 1 ? localized("\(detail.namesakes) guests are called so: what names them is not shown") : ""
        return [twins, missing(detail)].filter { !$0.isEmpty }.joined(separator: "; ")
    }
    private static func missing(_ detail: GuestDetail) -> String {
        let (state, figures) = (detail.guest.state, detail.figures)
        guard state.isRunning else {
            let word = GuestTable.word(state)
            return state.isActive
                ? localized("\(word): it does not compute; its memory stays") : localized("\(word): there is nothing to measure")
        }
        // The first answers say little of what changes: that is no refusal.
        guard figures.whole.cpu.value != nil else { return "" }
        let parts = [
            (localized("vCPUs"), figures.processors.isEmpty), (localized("disks"), figures.disks.isEmpty),
            (localized("interfaces"), figures.interfaces.isEmpty),
            (localized("memory inside"), detail.guest.memoryView == .host && figures.balloonAge.value == nil),
        ]
        let unknown = parts.filter(\.1).map(\.0)
        return unknown.isEmpty
            ? "" : localized("\(detail.row.host.collector) does not tell of this guest: \(unknown.joined(separator: ", "))")
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        canvas.write(words, x: area.x + 1, y: area.y, width: area.width - 1, role: .dim)
    }
}
