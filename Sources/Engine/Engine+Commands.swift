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
        // No journal keeps what is to be done, and it may be something else by now.
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
        case .acknowledge(let ids, let comment) where ids.count > Self.atOnce:
            try await inTurn(of: author) { () async throws(CommandRefusal) in
                try await acknowledge(ids, comment: comment, author: author)
            }
        case .acknowledge(let ids, let comment): try await acknowledge(ids, comment: comment, author: author)
        // Behind all pieces of what its author has just done.
        case .undo: try await inTurn(of: author) { () async throws(CommandRefusal) in try await undo(author: author) }
        case .comment(let id, _), .shelve(let id, _, _, _), .unshelve(let id):
            try await inTurn { () async throws(CommandRefusal) in try await act(asked, on: id, author: author) }
        }
    }

    /// Others have their turn between the pieces. It is one act all the same: one `undo` takes all of it back. Of several those that can be
    /// are, and who asked is told of the others.
    private func acknowledge(_ asked: [Int64], comment: String, author: String) async throws(CommandRefusal) {
        var seen: Set<Int64> = []
        let ids = asked.filter { seen.insert($0).inserted }
        let names = settings.names
        var act: AlarmBook.LastAct?
        var reason: Message?
        for start in stride(from: 0, to: max(1, ids.count), by: Self.atOnce) {
            let piece = Array(ids[start..<min(start + Self.atOnce, ids.count)])
            let earlier = act
            do throws(CommandRefusal) {
                let carried = try await inTurn { () async throws(CommandRefusal) in
                    try await acknowledge(piece: piece, comment: comment, author: author, goesOn: earlier)
                }
                if !carried.done.isEmpty { act = book.lastAct(of: author) }
                reason = carried.problem?.message ?? reason
            } catch {
                reason = error.message
                break
            }
            await Task.yield()
        }
        // The first pieces are remembered as they were typed.
        if isToReword(since: names) { rewordAlarms(keeping: knownEvidence, at: wallClock()) }
        settle([], at: wallClock(), isAct: true)
        guard let reason else { return }
        guard let done = act?.count else { throw CommandRefusal(reason) }
        throw CommandRefusal(.someAcknowledged(done, ids.count, reason))
    }

    private func acknowledge(piece: [Int64], comment: String, author: String, goesOn earlier: AlarmBook.LastAct?)
        async throws(CommandRefusal) -> Carried
    {
        let now = wallClock()
        let comment = redactor.pass(comment, at: now)
        let lasts = settings.acknowledgementLasts
        var carried = try await carryOut(at: now, isShown: false) { (book: inout AlarmBook, isMeant) throws(ActProblem) in
            try book.acknowledge(piece.filter(isMeant), author: author, comment: comment, at: now, for: lasts, goesOn: earlier)
        }
        let done = Set(carried.done.map(\.alarm.id))
        if carried.problem == nil, let left = piece.first(where: { !done.contains($0) }) {
            carried.problem = book.objection(toAcknowledging: left, at: now) ?? ActProblem.changed(left)
        }
        return carried
    }

    /// In pieces too: what was acknowledged with long comments is as much to write when it is taken back.
    private func undo(author: String) async throws(CommandRefusal) {
        var left: AlarmBook.LastAct?
        var (all, tried, done) = (0, 0, 0)
        var refusal: CommandRefusal?
        var names = settings.names
        repeat {
            do throws(CommandRefusal) {
                // Taken in its turn: what its author did before may have waited for its own.
                let (rest, count) = try await inTurn { () async throws(CommandRefusal) in
                    let now = wallClock()
                    let act: AlarmBook.LastAct
                    if let left {
                        act = isToReword(since: names) ? left.rewording { redactor.pass($0, at: now) } : left
                    } else {
                        act = try lastAct(of: author)
                    }
                    names = settings.names
                    all = max(all, act.count)
                    left = act
                    let carried = try await carryOut(at: now, isShown: false) { book, isMeant in
                        book.undo(act.prefix(Self.atOnce).filter(isMeant), author: author, at: now)
                    }
                    return (act.dropFirst(Self.atOnce), carried.done.count)
                }
                left = rest
                done += count
                tried = all - rest.count
            } catch {
                refusal = error
            }
            await Task.yield()
        } while refusal == nil && (left?.count ?? 0) > 0
        settle([], at: wallClock(), isAct: true)
        if let refusal {
            if let left { book.putBack(left, of: author) }
            throw tried == 0
                ? refusal : CommandRefusal(.someTakenBack(tried, all, refusal.message))
        }
        guard done > 0 else { throw CommandRefusal(ActProblem.isChanged.message) }
        if done < all { throw CommandRefusal(.someChanged(done, all)) }
    }

    private func lastAct(of author: String) throws(CommandRefusal) -> AlarmBook.LastAct {
        let now = wallClock()
        let window = Policy.undo * (settings.demo?.speed ?? 1)
        do throws(ActProblem) { return try book.takeLastAct(of: author, at: now, within: window) } catch {
            throw CommandRefusal(
                hasActedBeforeStart(author, since: now - window) ? .undoEndsWithEngine(now - status.startedAt) : error.message)
        }
    }

    /// Whether somebody did to an engine before this one what it could have taken back. How things stood before that is in no journal.
    private func hasActedBeforeStart(_ author: String, since: Moment) -> Bool {
        guard since < status.startedAt else { return false }
        let span = since..<status.startedAt
        let steps = [Message.stepAcknowledged.id, Message.stepShelved.id, Message.stepReset.id]
        return events.contains {
            span.contains($0.at) && steps.contains($0.message.id) && $0.message.arguments.dropFirst().first == .text(author)
        }
            || book.alarms.contains { alarm in
                [alarm.acknowledgement.map { ($0.author, $0.at) }, alarm.shelf.map { ($0.author, $0.at) }].contains {
                    $0.map { $0.0 == author && span.contains($0.1) } ?? false
                }
            }
    }

    /// On one alarm.
    private func act(_ asked: Command, on alarm: Int64, author: String) async throws(CommandRefusal) {
        let now = wallClock()
        let command = redacted(asked, at: now)
        try await carryOutWhole(at: now) { (book: inout AlarmBook, isMeant) throws(ActProblem) in
            guard isMeant(alarm) else { return [] }
            switch command {
            case .comment(let id, let text): return try book.comment(id, author: author, text: text, at: now)
            case .shelve(let id, let duration, let reason, let wakes):
                return try book.shelve(id, author: author, for: duration, reason: reason, wakes: wakes, at: now)
            case .unshelve(let id): return try book.unshelve(id, author: author, at: now)
            // Each has its own way above.
            case .acknowledge, .undo, .startMaintenance, .endMaintenance, .forget, .run, .pollNow, .reload: return []
            }
        }
    }

    /// What people type is kept as long as the alarm it is about, far longer than a name may be: it is redacted, too, and does so
    /// in its turn, since names may be another matter by then.
    func redacted(_ command: Command, at now: Moment) -> Command {
        switch command {
        case .acknowledge(let ids, let comment): return .acknowledge(ids: ids, comment: redactor.pass(comment, at: now))
        case .comment(let id, let text): return .comment(id: id, text: redactor.pass(text, at: now))
        case .shelve(let id, let duration, let reason, let wakes):
            return .shelve(id: id, duration: duration, reason: redactor.pass(reason, at: now), wakes: wakes)
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
