import Alarms
import Drawing
import Feed
import MetricStore
import Telemetry

/// One host in full: gauges, graphs, guests, sessions, session ends and alarms.
struct HostScreen: Screen {
    static var title: String { localized("Host") }

    /// What the keys act on; left and right go from one to the next.
    enum Part: Int, Hashable, Sendable, CaseIterable {
        case graphs, guests, sessions, ends, storages, figures, alarms
        var label: String {
            switch self {
            case .graphs: localized("Graphs")
            case .guests: localized("Guests")
            case .sessions: localized("Sessions")
            case .ends: localized("Ends")
            case .storages: localized("Storage")
            case .figures: localized("Other figures")
            case .alarms: localized("Alarms")
            }
        }
    }
    private(set) var part: Part?
    private(set) var isFull = false
    /// Of each list its own.
    private(set) var guestSorting = Sorting(GuestRow.Sort.wait)
    private(set) var sessionSorting = Sorting(SessionSort.told)
    private(set) var endSorting = Sorting(EndSort.time)
    var sort: GuestRow.Sort { guestSorting.column }
    var descending: Bool { guestSorting.isDescending }
    private(set) var lists = HostLists()
    private(set) var ends: [SessionEnd] = []
    private(set) var alarms = AlarmRows()
    private(set) var guestCursor = Cursor<String>(followsTop: true)
    private(set) var sessionCursor = Cursor<String>()
    private(set) var endCursor = Cursor<SessionEnd.Identity>(followsTop: true)
    private(set) var storageCursor = Cursor<String>(followsTop: true)
    private(set) var figureCursor = Cursor<SeriesKey>(followsTop: true)
    private(set) var alarmCursor = AlarmCursor()
    private var shownHost: Host.ID?
    /// What `ends` was made of: there may be many, and most pictures change nothing of it.
    private struct Wanted: Hashable {
        let revision: Int
        let host: Host.ID
        let filter: Filter
        let sorting: Sorting<EndSort>
        let minute: Int64
    }
    private var listed: Wanted?
    private struct AlarmBasis: Hashable {
        let revision: Int
        let host: Host.ID
    }
    private var alarmsListed: AlarmBasis?
    private var guests: [Guest] { lists.guests }
    private var storages: [StorageList.Item] { lists.storages.items }
    private var figures: [OtherFigure] { lists.figures.figures }

    /// Guests where there are any, else sessions, until somebody chooses.
    var shownPart: Part { part.flatMap { $0 == .guests || parts.contains($0) ? $0 : nil } ?? (guests.isEmpty ? .sessions : .guests) }
    /// The list in the lower part; it stays while the keys act on the graphs or the alarms.
    var list: Part {
        switch shownPart {
        case .guests, .sessions, .ends: shownPart
        case .graphs, .storages, .figures, .alarms: guests.isEmpty ? .sessions : .guests
        }
    }

    mutating func refresh(_ context: DrawContext) {
        guard let row = context.host else {
            (lists, ends, alarms, listed, alarmsListed) = (HostLists(), [], AlarmRows(), nil, nil)
            return
        }
        if shownHost != row.host.id {
            shownHost = row.host.id
            part = nil
            guestCursor.reset()
            sessionCursor.reset()
            endCursor.reset()
            storageCursor.reset()
            figureCursor.reset()
            alarmCursor = AlarmCursor()
        }
        lists.refresh(of: row, guestSorting, sessionSorting, context)
        let (query, now) = (context.focus.query, context.world.now)
        let wanted = Wanted(
            revision: context.world.endsRevision, host: row.host.id, filter: query, sorting: endSorting,
            minute: query.asksForNumbers ? now.seconds / 60 : 0)
        if wanted != listed {
            listed = wanted
            ends = endSorting.sorted(
                context.world.ends.reversed().filter {
                    $0.host == row.host.id && (query.isEmpty || query.admits($0, in: row.host.area, at: now))
                })
        }
        let theirs = AlarmBasis(revision: context.summary.work.alarms, host: row.host.id)
        if theirs != alarmsListed {
            alarmsListed = theirs
            alarms = AlarmRows(context.summary.alarms.all.filter { $0.key.host == row.host.id || $0.key.host == row.host.target })
        }
        guestCursor.refresh(in: guests, id: \.id)
        sessionCursor.refresh(in: lists.sessions, id: { $0.session.id })
        endCursor.refresh(in: ends, id: \.identity)
        storageCursor.refresh(in: storages, id: \.id)
        figureCursor.refresh(in: figures, id: \.id)
        alarmCursor.refresh(in: alarms, focus: context.focus)
    }

