import Alarms
import Telemetry

extension SinceCard {
    /// What stands before and behind an alarm's own words.
    struct Around: Hashable {
        var before = ""
        var after = ""
    }

    /// Alarms in one row: one, or many of one rule of which the same is said.
    struct Fold {
        /// As the list has them; one at least.
        let alarms: [Alarm]
        let first: Alarm
        let around: Around

        /// `hv-1`, `site`; of several hosts `300 hosts`.
        var place: String {
            let hosts = hosts
            return hosts.count > 1 ? counted(hosts.count, "host") : hosts[0]
        }
        /// An alarm's own words; of many `no data: gw-1, gw-2, gw-3 and 297 more`.
        var words: String {
            guard alarms.count > 1 else { return first.text }
            let hosts = hosts
            let label = standardRules.first { $0.id == first.key.rule }?.label.text ?? String(first.key.rule.prefix(60))
            let count = hosts.count == alarms.count ? "" : localized(", \(alarms.count) times")
            let more = hosts.count > SinceCard.hostsNamed ? localized(" and \(hosts.count - SinceCard.hostsNamed) more") : ""
            let names = hosts.count > 1 ? ": " + hosts.prefix(SinceCard.hostsNamed).joined(separator: ", ") + more : ""
            return label + count + names
        }
        /// Each once.
        private var hosts: [String] {
            var seen: Set<Host.ID> = []
            return alarms.map(\.key.host).filter { seen.insert($0).inserted }.map { $0.isEmpty ? localized("site") : $0 }
        }
    }
    private struct Sort: Hashable {
        let rule: String
        let around: Around
    }
    /// So many of one rule are read one by one; more are one row, which stands where the first of them stood.
    static let mostOfRule = 5
    fileprivate static let hostsNamed = 3

    static func folded(_ alarms: [Alarm], _ around: (Alarm) -> Around) -> [Fold] {
        let sorts = alarms.map { Sort(rule: $0.key.rule, around: around($0)) }
        let members = Dictionary(grouping: alarms.indices) { sorts[$0] }
        return alarms.indices.compactMap { index in
            let places = members[sorts[index]] ?? []
            guard places.count > mostOfRule else { return Fold(alarms: [alarms[index]], first: alarms[index], around: sorts[index].around) }
            return places.first == index ? Fold(alarms: places.map { alarms[$0] }, first: alarms[index], around: sorts[index].around) : nil
        }
    }
}
