import Alarms
import Feed
import MetricStore
import Telemetry

/// What the engine remembers of one host between polls.
struct HostRecord {
    let host: Host
    var state: HostState
    /// Polls in a row that brought nothing.
    var missedPolls = 0
    /// Why the store could not take all of the last reading; whether it could is unknown before the first.
    var storeProblem: Message?
    /// Its own gauges of the last reading, where the store could not take all of it.
    var unstored: [Metric.ID: Point] = [:]
    /// What `state` has of guests and sessions was read by this engine.
    var hasReading = false
    /// Since when it is asked as it is now, by its first answer.
    var comparableSince: Moment?
    /// Failures since the last answer, each kind as it was first told.
    private var told: [CollectFailure.Trouble: Message] = [:]
    /// What the last poll told of crashed guests, until the rules have seen it.
    var crashes: [GuestCrash] = []
    private var trouble: CollectFailure.Trouble?
    /// It dates what happened later than it can know of it.
    var isAhead = false
    /// More kinds of failure than these are no news any more.
    private static let mostTold = 16
    /// Whether the last reading listed users: an empty list may mean that the host keeps none.
    private(set) var knowsSessions = false

    init(host: Host, answeredAt: Moment? = nil) {
        self.host = host
        state = HostState(id: host.id, answeredAt: answeredAt, sessionLimit: host.sessionLimit)
    }

    /// A new configuration of the same name: what was measured stays.
    init(host: Host, keeping old: HostRecord) {
        self.host = host
        state = old.state
        state.sessionLimit = host.sessionLimit ?? old.state.sessionLimit
        missedPolls = old.missedPolls
        knowsSessions = old.knowsSessions
        storeProblem = old.storeProblem
        unstored = old.unstored
        hasReading = old.hasReading
        comparableSince = old.comparableSince
        told = old.told
        trouble = old.trouble
        isAhead = old.isAhead
    }

    /// Asked by another collector: what the one before it said of guests, sessions and its failure is not said by this one.
    init(host: Host, insteadOf old: HostRecord) {
        self.init(host: host, answeredAt: old.state.answeredAt)
        state.maintenance = old.state.maintenance
    }

    mutating func take(_ reading: HostFigures, at: Moment, next: Moment) {
        missedPolls = 0
        comparableSince = comparableSince ?? at
        unstored = [:]
        hasReading = true
        told = [:]
        crashes += reading.crashes
        state.inventory = reading.inventory
        state.isBlind = reading.isBlind
        state.answeredAt = at
        state.polledAt = at
        state.nextPollAt = next
        state.failure = nil
        state.hint = nil
        state.guests = reading.guests
        state.sessions = reading.sessions
        state.unlisted = reading.unlisted
        knowsSessions =
            !reading.sessions.isEmpty || reading.samples.contains { $0.metric == .sessions && $0.entity == .host }
        // What people configured is smaller for a reason; else the interface's own word counts.
        state.sessionLimit = [host.sessionLimit, reading.sessionLimit].compactMap { $0 }.min()
    }

    /// An answer that could not be read may hold a name.
    mutating func reword(_ pass: (String) -> String) {
        state.failure = state.failure.map { $0.renaming(pass) }
        told = told.mapValues { $0.rewording(pass) }
    }

    /// True where this failure is news: the first of its kind since the last answer.
    mutating func take(_ failure: CollectFailure, at: Moment, next: Moment) -> Bool {
        missedPolls += 1
        storeProblem = nil
        state.failure = failure.message
        state.hint = failure.hint
        state.polledAt = at
        state.nextPollAt = next
        trouble = failure.trouble
        // Its guests are named with others, or with nobody: a cluster that names other nodes each time would have all that it ever named.
        if case .missing = failure { state.guests = [] }
        guard told[failure.trouble] == nil, told.count < Self.mostTold else { return false }
        told[failure.trouble] = failure.message
        return true
    }
}

extension HostRecord {
    /// What rules may know of it.
    var facts: HostFacts {
        var newest: [String: Moment] = [:]
        for session in state.sessions {
            if let since = session.since { newest[session.user] = max(newest[session.user] ?? since, since) }
        }
        let failure = state.failure.map { message in trouble.flatMap { told[$0] } ?? message }
        var facts = HostFacts(
            answeredAt: hasReading ? state.answeredAt : nil, polledAt: state.polledAt, failure: failure,
            isMissing: failure != nil && trouble?.kind == .missing,
            hasAnswered: state.answeredAt != nil, sessions: knowsSessions ? state.sessions.count + (state.unlisted?.count ?? 0) : nil,
            sessionLimit: state.sessionLimit,
            sessionsByUser: newest, crashes: crashes)
        facts.unstored = unstored
        facts.comparableSince = comparableSince
        facts.guests = state.guests
        facts.gaps = state.inventory.gaps
        facts.isBlind = state.isBlind
        return facts
    }
}
