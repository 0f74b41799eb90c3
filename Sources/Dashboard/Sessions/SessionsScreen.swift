import Alarms
import Drawing
import Feed
import Telemetry

/// Who is connected now, by host, against what fits.
struct SessionsScreen: Screen {
    static var title: String { localized("Sessions") }

    /// Nil shows every sort.
    private(set) var category: SessionTotals.Category?
    /// Nil shows every host.
    private(set) var host: Host.ID?
    private(set) var sorting = Sorting(SessionSort.told)
    private var cursor = Cursor<SessionIdentity>()
    private(set) var isFull = false
    private(set) var hosts: [Host.ID] = []
    private(set) var sessions: [(host: Host.ID, session: Session)] = []
    /// Of those in `counts`: no list has them.
    private(set) var unlisted = 0
    private(set) var guestNames: [GuestIdentity: String] = [:]
    private(set) var counts = SessionTotals.Counts([])

    /// What the lists were made of: a host that only says that it is there changes nothing of them.
    private struct Basis: Hashable {
        let sites: Int
        let lists: Int
        let category: SessionTotals.Category?
        let host: Host.ID?
        let filter: Filter
        let sorting: Sorting<SessionSort>
        let minute: Int64
    }
    private var listed: Basis?
    /// How often: for tests of what a picture costs.
    private(set) var listsMade = 0

    mutating func refresh(_ context: DrawContext) {
        if let chosen = host, context.summary.row(chosen) == nil { host = nil }
        let query = context.focus.query
        let wanted = Basis(
            sites: context.summary.work.sites, lists: context.world.listsRevision, category: category, host: host,
            filter: query, sorting: sorting, minute: query.asksForNumbers ? context.world.now.seconds / 60 : 0)
        if wanted != listed {
            listed = wanted
            gather(context)
        }
        cursor.refresh(in: sessions, id: SessionsScreen.identity)
    }
    private mutating func gather(_ context: DrawContext) {
        listsMade += 1
        let query = context.focus.query
        hosts = context.summary.rows.filter {
            !($0.state?.sessions.isEmpty ?? true) || $0.unlisted > 0 || $0.sessionLimit != nil
        }.map(\.host.id)
        sessions = []
        unlisted = 0
        guestNames = [:]
        var others: [UnlistedSessions] = []
        for row in context.summary.rows where host == nil || row.host.id == host {
            guard let state = row.state else { continue }
            if let rest = state.unlisted, category == nil || SessionTotals.Category(rest.kind) == category,
                query.isEmpty || query.admits(rest, on: row.host)
            {
                others.append(rest)
                unlisted += rest.count
            }
            guard !state.sessions.isEmpty else { continue }
            for guest in state.guests { guestNames[GuestIdentity(host: row.host.id, guest: guest.id)] = guest.name }
            for session in state.sessions where category == nil || SessionTotals.Category(session.kind) == category {
                let guest = session.guest.flatMap { guestNames[GuestIdentity(host: row.host.id, guest: $0)] } ?? ""
                guard query.isEmpty || query.admits(session, guest: guest, on: row.host, at: context.world.now) else { continue }
                sessions.append((row.host.id, session))
            }
        }
        sessions = sorting.sorted(sessions, guestNames: guestNames)
        counts = SessionTotals.Counts(sessions.lazy.map(\.session))
        for rest in others { counts.add(SessionTotals.Counts([], unlisted: rest)) }
    }

    private static func identity(_ row: (host: Host.ID, session: Session)) -> SessionIdentity {
        SessionIdentity(host: row.host, session: row.session.id)
    }

    static let filterColumns: [Filter.Field] = [.area, .host, .kind, .user]
    var comparesNumbers: Bool { true }

    var canGoBack: Bool { isFull || category != nil || host != nil }

    mutating func handle(_ action: Action, in context: inout DrawContext) -> [ScreenRequest] {
        if sorting.handle(action) { return [] }
        switch action {
        case .left, .right:
            let choices: [SessionTotals.Category?] = [nil] + context.summary.totals.totals.map(\.category)
            category = cycled(category, by: action == .right ? 1 : -1, in: choices) ?? nil
            cursor.reset()
        case .nextHost, .previousHost:
            let choices: [Host.ID?] = [nil] + hosts
            host = cycled(host, by: action == .nextHost ? 1 : -1, in: choices) ?? nil
            if let host { context.focus.host = host }
            cursor.reset()
        case .back: (category, host, isFull) = (nil, nil, false)
        case .fullPanel: isFull.toggle()
        case .open:
            guard let row = sessions.at(cursor) else { return [.say(localized("no session is selected"))] }
            context.focus.host = row.host
            return [.show(.host)]
        default:
            if let step = action.step { cursor.move(by: step, in: sessions, id: SessionsScreen.identity) }
        }
        return []
    }

    static let choices: Set = ["hosts"]
    mutating func point(at row: Int?, of list: String, in context: inout DrawContext) -> Bool {
        guard let row else { return false }
        if list == "hosts", hosts.indices.contains(row) {
            host = host == hosts[row] ? nil : hosts[row]
            context.focus.host = hosts[row]
            cursor.reset()
        }
        guard list == "sessions" else { return false }
        let before = cursor
        cursor.move(by: row - cursor.index, in: sessions, id: SessionsScreen.identity)
        return before == cursor
    }
    mutating func sort(by column: Int, of list: String) {
        if list == "sessions" { sorting.choose(SessionSort.allCases.first { $0.column == column }) }
    }

    func path(in context: DrawContext) -> [String] { [localized("Sessions")] }
    mutating func leave() { isFull = false }
    var remembered: [String: String] {
        var words: [String: String] = [:]
        words["kind"] = category.map { "\($0)" }
        words["host"] = host
        words["session"] = cursor.id?.words
        sorting.remember(in: &words)
        return words
    }
    mutating func recall(_ memory: ScreenMemory) {
        category = .named(memory.own["kind"])
        host = memory.own["host"]
        sorting.recall(memory.own)
        cursor.stand(on: SessionIdentity(words: memory.own["session"]))
    }
    func selection(in context: DrawContext) -> Selection {
        guard let row = sessions.at(cursor) else { return Selection() }
        return Selection(hosts: [row.host], sessions: [Person(user: row.session.user, host: row.host, session: row.session.id)])
    }

    func draw(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        layout(context, in: area)?.draw(on: &canvas, in: area)
    }

    func layout(_ context: DrawContext, in area: Rect) -> (any Panel)? {
        let filter = context.focus.filter.isEmpty ? "" : "  /" + context.focus.filter
        let title = "\(category?.label ?? localized("All kinds")), \(host ?? localized("all hosts"))"
        func words(unlisted: Int) -> String {
            SessionTable.count(sessions.count, in: context.world) ?? counts.words(separator: context.symbols.separator, unlisted: unlisted)
        }
        // How many are not listed stands at their host, too.
        let all = words(unlisted: unlisted)
        let shown = columns(title) + columns(all + filter) + 6 <= area.width ? all : words(unlisted: 0)
        let table = SessionTable(
            context: context, sessions: sessions, guestNames: guestNames, unlisted: unlisted, sorting: sorting, selected: cursor.index)
        let above: [any Panel] = [
            Titled(Section(localized("Sessions")), SessionSummary(context: context), in: context),
            Titled(Section(localized("By host")), SessionsByHost(context: context, hosts: hosts, selected: host), in: context),
        ]
        return PanelStack(isFull ? [] : above, last: Titled(Section(title, note: shown + filter, isFocused: true), table, in: context))
    }
}
