import Feed
import Journal
import Telemetry

/// How hosts are as the journal has it: what of it is to be written when a poll has ended. Only what became otherwise is.
///
/// What changes at every poll is written in steps, or not at all: the numbers have a store of their own. What changes more often than its
/// pace allows is written later, as it is then. Pure; the time is an argument.
struct Chronicle {
    private var places: [Host.ID: ChroniclePlace] = [:]
    private var lostSince: Moment?
    private var toldAnewAt: Moment?
    /// Changes of one host: so many at once, and so many a second.
    static let burst = 600.0
    static let perSecond = 0.25
    /// What a host consists of may change with every poll, as where a storage comes and goes: so many changes of it at once, and one a minute.
    static let inventoryBurst = 10.0
    static let inventoryPerSecond = 1.0 / 60
    /// So long after the end of its next poll was due nobody knows any more how a host is.
    static let patience = Duration.seconds(120)
    static let tellingPause = Duration.seconds(60)
    /// Changes that have not had to wait for so long have ceased to come too thick.
    static let calm = Duration.seconds(3600)

    /// A host as its poll left it.
    /// - Parameter deadline: so long may its next poll take.
    mutating func take(_ state: HostState, within deadline: Duration = .zero, at now: Moment) -> [PastEntry] {
        guard state.polledAt != nil else { return [] }
        tellAnew(at: now)
        var place = places.removeValue(forKey: state.id) ?? ChroniclePlace()
        defer { places[state.id] = place }
        return place.take(state, within: deadline, at: now)
    }

    /// Hosts that are watched no longer, or all at the engine's end.
    mutating func close(_ isMeant: (Host.ID) -> Bool = { _ in true }, at now: Moment) -> [PastEntry] {
        let closed = places.keys.filter(isMeant).sorted()
        return closed.map { host in
            let heard = places.removeValue(forKey: host)?.heardAt ?? now
            return .gap(PastGap(host: host, from: Self.end(of: heard, at: now), at: now))
        }
    }

    /// Until when it is known how a host was that was heard of: until now. Where a clock was set back that time comes a second time; by more
    /// than a day it may be the wrong one, and nothing of before ends by it.
    static func end(of heard: Moment, at now: Moment) -> Moment { heard - now > BelievedClock.day ? heard : now }

    /// Something of it was not written, from then on: all hosts are told anew. Once a minute: what a full disk does not take is not told to it
    /// at every poll.
    mutating func lose(since: Moment) { lostSince = min(lostSince ?? since, since) }

    private mutating func tellAnew(at now: Moment) {
        guard let since = lostSince else { return }
        if let told = toldAnewAt, now >= told, now - told < Self.tellingPause { return }
        (lostSince, toldAnewAt) = (nil, now)
        for host in places.keys { places[host]?.lose(since: since) }
    }

    /// How many changes wait for their turn: once for each host, until that has ceased.
    mutating func tell(at now: Moment) -> [HostEvent] {
        var out: [HostEvent] = []
        for (host, place) in places.sorted(by: { $0.key < $1.key }) where place.late > 0 {
            let goesOn = place.lateAt.map { now >= $0 && now - $0 < Self.calm } ?? false
            if !goesOn { out.append(HostEvent(at: now, host: host, .tooMuch([.changesWrittenLate(place.late)]))) }
            places[host]?.late = 0
            places[host]?.lateAt = now
        }
        return out
    }
}

/// One host as it was written last.
private struct ChroniclePlace {
    private var condition: HostCondition?
    private var inventory = Inventory()
    private var unlisted: UnlistedSessions?
    private var guests: [String: Guest] = [:]
    /// The first that had to wait.
    private var next: String?
    private var pace = Allowance(burst: Chronicle.burst, perSecond: Chronicle.perSecond)
    private var inventoryPace = Allowance(burst: Chronicle.inventoryBurst, perSecond: Chronicle.inventoryPerSecond)
    private(set) var heardAt: Moment?
    /// When the next report is due at the latest.
    private var dueAt: Moment?
    private var lostSince: Moment?
    /// The most that waited at once since somebody asked, and when that was.
    var late = 0
    var lateAt: Moment?

    mutating func lose(since: Moment) { lostSince = min(lostSince ?? since, since) }