    static let filterColumns: [Filter.Field] = [.state, .kind, .user]
    /// Of sessions and ends the time.
    var comparesNumbers: Bool { list != .guests || sort != .name && sort != .state }

    var canGoBack: Bool { isFull }

    /// Sorted and filtered as on Overview; where this host was not among those, all of them in their areas.
    private static func order(in context: DrawContext) -> [Host.ID] {
        let listed = context.focus.order.filter { context.summary.row($0) != nil }
        if let host = context.focus.host, listed.contains(host) { return listed }
        let areas = (context.world.site?.areas ?? []).enumerated()
        let places = Dictionary(areas.map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        let rows = context.summary.rows.enumerated().sorted {
            (places[$0.element.host.area] ?? .max, $0.offset) < (places[$1.element.host.area] ?? .max, $1.offset)
        }
        return rows.map(\.element.host.id)
    }

    mutating func handle(_ action: Action, in context: inout DrawContext) -> [ScreenRequest] {
        switch action {
        case .left: part = cycled(shownPart, by: -1, in: parts)
        case .right: part = cycled(shownPart, by: 1, in: parts)
        case .nextHost, .previousHost:
            context.focus.host = cycled(context.focus.host, by: action == .nextHost ? 1 : -1, in: HostScreen.order(in: context))
        case .sortLeft, .sortRight, .sortInvert: changeOrder(action)
        case .longerSpan: context.focus.span = context.span.longer
        case .shorterSpan: context.focus.span = context.span.shorter
        case .fullPanel: isFull.toggle()
        case .back: isFull = false
        case .open where shownPart == .alarms && !alarms.isEmpty:
            context.focus.alarm = selectedAlarm(in: context)?.id
            return [.show(.alarms)]
        case .open where shownPart == .guests && !guests.isEmpty:
            context.focus.guest = shownHost.flatMap { host in guests.at(guestCursor).map { GuestIdentity(host: host, guest: $0.id) } }
            return [.show(.guest)]
        case .open: return [.say(openWords)]
        default:
            if let step = action.step { move(step, &context.focus) }
        }
        return []
    }
    private var parts: [Part] {
        Part.allCases.filter { part in
            switch part {
            case .guests: !guests.isEmpty
            case .storages: !storages.isEmpty
            case .figures: !figures.isEmpty
            case .graphs, .sessions, .ends, .alarms: true
            }
        }
    }

    private mutating func move(_ step: Int, _ focus: inout Focus) {
        switch shownPart == .graphs ? list : shownPart {
        case .guests: guestCursor.move(by: step, in: guests, id: \.id)
        case .sessions, .graphs: sessionCursor.move(by: step, in: lists.sessions, id: { $0.session.id })
        case .ends: endCursor.move(by: step, in: ends, id: \.identity)
        case .storages: storageCursor.move(by: step, in: storages, id: \.id)
        case .figures: figureCursor.move(by: step, in: figures, id: \.id)
        case .alarms: focus.alarm = alarmCursor.moved(by: step, in: alarms, focus: focus)?.id
        }
    }
    mutating func point(at row: Int?, of list: String, in context: inout DrawContext) -> Bool {
        guard let chosen = Part.named(list), parts.contains(chosen) else { return false }
        let before = (shownPart, place(in: context))
        part = chosen
        guard let row else { return false }
        switch chosen {
        case .guests: guestCursor.move(by: row - guestCursor.index, in: guests, id: \.id)
        case .sessions: sessionCursor.move(by: row - sessionCursor.index, in: lists.sessions, id: { $0.session.id })
        case .ends: endCursor.move(by: row - endCursor.index, in: ends, id: \.identity)
        case .storages: storageCursor.move(by: row - storageCursor.index, in: storages, id: \.id)
        case .figures:
            guard let place = lists.figures.places.firstIndex(of: row) else { return false }
            figureCursor.move(by: place - figureCursor.index, in: figures, id: \.id)
        case .alarms: context.focus.alarm = alarmCursor.stand(in: row, of: alarms)?.id ?? context.focus.alarm
        case .graphs: return false
        }
        return before.0 == chosen && before.1 == place(in: context)
    }
    mutating func sort(by column: Int, of list: String) {
        switch Part.named(list) {
        case .guests: guestSorting.choose(GuestRow.Sort.allCases.first { $0.column == column })
        case .sessions: sessionSorting.choose(SessionSort.ofOneHost.first { $0.column == column })
        case .ends: endSorting.choose(EndSort.ofOneHost.first { $0.column == column })
        case .graphs, .storages, .figures, .alarms, nil: break
        }
    }
    private mutating func changeOrder(_ action: Action) {
        switch list {
        case .sessions: _ = sessionSorting.handle(action, among: SessionSort.ofOneHost)
        case .ends: _ = endSorting.handle(action, among: EndSort.ofOneHost)
        case .guests, .graphs, .storages, .figures, .alarms: _ = guestSorting.handle(action)
        }
    }
    /// Why Enter opens nothing.
    private var openWords: String {
        switch shownPart {
        case .graphs:
            localized(
                "\(VerbTable.key("span-longer")) and \(VerbTable.key("span-shorter")) change the time that graphs show, \(VerbTable.key("full")) shows them alone"
            )
        case .guests: localized("no guest is selected")
        case .sessions: localized("a session has no page of its own; \(VerbTable.key("reveal")) shows its name")
        case .ends: localized("a session end has no page of its own; \(VerbTable.key("full")) shows the list alone")
        case .storages: localized("a storage has no page of its own; \(VerbTable.key("full")) shows the list alone")
        case .figures: localized("a figure has no page of its own; \(VerbTable.key("full")) shows the list alone")
        case .alarms: localized("no alarm is selected")
        }
    }

    func path(in context: DrawContext) -> [String] {
        guard let host = context.host?.host else { return [] }
        return host.area.isEmpty ? [host.id] : [host.area, host.id]
    }
    mutating func leave() { isFull = false }
    func selectedAlarm(in context: DrawContext) -> Alarm? { alarmCursor.selected(in: alarms, focus: context.focus) }
    var remembered: [String: String] {
        var words: [String: String] = [:]
        words["part"] = part.map { "\($0)" }
        guestSorting.remember(in: &words)
        sessionSorting.remember(in: &words, as: "sessions")
        endSorting.remember(in: &words, as: "ends")
        words["guest"] = guestCursor.id
        words["session"] = sessionCursor.id
        words["end"] = endCursor.id?.words
        return words
    }
    mutating func recall(_ memory: ScreenMemory) {
        shownHost = memory.host
        part = .named(memory.own["part"])
        guestSorting.recall(memory.own)
        sessionSorting.recall(memory.own, as: "sessions")
        endSorting.recall(memory.own, as: "ends")
        guestCursor.stand(on: memory.own["guest"])
        sessionCursor.stand(on: memory.own["session"])
        endCursor.stand(on: SessionEnd.Identity(words: memory.own["end"]))
    }
    func markable(in context: DrawContext) -> Markable? {
        guard shownPart == .alarms, let alarm = selectedAlarm(in: context) else { return nil }
        return Markable(row: [.alarm(alarm.id)], rows: alarms.marks)
    }
    func place(in context: DrawContext) -> AnyHashable {
        [context.focus.alarm, guestCursor, sessionCursor, endCursor, storageCursor, figureCursor] as [AnyHashable]
    }
    func visible(in context: DrawContext) -> Selection { Selection(alarms: alarms.alarms.map(\.id)) }
    func selection(in context: DrawContext) -> Selection {
        guard let host = shownHost else { return Selection() }
        var selection = Selection(hosts: [host], alarms: selectedAlarm(in: context).map { [$0.id] } ?? [])
        switch shownPart {
        case .guests:
            guard let guest = guests.at(guestCursor)?.id else { break }
            selection.guests = [GuestIdentity(host: host, guest: guest)]
            // Of several people in one guest there is no telling which one is meant.
            let inside = lists.sessions.lazy.map(\.session).filter { $0.guest == guest && !$0.user.isEmpty }
            if let first = inside.first, inside.allSatisfy({ $0.user == first.user }) {
                selection.sessions = [Person(user: first.user, host: host, session: first.id)]
            }
        case .sessions:
            let session = lists.sessions.at(sessionCursor)?.session
            selection.sessions = session.map { [Person(user: $0.user, host: host, session: $0.id)] } ?? []
        case .ends: selection.sessions = ends.at(endCursor).map { [Person(user: $0.user, host: host, session: $0.session)] } ?? []
        case .graphs, .storages, .figures, .alarms: break
        }
        return selection
    }
}
