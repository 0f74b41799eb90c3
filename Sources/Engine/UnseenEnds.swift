import Journal
import Telemetry

/// Which ends a log tells of the time in which no engine ran are those of sessions that were there before it.
///
/// Such a line knows no session: there is its user, which is another pseudonym after each start, and the network it came from. So an end is a
/// session's only where nothing else can be: of one user, else of one network, a single session is gone and a single end is told.
struct UnseenEnds {
    /// By the session's id in the journal.
    private(set) var ends: [String: SessionEnd] = [:]
    /// Interfaces tell whole seconds.
    private static let blur = Duration.seconds(2)

    /// - Parameter since: when those sessions were last known to be there.
    init(_ gone: [SessionRecord], _ told: [SessionEnd], since: Moment?) {
        let told = told.filter { end in
            end.session.hasPrefix(SessionEnd.withoutBeginning) && (since.map { end.at >= $0 - Self.blur } ?? true)
        }
        guard !gone.isEmpty, !told.isEmpty else { return }
        // Where names are kept.
        let named = gone.filter { !Pseudonyms.isHidden($0.user) }
        for (user, its) in Dictionary(grouping: named, by: \.user) { join(its, told.filter { $0.user == user }) }
        let networks = gone.filter { Pseudonyms.isHidden($0.user) && $0.network.contains("/") }
        for (network, its) in Dictionary(grouping: networks, by: \.network) {
            join(its, told.filter { Pseudonyms.isHidden($0.user) && Self.words(of: $0.evidence).contains(network) })
        }
    }

    private mutating func join(_ gone: [SessionRecord], _ told: [SessionEnd]) {
        guard gone.count == 1, told.count == 1, let record = gone.first, let end = told.first, record.kind == end.kind,
            end.at >= record.began - Self.blur
        else { return }
        ends[record.id] = end
    }

    /// `u-7f3a/10.9.8.0/24 [u-7f3a] …` has a network behind the name.
    private static func words(of line: String) -> Set<String> {
        var out: Set<String> = []
        for word in line.split(whereSeparator: { " ,[]()".contains($0) }) {
            out.insert(String(word))
            if let slash = word.firstIndex(of: "/") { out.insert(String(word[word.index(after: slash)...])) }
        }
        return out
    }
}
