import Telemetry

/// What readings told that came too late for their turns. Their collectors have told it and will not do so again: the next turn does.
struct Untold: Sendable {
    private var ends: [SessionEnd] = []
    private var events: [HostEvent] = []
    /// By node, until that one answers.
    private var crashes: [String: [GuestCrash]] = [:]

    private var isEmpty: Bool { ends.isEmpty && events.isEmpty && crashes.isEmpty }

    mutating func keep(_ reading: Reading) {
        ends += reading.ends
        events += reading.events
        for case .success(let (node, found)) in reading.hosts.map({ host in host.outcome.map { (host.node, $0.crashes) } })
        where !found.isEmpty { crashes[node, default: []] += found }
    }

    mutating func tell(in reading: Reading) -> Reading {
        // As nearly always.
        if isEmpty { return reading }
        var reading = reading
        reading.ends = ends + reading.ends
        reading.events = events + reading.events
        (ends, events) = ([], [])
        for index in reading.hosts.indices where !crashes.isEmpty {
            guard case .success(var figures) = reading.hosts[index].outcome,
                let found = crashes.removeValue(forKey: reading.hosts[index].node)
            else { continue }
            figures.crashes = found + figures.crashes
            reading.hosts[index].outcome = .success(figures)
        }
        // Of a node that is named no longer.
        crashes = crashes.filter { node, _ in reading.hosts.contains { $0.node == node } }
        return reading
    }

    mutating func tell(in aside: Aside) -> Aside {
        defer { (ends, events) = ([], []) }
        return Aside(ends: ends + aside.ends, events: events + aside.events, isInLine: aside.isInLine)
    }
}
