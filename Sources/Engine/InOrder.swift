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
    /// Of one host: a gateway that is being flooded must not push out what others lost.
    static let mostOfOneHost = 2_000
    static let most = 20_000

    /// Keeps them in order; beyond the bounds the oldest go, first of the host that has the most. Answers how many went.
    @discardableResult
    mutating func insert(_ ends: [SessionEnd]) -> Int {
        let wanted = count + ends.count
        for end in ends { insert(inOrder: end) }
        // Counted seldom: a little beyond the bound is not worth a look at all of them each time.
        var counts: [Host.ID: Int] = [:]
        for end in ends { counts[end.host] = 0 }
        for end in self where counts[end.host] != nil { counts[end.host, default: 0] += 1 }
        for (host, count) in counts where count > Self.mostOfOneHost + Self.mostOfOneHost / 8 {
            removeOldest(count - Self.mostOfOneHost, of: host)
        }
        while count > Self.most + Self.most / 8 {
            let all = reduce(into: [Host.ID: Int]()) { $0[$1.host, default: 0] += 1 }
            guard let worst = all.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { break }
            removeOldest(Swift.min(worst.value, Swift.max(count - Self.most, 1)), of: worst.key)
        }
        return wanted - count
    }

    private mutating func removeOldest(_ count: Int, of host: Host.ID) {
        var left = count
        removeAll { end in
            guard left > 0, end.host == host else { return false }
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
