public import Alarms
public import Feed
public import Journal
public import Telemetry

/// How it was.
extension Engine {
    /// Read beside the engine, which goes on meanwhile. Refused where the journal cannot be read now.
    public nonisolated func hosts(_ ids: [Host.ID], at moment: Moment) async throws(CommandRefusal) -> PastHosts {
        let path = archivePath
        let redaction = await PastRedaction(redactor, knownEvidence, at: wallClock())
        let found: PastHosts? = await ask(within: .seconds(60), late: nil, on: archive) {
            guard let journal = try? Journal(reading: path), let past = journal.past(at: moment, of: ids, most: PastHosts.mostItems) else {
                return nil
            }
            let hosts = ids.compactMap { id in past.hosts[id].map { HostState(id, $0, at: moment) } }
            return PastHosts(
                hosts: redaction.passed(hosts, of: journal), left: past.left, keptSince: past.keptSince,
                sessionsKeptSince: past.sessionsKeptSince)
        }
        guard var found else { throw CommandRefusal(.journalUnreadable()) }
        let id = await status.id
        for index in found.hosts.indices { found.hosts[index].engine = id }
        return found
    }

    /// At most so many alarms that stood at a moment as they stood then, newest first; read beside the engine.
    public nonisolated func alarms(at moment: Moment, limit: Int) async throws(CommandRefusal) -> [Alarm] {
        let path = archivePath
        let redaction = await PastRedaction(redactor, knownEvidence, at: wallClock())
        let found: [Alarm]? = await ask(within: .seconds(60), late: nil, on: archive) {
            guard let journal = try? Journal(reading: path), let found = journal.alarms(at: moment, limit: limit) else { return nil }
            return redaction.passed(found, of: journal)
        }
        guard let found else { throw CommandRefusal(.journalUnreadable()) }
        let book = await book
        return await marked(found.map { book.withRunbook($0) })
    }
}

/// Alarms of a journal that is read without its engine, for those who are told no names.
public func withoutNames(_ alarms: [Alarm], of journal: Journal, at now: Moment) -> [Alarm] {
    PastRedaction(Redactor(policy: .pseudonyms), KnownEvidence(hidden: journal.restore(at: now).ends), at: now).passed(alarms, of: journal)
}

/// What was written while names were kept comes out of the past without them where they no longer are, as live lists would have it. Whom it
/// names is known from the journal itself, for the engine forgets names at midnight; its own redactor learns nothing by it.
struct PastRedaction {
    private let redactor: Redactor
    private let knownEvidence: KnownEvidence
    private let now: Moment
    private static let mostNames = 100_000

    init(_ redactor: Redactor, _ knownEvidence: KnownEvidence, at now: Moment) {
        (self.redactor, self.knownEvidence, self.now) = (redactor, knownEvidence, now)
    }

    /// Nil where all may stay.
    private func knowing(_ journal: Journal) -> Redactor? {
        guard redactor.policy == .pseudonyms else { return nil }
        var redactor = redactor
        for name in journal.names(most: Self.mostNames) { _ = redactor.pseudonyms.pseudonym(for: name, at: now) }
        return redactor
    }

    func passed(_ alarms: [Alarm], of journal: Journal) -> [Alarm] {
        guard var redactor = knowing(journal) else { return alarms }
        return alarms.map { $0.rewording(keeping: knownEvidence.canStay) { redactor.pass($0, at: now) } }
    }

    func passed(_ hosts: [HostState], of journal: Journal) -> [HostState] {
        guard var redactor = knowing(journal) else { return hosts }
        func pass(_ text: String) -> String { redactor.pass(text, at: now) }
        return hosts.map { host in
            var host = host
            host.failure = host.failure.map { $0.renaming(pass) }
            host.maintenance = host.maintenance.map { $0.author == MaintenanceWindow.configured ? $0 : $0.rewording(pass) }
            host.sessions = host.sessions.enumerated().map { $1.isHidden ? $1 : $1.nameless("\($0)") }
            return host
        }
    }
}

extension HostState {
    fileprivate init(_ id: Host.ID, _ past: KeptPast.PastHost, at moment: Moment) {
        let condition = past.condition
        self.init(
            id: id, inventory: past.inventory, answeredAt: condition.failure == nil ? moment : condition.answeredAt, polledAt: moment,
            failure: condition.failure, hint: condition.hint, guests: past.guests, sessions: past.sessions.map(Session.init),
            unlisted: past.unlisted, sessionLimit: condition.sessionLimit, maintenance: past.maintenance, isBlind: condition.isBlind)
    }
}

extension Session {
    fileprivate init(_ record: SessionRecord) {
        self.init(
            id: record.id, kind: record.kind, user: record.user, address: record.network, guest: record.guest, since: record.began,
            isOpaque: true)
    }
    fileprivate var isHidden: Bool {
        Pseudonyms.isHidden(user) && (address.isEmpty || Pseudonyms.isPseudonym(address) || address.contains("/"))
    }
    /// It was a name, and must not be shown any more.
    fileprivate func nameless(_ id: String) -> Session { Session(id: id, kind: kind, user: "", guest: guest, since: since, isOpaque: true) }
}
