public import Alarms
public import Feed
import Journal
public import Telemetry

/// What fronts ask, and what they are told.
extension Engine {
    /// All there is, in the order in which a front needs it; given away without a gap to the next `publish`.
    public func snapshot(_ deliver: @Sendable ([Update]) -> Void) {
        var all: [Update] = [.engine(status), .site(settings.site)]
        all += settings.site.hosts.compactMap { hosts[$0.id].map { .host($0.state) } }
        all += [.alarms(book.alarms), .ends(facts.ends), .events(events.suffix(Self.eventsKept))]
        let now = wallClock()
        all += [.limits(hostLimits), .statistics(statistics(at: now))]
        deliver(all)
    }

    public var alarms: [Alarm] { book.alarms }

    public func history(since: Moment, limit: Int) -> [Alarm] { journal.history(since: since, until: wallClock(), limit: limit) }

    public func perform(_ asked: Command, author: String) async throws(CommandRefusal) {
        let command = veiled(asked)
        switch command {
        case .pollNow(let host):
            guard outlets.pollNow(host) else { throw CommandRefusal("no host \(host ?? "")", isNotFound: true) }
        case .reload: try await outlets.reload()
        case .outOfService, .returnToService: try maintain(command, author: author)
        default: try act(command, author: author)
        }
    }

    private func act(_ command: Command, author: String) throws(CommandRefusal) {
        let now = wallClock()
        do throws(ActProblem) {
            let transitions: [Transition] =
                switch command {
                case .acknowledge(let ids, let comment):
                    try book.acknowledge(ids, author: author, comment: comment, at: now, for: settings.acknowledgementLasts)
                case .comment(let id, let text): try book.comment(id, author: author, text: text, at: now)
                case .shelve(let id, let duration, let reason, let wakes):
                    try book.shelve(id, author: author, for: duration, reason: reason, wakes: wakes, at: now)
                case .unshelve(let id): try book.unshelve(id, author: author, at: now)
                case .undo: try book.undo(author: author, at: now)
                case .pollNow, .reload, .outOfService, .returnToService: []
                }
            settle(transitions, at: now)
        } catch {
            throw CommandRefusal(error.text)
        }
    }

    /// What people type is kept as long as the alarm it is about, far longer than a name may be: it goes through the door, too.
    private func veiled(_ command: Command) -> Command {
        let now = wallClock()
        switch command {
        case .acknowledge(let ids, let comment): return .acknowledge(ids: ids, comment: door.pass(comment, at: now))
        case .comment(let id, let text): return .comment(id: id, text: door.pass(text, at: now))
        case .shelve(let id, let duration, let reason, let wakes):
            return .shelve(id: id, duration: duration, reason: door.pass(reason, at: now), wakes: wakes)
        case .outOfService(let host, let duration, let reason):
            return .outOfService(host: host, duration: duration, reason: door.pass(reason, at: now))
        case .unshelve, .undo, .returnToService, .pollNow, .reload: return command
        }
    }
}
