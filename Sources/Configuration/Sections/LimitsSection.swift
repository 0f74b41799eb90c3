import Alarms
import TOMLReading
import Telemetry

/// A rule's changed limits with the places that messages point at.
struct PlacedPatch {
    var patch: ThresholdsPatch
    let section: TableReader
}

typealias ThresholdsByRule = [String: PlacedPatch]

enum ThresholdsLevel { case site, area, host, node }

private let limitKeys = [
    "warning", "warning_off", "critical", "critical_off", "on_delay", "off_delay", "window", "enabled", "consequence", "action",
    "time_to_act", "link",
]

/// The tables of `limits` in one section, by rule.
func readLimits(_ section: TableReader, header: String, rules: [RuleKind], level: ThresholdsLevel) -> ThresholdsByRule {
    let example = header.dropLast() + ".cpu]"
    guard let (_, entries) = section.table("limits", header: String(example)) else { return [:] }
    var out: ThresholdsByRule = [:]
    for entry in entries {
        guard let rule = rules.first(where: { $0.id == entry.key }) else {
            section.findings.add(entry.place, unknown(.unknownRule(quoted(entry.key)), entry.key, known: rules.map(\.id)) { .thereAre($0) })
            continue
        }
        let label = header.dropLast() + ".\(rule.id)]"
        if rule.isOfSite, level != .site {
            section.findings.add(entry.place, .ofWholeSite(rule.id))
            continue
        }
        if rule.isOfAllNodes, level == .node {
            section.findings.add(entry.place, .ofAllNodes(rule.id))
            continue
        }
        guard case .table(let keys) = entry.node.value else {
            section.findings.add(entry.node.place, .limitsAreNoTable(rule.id, entry.node.kind, String(label)))
            continue
        }
        let table = TableReader(keys, at: entry.node.place, label: String(label), allowed: limitKeys, findings: section.findings)
        out[rule.id] = PlacedPatch(patch: readPatch(table, rule: rule), section: table)
    }
    return out
}

private func readPatch(_ section: TableReader, rule: RuleKind) -> ThresholdsPatch {
    var patch = ThresholdsPatch(origin: origin(section))
    patch.warning = section.number("warning", in: rule.range, unit: rule.unit)
    patch.warningOff = section.number("warning_off", in: rule.offRange, unit: rule.unit)
    patch.critical = section.number("critical", in: rule.range, unit: rule.unit)
    patch.criticalOff = section.number("critical_off", in: rule.offRange, unit: rule.unit)
    patch.onDelay = section.duration("on_delay", in: RuleKind.delays)
    patch.offDelay = section.duration("off_delay", in: RuleKind.delays)
    patch.window = section.duration("window", in: RuleKind.windows)
    if patch.window != nil, !rule.looksBack {
        section.findings.add(section.place(of: "window"), .windowMeansNothing(rule.id))
    }
    patch.isEnabled = section.flag("enabled")
    patch.consequence = section.text("consequence", example: "the gateway lets nobody in")
    patch.action = section.text("action", example: "systemctl restart openvpn-server@town")
    patch.timeToAct = section.text("time_to_act", example: "30 min")
    patch.link = section.text("link", example: "https://wiki.example.org/runbook/12")
    return patch
}

/// `[runbook]`: where the site keeps what its people wrote down.
func readRunbookLinks(_ top: TableReader) -> RunbookLinks? {
    guard let (place, entries) = top.table("runbook", header: "[runbook]") else { return nil }
    let section = TableReader(entries, at: place, label: "[runbook]", allowed: ["link"], findings: top.findings)
    let example = "https://wiki.example.org/warte/\(RunbookLinks.placeholder)"
    section.require("link", example: "link = \"\(example)\"")
    guard let link = section.text("link", example: example) else { return nil }
    if link.replacing(RunbookLinks.placeholder, with: "").contains(where: { $0 == "{" || $0 == "}" }) {
        section.findings.add(section.place(of: "link"), .linkHasBraces(quoted(link), RunbookLinks.placeholder))
        return nil
    }
    return RunbookLinks(template: link, origin: origin(section))
}

/// `warte.toml:12`: the file's own name is enough where one file is in force.
private func origin(_ section: TableReader) -> String {
    let name = section.findings.file.split(separator: "/").last.map(String.init) ?? section.findings.file
    return "\(name):\(section.place.line)"
}
