public import Journal
public import Telemetry

/// Which hosts there are: a target is one until it names its nodes, and each of them is known from then on, named or not, until somebody
/// forgets it. Pure; the time is an argument.
struct Roster: Hashable, Sendable {
    private var known: [Target.ID: [String: KnownHost]] = [:]
    /// Of one target. More are no cluster that anybody runs.
    static let mostNodes = 2000
    static let longestName = 200

    mutating func restore(_ remembered: [KnownHost]) {
        for host in remembered where known[host.target]?[host.node] == nil && known[host.target, default: [:]].count < Self.mostNodes {
            known[host.target, default: [:]][host.node] = host
        }
    }

    /// - Parameter targets: as the configuration has them, each as the one host that it may be. Their own ids come first: a node whose id
    ///   would be the same is left out.
    func hosts(of targets: [Host]) -> [Host] {
        let taken = Set(targets.map(\.id))
        return targets.flatMap { target -> [Host] in
            guard let nodes = known[target.id], !nodes.isEmpty else { return [target] }
            let hosts = nodes.keys.sorted().map(target.node).filter { $0.id == target.id || !taken.contains($0.id) }
            // Without a host nobody would hear of it any more.
            return hosts.isEmpty ? [target] : hosts
        }
    }

    func missingSince(_ host: Host) -> Moment? { Host.node(of: host.id, in: host.target).flatMap { known[host.target]?[$0]?.missingSince } }

    /// Of what a good answer names, how many cannot be admitted.
    func leftOut(of names: [String], from target: Target.ID) -> Int {
        guard let nodes = known[target] else { return 0 }
        return names.count { nodes[$0] == nil }
    }

    /// What a good answer names. Answers what of it is another state than before.
    mutating func hear(_ names: [String], from target: Target.ID, at now: Moment) -> [KnownHost] {
        // Most targets are one host.
        if names == [""], known[target] == nil { return [] }
        var nodes = known[target] ?? [:]
        var changed: [KnownHost] = []
        for name in names {
            if let node = nodes[name] {
                guard node.missingSince != nil else { continue }
                nodes[name]?.missingSince = nil
            } else {
                guard nodes.count < Self.mostNodes, name.utf8.count <= Self.longestName else { continue }
                nodes[name] = KnownHost(target: target, node: name, since: now)
            }
            if let node = nodes[name] { changed.append(node) }
        }
        let named = Set(names)
        for (name, node) in nodes where !named.contains(name) && node.missingSince == nil {
            nodes[name]?.missingSince = now
            if let node = nodes[name] { changed.append(node) }
        }
        known[target] = nodes
        return changed.sorted { $0.node < $1.node }
    }

    /// Nil where it is not missing, or not known.
    mutating func forget(_ host: Host) -> KnownHost? {
        guard let name = Host.node(of: host.id, in: host.target), var node = known[host.target]?[name], node.missingSince != nil else {
            return nil
        }
        known[host.target]?[name] = nil
        if known[host.target]?.isEmpty == true { known[host.target] = nil }
        node.isForgotten = true
        return node
    }
}

extension Site {
    /// With the nodes that its targets are known to have named, as an engine shows them.
    public func with(_ known: [KnownHost]) -> Site {
        var roster = Roster()
        roster.restore(known)
        return Site(name: name, areas: areas, hosts: roster.hosts(of: hosts))
    }
}
