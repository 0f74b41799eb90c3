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
}

extension [SessionEnd] {
    /// Of one host and one cause: a gateway that is being flooded must not push out what others lost, nor the flood what it lost itself.
    static let mostOfOneKind = 2_000
    /// More than these are on disk alone; fronts keep no more either.
    static let most = 20_000

    private struct Kind: Hashable {
        let host: Host.ID
        let cause: Cause
        init(_ end: SessionEnd) { (host, cause) = (end.host, end.cause) }
    }

    /// Keeps them in order; beyond the bounds the oldest go, of what there is most. Answers how many went.
    @discardableResult
    mutating func insert(_ ends: [SessionEnd]) -> Int {
        let wanted = count + ends.count
        for end in ends { insert(inOrder: end) }
        // Counted seldom: a little beyond the bound is not worth a look at all of them each time.
        var counts = [Kind: Int](ends.map { (Kind($0), 0) }, uniquingKeysWith: { first, _ in first })
        for end in self where counts[Kind(end)] != nil { counts[Kind(end), default: 0] += 1 }
        for (kind, count) in counts where count > Self.mostOfOneKind + Self.mostOfOneKind / 8 {
            removeOldest(count - Self.mostOfOneKind, of: kind)
        }
        guard count > Self.most + Self.most / 8 else { return wanted - count }
        var all = reduce(into: [Kind: Int]()) { $0[Kind($1), default: 0] += 1 }
        while count > Self.most, let worst = all.max(by: { $0.value < $1.value }) {
            // Half of it at most: five lost clients are seen beside any number of farewells.
            let removed = Swift.min(count - Self.most, (worst.value + 1) / 2)
            removeOldest(removed, of: worst.key)
            all[worst.key] = worst.value - removed
        }
        return wanted - count
    }

    private mutating func removeOldest(_ count: Int, of kind: Kind) {
        var left = count
        removeAll { end in
            guard left > 0, Kind(end) == kind else { return false }
            left -= 1
            return true
        }
    }
}

extension Reading {
    /// Nothing has happened later than it was told: a host whose clock is ahead must not count for tomorrow. Answers by how much it was ahead.
    mutating func bringForward(to arrival: Moment) -> Duration {
        let latest = (ends.map(\.at) + events.map(\.at) + crashes.map(\.at)).max() ?? arrival
        guard latest > arrival else { return .zero }
        ends = ends.map { $0.at > arrival ? $0.with(at: arrival) : $0 }
        events = events.map { $0.at > arrival ? HostEvent(at: arrival, host: $0.host, text: $0.text) : $0 }
        crashes = crashes.map { crash in
            guard crash.at > arrival else { return crash }
            return GuestCrash(
                at: arrival, guest: crash.guest, name: crash.name, isAutostarted: crash.isAutostarted, proof: crash.proof)
        }
        return latest - arrival
    }
}
