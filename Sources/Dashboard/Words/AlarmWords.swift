import Alarms
import Drawing
import Telemetry

/// How an alarm stands for the one who looks: the strongest of its phase and of what lies over it.
enum Standing: Int, Hashable, Comparable, Sendable {
    case open, acknowledged, returned, shelved, suppressed, outOfService
    static func < (a: Standing, b: Standing) -> Bool { a.rawValue < b.rawValue }
}

extension Alarm {
    var standing: Standing {
        if isOutOfService { return .outOfService }
        if suppressedBy != nil { return .suppressed }
        if shelf != nil { return .shelved }
        switch phase {
        case .unacknowledged, .latchedUnacknowledged: return .open
        case .acknowledged, .latchedAcknowledged, .normal: return .acknowledged
        case .returned: return .returned
        }
    }
    /// Wants somebody to look: open, or over and unseen.
    var wantsAttention: Bool { standing == .open || standing == .returned }

    /// The shape that tells without colour.
    var shape: String {
        switch standing {
        case .open: severity == .critical ? "!!" : "!"
        case .acknowledged: "~"
        case .returned: "<"
        case .shelved: "s"
        case .suppressed: "x"
        case .outOfService: "o"
        }
    }
    var role: Role {
        switch standing {
        case .open: severity == .critical ? .critical : .warning
        case .acknowledged: .acknowledged
        case .returned: .returned
        case .shelved, .suppressed, .outOfService: .shelved
        }
    }

    /// `open`, `km, for 7 h 52 min`, `returned, unseen`; with more words where there is room.
    func status(at now: Moment, isLong: Bool = false) -> String {
        switch standing {
        case .open:
            let word = phase == .latchedUnacknowledged ? "over, stays until reset" : "open"
            if isChattering { return "\(word), chatters: \(Numbers.times(count))" }
            return count > 1 ? "\(word), \(Numbers.times(count))" : word
        case .acknowledged:
            guard let acknowledgement else { return "acknowledged" }
            let rest = Numbers.time(acknowledgement.expires - now)
            let comment = isLong && !acknowledgement.comment.isEmpty ? "  \"\(acknowledgement.comment)\"" : ""
            return isLong ? "\(acknowledgement.author), for \(rest)\(comment)" : "\(acknowledgement.author), \(rest)"
        case .returned:
            if unseen > 0 { return "returned, \(unseen + 1) times unseen" }
            guard isLong, let returnedAt else { return "returned, unseen" }
            return "returned after \(Numbers.age(returnedAt - raisedAt)), nobody has looked"
        case .shelved:
            guard let shelf else { return "shelved" }
            let rest = Numbers.time(shelf.until - now)
            return isLong ? "shelved by \(shelf.author), for \(rest)  \"\(shelf.reason)\"" : "shelved, \(rest)"
        case .suppressed: return "follows: \(suppressedBy ?? "")"
        case .outOfService: return "out of service"
        }
    }

    /// What it is in as many whole words as fit: all of it, else what stands before the first comma or colon, else its first words.
    func brief(within width: Int) -> String {
        // The text may be of any length; what is looked at is not.
        var text = text.prefix(200)
        if columns(String(text)) <= width { return String(text) }
        if let end = text.firstIndex(where: { $0 == "," || $0 == ":" || $0 == "(" }), end > text.startIndex { text = text[..<end] }
        var words = text.split(separator: " ")
        while words.count > 1, columns(words.joined(separator: " ")) > width { words.removeLast() }
        while words.count > 1, let last = words.last, Alarm.leadingWords.contains(last) { words.removeLast() }
        // A number alone says nothing.
        if words.count == 1, words[0].first?.isNumber ?? false { return "" }
        return words.joined(separator: " ")
    }
    /// Words that promise another one.
    private static let leadingWords: Set<Substring> = ["for", "in", "of", "per", "on", "at", "the", "to", "and", "is"]

    /// The order in which alarms are read: what wants action, the worst, what came first.
    static func comesFirst(_ a: Alarm, _ b: Alarm) -> Bool {
        if a.standing != b.standing { return a.standing < b.standing }
        if a.severity != b.severity { return a.severity > b.severity }
        if a.raisedAt != b.raisedAt { return a.raisedAt < b.raisedAt }
        return a.id < b.id
    }
}
