import Alarms
import Drawing
import Feed
import Telemetry

/// One guest in full: what it does and what it waits for, and which of its vCPUs or disks it is.
struct GuestScreen: Screen {
    static var title: String { localized("Guest") }

    /// What the keys act on; left and right go from one to the next. What a guest has nothing of is no part.
    enum Part: Int, Hashable, Sendable, CaseIterable {
        case graphs, processors, memory, disks, fileSystems, interfaces, sessions, events, alarms
        var label: String {
            switch self {
            case .graphs: localized("Graphs")
            case .processors: localized("vCPUs")
            case .memory: localized("Memory")
            case .disks: localized("Disks")
            case .fileSystems: localized("File systems")
            case .interfaces: localized("Interfaces")
            case .sessions: localized("Sessions in it")
            case .events: localized("What happened")
            case .alarms: localized("Alarms of this guest")
            }
        }
        /// Whether it is a list of its own.
        var isList: Bool {
            switch self {
            case .graphs, .alarms: false
            case .processors, .memory, .disks, .fileSystems, .interfaces, .sessions, .events: true
            }
        }
    }
    private(set) var detail: GuestDetail?
    private(set) var part: Part?
    private(set) var isFull = false
    private(set) var parts: [Part] = []
    private(set) var cursors: [Part: Cursor<String>] = [:]
    private(set) var alarmCursor = AlarmCursor()
    private var shownGuest: GuestIdentity?

    /// What its parts were made of: to look through all series of a host is not for each picture.
    private struct Basis: Hashable {
        let guest: String
        let told: Int
        let numbers: Int
    }
    private var listed: Basis?
    private var list = GuestPartList()

    /// The first list that there is, until somebody chooses.
    var shownPart: Part { part.flatMap { parts.contains($0) ? $0 : nil } ?? parts.first(where: \.isList) ?? parts.first ?? .graphs }

    mutating func refresh(_ context: DrawContext) {
        guard let (row, guest) = GuestDetail.find(context.focus.guest, in: context.summary) else {
            (detail, parts, listed, shownGuest) = (nil, [], nil, nil)
            return
        }
        let identity = GuestIdentity(host: row.host.target, guest: guest.id)
        if shownGuest != identity {
            if shownGuest != nil { (cursors, alarmCursor) = ([:], AlarmCursor()) }
            shownGuest = identity
        }
        let wanted = Basis(guest: guest.id, told: row.told, numbers: context.world.numbersRevision)
        if wanted != listed {
            listed = wanted
            list = GuestPartList(of: guest, on: row.host, in: context.world)
        }
        let detail = gathered(guest, on: row, context)
        self.detail = detail
        parts = Part.allCases.filter { part in
            switch part {
            case .graphs: !GuestTrends.metrics(of: detail, in: context).isEmpty
            case .memory: !detail.listed.memory.isEmpty
            case .alarms: !detail.alarms.isEmpty
            case .processors, .disks, .fileSystems, .interfaces, .sessions, .events: !ids(of: part).isEmpty
            }
        }
        for part in parts where part.isList { cursors[part, default: Cursor()].refresh(in: ids(of: part), id: { $0 }) }
        alarmCursor.refresh(in: detail.alarms, focus: context.focus)
    }

    private func gathered(_ guest: Guest, on row: HostRow, _ context: DrawContext) -> GuestDetail {
        let focus = context.focus
        func isTheirs(_ host: Host.ID) -> Bool { host == row.host.id || host == row.host.target }
        let sessions = (row.state?.sessions ?? []).filter { $0.guest == guest.id && focus.admits($0.user, $0.address) }
        // What a name tells is told of both where two have it.
        let all = context.summary.rows(of: row.host.target).lazy.flatMap { $0.state?.guests ?? [] }
        let namesakes = Set(all.filter { $0.name == guest.name }.map(\.id)).count
        func names(_ message: Message) -> Bool { namesakes < 2 && message.names(guest.name) }
        let alarms = context.summary.alarms.all.filter { alarm in
            guard isTheirs(alarm.key.host) else { return false }
            return alarm.key.entity.wholeGuest == guest.id || names(alarm.message) || alarm.context.contains(where: names)
        }
        let figures = GuestFigures(guest, parts: list, on: row.host, in: context.world)
        let events = context.world.events.reversed().filter { isTheirs($0.host) && names($0.message) }
        return GuestDetail(
            row: row, guest: guest, figures: figures, listed: figures.filtered(by: focus),
            sessions: sessions.map { (row.host.id, $0) }, events: events, listedEvents: events.filter { focus.admits($0.text) },
            alarms: AlarmRows(alarms), namesakes: namesakes)
    }

