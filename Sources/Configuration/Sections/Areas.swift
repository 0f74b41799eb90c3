import TOMLReading
import Telemetry

struct AreaDraft {
    let name: String
    let kind: String
    let line: Int
    let limits: ThresholdsByRule
}

func readAreas(_ top: TableReader, rules: [RuleKind]) -> [AreaDraft] {
    var out: [AreaDraft] = []
    for (place, entries) in top.tables("area", atMost: Most.areas, beyond: .leaveToAnotherEngine()) {
        let section = TableReader(entries, at: place, label: "[[area]]", allowed: ["name", "kind", "limits"], findings: top.findings)
        section.require("name", example: "name = \"Verwaltung\"")
        let kind = section.text("kind", example: "virtualized", longest: 40) ?? ""
        let limits = readLimits(section, header: "[area.limits]", rules: rules, level: .area)
        guard let name = section.name("name", example: "Verwaltung") else { continue }
        if let first = out.first(where: { $0.name == name }) {
            top.findings.add(section.place(of: "name"), .areaIsThere(quoted(name), first.line))
        } else {
            out.append(AreaDraft(name: name, kind: kind, line: place.line, limits: limits))
        }
    }
    return out
}

/// The declared areas, then those that only hosts name, in the order of the file.
func allAreas(_ declared: [AreaDraft], hosts: [HostDraft], findings: Findings) -> [Area] {
    var out = declared.map { Area(id: $0.name, kind: $0.kind) }
    var known = Set(out.map(\.id))
    for host in hosts {
        guard let target = host.target, known.insert(target.area).inserted else { continue }
        if out.count == Most.areas {
            findings.addIfWhole(host.areaPlace, .oneAreaTooMany(quoted(target.area), Most.areas, .leaveToAnotherEngine()))
        }
        out.append(Area(id: target.area))
    }
    return out
}
