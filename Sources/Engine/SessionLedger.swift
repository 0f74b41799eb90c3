public import Journal
public import Telemetry

/// Which sessions last, as the journal has them: what of it is to be written when a host tells who is there.
///
/// A flood is written at a pace: one that lasts is written later, one that came and went before its turn is counted. The end of one that
/// was written does not wait for the pace: an engine that ends meanwhile would leave it without its cause. Pure; the time is an argument.
struct SessionLedger {
    private var places: [Host.ID: SessionPlace] = [:]
    /// Rows of one host: so many at once, and so many a second.
    static let burst = 4000.0
    static let perSecond = 10.0
    /// Ends of one host that are written at one of its polls.
    static let endsAtOnce = 500
    /// Ends that wait for their turn at most; of the others the next start sees that they are over.
    static let mostOver = 20_000
    static let tellingPause = Duration.seconds(60)

    /// Rows of the journal that have no end, the newest first.
    /// - Parameter heardAt: when each host was last heard by whoever wrote them, where that is known.
    mutating func restore(_ records: [SessionRecord], heardAt: [Host.ID: Moment] = [:]) {
        for record in records { places[record.host, default: SessionPlace()].inherit(record) }
        for (host, at) in heardAt { places[host]?.inheritedAt = at }
    }

    /// Who is on a host now, and what its reading said of those who are not; as they are once redacted. Answers what is to be written.
    mutating func take(_ sessions: [Session], ends: [SessionEnd], of host: Host, at now: Moment) -> [SessionRecord] {
        var place = places.removeValue(forKey: host.id) ?? SessionPlace()
        defer { places[host.id] = place }
        return place.take(sessions, ends: ends, of: host, at: now)
    }

    /// All of a host that is watched no longer, or of all where names are to be others from now on: nobody waits for their turn.
    mutating func close(_ isMeant: (Host.ID) -> Bool = { _ in true }, at now: Moment) -> [SessionRecord] {
        var out: [SessionRecord] = []
        for host in places.keys.sorted() where isMeant(host) {
            if let place = places.removeValue(forKey: host) { out += place.closed(at: now) }
        }
        return out
    }

    /// What is known of sessions that ended though a poll failed, until a poll lists the rest.
    mutating func hear(_ ends: [SessionEnd], of host: Host.ID) {
        guard !ends.isEmpty else { return }
        places[host, default: SessionPlace()].hear(ends)
    }

    /// Before the engine ends: sessions known to be over and not yet written as such. The others are taken to last.
    mutating func takeOver(at now: Moment) -> [SessionRecord] {
        var out: [SessionRecord] = []
        for host in places.keys.sorted() { out += places[host]?.takeOver(at: now) ?? [] }
        return out
    }

    /// All of hosts of which nobody has said for so long who is there: they ended when that was last said, for all that is known.
    mutating func closeSilent(for time: Duration, at now: Moment) -> [SessionRecord] {
        var out: [SessionRecord] = []
        for host in places.keys.sorted() {
            guard let heard = places[host]?.heardAt else {
                places[host]?.heardAt = now
                continue
            }
            if now - heard > time, let place = places.removeValue(forKey: host) { out += place.closed(at: heard) }
        }
        return out
    }

    /// How many were left out, once a minute for each host.
    mutating func tell(at now: Moment) -> [HostEvent] {
        var out: [HostEvent] = []
        for host in places.keys.sorted() {
            guard let place = places[host], place.leftOut > 0 else { continue }
            if let told = place.toldAt, now >= told, now - told < Self.tellingPause { continue }
            out.append(HostEvent(at: now, host: host, .tooMuch([.sessionsNotWritten(place.leftOut)])))
            places[host]?.leftOut = 0
            places[host]?.toldAt = now
        }
        return out
    }
}

/// The sessions of one host.
private struct SessionPlace {
    struct Entry {
        var record: SessionRecord
        /// As the interface said it.
        let since: Moment?
        var isWritten = false

