import Telemetry

/// What the looks at a cluster's tasks tell of time. Each node publishes its own list, which may be missing for a look; and the cluster's
/// clock may be another than ours.
struct TaskLooks: Sendable {
    private var begunAt: Moment?
    /// When a task of the node was listed last, by our clock.
    private var nodes: [String: Moment] = [:]
    /// How far the cluster's clock is ahead of ours, as the newest end of a console shows that was seen open.
    private var ahead = Duration.zero

    /// A list is published some seconds after the fact, and so much of a difference of clocks is none of anybody's concern.
    private static let tolerated = Duration.seconds(60)
    private static let mostNodes = 10_000

    /// The first list is history, and so is what a node lists later that ended before it.
    func isNews(_ end: Moment?, on node: String) -> Bool {
        guard let begunAt else { return false }
        return nodes[node] != nil || end.map { $0 - ahead >= begunAt } ?? true
    }

    /// When what was seen open has ended: since the node's last list, whatever the cluster's clock says.
    mutating func end(ofWatched end: Moment?, on node: String, at now: Moment) -> Moment {
        guard let end else { return now }
        let isOff = end > now + Self.tolerated || end < min(nodes[node] ?? end, now) - Self.tolerated
        ahead = isOff ? end - now : .zero
        return moment(of: end, at: now)
    }
    func moment(of time: Moment?, at now: Moment) -> Moment { time.map { min($0 - ahead, now) } ?? now }

    /// After all that is in them.
    mutating func take(_ tasks: ClusterTasks, at now: Moment) {
        begunAt = begunAt ?? now
        if nodes.count > Self.mostNodes { nodes = [:] }
        for node in tasks.nodes { nodes[node] = now }
    }
}

/// What was told, for as long as it could be listed once more.
struct ToldTasks<Item: Hashable & Sendable>: Sendable {
    /// By the look that had it last.
    private var looks: [Item: Int] = [:]
    private var look = 0

    /// More than two lists are long.
    private static var most: Int { 10_000 }

    func has(_ item: Item) -> Bool { looks[item] != nil }

    mutating func take(_ items: some Sequence<Item>) {
        look += 1
        for item in items { looks[item] = look }
        guard looks.count > Self.most else { return }
        let oldest = looks.values.sorted()[looks.count - Self.most / 2]
        looks = looks.filter { $0.value >= oldest }
    }
}
