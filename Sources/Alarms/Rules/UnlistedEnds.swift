public import Telemetry

/// Timeouts that no list has room for: of each client the newest one, without the line that proves it. A gateway that loses three thousand
/// clients at once has lost three thousand, however many of them are listed.
public struct UnlistedEnds: Sendable {
    /// Those of one host.
    private struct Clients {
        /// Oldest first, one of each client.
        var ends: [SessionEnd] = []
        var newest: [String: Moment] = [:]

        mutating func add(_ new: New) {
            let again = Set(new.named.keys.filter { newest[$0] != nil })
            if !again.isEmpty { ends.removeAll { $0.client.map(again.contains) ?? false } }
            for (name, end) in new.named { newest[name] = end.at }
            let last = ends.last?.at
            let new = (new.named.values + new.nameless).sorted { $0.at < $1.at }
            ends += new
            // Mostly they are newer than all before.
            if let last, let first = new.first, first.at < last { ends.sort { $0.at < $1.at } }
        }

        mutating func dropOldest(_ count: Int) {
            for end in ends.prefix(count) { if let client = end.client { newest[client] = nil } }
            ends.removeFirst(count)
        }
    }
    private struct New {
        var named: [String: SessionEnd] = [:]
        /// They cannot be told from others.
        var nameless: [SessionEnd] = []
    }
    private var byHost: [Host.ID: Clients] = [:]
    private var count = 0
    /// Beyond so many the oldest go, of the hosts that have most.
    public static let most = 20_000

    public init() {}

    /// Those that have any of this time.
    func hosts(since start: Moment) -> some Sequence<Host.ID> {
        byHost.lazy.filter { $0.value.ends.last.map { $0.at >= start } ?? false }.map(\.key)
    }

    /// Those of one host, oldest first.
    func ends(of host: Host.ID) -> [SessionEnd] { byHost[host]?.ends ?? [] }

    public mutating func add(_ ends: [SessionEnd]) {
        var new: [Host.ID: New] = [:]
        for end in ends where end.cause.isTimeout {
            let bare = SessionEnd(
                at: end.at, host: end.host, kind: end.kind, session: end.session, user: end.user, cause: end.cause,
                confidence: end.confidence, evidence: "", isOpaque: end.isOpaque, isAttempt: end.isAttempt)
            guard let client = end.client else {
                new[end.host, default: New()].nameless.append(bare)
                continue
            }
            if let known = new[end.host]?.named[client]?.at ?? byHost[end.host]?.newest[client], known > end.at { continue }
            new[end.host, default: New()].named[client] = bare
        }
        for (host, new) in new {
            count -= byHost[host]?.ends.count ?? 0
            byHost[host, default: Clients()].add(new)
            count += byHost[host]?.ends.count ?? 0
        }
        // A little beyond the bound is not worth a look at all of them each time.
        if count > Self.most + Self.most / 8 { shorten() }
    }

    /// A gateway that is being flooded must not push out what others lost.
    private mutating func shorten() {
        let level = fairShare(of: Self.most, among: byHost.values.lazy.map(\.ends.count))
        for host in Array(byHost.keys) { drop(ends(of: host).count - level, of: host) }
    }

    public mutating func forget(before limit: Moment) {
        for host in Array(byHost.keys) { drop(ends(of: host).prefix { $0.at < limit }.count, of: host) }
    }

    private mutating func drop(_ surplus: Int, of host: Host.ID) {
        guard surplus > 0 else { return }
        byHost[host]?.dropOldest(surplus)
        count -= surplus
        if byHost[host]?.ends.isEmpty ?? false { byHost[host] = nil }
    }

    /// The clock was set back: what has just happened is not of the future.
    public mutating func bringBack(to now: Moment) {
        let all = byHost.values.flatMap(\.ends)
        guard all.contains(where: { $0.at > now }) else { return }
        (byHost, count) = ([:], 0)
        add(all.map { $0.at > now ? $0.with(at: now) : $0 })
    }

    /// People have other pseudonyms, by the ones that they had.
    public mutating func rename(_ names: [String: String]) {
        let all = byHost.values.flatMap(\.ends)
        guard all.contains(where: { names[$0.user] != nil }) else { return }
        (byHost, count) = ([:], 0)
        add(all.map { end in names[end.user].map { end.with(user: $0) } ?? end })
    }
}

extension SessionEnd {
    /// What tells clients apart; nil where nothing does.
    fileprivate var client: String? {
        if !TimeoutTally.isNameless(user) { return user }
        return session.isEmpty ? nil : session
    }
}

/// The most of one kind with which all of them together are at most `most`. One of each stays, however many kinds there are.
public func fairShare(of most: Int, among counts: some Collection<Int>) -> Int {
    var (room, kinds) = (most, counts.count)
    for count in counts.sorted() {
        guard count * kinds > room else {
            room -= count
            kinds -= 1
            continue
        }
        return max(1, room / kinds)
    }
    return most
}
