import Alarms
public import Drawing
import Feed
import MetricStore
public import Telemetry

/// The dashboard: takes events one after the other, says what it wants from the outside, and draws what it knows. No clock, no I/O.
public struct App: Sendable {
    public var settings: DisplaySettings
    /// Seconds east of UTC at other times than now; nil where that is always the same.
    public var offsetThen: (@Sendable (Moment) -> Int)?
    /// The world as it is; while the picture is held, the shown one is an older copy.
    public private(set) var world: World
    /// Something that may be seen changed since `drawn()`.
    public private(set) var needsRedraw = true
    /// Where what stands in the picture that was painted last; nil where its lists may have become others.
    private(set) var seen: [Spot]?
    /// Whether a mouse can tell what it points at: else paint first.
    public var knowsWhatIsSeen: Bool { seen != nil }

    /// The window as the front last told of it; `draw` works at any size.
    private(set) var size = Rect(width: 80, height: 24)
    var summary = SiteSummary()
    /// What the board has not been told yet.
    private var stale = SiteSummary.Stale()
    private var isDerived = false
    private var toldEngine = EngineID.unknown
    var held: (world: World, summary: SiteSummary)?
    /// On the way to a moment of the past.
    var travel: Travel?
    /// What is shown instead of what is now.
    var past: PastView?
    /// Of the past, so far.
    var pictures = 0
    /// More is known of its numbers.
    private var pastHasNews = false
    var focus = Focus()
    /// In the order of `ScreenName`.
    var screens: [any Screen] = ScreenName.allCases.map { $0.kind.init() }
    var shown = ScreenName.overview
    /// Where Esc goes back to.
    var cameFrom: [ScreenName] = []
    var filters: [ScreenName: String] = [:]
    var marks = Marks()
    /// What was written behind `:`, the newest last.
    var history: [String] = []
    /// Kept under a name.
    var views: [String: ScreenMemory] = [:]
    /// The configuration's; what is kept here under the same name comes before.
    var savedViews: [String: ScreenMemory] = [:]
    var allViews: [String: ScreenMemory] { savedViews.merging(views) { $1 } }
    /// To be shown once the hosts are known.
    var awaitedView: ScreenMemory?
    var visited: (last: Host.ID?, now: Host.ID?) = (nil, nil)
    /// The worst hosts that were opened one after the other, until another verb comes between.
    var worstSeen: [Host.ID] = []
    /// The theme that is shown while its name is typed.
    var previewed: String?
    var overlay: Overlay?
    var revealed: Revealed?
    var message: (text: String, role: Role, until: Moment)?
    /// What is said when that has had its time.
    var unsaid: [(text: String, role: Role, lasts: Duration, isOfNow: Bool)] = []
    /// Warte's own, and the configuration's commands.
    private(set) var verbs = VerbTable.standard
    private var commands: [UserCommand] = []
    /// What was asked for and is not yet written down.
    var prepared: [CommandRun: ProgramRun] = [:]
    var announced = Announcements()
    var looking = Looking()
    var asked = Asked()
    /// What `u` takes back, done here a moment ago.
    var undoable: (words: String, at: Moment)?

    public init(now: Moment, settings: DisplaySettings = DisplaySettings()) {
        self.settings = settings
        world = World(now: now)
        _ = derive()
    }

    /// The one place where anything changes.
    public mutating func handle(_ event: DashboardEvent) -> [Effect] {
        take(event) + derive()
    }

