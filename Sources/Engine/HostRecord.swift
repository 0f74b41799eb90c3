import Alarms
import Feed
import Telemetry

/// What the engine remembers of one host between polls.
struct HostRecord {
    let host: Host
    var state: HostState
    /// Polls in a row that brought nothing.
    var missedPolls = 0
    /// Why the store could not take all of the last reading.
    var storeProblem: String?
    /// Session counts are of interest only while the last reading is believed.
    var isAnswering: Bool { missedPolls == 0 && state.answeredAt != nil }

    init(host: Host) {
        self.host = host
        state = HostState(id: host.id, sessionLimit: host.sessionLimit)
    }

    /// A new configuration of the same name: what was measured stays.
    init(host: Host, keeping old: HostRecord) {
        self.host = host
        state = old.state
        state.sessionLimit = host.sessionLimit ?? old.state.sessionLimit
        missedPolls = old.missedPolls
        storeProblem = old.storeProblem
    }

    mutating func take(_ reading: Reading, at: Moment, next: Moment) {
        missedPolls = 0
        state.about = reading.about
        state.answeredAt = at
        state.polledAt = at
        state.nextPollAt = next
        state.failure = nil
        state.hint = nil
        state.guests = reading.guests
        state.sessions = reading.sessions
        // What people configured is smaller for a reason; else the interface's own word counts.
        state.sessionLimit = [host.sessionLimit, reading.sessionLimit].compactMap { $0 }.min()
    }

    /// True where this failure is news: the first, or in other words than the last.
    mutating func take(_ failure: CollectFailure, at: Moment, next: Moment) -> Bool {
        defer { state.failure = failure.text }
        state.hint = failure.hint
        missedPolls += 1
        storeProblem = nil
        state.polledAt = at
        state.nextPollAt = next
        return state.failure != failure.text
    }
}

extension HostRecord {
    /// What rules may know of it.
    var facts: HostFacts {
        var newest: [String: Moment] = [:]
        for session in state.sessions {
            if let since = session.since { newest[session.user] = max(newest[session.user] ?? since, since) }
        }
        return HostFacts(
            answeredAt: state.answeredAt, polledAt: state.polledAt, failure: state.failure, missedPolls: missedPolls,
            sessions: state.answeredAt == nil ? nil : state.sessions.count, sessionLimit: state.sessionLimit, sessionsByUser: newest)
    }
}
