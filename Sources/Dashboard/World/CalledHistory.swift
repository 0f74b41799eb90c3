public import Feed
public import MetricStore
import Synchronization
public import Telemetry

/// The history where the store cannot be mapped: it answers from what it was told, and notes what it was asked for and does not know.
///
/// It never waits. Whoever draws gets what is there, however old, or nothing yet; the front takes `questions` after each picture, asks the
/// engine for them, and brings the answers back. So only what a picture was made from is ever asked for, a number once for each poll of its
/// host, and a graph once it has moved by half a column; where that is more than one call holds, what nobody knows yet comes first, then what
/// is oldest.
public final class CalledHistory: History, Sendable {
    /// Of one call, which has an end in bytes, too (256 KiB with its punctuation).
    public static let mostKeys = 250
    static let mostNames = 100_000
    /// Of one answer; where there are fewer they are the last.
    static let seriesAtOnce = 500
    /// Hosts whose lists are on their way at once.
    static let mostLists = 4
    /// What a host has is asked for again after so many of its polls.
    static let listHolds = 30
    /// On their way at once.
    public static let mostSpans = 16
    /// Of one series: graphs of several lengths and widths, now and at a moment, and where its last number before that was looked for.
    static let spansKept = 16
    /// More series than these are kept only while they are looked at.
    static let seriesKept = 100_000
    /// A graph is asked for again no sooner than this.
    static let shortestPause = 2000.0

    public struct Questions: Hashable, Sendable {
        public var keys: [SeriesKey] = []
        /// What is kept of these hosts, from which place on.
        public var series: [Host.ID: Int] = [:]
        public var spans: [SeriesSpan] = []
    }

    private struct Number {
        var point: Point?
        /// The polls of its host that had been heard of when it was asked for.
        var polls: Int
    }
    private struct Trend {
        let asked: SeriesSpan
        let columns: [Column?]
        let isFixed: Bool
    }
    private struct State {
        var numbers: [SeriesKey: Number] = [:]
        var trends: [SeriesKey: [Trend]] = [:]
        /// Of hosts, and of targets that tell of several.
        var polls: [Host.ID: Int] = [:]
        var targets: [Host.ID: Target.ID] = [:]
        var lists: [Host.ID: (series: [Series], polls: Int)] = [:]
        /// Lists that are wanted, as far as they have come.
        var gathered: [Host.ID: [Series]] = [:]
        var askedLists: Set<Host.ID> = []
        /// What was asked for since the last questions and is not known, or is old.
        var wantedKeys: [SeriesKey] = []
        var wantedSpans: [SeriesSpan] = []
        /// The same by series: a thousand rows look there, each for its own.
        var wantedBySeries: [SeriesKey: [SeriesSpan]] = [:]
        var seen: Set<SeriesKey> = []
        /// On their way, each with the polls of its host.
        var askedKeys: [SeriesKey: Int] = [:]
        var askedSpans: [SeriesSpan] = []
        /// Of these, and of what is wanted, what ends at a moment that stays.
        var fixed: Set<SeriesSpan> = []

        /// Guests' numbers are their target's.
        mutating func poll(_ host: Host.ID) {
            polls[host, default: 0] += 1
            if let target = targets[host] { polls[target, default: 0] += 1 }
        }

        /// Each of them has its turn, however many there are.
        func nextKeys() -> [SeriesKey] {
            var keys = wantedKeys
            if keys.count > CalledHistory.mostKeys {
                let ages = keys.enumerated().map { place, key in
                    (age: numbers[key].map { polls[key.host, default: 0] - $0.polls } ?? .max, place: place, key: key)
                }
                keys = ages.sorted { ($1.age, $0.place) < ($0.age, $1.place) }.map(\.key)
            }
            var bytes = 0
            return Array(
                keys.prefix(CalledHistory.mostKeys).prefix { key in
                    bytes += key.host.utf8.count + key.entity.name.utf8.count + key.metric.utf8.count
                    return bytes <= CalledHistory.mostNames
                })
        }

        mutating func forgetOld() {
            numbers = numbers.filter { $0.value.polls == polls[$0.key.host, default: 0] }
            if numbers.count > CalledHistory.seriesKept { numbers = [:] }
        }
    }
    private let state = Mutex(State())

    public init() {}

    // MARK: What is drawn

    public func latest(_ key: SeriesKey) -> Point? {
        state.withLock { state in
            let known = state.numbers[key]
            let polls = state.polls[key.host, default: 0]
            if known?.polls != polls, state.askedKeys[key] == nil, state.seen.insert(key).inserted { state.wantedKeys.append(key) }
            return known?.point
        }
    }

