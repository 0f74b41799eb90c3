import Alarms
import Drawing
import Feed
import Telemetry

/// Where `H` can go to.
enum Destination: Hashable, Sendable {
    case host(Host.ID)
    case guest(GuestIdentity)
    case area(String)
    case collector(String)
}

/// One of those that hold the letters.
struct FoundDestination: Sendable {
    let place: Destination
    let name: String
    /// A host's area, or what else it is.
    let note: String
    /// Where a guest runs, how many hosts the others have.
    var detail = ""
    /// Of hosts.
    var row: HostRow?

    /// More are found by more letters.
    static let most = 200

    /// Those that begin with the letters, then those that hold them, then those that hold them in order, from their first letter on and
    /// else; hosts, areas and collectors before guests. Without letters all hosts.
    static func all(holding letters: String, in summary: SiteSummary) -> [FoundDestination] {
        guard !letters.isEmpty else { return summary.rows.map(host) }
        let fuzzy = Fuzzy(letters)
        var ranks: [[FoundDestination]] = [[], [], [], []]
        var (areas, collectors): ([String], [String]) = ([], [])
        var counts: [Destination: Int] = [:]
        for row in summary.rows {
            // Whoever names an area or a collector may mean a host of it.
            let others = [row.host.area, row.host.collector].compactMap(fuzzy.rank).contains { $0 < 2 } ? 1 : nil
            if let rank = [fuzzy.rank(row.host.id), others].compactMap({ $0 }).min() { ranks[rank].append(host(row)) }
            for (place, name) in [(Destination.area(row.host.area), row.host.area), (.collector(row.host.collector), row.host.collector)] {
                guard !name.isEmpty else { continue }
                counts[place, default: 0] += 1
                guard counts[place] == 1 else { continue }
                if case .area = place { areas.append(name) } else { collectors.append(name) }
            }
        }
        func add(_ place: Destination, _ name: String, _ word: String) {
            guard let rank = fuzzy.rank(name), rank < 2 else { return }
            ranks[rank].append(FoundDestination(place: place, name: name, note: word, detail: counted(counts[place] ?? 0, "host")))
        }
        for name in areas { add(.area(name), name, localized("area")) }
        for name in collectors { add(.collector(name), name, localized("collector")) }
        for row in summary.rows {
            for guest in row.state?.guests ?? [] {
                guard let rank = fuzzy.rank(guest.name), ranks[rank].count < most else { continue }
                let place = Destination.guest(GuestIdentity(host: row.host.id, guest: guest.id))
                ranks[rank].append(
                    FoundDestination(place: place, name: guest.name, note: localized("guest"), detail: localized("on \(row.host.id)")))
            }
        }
        return Array(ranks.joined().prefix(most))
    }
    private static func host(_ row: HostRow) -> FoundDestination {
        FoundDestination(place: .host(row.host.id), name: row.host.id, note: row.host.area, row: row)
    }
}

extension App {
    mutating func go(to place: Destination) {
        switch place {
        case .host(let host): openHost(host)
        case .guest(let guest):
            openHost(guest.host)
            focus.guest = guest
            show(.guest, remembering: true)
            refreshScreen()
        case .area(let name): showHosts("area", name)
        case .collector(let name): showHosts("kind", name)
        }
    }
    private mutating func showHosts(_ column: String, _ name: String) {
        // Quotes cannot be asked for: their first part is.
        let asked = name.lowercased().prefix { $0 != "\"" }
        let wanted = (asked.utf8.count == name.lowercased().utf8.count ? "=" : "") + asked
        filters[.overview] = wanted.contains { $0.isWhitespace } ? "\(column):\"\(wanted)\"" : "\(column):\(wanted)"
        show(.overview, remembering: true)
        refreshScreen()
    }

    /// Which hosts were looked at in full, one after the other.
    mutating func noteVisit() {
        guard shown == .host, let host = focus.host, host != visited.now else { return }
        visited = (visited.now, host)
    }
    mutating func openLastHost() -> [Effect] {
        guard let host = shown == .host ? visited.last : visited.now else { return told(localized("no other host was looked at yet")) }
        guard context.summary.row(host) != nil else { return told(localized("\(host) is gone")) }
        openHost(host)
        return []
    }
}