        /// A gateway that was started anew counts its clients from the beginning: the same id may be another session.
        func isSame(as session: Session) -> Bool {
            guard let since, let other = session.since else { return true }
            return since.isAbout(other)
        }
    }
    /// What makes it the same session by another id: since midnight, or since the engine was started, all pseudonyms are new.
    private struct Beginning: Hashable {
        let at: Moment
        let kind: Session.Kind
        let guest: String?
        let network: String
        init(_ record: SessionRecord) {
            (at, kind, guest) = (record.began, record.kind, record.guest)
            // Of a machine that has a name there is a pseudonym, and that is new each day too.
            network = Pseudonyms.isPseudonym(record.network) ? "" : record.network
        }
    }
    private var open: [String: Entry] = [:]
    /// Of another run of the engine: they go on, or ended in between.
    private var inherited: [String: SessionRecord] = [:]
    /// When that run last heard the host.
    var inheritedAt: Moment?
    /// Over, and not written so yet.
    private var over: [SessionRecord] = []
    private var pace = Allowance(burst: SessionLedger.burst, perSecond: SessionLedger.perSecond)
    /// Ends that were not collected yet.
    private var told: [String: SessionEnd] = [:]
    /// When it was last said who is there.
    var heardAt: Moment?
    var leftOut = 0
    var toldAt: Moment?

    mutating func hear(_ ends: [SessionEnd]) {
        for end in ends where !end.session.isEmpty && (told.count < SessionLedger.mostOver || told[end.session] != nil) {
            told[end.session] = end
        }
    }

    mutating func inherit(_ record: SessionRecord) {
        if open[record.id]?.record.began == record.began { return }
        if inherited[record.id] == nil {
            inherited[record.id] = record
        } else {
            // Only the newest of one id can last.
            wait(record.ended(at: record.began, cause: .unknown))
        }
    }

    mutating func take(_ sessions: [Session], ends: [SessionEnd], of host: Host, at now: Moment) -> [SessionRecord] {
        var out: [SessionRecord] = []
        heardAt = now
        hear(ends)
        defer { told = [:] }
        var left = open
        var new: [Session] = []
        open.removeAll(keepingCapacity: true)
        for session in sessions {
            if let known = left[session.id], known.isSame(as: session) {
                left[session.id] = nil
                open[session.id] = known
            } else {
                new.append(session)
            }
        }
        if !new.isEmpty { adopt(new, from: &left, of: host, at: now) }
        if !left.isEmpty {
            for (id, entry) in left.sorted(by: { $0.key < $1.key }) {
                let record = ended(entry.record, as: id, at: now)
                if entry.isWritten {
                    wait(record)
                } else if over.isEmpty, pace.take(at: now) {
                    out.append(record)
                } else {
                    leftOut += 1
                }
            }
        }
        for record in inheritedEnded(at: now) { wait(record) }
        inherited = [:]
        return out + due(at: now)
    }

    func closed(at now: Moment) -> [SessionRecord] {
        let lasting =
            inheritedEnded(at: now)
            + open.filter(\.value.isWritten).map { ended($0.value.record, as: $0.key, at: now) }
        return over + lasting.sorted { $0.id < $1.id }
    }

    mutating func takeOver(at now: Moment) -> [SessionRecord] {
        for (id, _) in told.sorted(by: { $0.key < $1.key }) {
            let written = open[id].flatMap { $0.isWritten ? $0.record : nil } ?? inherited[id]
            guard let written else { continue }
            open[id] = nil
            inherited[id] = nil
            wait(ended(written, as: id, at: now))
        }
        defer { over = [] }
        return over
    }

    private func ended(_ record: SessionRecord, as id: String, at now: Moment) -> SessionRecord {
        var out = record.ended(at: told[id]?.at ?? now, cause: told[id]?.cause ?? .unknown)
        out.goneAt = max(out.began, now)
        return out
    }

