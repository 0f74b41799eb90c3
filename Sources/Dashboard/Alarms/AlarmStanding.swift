import Alarms
import Drawing
import Telemetry

/// How an alarm stands for the one who looks: the strongest of its phase and of what lies over it.
enum Standing: Int, Hashable, Comparable, Sendable, CaseIterable {
    case open, acknowledged, returned, shelved, suppressed, inMaintenance
    static func < (a: Standing, b: Standing) -> Bool { a.rawValue < b.rawValue }
}

extension Alarm {
    var standing: Standing {
        if isInMaintenance { return .inMaintenance }
        if suppressedBy != nil { return .suppressed }
        if shelf != nil { return .shelved }
        switch phase {
        case .unacknowledged, .latchedUnacknowledged: return .open
        case .acknowledged, .latchedAcknowledged, .normal: return .acknowledged
        case .returned: return .returned
        }
    }
    /// Needs attention: open, or over and unseen.
    var wantsAttention: Bool { standing == .open || standing == .returned }

    /// The shape that tells without colour.
    var shape: String {
        switch standing {
        case .open: severity == .critical ? "!!" : "!"
        case .acknowledged: "~"
        case .returned: "<"
        case .shelved: "s"
        case .suppressed: "x"
        case .inMaintenance: "o"
        }
    }
    var role: Role {
        switch standing {
        case .open: severity == .critical ? .critical : .warning
        case .acknowledged: .acknowledged
        case .returned: .returned
        case .shelved, .suppressed, .inMaintenance: .shelved
        }
    }

    /// `open`, `km, for 7 h 52 min`, `returned, unseen`: of several wordings the fullest that fits, so that a countdown is never cut.
    func status(at now: Moment, within width: Int = .max) -> String {
        let all = statuses(at: now)
        return all.first { columns($0) <= width } ?? all.last ?? ""
    }
    private func statuses(at now: Moment) -> [String] {
        switch standing {
        case .open:
            let word = phase == .latchedUnacknowledged ? localized("over, stays until reset") : localized("open", "state")
            if isChattering { return [localized("\(word), chatters: \(Numbers.times(count))"), localized("chatters, \(count) times")] }
            return count > 1 ? ["\(word), \(Numbers.times(count))", word] : [word]
        case .acknowledged:
            guard let acknowledgement else { return [localized("acknowledged")] }
            let rest = Numbers.time(acknowledgement.expires - now)
            let who = String(acknowledgement.author.prefix(40))
            return [localized("\(who), for \(rest)"), "\(who), \(rest)", "\(who.prefix(4)), \(rest)", localized("for \(rest)"), rest]
        case .returned:
            if unseen > 0 { return [localized("returned, \(unseen + 1) times unseen"), localized("unseen \(unseen + 1) times")] }
            guard let returnedAt else { return [localized("returned, unseen")] }
            return [
                localized("returned after \(Numbers.age(returnedAt - raisedAt)), nobody has looked"), localized("returned, unseen"),
                localized("unseen"),
            ]
        case .shelved:
            guard let shelf else { return [localized("shelved")] }
            let rest = Numbers.time(shelf.until - now)
            return [localized("shelved by \(shelf.author.prefix(40)), for \(rest)"), localized("shelved, \(rest)"), rest]
        case .suppressed: return [localized("follows: \((suppressedBy?.text ?? "").prefix(60))"), localized("suppressed")]
        case .inMaintenance: return [localized("in maintenance")]
        }
    }

    /// The comment of the operator who acted on it, else what hosts showed beside it, else what to do.
    var note: String {
        if standing == .shelved, let shelf { return "\"\(shelf.reason)\"" }
        if standing == .acknowledged, let comment = acknowledgement?.comment, !comment.isEmpty { return "\"\(comment)\"" }
        return (context.first ?? runbook.action)?.text ?? ""
    }

    /// Why it takes no acknowledgement; nil where it does.
    var refusal: String? {
        switch standing {
        case .open, .acknowledged, .returned: nil
        case .shelved: localized("it is shelved; \(VerbTable.key("unshelve")) takes it back first")
        case .suppressed: localized("it follows from another alarm: acknowledge that one (\((suppressedBy?.text ?? "").prefix(60)))")
        case .inMaintenance: localized("its host is in maintenance; O ends that")
        }
    }

    /// What it is in as many whole words as fit: all of it, else what stands before the first comma or colon, and more where that leaves
    /// room for some words. `…` says that there is more; only a statement that is whole by itself and fills the width stands without it.
    func brief(within width: Int) -> String {
        // The text may be of any length; what is looked at is not.
        let text = text.prefix(200)
        if columns(String(text)) <= width { return String(text) }
        let end = text.firstIndex { $0 == "," || $0 == ":" || $0 == "(" || $0 == ";" } ?? text.endIndex
        let statement = Alarm.words(of: end > text.startIndex ? text[..<end] : text, within: width)
        let more = Alarm.words(of: text, within: width)
        return columns(more) >= columns(statement) + 10 ? more : statement
    }
    private static func words(of text: Substring, within width: Int) -> String {
        let all = text.split(separator: " ")
        var words = all[...]
        func shorten(to width: Int) {
            while words.count > 1, columns(words.joined(separator: " ")) > width { words.removeLast() }
            while words.count > 1, let last = words.last, leadingWords.contains(last) { words.removeLast() }
        }
        shorten(to: width)
        let isWhole = words.endIndex == all.endIndex || leadingWords.contains(all[words.endIndex])
        if !isWhole { shorten(to: width - 1) }
        // A number alone says nothing.
        if words.count == 1, words[words.startIndex].first?.isNumber ?? false { return "" }
        var brief = words.joined(separator: " ")
        while let last = brief.last, ",:;(".contains(last) { brief.removeLast() }
        return columns(brief) < width ? brief + "…" : brief
    }
    /// Words that promise another one.
    private static let leadingWords: Set<Substring> = [
        "for", "in", "of", "per", "on", "at", "the", "to", "and", "is", "limit",
        "für", "von", "je", "auf", "bei", "der", "die", "das", "zu", "und", "ist", "über", "Grenze",
    ]

    static func comesFirst(_ a: Alarm, _ b: Alarm) -> Bool { ReadingPlace(a) < ReadingPlace(b) }
}

/// The order in which alarms are read: what wants action, the worst, what came first.
private struct ReadingPlace: Comparable {
    let standing: Standing
    let severity: Severity
    let raisedAt: Moment
    let id: Int64

    init(_ alarm: Alarm) { (standing, severity, raisedAt, id) = (alarm.standing, alarm.severity, alarm.raisedAt, alarm.id) }

    static func < (a: Self, b: Self) -> Bool {
        if a.standing != b.standing { return a.standing < b.standing }
        if a.severity != b.severity { return a.severity > b.severity }
        if a.raisedAt != b.raisedAt { return a.raisedAt < b.raisedAt }
        return a.id < b.id
    }
}

extension [Alarm] {
    /// An alarm is long, and a thousand are put in order anew whenever one comes: what is moved about is each one's place, it itself once.
    var inReadingOrder: [Alarm] {
        let places = enumerated().map { (place: ReadingPlace($0.element), index: $0.offset) }
        return places.sorted { $0.place < $1.place }.map { self[$0.index] }
    }
}

extension Phase {
    var words: String {
        switch self {
        case .normal: localized("over")
        case .unacknowledged: localized("open", "state")
        case .acknowledged: localized("acknowledged")
        case .returned: localized("over and unseen")
        case .latchedUnacknowledged, .latchedAcknowledged: localized("over, stays until reset")
        }
    }
}