    public func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
        span(SeriesSpan(key, from: start, to: end, columns: columns), isFixed: false)
    }

    /// - Parameter isFixed: of a moment that stays: it stands beside the same graph of now, which moves on.
    func span(_ asked: SeriesSpan, isFixed: Bool) -> [Column?] {
        let (key, columns) = (asked.key, asked.columns)
        guard columns > 0, asked.from < asked.to else { return Array(repeating: nil, count: max(0, columns)) }
        return state.withLock { state in
            let known = state.trends[key] ?? []
            let own = known.first { $0.asked.isLike(asked) && $0.asked.isEnough(for: asked) }
            // Until its own is there, what it was or another width or length shows what it can.
            func nearest(_ trends: [Trend]) -> Trend? {
                trends.min { $0.asked.distance(to: asked) < $1.asked.distance(to: asked) }
            }
            let best = own ?? nearest(known.filter { $0.asked.isLike(asked) }) ?? nearest(known)
            func isComing(_ other: SeriesSpan) -> Bool {
                other.isLike(asked) && (other.isEnough(for: asked) || !isFixed && !state.fixed.contains(other))
            }
            if own == nil, !state.askedSpans.contains(where: isComing), state.wantedBySeries[key]?.contains(where: isComing) != true {
                state.wantedSpans.append(asked)
                state.wantedBySeries[key, default: []].append(asked)
                if isFixed { state.fixed.insert(asked) }
            }
            return best.map { asked.columns(from: $0.asked, $0.columns) } ?? Array(repeating: nil, count: columns)
        }
    }

    public func series(of host: Host.ID) -> [Series] {
        state.withLock { state in
            let known = state.lists[host]
            let isOld = known.map { state.polls[host, default: 0] - $0.polls >= Self.listHolds } ?? true
            if isOld, state.gathered[host] == nil { state.gathered[host] = [] }
            return known?.series ?? []
        }
    }

    /// The newest number of each series that there is.
    var known: [SeriesKey: Point] { state.withLock { $0.numbers.compactMapValues(\.point) } }

    // MARK: What is asked and told

    /// What the last picture lacked, as far as it may be asked for now. What is asked is on its way until it is answered or `forgetQuestions`.
    public func questions() -> Questions {
        state.withLock { state in
            var questions = Questions()
            if state.askedKeys.isEmpty { questions.keys = state.nextKeys() }
            for key in questions.keys { state.askedKeys[key] = state.polls[key.host, default: 0] }
            // What was drawn last is a graph that somebody sees; what was asked for before it may be for a row far below.
            questions.spans = Array(state.wantedSpans.reversed().prefix(Self.mostSpans - min(Self.mostSpans, state.askedSpans.count)))
            state.askedSpans += questions.spans
            state.fixed.formIntersection(state.askedSpans)
            for (host, series) in state.gathered where !state.askedLists.contains(host) && state.askedLists.count < Self.mostLists {
                questions.series[host] = series.count
                state.askedLists.insert(host)
            }
            state.wantedKeys = []
            state.wantedSpans = []
            state.wantedBySeries = [:]
            state.seen = []
            return questions
        }
    }

    public func take(_ points: [Point?], for keys: [SeriesKey]) {
        state.withLock { state in
            if state.numbers.count > Self.seriesKept { state.forgetOld() }
            for (index, key) in keys.enumerated() {
                let polls = state.askedKeys.removeValue(forKey: key) ?? 0
                state.numbers[key] = Number(point: index < points.count ? points[index] : nil, polls: polls)
            }
        }
    }

    public func take(_ series: [Series], of host: Host.ID) {
        state.withLock { state in
            guard state.askedLists.remove(host) != nil, let before = state.gathered[host] else { return }
            let all = before + series
            let isAll = series.count < Self.seriesAtOnce || all.count >= Self.seriesKept
            state.gathered[host] = isAll ? nil : all
            if isAll { state.lists[host] = (all, state.polls[host, default: 0]) }
        }
    }

    public func take(_ columns: [Column?], for span: SeriesSpan) {
        state.withLock { state in
            state.askedSpans.removeAll { $0 == span }
            if state.trends.count > Self.seriesKept { state.trends = [:] }
            let isFixed = state.fixed.remove(span) != nil
            // What moves on takes the place of what it was; of several moments each has its own.
            var kept = (state.trends[span.key] ?? []).filter {
                !$0.asked.isLike(span) || ($0.isFixed || isFixed) && !$0.asked.isEnough(for: span)
            }
            kept.append(Trend(asked: span, columns: columns, isFixed: isFixed))
            state.trends[span.key] = kept.suffix(Self.spansKept)
        }
    }

    /// A host that was polled may have other numbers.
    public func hear(_ update: Update) {
        state.withLock { state in
            switch update {
            case .site(let site):
                state.targets = Dictionary(
                    site.hosts.lazy.filter { $0.target != $0.id }.map { ($0.id, $0.target) }, uniquingKeysWith: { first, _ in first })
            case .host(let host): state.poll(host.id)
            case .heartbeats(let beats): for beat in beats { state.poll(beat.host) }
            default: break
            }
        }
    }

    /// The link is gone: nothing that is on its way will be answered. What is known stays.
    public func forgetQuestions() {
        state.withLock { state in
            state.askedKeys = [:]
            state.askedSpans = []
            state.fixed = []
            state.askedLists = []
            state.gathered = [:]
        }
    }
    /// Another engine answers from now on.
    public func forgetAll() { state.withLock { $0 = State() } }
}

extension SeriesSpan {
    /// The same graph, maybe some time later.
    fileprivate func isLike(_ other: SeriesSpan) -> Bool {
        key == other.key && columns == other.columns && abs(length - other.length) < step
    }
    private var length: Double { Double(to.milliseconds - from.milliseconds) }

    /// The other one has not moved on so far that anybody would see it.
    fileprivate func isEnough(for other: SeriesSpan) -> Bool {
        Double(abs(to.milliseconds - other.to.milliseconds)) < max(other.step / 2, CalledHistory.shortestPause)
    }

    fileprivate func distance(to other: SeriesSpan) -> Double {
        Double(abs(to.milliseconds - other.to.milliseconds)) + Double(abs(from.milliseconds - other.from.milliseconds))
    }

    /// For each column of this what was told of its middle.
    fileprivate func columns(from told: SeriesSpan, _ found: [Column?]) -> [Column?] {
        (0..<columns).map { index in
            let middle = Double(from.milliseconds - told.from.milliseconds) + (Double(index) + 0.5) * step
            let place = (middle / told.step).rounded(.down)
            return place >= 0 && place < Double(found.count) ? found[Int(place)] : nil
        }
    }
}