    /// As `handle`, but what is shown of it is worked out by `derive`, before the next picture: where a thousand hosts report, once for
    /// all of them. What is told costs what is in it, however much is known.
    public mutating func take(_ event: DashboardEvent) -> [Effect] {
        var effects: [Effect] = []
        // A key is about what can be seen, and a mouse about what was painted.
        switch event {
        case .key(.mouse): break
        case .key: effects = derive()
        default: break
        }
        changed()
        switch event {
        case .key(.mouse(let mouse)):
            awaitedView = nil
            effects += ask(point(mouse))
            seen = nil
            noteVisit()
            isDerived = false
        case .key(let key):
            awaitedView = nil
            effects += ask(press(key))
            seen = nil
            noteVisit()
            isDerived = false
        case .update(let update):
            world.apply(update)
            effects = changed(by: update)
        case .tick(let now):
            world.now = now
            stale.time = true
            passMessage()
            if revealed?.left(at: now) == nil { revealed = nil }
        case .connection(let connection):
            world.apply(connection)
            if connection != .attached {
                travel?.lost()
                loseLook()
            }
            // Longer than an answer: nobody may have looked.
            if connection != .attached, let words = asked.lost() {
                message = (words, .problem, world.now + world.span(of: .seconds(60)))
            }
        case .silence(let duration): world.silence = duration
        case .history(let history):
            world.history = history
            world.numbersRevision += 1
            stale.history = true
            pastHasNews = past != nil
        case .historyNews(let hosts, let ofPast):
            // Their guests' numbers came after the poll that they are from.
            stale.hosts.formUnion(hosts)
            stale.time = true
            pastHasNews = past != nil
            if ofPast {
                stale.past = true
            } else {
                // What an answer had no room for is asked for by the next picture.
                stale.numbers = true
                stale.series = stale.series || hosts.isEmpty
                world.numbersRevision += 1
            }
        case .answer(let command, let refusal): effects += hear(command, refusal)
        case .ran(let name, let words, true): sayBehind(words.isEmpty ? name : "\(name): \(words)", .notice)
        case .ran(let name, let words, false): say(words.isEmpty ? name : "\(name): \(words)", .problem)
        case .revealed(let user, let name):
            forgetReveal(of: user)
            revealed = Revealed(user: user, name: name, since: world.now)
        case .notRevealed(let user, let refusal):
            forgetReveal(of: user)
            say(localized("not told: \(refusal.text)"), .problem)
        case .trouble(let text): say(text, .problem)
        case .alarmHistory(let answer): hearHistory(answer)
        case .past(let moment, let answer): hear(answer, at: moment)
        case .pastAlarms(let moment, let answer): hear(answer, at: moment)
        case .replay(let replay):
            let isNews = replay.ending != nil && world.replay?.ending == nil
            world.replay = replay
            if isNews, let ending = replay.ending { say(ending, .notice) }
        case .resized(let width, let height):
            size = Rect(width: width, height: height)
            seen = nil
        }
        return effects + askAboutPast()
    }

    /// What is shown is worked out anew.
    mutating func changed() {
        needsRedraw = true
        isDerived = false
    }

    /// Works out what screens show of all that was taken since the last time, once for each picture; says what of it goes elsewhere.
    public mutating func derive() -> [Effect] {
        guard !isDerived else { return [] }
        seen = nil
        world.settle()
        summary.refresh(stale, world, offset: settings.localOffset)
        if pastHasNews, let moment = past?.moment {
            let then = offset(at: moment)
            past?.hear(world.history, offset: then)
        }
        pastHasNews = false
        let hasNews = stale.news
        let alarmsChanged = stale.alarms
        if hasNews { unmarkWhatIsGone() }
        stale = SiteSummary.Stale()
        refresh()
        isDerived = true
        let effects = recallAwaited() + refreshLook(alarmsChanged: alarmsChanged)
        return effects + (hasNews ? announced.title(in: world, alarms: summary.alarms) : [])
    }

    /// The front painted what `draw` gave.
    public mutating func drawn(_ picture: Canvas) {
        needsRedraw = false
        seen = isDerived ? picture.spots : nil
    }

