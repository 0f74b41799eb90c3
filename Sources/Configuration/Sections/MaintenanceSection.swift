import TOMLReading
import Telemetry

/// A window may be one of a target's nodes (`pve/a`), which no file names. `hosts` are those that the file gives; where it gives none, those
/// found on the machine are not known yet.
func readMaintenance(_ top: TableReader, hosts: [HostDraft]) -> [Maintenance] {
    let names = hosts.compactMap(\.name)
    return top.tables("maintenance", atMost: Most.maintenanceWindows, beyond: .leaveThoseThatAreOver()).compactMap {
        place, entries in
        let section = TableReader(
            entries, at: place, label: "[[maintenance]]", allowed: ["host", "from", "to", "reason"], findings: top.findings)
        section.require("host", example: "host = \"hv-1\"")
        section.require("from", example: "from = 2026-12-01T22:00:00+01:00")
        section.require("to", example: "to = 2026-12-02T04:00:00+01:00")
        section.require("reason", example: "reason = \"kernel update\"")
        let host = section.name("host", example: "hv-1")
        if let host, !names.isEmpty, !names.contains(host) {
            let targets = hosts.filter { draft in draft.name.map { Host.node(of: host, in: $0) != nil } ?? false }
            if let target = targets.first?.name, targets.allSatisfy({ $0.hasNodes == false }) {
                top.findings.add(section.place(of: "host"), .hostHasNoNodes(quoted(target)))
            } else if targets.isEmpty {
                let message = unknown(.unknownHost(quoted(host)), host, known: names) { .thereAre($0) }
                top.findings.addIfWhole(section.place(of: "host"), message)
            }
        }
        let from = section.moment("from")
        let to = section.moment("to")
        if let from, let to, to <= from { top.findings.add(section.place(of: "to"), .toNotAfterFrom()) }
        guard let reason = section.text("reason", example: "kernel update"), let host, let from, let to else { return nil }
        return Maintenance(host: host, from: from, to: to, reason: reason)
    }
}

extension TableReader {
    /// A date and time with its offset: the engine may run in another time zone than its reader.
    fileprivate func moment(_ key: String) -> Moment? {
        let example = "\(key) = 2026-12-01T22:00:00+01:00"
        guard let node = entry(key)?.node else { return nil }
        switch node.value {
        case .moment(let moment): return moment
        case .localTime: findings.add(node.place, .lacksOffset(key, example))
        default: findings.add(node.place, .valueWanted(key, node.kind, .wantedMoment(example)))
        }
        return nil
    }
}
