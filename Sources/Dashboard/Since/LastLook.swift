import Alarms
import Feed
import Telemetry

/// What became of alarms since somebody marked all of them as seen.
struct LastLook: Sendable {
    /// How far it is known what ended before this dashboard listened.
    enum Past: Hashable, Sendable {
        case unasked, asked
        case told
        /// There is more of it than one answer holds.
        case cut
        /// The engine cannot say, and why.
        case unknown(String)
    }

    let since: Moment
    private(set) var past = Past.unasked
    /// By number, as they were told last.
    private var standing: [Int64: Alarm] = [:]
    private var ended: [Int64: Alarm] = [:]
    private(set) var counts = Counts()
    /// What stood nearest to its limits, or beyond them; the highest since then. Nil where all stayed below.
    var peak: Peak?

    /// As many as are asked for, and kept of those that end.
    static let most = 1000

    init(since: Moment) { self.since = since }

    struct Counts: Hashable, Sendable {
        var new = 0
        var over = 0
        /// By author, most first.
        var acknowledged: [By] = []
        var isNone: Bool { new == 0 && over == 0 && acknowledged.isEmpty }

        struct By: Hashable, Sendable {
            let author: String
            let count: Int
        }
    }
    struct Peak: Hashable, Sendable {
        let host: Host.ID
        let metric: Metric
        let value: Double
    }

    // MARK: What is told

    /// Another engine, or the same one again: what ended meanwhile is asked for.
    mutating func askAgain(isAnother: Bool) {
        past = .unasked
        // Another one's have the same numbers.
        if isAnother { (standing, ended) = ([:], [:]) }
    }
    mutating func noteAsked() { past = .asked }

    /// All that stand now. Those that stood and are not among them are over.
    mutating func follow(_ alarms: [Alarm], at now: Moment, user: String) {
        let new = Dictionary(alarms.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
        for (id, var alarm) in standing where new[id] == nil {
            alarm.phase = .normal
            alarm.returnedAt = alarm.returnedAt ?? now
            alarm.changedAt = now
            ended[id] = alarm
        }
        standing = new
        for id in new.keys { ended[id] = nil }
        settle(user)
    }

    /// The engine's answer: occurrences that changed since, newest first.
    mutating func take(_ answer: Result<[Alarm], CommandRefusal>, user: String) {
        guard past == .asked else { return }
        switch answer {
        case .success(let alarms):
            for alarm in alarms where standing[alarm.id] == nil { ended[alarm.id] = alarm }
            past = alarms.count < LastLook.most ? .told : .cut
        case .failure(let refusal): past = .unknown(refusal.text)
        }
        settle(user)
    }

    private mutating func settle(_ user: String) {
        if ended.count > LastLook.most + LastLook.most / 8 {
            let kept = ended.values.sorted { $0.changedAt > $1.changedAt }.prefix(LastLook.most)
            ended = Dictionary(kept.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            past = .cut
        }
        var found = Counts()
        var authors: [String: Int] = [:]
        func count(_ alarm: Alarm) {
            if isNew(alarm) { found.new += 1 }
            if isOver(alarm), hasEnded(alarm) { found.over += 1 }
            if wasTaken(alarm, besides: user) { authors[alarm.acknowledgement?.author ?? "", default: 0] += 1 }
        }
        for alarm in standing.values { count(alarm) }
        for alarm in ended.values { count(alarm) }
        found.acknowledged = authors.map { Counts.By(author: $0.key, count: $0.value) }.sorted {
            $0.count == $1.count ? $0.author < $1.author : $0.count > $1.count
        }
        counts = found
    }

    /// What only follows from another one, or in maintenance, called for nobody.
    private func calledForSomebody(_ alarm: Alarm) -> Bool { alarm.standing != .suppressed && alarm.standing != .inMaintenance }
    private func isNew(_ alarm: Alarm) -> Bool { alarm.raisedAt > since && calledForSomebody(alarm) }
    private func hasEnded(_ alarm: Alarm) -> Bool { alarm.over > since && calledForSomebody(alarm) }
    private func wasTaken(_ alarm: Alarm, besides user: String) -> Bool {
        alarm.acknowledgement.map { $0.at > since && $0.author != user && !$0.author.isEmpty } ?? false
    }

    // MARK: What became of them, the newest first

    private var all: [Alarm] { Array(standing.values) + ended.values }
    /// Its condition has gone, whether somebody has looked or not.
    func isOver(_ alarm: Alarm) -> Bool { standing[alarm.id].map { !$0.isLive } ?? true }

    /// Raised since, whether they still stand or not.
    var new: [Alarm] { all.filter(isNew).newestFirst(\.raisedAt) }
    var over: [Alarm] { all.filter { isOver($0) && hasEnded($0) }.newestFirst(\.over) }
    func acknowledged(besides user: String) -> [Alarm] {
        all.filter { wasTaken($0, besides: user) }.newestFirst { $0.acknowledgement?.at ?? $0.changedAt }
    }

    /// When the last of it happened.
    func newest(besides user: String) -> Moment? {
        let taken = acknowledged(besides: user).first?.acknowledgement?.at
        return [new.first?.raisedAt, over.first?.over, taken].compactMap { $0 }.max()
    }

    /// `3 new, 1 over, 1 acknowledged by km`; empty where nothing became of anything.
    var words: String {
        let more = past == .cut ? "+" : ""
        var parts: [String] = []
        if counts.new > 0 { parts.append(localized("\(counts.new)\(more) new")) }
        if counts.over > 0 { parts.append(localized("\(counts.over)\(more) over")) }
        if let first = counts.acknowledged.first {
            let sum = counts.acknowledged.reduce(0) { $0 + $1.count }
            let others = counts.acknowledged.count > 1 ? localized(" and others") : ""
            parts.append(localized("\(sum)\(more) acknowledged by \(first.author.prefix(20))\(others)"))
        }
        return parts.joined(separator: ", ")
    }
}

extension Alarm {
    /// When its condition went; of one that stands on, its last change.
    var over: Moment { returnedAt ?? changedAt }
}

extension [Alarm] {
    /// Of the same moment the higher number is the newer one.
    fileprivate func newestFirst(_ moment: (Alarm) -> Moment) -> [Alarm] {
        sorted { a, b in (moment(b), b.id) < (moment(a), a.id) }
    }
}