    /// What stands in the rows of a list.
    private func ids(of part: Part) -> [String] { detail.map { ids(of: part, in: $0) } ?? [] }
    func ids(of part: Part, in detail: GuestDetail) -> [String] {
        switch part {
        case .processors: return detail.listed.processors.map(\.id)
        case .memory: return detail.listed.memory.map(\.id)
        case .disks: return detail.listed.disks.map(\.id)
        case .fileSystems: return detail.listed.fileSystems.map(\.id)
        case .interfaces: return detail.listed.interfaces.map(\.id)
        case .sessions: return detail.sessions.map(\.session.id)
        case .events: return detail.listedEvents.indices.map(String.init)
        case .graphs, .alarms: return []
        }
    }
    func row(of part: Part) -> Int? { part == shownPart ? cursors[part]?.index : nil }

    mutating func point(at row: Int?, of list: String, in context: inout DrawContext) -> Bool {
        guard let chosen = Part.named(list), parts.contains(chosen) else { return false }
        let before = (shownPart, place(in: context))
        part = chosen
        guard let row else { return false }
        if chosen == .alarms, let detail {
            context.focus.alarm = alarmCursor.stand(in: row, of: detail.alarms)?.id ?? context.focus.alarm
        } else if chosen.isList {
            cursors[chosen, default: Cursor()].move(by: row - (cursors[chosen]?.index ?? 0), in: ids(of: chosen), id: { $0 })
        }
        return before.0 == chosen && before.1 == place(in: context)
    }

    /// Where it runs; where it did, once it is gone.
    private func row(in context: DrawContext) -> HostRow? {
        detail?.row ?? context.summary.row(context.focus.guest?.host) ?? context.host
    }

    var canGoBack: Bool { isFull }

    mutating func handle(_ action: Action, in context: inout DrawContext) -> [ScreenRequest] {
        switch action {
        case .left: part = cycled(shownPart, by: -1, in: parts)
        case .right: part = cycled(shownPart, by: 1, in: parts)
        case .nextGuest, .previousGuest:
            guard let row = row(in: context) else { break }
            let guests = (row.state?.guests ?? []).sorted { ($0.name, $0.id) < ($1.name, $1.id) }
            let inOrder = guests.map { GuestIdentity(host: row.host.id, guest: $0.id) }
            let current = detail.map { GuestIdentity(host: row.host.id, guest: $0.guest.id) }
            context.focus.guest = cycled(current, by: action == .nextGuest ? 1 : -1, in: inOrder)
        case .longerSpan: context.focus.span = context.span.longer
        case .shorterSpan: context.focus.span = context.span.shorter
        case .fullPanel: isFull.toggle()
        case .back: isFull = false
        case .open where shownPart == .alarms && !(detail?.alarms.isEmpty ?? true):
            context.focus.alarm = selectedAlarm(in: context)?.id
            return [.show(.alarms)]
        case .open:
            return [
                .say(localized("nothing more is known of it; Left and Right choose a part, \(VerbTable.key("full")) shows it alone"))
            ]
        default:
            if let step = action.step { move(step, &context.focus) }
        }
        return []
    }

    private mutating func move(_ step: Int, _ focus: inout Focus) {
        let part = shownPart
        if part == .alarms, let detail {
            focus.alarm = alarmCursor.moved(by: step, in: detail.alarms, focus: focus)?.id
        } else if part.isList {
            cursors[part, default: Cursor()].move(by: step, in: ids(of: part), id: { $0 })
        }
    }

    func path(in context: DrawContext) -> [String] {
        guard let host = row(in: context)?.host else { return [] }
        return [host.area, host.id, detail?.guest.name ?? ""].filter { !$0.isEmpty }
    }
    mutating func leave() { isFull = false }
    func selectedAlarm(in context: DrawContext) -> Alarm? {
        detail.flatMap { alarmCursor.selected(in: $0.alarms, focus: context.focus) }
    }
    var remembered: [String: String] {
        guard let part else { return [:] }
        return ["part": "\(part)"]
    }
    mutating func recall(_ memory: ScreenMemory) {
        part = .named(memory.own["part"])
        shownGuest = nil
    }
    func place(in context: DrawContext) -> AnyHashable { [context.focus.alarm, cursors] as [AnyHashable] }
    func visible(in context: DrawContext) -> Selection { Selection(alarms: detail?.alarms.alarms.map(\.id) ?? []) }
    func selection(in context: DrawContext) -> Selection {
        guard let detail else { return Selection() }
        let host = detail.row.host.id
        var selection = Selection(hosts: [host], alarms: selectedAlarm(in: context).map { [$0.id] } ?? [])
        selection.guests = [GuestIdentity(host: host, guest: detail.guest.id)]
        let people = detail.sessions.map(\.session)
        // Of several people in one guest there is no telling which one is meant, but where the cursor is on one.
        let chosen = shownPart == .sessions ? row(of: .sessions).flatMap { $0 < people.count ? people[$0] : nil } : nil
        let only = people.first.flatMap { first in people.allSatisfy { $0.user == first.user } ? first : nil }
        if let person = chosen ?? only, !person.user.isEmpty {
            selection.sessions = [Person(user: person.user, host: host, session: person.id)]
        }
        return selection
    }
}