    private mutating func changed(by update: Update) -> [Effect] {
        stale.news = true
        let usedMouse = settings.usesMouse
        switch update {
        case .site: stale.site = true
        case .host(let state): stale.hosts.insert(state.id)
        case .heartbeats(let beats): for beat in beats { stale.hosts.insert(beat.host) }
        case .alarms, .alarmChanges, .limits: stale.alarms = true
        case .ends: stale.ends = true
        case .engine(let status):
            // The first one, or another one than before.
            if status.id != toldEngine {
                toldEngine = status.id
                undoable = nil
                askAnotherEngine()
                // Another engine's alarms have the same numbers.
                marks.clear()
                (stale.site, stale.alarms, stale.ends) = (true, true, true)
            }
            settings.follow(graphs: status.graphs)
            settings.follow(mouse: status.mouse)
            savedViews = Dictionary(
                status.views.compactMap { view in ScreenMemory(view).map { (view.name, $0) } }, uniquingKeysWith: { first, _ in first })
            if status.commands != commands {
                commands = status.commands
                // A key that is painted may be another one's now.
                seen = nil
                verbs = VerbTable.with(commands)
            }
            if !status.mayReveal { revealed = nil }
        case .interruption(let told): announceInPast(told)
        case .events, .statistics: break
        }
        let mouse = settings.usesMouse == usedMouse ? [] : [Effect.useMouse(settings.usesMouse)]
        return mouse + announced.effects(of: update, in: world)
    }

    private mutating func forgetReveal(of user: String) {
        _ = asked.take { if case .reveal(user, _, _) = $0 { true } else { false } }
    }

    /// Whose alarms and hosts are shown: acts are about these.
    public var engine: EngineID { (past?.world ?? held?.world ?? world).engine?.id ?? .unknown }

    /// What is shown: the world as it is, as it was when the picture was held, or as it was at a moment of the past.
    var context: DrawContext {
        var settings = settings
        if let past { settings.localOffset = offset(at: past.moment) }
        return DrawContext(
            world: past?.world ?? held?.world ?? world, summary: past?.summary ?? held?.summary ?? summary, settings: settings,
            focus: focus, marks: marks, revealed: revealed, body: frame(in: size).body)
    }

    /// Where the parts of the picture stand: below the first row and the banner, above the keys.
    func frame(in all: Rect) -> (banner: Banner?, body: Rect, bottom: Rect) {
        let live = Banner(world)
        let note = past.flatMap { $0.note(clock(around: $0.moment)) }.map { Banner($0) }
        // That there is no engine is more than what is not kept.
        let banner = (live?.isLoud == true ? live : note ?? live).flatMap { $0.isLoud || all.height >= 20 ? $0 : nil }
        let top = banner == nil ? 1 : 2
        let bottom = BottomBar.rows(height: all.height)
        return (banner, all.rows(top, all.height - top - bottom), all.rows(all.height - bottom, bottom))
    }

    private mutating func refresh() {
        if focus.host == nil || context.summary.row(focus.host) == nil {
            focus.host = context.summary.mostSevere ?? context.summary.rows.first?.host.id
        }
        refreshScreen()
    }

    mutating func show(_ name: ScreenName, remembering: Bool) {
        guard name != shown else { return }
        if remembering { cameFrom = cameFrom.suffix(7) + [shown] }
        if let overview = screens[shown.place] as? OverviewScreen { focus.order = overview.list.hosts }
        screens[shown.place].leave()
        shown = name
        refreshScreen()
    }
    /// The filter or the screen changed.
    mutating func refreshScreen() {
        let screen = screens[shown.place]
        focus.query = Filter(
            filters[shown] ?? "", columns: type(of: screen).filterColumns, comparesNumbers: screen.comparesNumbers,
            isSorted: verbs.verb(named: "sort-right")?.works(on: shown) ?? false)
        screens[shown.place].refresh(context)
        // Its host is the one that is looked at, also after it moved: it is the one that is asked anew.
        if let guest = screens[shown.place] as? GuestScreen, let host = guest.detail?.row.host.id { focus.host = host }
    }
}