    mutating func take(_ state: HostState, within deadline: Duration, at now: Moment) -> [PastEntry] {
        var out = beginAnew(state.id, at: now)
        // Of a host that begins all is written at once, else it would seem to have no guests.
        let isFirst = condition == nil
        var waiting = 0
        func mayWrite(_ pace: inout Allowance) -> Bool {
            if isFirst || pace.take(at: now) { return true }
            waiting += 1
            return false
        }
        // An inventory that never rests is written now and then by intent: nothing is late.
        func write(_ part: PastPart) { out.append(.change(PastChange(host: state.id, at: now, part))) }
        func end(_ name: String) { out.append(.change(PastChange(host: state.id, at: now, gone: name))) }

        let condition = state.condition
        if self.condition.map({ !$0.isSame(as: condition) }) ?? true, mayWrite(&pace) {
            self.condition = condition
            write(.condition(condition))
        }
        if !inventory.isSame(as: state.inventory), isFirst || inventoryPace.take(at: now) {
            inventory = state.inventory
            write(.inventory(inventory))
        }
        if unlisted != state.unlisted, mayWrite(&pace) {
            if let now = state.unlisted { write(.unlisted(now)) } else if let unlisted { end(PastPart.unlisted(unlisted).name) }
            unlisted = state.unlisted
        }
        for id in Set(guests.keys).subtracting(state.guests.map(\.id)).sorted() where mayWrite(&pace) {
            guests[id] = nil
            end(PastPart.name(ofGuest: id))
        }
        // In turns: a few that never rest must not keep the others from being written.
        let first = next.flatMap { id in state.guests.firstIndex { $0.id == id } } ?? 0
        next = nil
        for guest in state.guests[first...] + state.guests[..<first] {
            if let known = guests[guest.id], known.isSame(as: guest) { continue }
            guard mayWrite(&pace) else {
                next = next ?? guest.id
                continue
            }
            let kept = guest.asKept
            guests[guest.id] = kept
            write(.guest(kept))
        }
        late = max(late, waiting)
        (heardAt, dueAt) = (now, (state.nextPollAt ?? now) + deadline)
        return out
    }

    /// Where nobody has heard of the host for long, as while its machine slept, where the clock was set back, or the file lacks something.
    private mutating func beginAnew(_ host: Host.ID, at now: Moment) -> [PastEntry] {
        guard let heard = heardAt else { return [] }
        let isLate = now - (dueAt ?? heard) > Chronicle.patience
        let isBack = now < heard
        guard isLate || isBack || lostSince != nil else { return [] }
        let known = isBack ? Chronicle.end(of: heard, at: now) : heard
        let from = min(known, lostSince ?? known)
        (condition, inventory, unlisted, guests, lostSince) = (nil, Inventory(), nil, [:], nil)
        return [.gap(PastGap(host: host, from: from, at: now))]
    }
}

extension HostState {
    fileprivate var condition: HostCondition {
        HostCondition(
            failure: failure, hint: hint, answeredAt: failure == nil ? nil : answeredAt, isBlind: isBlind, sessionLimit: sessionLimit)
    }
}

extension HostCondition {
    /// A host that goes on failing in other words is as it was.
    fileprivate func isSame(as other: HostCondition) -> Bool {
        failure?.id == other.failure?.id && hint == other.hint && isBlind == other.isBlind && sessionLimit == other.sessionLimit
            && answeredAt == other.answeredAt
    }
}

extension Inventory {
    fileprivate func isSame(as other: Inventory) -> Bool {
        product == other.product && version == other.version && processors == other.processors && memory == other.memory
            && storages == other.storages && gaps.elementsEqual(other.gaps) { $0.figure == $1.figure && $0.reason.id == $1.reason.id }
    }
}

extension Guest {
    /// What people wrote about it, and its file systems, are not kept.
    fileprivate var asKept: Guest {
        var out = self
        (out.facts.title, out.facts.notes, out.facts.fileSystems) = ("", "", [])
        return out
    }

    fileprivate func isSame(as other: Guest) -> Bool {
        state == other.state && name == other.name && vCPUs == other.vCPUs && memoryMaximum == other.memoryMaximum
            && memoryView == other.memoryView && console == other.console && facts.isAutostarted == other.facts.isAutostarted
            && facts.isPersistent == other.facts.isPersistent && facts.system == other.facts.system
            && facts.job?.step == other.facts.job?.step
    }
}

extension GuestJob {
    fileprivate struct Step: Hashable {
        let operation: Operation
        /// In tenths of all there is to do.
        let done: Int?
    }
    /// A job goes on at every poll: it is written ten times.
    fileprivate var step: Step { Step(operation: operation, done: done.map { $0.isFinite ? Int(min(max($0, 0), 100) / 10) : 0 }) }
}
