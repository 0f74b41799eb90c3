import Alarms
import TOMLReading
import Telemetry

/// Keys at the top of the file.
private let topKeys = [
    "site", "area", "host", "limits", "runbook", "privacy", "store", "alarms", "journal", "dashboard", "notify", "maintenance",
    "command", "view",
]

/// The name of a site that says none.
let unnamedSite = "Site"

/// The whole file and all that is wrong in it.
func readDraft(_ bytes: [UInt8], file: String, collectors: [KnownCollector], rules: [RuleKind]) -> Draft {
    let document = readDocument(bytes)
    let findings = Findings(file: file, isWhole: document.isWhole)
    for fault in document.faults { findings.add(fault.place, fault.message) }
    guard case .table(let entries)? = document.root?.value else { return Draft(settings: nil, problems: findings.sorted, secrets: []) }

    let top = TableReader(entries, at: SourcePlace(line: 1, column: 1), label: "", allowed: topKeys, findings: findings)
    let siteName = readSiteName(top)
    let areas = readAreas(top, rules: rules)
    let hosts = readHosts(top, siteName: siteName, areas: areas, collectors: collectors, rules: rules)
    let siteLimits = readLimits(top, header: "[limits]", rules: rules, level: .site)
    checkLimits(site: siteLimits, areas: areas, hosts: hosts, rules: rules, findings: findings)

    var settings = SiteSettings(
        name: siteName, areas: allAreas(areas, hosts: hosts, findings: findings), targets: hosts.compactMap(\.target))
    settings.limits = book(site: siteLimits, areas: areas, hosts: hosts)
    settings.limits.links = readRunbookLinks(top)
    settings.privacy = readPrivacy(top)
    settings.store = readStore(top)
    settings.alarms = readAlarms(top)
    settings.dashboard = readDashboard(top)
    settings.notify = readNotify(top)
    settings.commands = readCommands(top, privacy: settings.privacy)
    settings.views = readViews(top)
    settings.maintenance = readMaintenance(top, hosts: hosts)
    let problems = findings.sorted
    return Draft(
        settings: problems.isEmpty ? settings : nil, problems: problems, secrets: hosts.flatMap(\.secretFiles),
        looks: hosts.compactMap(\.look), isEmpty: entries.isEmpty)
}

/// `site = "Rathaus"`, or `[site]` with a name.
private func readSiteName(_ top: TableReader) -> String {
    guard let entry = top.entry("site") else { return unnamedSite }
    if case .table(let entries) = entry.node.value {
        let section = TableReader(entries, at: entry.node.place, label: "[site]", allowed: ["name"], findings: top.findings)
        section.require("name", example: "name = \"Rathaus\"")
        return section.name("name", example: "Rathaus") ?? unnamedSite
    }
    return top.name("site", example: "Rathaus") ?? unnamedSite
}

private func book(site: ThresholdsByRule, areas: [AreaDraft], hosts: [HostDraft]) -> ThresholdBook {
    var book = ThresholdBook()
    book.site = site.mapValues(\.patch)
    for area in areas where !area.limits.isEmpty { book.areas[area.name] = area.limits.mapValues(\.patch) }
    for host in hosts {
        guard let name = host.name else { continue }
        if !host.limits.isEmpty { book.hosts[name] = host.limits.mapValues(\.patch) }
        for node in host.nodes where !node.limits.isEmpty { book.hosts[Host.id(of: node.name, in: name)] = node.limits.mapValues(\.patch) }
    }
    return book
}
