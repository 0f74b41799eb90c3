import Telemetry

/// Hosts under their areas, in the order in which they are listed; made when that may be another one, not for each picture.
struct HostLines: Sendable {
    enum Line: Hashable, Sendable {
        /// An area, and which of the hosts are its own.
        case area(Area, hosts: Range<Int>)
        case host(Host.ID)
    }
    private(set) var lines: [Line] = []
    private(set) var hosts: [Host.ID] = []
    /// Where each stands among the hosts, and in which line.
    private var places: [Host.ID: (host: Int, line: Int)] = [:]

    mutating func add(_ area: Area, _ ids: [Host.ID]) {
        lines.append(.area(area, hosts: hosts.count..<(hosts.count + ids.count)))
        for id in ids { add(id) }
    }
    mutating func add(_ id: Host.ID) {
        places[id] = (hosts.count, lines.count)
        lines.append(.host(id))
        hosts.append(id)
    }
    func place(of id: Host.ID?) -> Int? { id.flatMap { places[$0]?.host } }
    func line(of id: Host.ID?) -> Int? { id.flatMap { places[$0]?.line } }

    /// The same without areas and without this one.
    func plain(without id: Host.ID?) -> HostLines {
        var rest = HostLines()
        for host in hosts where host != id { rest.add(host) }
        return rest
    }
}
