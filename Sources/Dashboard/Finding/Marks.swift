import Alarms
import Drawing
import Telemetry

/// One thing that can be marked: by its id, never by its row.
enum Mark: Hashable, Sendable {
    case alarm(Int64)
    case host(Host.ID)
}

/// What can be marked where the cursor is.
struct Markable: Hashable, Sendable {
    /// One row's; where that stands for many all of these.
    let row: [Mark]
    /// Every row of the list, as it is shown.
    let rows: [[Mark]]
}

/// What is marked, so that one act changes all of it.
struct Marks: Hashable, Sendable {
    private(set) var all: Set<Mark> = []
    /// What was marked last: a range begins there.
    private var anchor: Mark?

    var isEmpty: Bool { all.isEmpty }
    func holds(_ mark: Mark) -> Bool { all.contains(mark) }
    func hosts(in hosts: [Host.ID]) -> [Host.ID] { isEmpty ? [] : hosts.filter { holds(.host($0)) } }
    func alarms(in ids: [Int64]) -> [Int64] { isEmpty ? [] : ids.filter { holds(.alarm($0)) } }

    /// Off where all of the row is marked.
    mutating func toggle(_ row: [Mark]) {
        if row.allSatisfy(holds) { all.subtract(row) } else { all.formUnion(row) }
        anchor = row.first
    }
    /// All from what was marked last to this row; this row alone where that is not in the list.
    mutating func extend(to place: Markable) {
        let ends = [anchor, place.row.first].compactMap { end in end.flatMap { end in place.rows.firstIndex { $0.contains(end) } } }
        if let first = ends.min(), let last = ends.max() { all.formUnion(place.rows[first...last].joined()) }
        anchor = place.row.first
    }
    mutating func remove(_ marks: some Sequence<Mark>) { all.subtract(marks) }
    /// What went away is marked no more.
    mutating func keep(where isThere: (Mark) -> Bool) { all = all.filter(isThere) }
    mutating func clear() { self = Marks() }
}

extension VerbTable {
    private static let marking: Set<ScreenName> = [.overview, .host, .alarms]
    static let marks: [Verb] = [
        Verb(
            "mark", [letter(" ")], "Space", "mark an alarm or a host, or not: acts are about all that is marked", on: marking,
            isOfNow: true, .app { $0.mark() }),
        Verb(
            "mark-range", [letter("V")], "V", "mark all from the last mark to here", on: marking, isOfNow: true,
            .app { $0.markRange() }),
        Verb("unmark", [letter("U")], "U", "take all marks off", .app { $0.unmark() }),
    ]
}

extension App {
    /// What the acts of the keyboard are about: what is marked, of each kind; where none of it is, what the cursor is on.
    var selection: Selection {
        var selection = cursorSelection
        guard !marks.isEmpty else { return selection }
        let alarms = marks.alarms(in: context.summary.alarms.all.map(\.id))
        if !alarms.isEmpty { (selection.alarms, selection.fold) = (alarms, nil) }
        let hosts = marks.hosts(in: context.summary.rows.map(\.host.id))
        if !hosts.isEmpty { selection.hosts = hosts }
        return selection
    }
    var cursorSelection: Selection { screens[shown.place].selection(in: context) }

    mutating func mark() -> [Effect] {
        guard let place = markable() else { return [] }
        marks.toggle(place.row)
        // On to the next one of this list, and not into another.
        _ = pass(.down)
        if screens[shown.place].markable(in: context)?.rows != place.rows { _ = pass(.up) }
        return []
    }
    mutating func markRange() -> [Effect] {
        if let place = markable() { marks.extend(to: place) }
        return []
    }
    mutating func unmark() -> [Effect] {
        guard !marks.isEmpty else { return told(localized("nothing is marked")) }
        marks.clear()
        return []
    }
    private mutating func markable() -> Markable? {
        if let place = screens[shown.place].markable(in: context), !place.row.isEmpty { return place }
        say(localized("nothing here can be marked: alarms can, and the hosts of screen 1"), .notice)
        return nil
    }
    /// What was marked of these kinds is acted on: once is enough.
    mutating func unmark(_ selection: Selection) {
        // What is done to a target is done to its hosts: these are what is marked.
        let hosts = selection.hosts + selection.hosts.flatMap { context.summary.rows(of: $0) }.map(\.host.id)
        marks.remove(selection.alarms.map { .alarm($0) } + hosts.map { .host($0) })
    }
    mutating func unmarkWhatIsGone() {
        guard !marks.isEmpty else { return }
        let alarms = Set(summary.alarms.all.map(\.id))
        marks.keep { mark in
            switch mark {
            case .alarm(let id): alarms.contains(id)
            case .host(let id): summary.row(id) != nil
            }
        }
    }
}
