import Telemetry

/// Hosts under their areas, in the order in which they are listed; made when that may be another one, not for each picture.
struct HostLines: Sendable {
    enum Line: Hashable, Sendable {
        /// An area, and which of the hosts are its own.
        case area(Area, hosts: Range<Int>)
        case host(Host.ID)
        /// An area in one row; the first of its hosts stands for all.
        case folded(Area, [Host.ID])
    }
    private(set) var lines: [Line] = []
    /// What the cursor goes through.
    private(set) var hosts: [Host.ID] = []
    /// How many have a row of their own.
    private(set) var single = 0
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
        single += 1
    }
    mutating func fold(_ area: Area, _ ids: [Host.ID]) {
        guard let first = ids.first else { return }
        for id in ids { places[id] = (hosts.count, lines.count) }
        lines.append(.folded(area, ids))
        hosts.append(first)
    }
    /// All of its area, where that is folded.
    func folded(with id: Host.ID?) -> (area: Area, hosts: [Host.ID])? {
        guard let line = line(of: id), case .folded(let area, let hosts) = lines[line] else { return nil }
        return (area, hosts)
    }
    /// The hosts of each row that has some: of a folded area all.
    var rows: [[Host.ID]] {
        lines.compactMap { line in
            switch line {
            case .area: nil
            case .host(let id): [id]
            case .folded(_, let ids): ids
            }
        }
    }
    /// Of a folded area the one that stands for all; none of what is only a heading.
    func host(in line: Int) -> Host.ID? {
        guard lines.indices.contains(line) else { return nil }
        switch lines[line] {
        case .area: return nil
        case .host(let id): return id
        case .folded(_, let ids): return ids.first
        }
    }
    func place(of id: Host.ID?) -> Int? { id.flatMap { places[$0]?.host } }
    func line(of id: Host.ID?) -> Int? { id.flatMap { places[$0]?.line } }

    /// The same without areas and without this one.
    func plain(without id: Host.ID?) -> HostLines {
        var rest = HostLines()
        for line in lines {
            switch line {
            case .area: break
            case .host(let host): if host != id { rest.add(host) }
            case .folded(let area, let hosts): rest.fold(area, hosts)
            }
        }
        return rest
    }
}
