import Alarms
import Feed
import Telemetry

/// What the rows of each list have to say to a filter.
extension Filter {
    func admits(_ row: HostRow, number: @autoclosure () -> Double?, in world: World) -> Bool {
        admits([row.host.id, row.host.area], { Filter.words($0, of: row, in: world) }, number: { number().map { .value($0) } })
    }
    /// - Parameter row: its host's; its target's first one where it is of a target.
    func admits(_ alarm: Alarm, of row: HostRow?, number: @autoclosure () -> Number?) -> Bool {
        admits([alarm.key.host, alarm.text, alarm.key.rule], { Filter.words($0, of: alarm, row) }, number: number)
    }
    func admits(_ guest: Guest, user: String, number: @autoclosure () -> Number?) -> Bool {
        admits(
            [guest.name, user],
            { column in
                switch column {
                case .state: guest.state.filterWords
                case .user: [user]
                case .area, .host, .kind: []
                }
            }, number: number)
    }
    /// - Parameter guest: the name of the one it sits in.
    func admits(_ session: Session, guest: String, on host: Host, at now: Moment) -> Bool {
        admits(
            [host.id, session.user, session.address, guest],
            { $0 == .user ? [session.user] : Filter.words($0, of: session.kind, on: host) },
            number: { session.since.map { .time(now - $0) } })
    }
    /// They have no letters that could be looked for but their host's, and no time.
    func admits(_ rest: UnlistedSessions, on host: Host) -> Bool {
        admits([host.id], { Filter.words($0, of: rest.kind, on: host) })
    }
    private static func words(_ column: Field, of kind: Session.Kind, on host: Host) -> [String] {
        switch column {
        case .area: [host.area]
        case .host: [host.id]
        case .kind: [kind.rawValue, SessionTotals.Category(kind).plainLabel, SessionTotals.Category(kind).label]
        case .user, .state: []
        }
    }
    func admits(_ end: SessionEnd, in area: String, at now: Moment) -> Bool {
        admits(
            [end.host, end.user, end.cause.label, end.cause.name, end.evidence],
            { column in
                switch column {
                case .area: [area]
                case .host: [end.host]
                case .kind: [end.cause.label, end.cause.name, end.cause.plainCategory, end.cause.category, end.kind.rawValue]
                case .user: [end.user]
                case .state: []
                }
            }, number: { .time(now - end.at) })
    }

    private static func words(_ column: Field, of row: HostRow, in world: World) -> [String] {
        switch column {
        case .area: return [row.host.area]
        case .host: return [row.host.id]
        case .kind: return [row.host.collector]
        case .user: return []
        case .state:
            var words = row.alarm.map { $0.severity.filterWords + $0.standing.filterWords } ?? []
            if row.maintenance(at: world.now) != nil { words += ["maintenance", localized("maintenance")] }
            if row.state?.hint == .missing { words += ["missing", localized("missing")] }
            words +=
                row.state?.answeredAt == nil
                ? ["no data", localized("no data")] : row.isSilent ? ["stale", localized("stale")] : ["live", localized("live")]
            return words
        }
    }
    private static func words(_ column: Field, of alarm: Alarm, _ row: HostRow?) -> [String] {
        switch column {
        case .area: [row?.host.area ?? ""]
        case .host: alarm.key.host.isEmpty ? ["site", localized("site")] : [alarm.key.host]
        case .kind: [alarm.key.rule]
        case .user: []
        case .state: alarm.severity.filterWords + alarm.standing.filterWords
        }
    }
}

extension Filter {
    /// Whether it is a whole word of `state:`, which no other word is found by that has it in it: "aus" is in "pausiert".
    static func isWordOfState(_ wanted: String) -> Bool {
        let words: [[String]] =
            [Severity.critical, .warning].map(\.filterWords) + Standing.allCases.map(\.filterWords)
            + Guest.State.allCases.map(\.filterWords) + hostStates.map { [$0, localized(text: $0)] }
        return words.contains { $0.contains { $0.lowercased() == wanted } }
    }
    private static let hostStates = ["maintenance", "missing", "no data", "stale", "live"]
}

extension Guest.State {
    fileprivate var filterWords: [String] { [self == .shuttingDown ? "stopping" : rawValue, GuestTable.word(self)] }
}

extension Severity {
    /// What `state:` finds it by: English, since a view that was saved means the same in every language, and the one that is spoken.
    fileprivate var filterWords: [String] {
        self == .critical ? ["critical", localized("critical")] : ["warning", localized("warning")]
    }
}

extension Standing {
    fileprivate var filterWords: [String] {
        // Its screens have both words.
        self == .returned ? [word, "unseen", localized("returned"), spokenWord] : [word, spokenWord]
    }
    /// None is part of another: `state:` goes by them.
    var word: String {
        switch self {
        case .open: "open"
        case .acknowledged: "acknowledged"
        case .returned: "returned"
        case .shelved: "shelved"
        case .suppressed: "suppressed"
        case .inMaintenance: "maintenance"
        }
    }
    /// The same in the language that is spoken.
    var spokenWord: String {
        switch self {
        case .open: localized("open", "state")
        case .acknowledged: localized("acknowledged")
        case .returned: localized("unseen")
        case .shelved: localized("shelved")
        case .suppressed: localized("suppressed")
        case .inMaintenance: localized("maintenance")
        }
    }
    /// What is said of one for which nothing is to be acknowledged.
    var handled: String {
        switch self {
        case .open, .acknowledged, .shelved: spokenWord
        case .returned: localized("returned")
        case .suppressed: localized("following from another")
        case .inMaintenance: localized("in maintenance")
        }
    }
}
