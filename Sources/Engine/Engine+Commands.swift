public import Alarms
public import Feed
import Journal
public import MetricStore
public import Telemetry

/// What fronts ask, and what they are told.
extension Engine {
    /// All there is, in the order in which a front needs it; `taken` is called without a gap to the next `publish`.
    public func snapshot(_ taken: @Sendable ([Alarm]) -> Void) -> [Update] {
        let alarms = alarms
        taken(alarms)
        var all: [Update] = [.engine(status), .site(site)]
        all += site.hosts.compactMap { hosts[$0.id].map { .host($0.state) } }
        all += [.alarms(alarms), .ends(facts.ends), .events(events.suffix(Self.eventsKept))]
        let now = wallClock()
        all += [.limits(hostLimits), .statistics(statistics(at: now))]
        return all
    }

    public var told: (site: Site, hosts: [HostState]) {
        (site, site.hosts.compactMap { hosts[$0.id]?.state })
    }

    public var alarms: [Alarm] { marked(book.alarms) }

    /// As this engine's, for whoever looks at those of others beside them.
    func marked(_ alarms: [Alarm]) -> [Alarm] {
        guard status.id.isKnown else { return alarms }
        return alarms.map { alarm in
            var alarm = alarm
            alarm.engine = status.id
            return alarm
        }
    }

    /// Read beside the engine, which goes on meanwhile: ten thousand occurrences take a while. Refused where the journal cannot be read now.
    public nonisolated func history(since: Moment, limit: Int) async throws(CommandRefusal) -> [Alarm] {
        let path = archivePath
        let redaction = await PastRedaction(redactor, knownEvidence, at: wallClock())
        let found: [Alarm]? = await ask(within: .seconds(60), late: nil, on: archive) {
            guard let journal = try? Journal(reading: path) else { return nil }
            let alarms = journal.history(since: since, limit: limit)
            // That is no time in which nothing happened.
            return journal.problem == nil ? redaction.passed(alarms, of: journal) : nil
        }
        guard let found else { throw CommandRefusal(.journalUnreadable()) }
        // The journal does not keep runbooks, which may have changed since.
        let book = await book
        return await marked(found.map { book.withRunbook($0) })
    }

    /// For fronts that cannot map the store.
    public func latest(_ keys: [SeriesKey]) -> [Point?] { keys.map { store.latest($0) } }
    /// Read beside the engine: what is long past comes from the disk.
    public nonisolated func span(_ span: SeriesSpan) async -> [Column?] {
        await past.read(storeFile, else: Array(repeating: nil, count: span.columns)) { store in
            store.span(span.key, from: span.from, to: span.to, columns: span.columns)
        }
    }
    /// At most so many of a host's series, in the order in which they came; beside the engine, since there may be many.
    public nonisolated func series(of host: Host.ID, from first: Int, count: Int) async -> [Series] {
        await past.read(storeFile, else: []) { Array($0.series(of: host).dropFirst(first).prefix(count)) }
    }
    private var storeFile: String { store.path }

    public func perform(_ asked: Command, author: Principal) async throws(CommandRefusal) {
        performing += 1
        defer { isPerformed() }
        do throws(CommandRefusal) {
            // Its row of the audit is what it waits for.
            if case .run(let run) = asked { return try await note(run, by: author) }
            try await carry(asked, author: author.name)
            audit(asked, by: author, refused: nil)
        } catch {
            audit(asked, by: author, refused: error.message)
            throw error
        }
    }

    private func carry(_ asked: Command, author: String) async throws(CommandRefusal) {
        guard !isClosed else { throw CommandRefusal(.engineEnds()) }
        if let words = asked.words, words.utf8.count > Command.longestWords { throw CommandRefusal.tooLong(words) }
        switch asked {
        case .pollNow(let host):
            guard outlets.pollNow(host.map { hosts[$0]?.host.target ?? $0 }) else {
                throw CommandRefusal(.thereIsNoHost(host ?? ""), isNotFound: true)
            }
        case .reload: try await outlets.reload()
        case .forget(let host): try await inTurn { () async throws(CommandRefusal) in try await forget(host, author: author) }
        // Has its own way above.
        case .run: break
        case .startMaintenance, .endMaintenance:
            try await inTurn { () async throws(CommandRefusal) in try await maintain(asked, author: author) }
        case .acknowledge, .comment, .shelve, .unshelve:
            if asked.alarms.count > Self.atOnce {
                try await inTurn(of: author) { () async throws(CommandRefusal) in try await actUpon(asked, author: author) }
            } else {
                try await actUpon(asked, author: author)
            }
        // Behind all pieces of what its author has just done.
        case .undo: try await inTurn(of: author) { () async throws(CommandRefusal) in try await undo(author: author) }
        }
    }

    /// What people type is kept as long as the alarm it is about, far longer than a name may be: it is redacted, too, and does so
    /// in its turn, since names may be another matter by then.
    func redacted(_ command: Command, at now: Moment) -> Command {
        switch command {
        case .acknowledge(let ids, let comment): return .acknowledge(ids: ids, comment: redactor.pass(comment, at: now))
        case .comment(let ids, let text): return .comment(ids: ids, text: redactor.pass(text, at: now))
        case .shelve(let ids, let duration, let reason, let wakes):
            return .shelve(ids: ids, duration: duration, reason: redactor.pass(reason, at: now), wakes: wakes)
        case .startMaintenance(let host, let duration, let reason):
            return .startMaintenance(host: host, duration: duration, reason: redactor.pass(reason, at: now))
        case .unshelve, .undo, .endMaintenance, .forget, .run, .pollNow, .reload: return command
        }
    }
}

extension Command {
    /// What somebody typed.
    var words: String? {
        switch self {
        case .acknowledge(_, let comment): comment
        case .comment(_, let text): text
        case .shelve(_, _, let reason, _), .startMaintenance(_, _, let reason): reason
        case .unshelve, .undo, .endMaintenance, .forget, .run, .pollNow, .reload: nil
        }
    }
}

extension CommandRefusal {
    static func tooLong(_ words: String) -> CommandRefusal {
        CommandRefusal(.tooLong(Command.longestWords, words.utf8.count))
    }
    static func notWritten(_ problem: Message?) -> CommandRefusal {
        CommandRefusal(problem.map { .notWrittenBecause($0) } ?? .notWrittenDown())
    }
}
