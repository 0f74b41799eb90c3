import Alarms
import Telemetry

/// What has happened is told in the order in which hosts are asked; it is kept in the order in which it happened.
protocol Dated { var at: Moment { get } }
extension SessionEnd: Dated {}
extension HostEvent: Dated {}

extension Array where Element: Dated {
    /// From the end, since what is new is late by seconds.
    mutating func insert(inOrder new: Element) {
        var index = endIndex
        while index > startIndex, self[index - 1].at > new.at { index -= 1 }
        insert(new, at: index)
    }

    /// The same one after the other, each behind those of its time. Many that are late are not put in one by one: that costs their number
    /// times what there is.
    mutating func insert(inOrder new: [Element]) {
        let late = last.map { last in new.count { $0.at < last.at } } ?? 0
        guard late > 8 else {
            for one in new { insert(inOrder: one) }
            return
        }
        self = (self + new).enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
}

/// How many ends of each cause each host has in a list, counted as they come and go: to count them anew for every report would be most of
/// the work where everybody is lost.
struct EndCounts {
    fileprivate struct Kind: Hashable {
        let host: Host.ID
        let cause: Cause
        init(_ end: SessionEnd) { (host, cause) = (end.host, end.cause) }
    }
    fileprivate var counts: [Kind: Int] = [:]

    init(of ends: [SessionEnd] = []) { for end in ends { counts[Kind(end), default: 0] += 1 } }

    var isEmpty: Bool { counts.isEmpty }

    mutating func remove(_ ends: some Sequence<SessionEnd>) {
        for end in ends {
            let left = counts[Kind(end), default: 0] - 1
            counts[Kind(end)] = left > 0 ? left : nil
        }
    }
}

extension [SessionEnd] {
    /// Of one host and one cause: a gateway that is being flooded must not push out what others lost, nor the flood what it lost itself.
    static let mostOfOneKind = 2_000
    /// More than these are on disk alone; fronts keep no more either.
    static let most = 20_000

    /// Keeps them in order; beyond the bounds the oldest go, of what there is most. Answers those that went.
    @discardableResult
    mutating func insert(_ ends: [SessionEnd], counted: inout EndCounts) -> [SessionEnd] {
        insert(inOrder: ends)
        for end in ends { counted.counts[EndCounts.Kind(end), default: 0] += 1 }
        // A little beyond the bound is not worth a look at all of them each time.
        var surplus: [EndCounts.Kind: Int] = [:]
        for kind in Set(ends.map(EndCounts.Kind.init)) {
            let count = counted.counts[kind, default: 0]
            if count > Self.mostOfOneKind + Self.mostOfOneKind / 8 { surplus[kind] = count - Self.mostOfOneKind }
        }
        if count > Self.most + Self.most / 8 {
            // Five lost clients are seen beside any number of farewells.
            let level = fairShare(of: Self.most, among: counted.counts.values)
            for (kind, count) in counted.counts where count > level { surplus[kind] = Swift.max(surplus[kind] ?? 0, count - level) }
        }
        return surplus.isEmpty ? [] : removeOldest(surplus, counted: &counted)
    }

    private mutating func removeOldest(_ surplus: [EndCounts.Kind: Int], counted: inout EndCounts) -> [SessionEnd] {
        var left = surplus
        var gone: [SessionEnd] = []
        removeAll { end in
            guard let more = left[EndCounts.Kind(end)], more > 0 else { return false }
            left[EndCounts.Kind(end)] = more - 1
            gone.append(end)
            return true
        }
        counted.remove(gone)
        return gone
    }
}

extension Reading {
    /// Nothing has happened later than it was told: a host whose clock is ahead must not count for tomorrow. Answers by how much it was ahead.
    mutating func bringForward(to arrival: Moment) -> Duration {
        var latest = (ends.map(\.at) + events.map(\.at)).max() ?? arrival
        for host in hosts {
            if case .success(let figures) = host.outcome { latest = max(latest, figures.crashes.map(\.at).max() ?? latest) }
        }
        guard latest > arrival else { return .zero }
        ends = ends.map { $0.at > arrival ? $0.with(at: arrival) : $0 }
        events = events.map { $0.at > arrival ? HostEvent(at: arrival, host: $0.host, $0.message, isKnown: $0.isKnown) : $0 }
        for index in hosts.indices {
            guard case .success(var figures) = hosts[index].outcome else { continue }
            figures.crashes = figures.crashes.map { crash in
                guard crash.at > arrival else { return crash }
                return GuestCrash(
                    at: arrival, guest: crash.guest, name: crash.name, isAutostarted: crash.isAutostarted, evidence: crash.evidence)
            }
            hosts[index].outcome = .success(figures)
        }
        return latest - arrival
    }
}