    /// Those that nobody has found again. When one of them ended nobody saw, so it is not said to be now: it was there when it was last heard
    /// of, and that is all.
    private func inheritedEnded(at now: Moment) -> [SessionRecord] {
        guard !inherited.isEmpty else { return [] }
        return inherited.values.sorted { $0.id < $1.id }.map { record in
            let end = told[record.id]
            var out = record.ended(at: end?.at ?? inheritedAt.map { min($0, now) } ?? now, cause: end?.cause ?? .unknown)
            out.goneAt = max(out.began, now)
            return out
        }
    }

    /// Sessions that were not there under this id a moment ago.
    private mutating func adopt(_ sessions: [Session], from left: inout [String: Entry], of host: Host, at now: Moment) {
        func byBeginning(_ records: some Sequence<SessionRecord>) -> [Beginning: String] {
            Dictionary(records.map { (Beginning($0), $0.id) }, uniquingKeysWith: { first, _ in first })
        }
        let ids = Dictionary(
            left.filter { $0.value.since != nil }.map { (Beginning($0.value.record), $0.key) }, uniquingKeysWith: { first, _ in first })
        let old = byBeginning(inherited.values)
        for session in sessions {
            let record = SessionRecord(
                target: host.target, host: host.id, id: session.id, kind: session.kind, began: session.since ?? now, guest: session.guest,
                network: session.address, user: session.user, seenAt: now)
            let beginning = Beginning(record)
            if session.since != nil, let id = ids[beginning], let known = left.removeValue(forKey: id) {
                open[session.id] = known
            } else if let known = inherited[session.id], session.since.map({ known.began.isAbout($0) }) ?? true {
                inherited[session.id] = nil
                let isHidden = known.isHidden || !record.isHidden
                open[session.id] = Entry(record: isHidden ? known : known.named(as: record), since: session.since, isWritten: isHidden)
            } else if session.since != nil, let id = old[beginning], let known = inherited[id], known.isHidden || !record.isHidden {
                inherited[id] = nil
                open[session.id] = Entry(record: known, since: session.since, isWritten: true)
            } else {
                open[session.id] = Entry(record: record, since: session.since)
            }
        }
    }

    private mutating func wait(_ record: SessionRecord) {
        if over.count < SessionLedger.mostOver { over.append(record) } else { leftOut += 1 }
    }

    /// Ends first: what the journal has as lasting shall last.
    private mutating func due(at now: Moment) -> [SessionRecord] {
        var out = Array(over.prefix(SessionLedger.endsAtOnce))
        pace.owe(out.count, at: now)
        over.removeFirst(out.count)
        guard over.isEmpty else { return out }
        for id in open.filter({ !$0.value.isWritten }).keys.sorted() {
            guard pace.take(at: now), var entry = open[id] else { break }
            entry.isWritten = true
            open[id] = entry
            out.append(entry.record)
        }
        return out
    }
}

extension SessionEnd {
    /// Of nobody who could be known by it.
    public var isHidden: Bool { Pseudonyms.isHidden(user) }
}

extension SessionRecord {
    /// Of nobody who could be known by it.
    public var isHidden: Bool {
        Pseudonyms.isHidden(user) && (network.isEmpty || Pseudonyms.isPseudonym(network) || network.contains("/"))
    }
    /// Written with names before names were hidden.
    fileprivate func named(as other: SessionRecord) -> SessionRecord {
        var out = self
        (out.user, out.network) = (other.user, other.network)
        return out
    }
    fileprivate func ended(at moment: Moment, cause: Cause) -> SessionRecord {
        var out = self
        out.ended = max(began, moment)
        out.cause = cause
        return out
    }
}

extension Moment {
    /// Interfaces count in seconds, and some from the machine's start.
    fileprivate func isAbout(_ other: Moment) -> Bool { abs((self - other).milliseconds) < 2000 }
}
