public import Alarms
public import Feed
import Journal
public import Telemetry

/// How it was.
extension Engine {
    /// Read beside the engine, which goes on meanwhile. Refused where the journal cannot be read now.
    public nonisolated func hosts(_ ids: [Host.ID], at moment: Moment) async throws(CommandRefusal) -> PastHosts {
        let path = archivePath
        let found: KeptPast? = await ask(within: .seconds(60), late: nil, on: archive) {
            (try? Journal(reading: path))?.past(at: moment, of: ids, most: PastHosts.mostItems)
        }
        guard let found else { throw CommandRefusal(.journalUnreadable()) }
        let hosts = ids.compactMap { id in found.hosts[id].map { HostState(id, $0, at: moment) } }
        return PastHosts(
            hosts: await asFed(hosts), left: found.left, keptSince: found.keptSince, sessionsKeptSince: found.sessionsKeptSince)
    }

    /// At most so many alarms that stood at a moment as they stood then, newest first; read beside the engine.
    public nonisolated func alarms(at moment: Moment, limit: Int) async throws(CommandRefusal) -> [Alarm] {
        let path = archivePath
        let proofs = await proofsToKeep
        let found: [Alarm]? = await ask(within: .seconds(60), late: nil, on: archive) {
            let found = (try? Journal(reading: path))?.alarms(at: moment, limit: limit)
            return proofs.map { proofs in found?.map(proofs.kept(of:)) } ?? found
        }
        guard let found else { throw CommandRefusal(.journalUnreadable()) }
        let book = await book
        return await marked(found.map(book.withRunbook))
    }

    /// What was written while names were kept is told without them where they no longer are.
    private func asFed(_ hosts: [HostState]) -> [HostState] {
        let (now, id) = (wallClock(), status.id)
        // Whose sessions they are is known first, so that their names are found in what was said.
        if settings.names == .pseudonyms {
            for user in hosts.flatMap(\.sessions).map(\.user) where !Pseudonyms.isHidden(user) {
                _ = redactor.pseudonyms.pseudonym(for: user, at: now)
            }
        }
        return hosts.map { host in
            var host = host
            host.engine = id
            guard settings.names == .pseudonyms else { return host }
            func pass(_ text: String) -> String { redactor.pass(text, at: now) }
            host.failure = host.failure.map { $0.rewording(pass) }
            host.inventory.gaps = host.inventory.gaps.map { Inventory.Gap(figure: $0.figure, reason: $0.reason.rewording(pass)) }
            host.maintenance = host.maintenance.map { $0.author == Self.configured ? $0 : $0.rewording(pass) }
            host.sessions = host.sessions.enumerated().map { $1.isHidden ? $1 : $1.nameless("\($0)") }
            return host
        }
    }
}

extension HostState {
    fileprivate init(_ id: Host.ID, _ past: KeptPast.Host, at moment: Moment) {
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
    /// It was one, and whose is nobody's business any more.
    fileprivate func nameless(_ id: String) -> Session { Session(id: id, kind: kind, user: "", guest: guest, since: since, isOpaque: true) }
}
