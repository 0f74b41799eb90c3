import Alarms
import Drawing
import Feed
import Telemetry

extension VerbTable {
    static let travels: [Verb] = [
        Verb(
            "earlier", [letter("T")], "T", word: "Back in time", "all of the screen as it was, a step of the graphs' span earlier",
            .app { $0.step(-1) }),
        Verb("later", [letter("t")], "t", "a step later, up to now", .app { $0.step(1) }),
        Verb(
            "go", [letter("b")], "b", "to a time: 14:02, -20m, yesterday 8:10", takes: .time, .named { $0.go(to: $1) }),
        Verb("live", [letter("Z")], "Z", "live again", .app { $0.goLive() }),
    ]
}

/// Going through the past: all of the screen is as it was at a moment, until somebody is back in the present.
extension App {
    /// One step of the span that graphs show.
    mutating func step(_ steps: Int64) -> [Effect] {
        let length = context.span.step.milliseconds * steps
        let from = travel?.moment ?? past?.moment ?? held?.world.now ?? world.now
        let to = Moment(milliseconds: from.milliseconds + length)
        guard knowsTime else { return told(App.timeIsUnknown) }
        if to < world.now { return travel(to: to) }
        if isInPast || held != nil { return goLive() }
        let key = VerbTable.key("earlier")
        return told(
            world.replay == nil
                ? localized("this is live: nothing is later; \(key) goes back")
                : localized("the replay has come as far as this; \(key) goes back"))
    }

    /// To what somebody wrote; without words the line to write it into is laid over.
    mutating func go(to words: String) -> [Effect] {
        guard !words.isEmpty else { return lay(.time(TimeField())) }
        do throws(TimeWords.Problem) {
            return try travel(to: words)
        } catch {
            say(error.text, .problem)
            return []
        }
    }
    private mutating func travel(to words: String) throws(TimeWords.Problem) -> [Effect] {
        if ["live", "now", "jetzt"].contains(words.lowercased().trimmed) { return goLive() }
        guard knowsTime else { throw TimeWords.Problem(text: App.timeIsUnknown) }
        let (present, then) = (settings.localOffset, offsetThen)
        let offset: @Sendable (Moment) -> Int = { then?($0) ?? present }
        let moment = try TimeWords(now: world.now, offset: offset).moment(words)
        return moment < world.now ? travel(to: moment) : goLive()
    }
    /// A demo goes by its own clock, which its engine tells: until then the time is the machine's.
    var knowsTime: Bool { !settings.isDemo || world.engine?.demo != nil }
    private static var timeIsUnknown: String { localized("the demo has not said yet what time it is") }
    private mutating func travel(to moment: Moment) -> [Effect] {
        // What was marked is of now, and acts are.
        marks.clear()
        if past?.moment == moment { travel = nil } else if travel == nil { travel = Travel(to: moment) } else { travel?.go(to: moment) }
        return []
    }

    mutating func goLive() -> [Effect] {
        guard isInPast || held != nil else {
            return told(world.replay == nil ? localized("this is live") : localized("this is where the replay is"))
        }
        (travel, past) = (nil, nil)
        // What was told of alarms of now is seen there; answers to acts are not.
        unsaid.removeAll(where: \.isOfNow)
        return held == nil ? [] : pause()
    }
    /// Seconds east of UTC, as clocks showed it then.
    func offset(at moment: Moment) -> Int { offsetThen?(moment) ?? settings.localOffset }
    /// For moments around one as seen from now, whatever moment is shown.
    func clock(around moment: Moment) -> Clock { Clock(now: world.now, offset: offset(at: moment)) }
    var isInPast: Bool { travel != nil || past != nil }

    mutating func press(_ key: Key, in field: TimeField) -> [Effect] {
        var field = field
        switch key {
        case .escape, .control("c"): overlay = nil
        case .enter:
            do throws(TimeWords.Problem) {
                let effects = field.text.trimmed.isEmpty ? [] : try travel(to: field.text)
                overlay = nil
                return effects
            } catch {
                field.problem = error.text
                overlay = .time(field)
            }
        default:
            field.handle(key)
            overlay = .time(field)
        }
        return []
    }

    /// Verbs as the key bar has them there: the way out first, on the narrowest screen too.
    static let waysInPast = [("live", "Live"), ("earlier", "Earlier"), ("later", "Later"), ("go", "Go to")]
    /// Why nothing is done now; nil where acts are possible.
    func refusalInPast(of verb: Verb) -> String? {
        guard verb.changes || verb.isOfNow else { return nil }
        if world.replay != nil { return Message.replayRefuses().text }
        guard isInPast else { return nil }
        let moment = travel?.moment ?? past?.moment ?? world.now
        return localized(
            "nothing can be done at \(clock(around: moment).long(moment)): acts are about now, \(VerbTable.key("live")) goes there")
    }

    // MARK: What the engine says

    /// The next question, where somebody is on the way.
    mutating func askAboutPast() -> [Effect] {
        guard travel != nil, world.connection == .attached, let site = world.site else { return [] }
        let question = travel?.next(among: site.hosts.map(\.id))
        arrive()
        return question.map { [.askPast($0)] } ?? []
    }
    mutating func hear(_ answer: Result<[Alarm], CommandRefusal>, at moment: Moment) {
        switch answer {
        case .success(let alarms): travel?.take(alarms, at: moment)
        case .failure(let refusal): turnBack(refusal, at: moment)
        }
    }
    mutating func hear(_ answer: Result<PastHosts, CommandRefusal>, at moment: Moment) {
        switch answer {
        case .success(let found): travel?.take(found, at: moment)
        case .failure(let refusal): turnBack(refusal, at: moment)
        }
    }
    /// All of it is shown at once, when it is there: of two moments there is no picture.
    private mutating func arrive() {
        guard let travel, let found = travel.found else { return }
        pictures += 1
        (held, self.travel) = (nil, nil)
        past = PastView(found, at: travel.moment, in: world, number: pictures, offset: offset(at: travel.moment))
        changed()
    }
    /// To where one was.
    private mutating func turnBack(_ refusal: CommandRefusal, at moment: Moment) {
        guard travel?.isRefused(at: moment) == true else { return }
        travel = nil
        say(localized("\(clock(around: moment).long(moment)) cannot be shown: \(refusal.text)"), .problem)
    }
    /// Another one has other numbers for alarms, and may know otherwise how it was.
    mutating func askAnotherEngine() {
        if let moment = travel?.moment ?? past?.moment { travel = Travel(to: moment) }
    }

    /// Of alarms of now, for who looks at the past.
    mutating func announceInPast(_ told: Interruption.Summary) {
        guard isInPast else { return }
        sayBehind(
            localized("now: \(Announcements.counts(told)); \(VerbTable.key("live")) goes there"),
            told.critical > 0 ? .critical : .warning, for: .seconds(30),
            isOfNow: true)
    }
}

extension GraphSpan {
    /// How far one step through time goes: about a column of a graph.
    var step: Duration {
        switch self {
        case .tenMinutes: .seconds(10)
        case .hour: .seconds(60)
        case .sixHours: .seconds(300)
        case .day: .seconds(1200)
        case .week: .seconds(7200)
        }
    }
}
