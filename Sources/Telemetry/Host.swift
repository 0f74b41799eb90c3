/// What is shown and judged: a machine or service of which a poll tells, with an outcome of its own.
public struct Host: Hashable, Sendable, Identifiable {
    public typealias ID = String

    /// `target`, or `target/node` where one target tells of several.
    public let id: ID
    /// Whose answer tells of it; what is said of the target is said of each of its hosts.
    public let target: Target.ID
    public let area: String
    /// As of its target.
    public let collector: String
    public let endpoint: String
    /// The machine that it is on, as ssh takes it, without user and port; `localhost` where that is the engine's own. Behind another machine it
    /// is that one, or whichever the endpoint names from there.
    public let address: String
    /// The machine through which it is reached, and its ssh port; empty where it is reached from this one. It does not cross the link.
    public let behind: String
    public let interval: Duration
    public let deadline: Duration
    public let sessionLimit: Int?
    /// - Parameter target: nil where the target is this one host.
    public init(
        id: ID, target: Target.ID? = nil, area: String, collector: String, endpoint: String, interval: Duration = .seconds(5),
        deadline: Duration = .seconds(5), sessionLimit: Int? = nil, address: String? = nil, behind: String = ""
    ) {
        self.id = id
        self.target = target ?? id
        self.address = address ?? Self.address(in: endpoint)
        self.behind = behind
        self.area = area
        self.collector = collector
        self.endpoint = endpoint
        self.interval = interval
        self.deadline = deadline
        self.sessionLimit = sessionLimit
    }

    /// The host of that name among several of the same target; itself where the name is empty.
    public func node(_ name: String) -> Host {
        Host(
            id: Self.id(of: name, in: target), target: target, area: area, collector: collector, endpoint: endpoint, interval: interval,
            deadline: deadline, sessionLimit: sessionLimit, address: name.isEmpty ? address : name, behind: behind)
    }

    /// The machine's name or address in an endpoint: a URI's (RFC 3986, 3.2.2), or what stands before a port. A path, and nothing, is here.
    static func address(in endpoint: String) -> String {
        var rest = endpoint[...]
        if let mark = rest.firstRange(of: "://") {
            rest = rest[mark.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            if let at = rest.lastIndex(of: "@") { rest = rest[at...].dropFirst() }
        }
        if rest.isEmpty || rest.hasPrefix("/") { return "localhost" }
        return (try? HostPort(rest, bareIPv6: true))?.host ?? String(rest)
    }

    /// Whether that address is the machine's that uses it: the loopback network (RFC 1122, 3.2.1.3), its name (RFC 6761, 6.3), or the
    /// unspecified address, which Linux connects with itself.
    static func isSelf(_ address: String) -> Bool {
        let name = address.lowercased()
        let isLoopback = name.hasPrefix("127.") && name.allSatisfy { $0 == "." || ("0"..."9").contains($0) }
        return isLoopback || name == "localhost" || name.hasSuffix(".localhost") || ["::1", "::", "0.0.0.0"].contains(name)
    }

    /// Whose a series is: the numbers of a guest and its parts are its target's, on whichever of its hosts it runs.
    public func owner(of entity: Entity) -> String { entity.wholeGuest == nil ? id : target }

    /// An empty name is the target that is one host.
    public static func id(of node: String, in target: Target.ID) -> ID { node.isEmpty ? target : target + "/" + node }

    /// Which node of a target has that id, an empty one where it is the target's own; nil where it is none of it. By bytes: a name that
    /// begins with a joining letter makes one letter with the slash.
    public static func node(of id: ID, in target: Target.ID) -> String? {
        if id == target { return "" }
        let start = target + "/"
        return id.utf8.starts(with: start.utf8) ? String(Substring(id.utf8.dropFirst(start.utf8.count))) : nil
    }
}

/// A part of the site that is looked at together.
public struct Area: Hashable, Sendable, Identifiable {
    public let id: String
    /// Such as `virtualized` or `partly-virtualized`; shown beside the name. Empty where not said.
    public let kind: String
    public init(id: String, kind: String = "") {
        self.id = id
        self.kind = kind
    }
}

/// All that is watched, in the order of the configuration.
public struct Site: Hashable, Sendable {
    public let name: String
    public let areas: [Area]
    public let hosts: [Host]
    public init(name: String, areas: [Area], hosts: [Host]) {
        self.name = name
        self.areas = areas
        self.hosts = hosts
    }
    public func host(_ id: Host.ID) -> Host? { hosts.first { $0.id == id } }
}
