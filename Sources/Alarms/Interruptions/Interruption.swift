public import Telemetry

/// One time that people are told something: one call of the notification command, one notification of a terminal.
public struct Interruption: Hashable, Sendable {
    /// What about an alarm is told.
    public enum News: String, Hashable, Sendable, CaseIterable {
        case new
        /// More severe than what was told.
        case worse
        /// Said again: nobody has looked, an acknowledgement is over, or what chattered stands now.
        case still
        /// It comes and goes: nothing more of it until it has been quiet for a while.
        case chattering
        /// It has stopped to come and go.
        case quiet
        case over

        /// Whether it tells that something is wrong.
        public var isBad: Bool { self != .quiet && self != .over }
    }

    public struct Item: Hashable, Sendable {
        public let news: News
        /// The step in the alarm's life that it is about, with the alarm as it was then.
        public let transition: Transition
        public init(_ news: News, _ transition: Transition) {
            self.news = news
            self.transition = transition
        }
        public var alarm: Alarm { transition.alarm }
    }

    public let at: Moment
    /// One for each alarm, oldest first.
    public let items: [Item]

    public init(at: Moment, items: [Item]) {
        self.at = at
        self.items = items
    }

    /// Both in one; of one alarm the later word counts.
    public func joined(with later: Interruption) -> Interruption {
        let keys = Set(later.items.map(\.alarm.key))
        return Interruption(at: later.at, items: items.filter { !keys.contains($0.alarm.key) } + later.items)
    }

    /// The bad news that came first, as the probable cause of the rest; nil where all of it is good.
    public var cause: Item? { items.first { $0.news.isBad } }

    /// The first of each rule, in their order, with how many there are; good news only of rules without bad.
    public var rules: [(first: Item, count: Int)] {
        var out: [(first: Item, count: Int)] = []
        var places: [String: Int] = [:]
        for item in items.filter(\.news.isBad) + items.filter({ !$0.news.isBad }) {
            if let place = places[item.alarm.key.rule] {
                if item.news.isBad == out[place].first.news.isBad { out[place].count += 1 }
            } else {
                places[item.alarm.key.rule] = out.count
                out.append((item, 1))
            }
        }
        return out
    }

    /// For those who only show that there is something: counts and rules.
    public struct Summary: Hashable, Sendable {
        public var at: Moment
        /// Alarms announced as active.
        public var bad: Int
        /// Critical ones among them.
        public var critical: Int
        /// Alarms announced as over or quiet.
        public var over: Int
        /// The bad news by rule, its probable cause first; the good news where there is no bad.
        public var symptoms: [Flood.Symptom]
        public init(at: Moment, bad: Int = 0, critical: Int = 0, over: Int = 0, symptoms: [Flood.Symptom] = []) {
            self.at = at
            self.bad = bad
            self.critical = critical
            self.over = over
            self.symptoms = symptoms
        }
    }

    public var summary: Summary {
        let bad = items.filter(\.news.isBad)
        return Summary(
            at: at, bad: bad.count, critical: bad.count { $0.alarm.severity == .critical }, over: items.count - bad.count,
            symptoms: rules.filter { bad.isEmpty || $0.first.news.isBad }.map { .init(rule: $0.first.alarm.key.rule, count: $0.count) })
    }
}
