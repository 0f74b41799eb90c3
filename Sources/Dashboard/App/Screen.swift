import Alarms
import Drawing
import MetricStore
import Telemetry

/// One page of the dashboard: its own small state, what actions do to it, and a picture.
protocol Screen: Sendable {
    static var title: String { get }
    init()
    /// The world, the filter or the focus changed: gathers what the picture needs.
    mutating func refresh(_ context: DrawContext)
    mutating func handle(_ action: Action, in context: inout DrawContext) -> [ScreenRequest]
    /// Esc closes something here before it leaves the screen.
    var canGoBack: Bool { get }
    /// What stands after the site's name in the first row.
    func path(in context: DrawContext) -> [String]
    /// Another screen is shown from now on.
    mutating func leave()
    /// What of its own state is worth keeping, in words.
    var remembered: [String: String] { get }
    /// The state as it was kept; what is not in it is as at first.
    mutating func recall(_ memory: ScreenMemory)
    /// Somebody points at a row of one of its lists, as it was drawn, or at the list alone: the cursor goes there. True where it was there
    /// already.
    mutating func point(at row: Int?, of list: String, in context: inout DrawContext) -> Bool
    /// Somebody points at the name of a column: by it the list is sorted, or turned round.
    mutating func sort(by column: Int, of list: String)
    /// Lists of which a row is something else than a place for the cursor.
    static var choices: Set<String> { get }
    /// What is under the visible cursor: acts are about it.
    func selection(in context: DrawContext) -> Selection
    /// Where its cursors stand: another value where one of them has moved.
    func place(in context: DrawContext) -> AnyHashable
    /// What "all visible" means.
    func visible(in context: DrawContext) -> Selection
    /// What can be marked there; nil where nothing can.
    func markable(in context: DrawContext) -> Markable?
    /// What a filter can ask for by name, and whether `>80` can be asked of what is sorted.
    static var filterColumns: [Filter.Field] { get }
    var comparesNumbers: Bool { get }
    func draw(_ context: DrawContext, on canvas: inout Canvas, in area: Rect)
    /// The parts that `draw` draws; nil where there is nothing yet but some words.
    func layout(_ context: DrawContext, in area: Rect) -> (any Panel)?
    /// The same, where that is a stack of panels whose one with the cursor may come first.
    func stack(_ context: DrawContext, in area: Rect) -> PanelStack?
}

extension Screen {
    func path(in context: DrawContext) -> [String] { [] }
    mutating func leave() {}
    func place(in context: DrawContext) -> AnyHashable { selection(in: context) }
    func visible(in context: DrawContext) -> Selection { Selection() }
    mutating func sort(by column: Int, of list: String) {}
    static var choices: Set<String> { [] }
    func stack(_ context: DrawContext, in area: Rect) -> PanelStack? { nil }
    func markable(in context: DrawContext) -> Markable? { nil }
    static var filterColumns: [Filter.Field] { [] }
    var comparesNumbers: Bool { false }
}

/// What a screen asks of the dashboard.
enum ScreenRequest {
    case show(ScreenName)
    case say(String)
}

/// What a screen works with: the world as it is shown, and what all screens look at together.
struct DrawContext: Sendable {
    private let known: Known
    var focus: Focus
    var marks: Marks
    /// The one name that is shown for a while.
    var revealed: Revealed?
    /// Where the screen stands in the window as it is known: what is scrolled may not go beyond it.
    var body: Rect

    /// Every panel bears a context: the large part is there once.
    private final class Known: Sendable {
        let world: World
        let summary: SiteSummary
        let settings: DisplaySettings
        init(_ world: World, _ summary: SiteSummary, _ settings: DisplaySettings) {
            (self.world, self.summary, self.settings) = (world, summary, settings)
        }
    }
    init(world: World, summary: SiteSummary, settings: DisplaySettings, focus: Focus, marks: Marks, revealed: Revealed?, body: Rect) {
        known = Known(world, summary, settings)
        (self.focus, self.marks, self.revealed, self.body) = (focus, marks, revealed, body)
    }
    var world: World { known.world }
    var summary: SiteSummary { known.summary }
    var settings: DisplaySettings { known.settings }
    var symbols: Symbols { settings.symbols }
    var clock: Clock { Clock(now: world.now, offset: settings.localOffset) }
    var host: HostRow? { summary.row(focus.host) }
    /// How far back graphs look: an hour, or ten minutes for as long as nothing older is known, which would leave them all but empty.
    var span: GraphSpan { focus.span ?? (summary.hasPast ? .hour : .tenMinutes) }
    func place(_ list: String) -> ListPlace { ListPlace(list, row: focus.pointed?.list == list ? focus.pointed?.row : nil) }
    /// Who it is, as it may be shown: the pseudonym, or for a minute the name.
    func who(_ user: String) -> TableCell {
        if let revealed, revealed.user == user, !user.isEmpty { return .text(revealed.name, .notice) }
        return .text(user.isEmpty ? "--" : user)
    }
}

/// Where the user looks; kept by identity, so that new rows never move the cursor to another thing.
struct Focus: Hashable, Sendable {
    var host: Host.ID?
    /// As Overview listed them when it was left: the next host is the one that stood below.
    var order: [Host.ID] = []
    /// The one that was opened last: it stays where it is, whatever host is looked at.
    var guest: GuestIdentity?
    var alarm: Int64?
    /// Where the selected row stands in a list that somebody pointed at: it does not move under the pointer.
    var pointed: Pointed?
    struct Pointed: Hashable, Sendable {
        let list: String
        let row: Int
    }
    /// The filter of the screen that is shown.
    var query = Filter.none
    /// As it was typed, in lower case; empty is none.
    var filter: String { query.text }
    /// As chosen; nil leaves it to `DrawContext.span`.
    var span: GraphSpan?

    /// What an empty list says where a filter left nothing of it: `no guest matches the filter`.
    func noMatch(_ what: String) -> String { query.problem ?? localized("no \(what) matches the filter") }

    func admits(_ texts: String...) -> Bool {
        query.isEmpty || query.admits(texts)
    }
}

/// How far back graphs look.
enum GraphSpan: Int, Hashable, Sendable, CaseIterable {
    case tenMinutes, hour, sixHours, day, week
    var duration: Duration {
        switch self {
        case .tenMinutes: .seconds(600)
        case .hour: .seconds(3600)
        case .sixHours: .seconds(21_600)
        case .day: .seconds(86_400)
        case .week: .seconds(604_800)
        }
    }
    var label: String {
        switch self {
        case .tenMinutes: "10 min"
        case .hour: "1 h"
        case .sixHours: "6 h"
        case .day: "24 h"
        case .week: "7 d"
        }
    }
    var longer: GraphSpan { GraphSpan(rawValue: rawValue + 1) ?? self }
    var shorter: GraphSpan { GraphSpan(rawValue: rawValue - 1) ?? self }
}

/// The next of a list by identity, after the last the first again; the first entry where there was none.
func cycled<ID: Equatable>(_ current: ID?, by step: Int, in list: [ID]) -> ID? {
    guard !list.isEmpty else { return nil }
    guard let current, let index = list.firstIndex(of: current) else { return step < 0 ? list.last : list.first }
    return list[((index + step) % list.count + list.count) % list.count]
}
