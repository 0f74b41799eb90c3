import TOMLReading
import Telemetry

/// A host as far as it could be read.
struct HostDraft {
    /// Nil where the name is missing or wrong.
    let name: String?
    let area: String
    /// Nil where something in it is wrong.
    let target: Target?
    let limits: ThresholdsByRule
    let nodes: [NodeDraft]
    /// Whether its collector may tell of several; nil where that is not known.
    let hasNodes: Bool?
    let secretFiles: [PlacedSecret]
    /// What its collector looks for besides.
    let look: PlacedLook?
    let areaPlace: SourcePlace
}

/// What is said of one of several hosts that a target tells of.
struct NodeDraft {
    let name: String
    let line: Int
    let limits: ThresholdsByRule
}

func readHosts(_ top: TableReader, siteName: String, areas: [AreaDraft], collectors: [KnownCollector], rules: [RuleKind]) -> [HostDraft] {
    var out: [HostDraft] = []
    var lines: [String: Int] = [:]
    var names: [String: SourcePlace] = [:]
    for (place, entries) in top.tables("host", atMost: Most.hosts, beyond: .leaveToAnotherEngine()) {
        let collector = namedCollector(entries, collectors)
        let keys = HostKeys(of: collector?.kind, among: collectors.map(\.kind).filter { $0.isListed || $0 == collector?.kind })
        let section = TableReader(
            entries, at: place, label: "[[host]]", allowed: keys.taken, refused: keys.refused, secrets: keys.secrets,
            findings: top.findings)
        let draft = readHost(section, siteName: siteName, areas: areas, collectors: collectors, collector: collector, rules: rules)
        if let name = draft.name {
            if let first = lines[name] {
                top.findings.add(section.place(of: "name"), .hostIsThere(quoted(name), first))
                continue
            }
            lines[name] = place.line
            names[name] = section.place(of: "name")
        }
        out.append(draft)
    }
    for host in out {
        guard host.hasNodes == true, let name = host.name else { continue }
        for (other, place) in names where other.hasPrefix(name + "/") {
            top.findings.add(place, .hostNamedAsNode(quoted(other), quoted(name), lines[name] ?? 0, quoted(name + "/")))
        }
    }
    return out
}

private func namedCollector(_ entries: [TOMLEntry], _ collectors: [KnownCollector]) -> KnownCollector? {
    guard case .text(let word)? = entries.first(where: { $0.key == "collector" })?.node.value else { return nil }
    return collectors.first { $0.kind.word == word }
}

private func readHost(
    _ section: TableReader, siteName: String, areas: [AreaDraft], collectors: [KnownCollector], collector: KnownCollector?,
    rules: [RuleKind]
) -> HostDraft {
    let before = section.findings.list.count
    let words = collectors.map(\.kind).filter(\.isListed).map(\.word)
    section.require("name", example: "name = \"hv-1\"")
    section.require("collector", example: "collector = \"\(words.first ?? "local")\"")
    let name = section.name("name", example: "hv-1")
    if let word = section.text("collector", example: words.first ?? "local"), collector == nil {
        section.findings.add(section.place(of: "collector"), unknown(.unknownCollector(quoted(word)), word, known: words) { .thereAre($0) })
    }
    let area = readArea(section, siteName: siteName, areas: areas)
    let endpoint = readEndpoint(section, kind: collector?.kind)
    let via = readVia(section, kind: collector?.kind)
    let interval = section.duration("interval", in: .seconds(1)...(.seconds(3600))) ?? .seconds(5)
    let deadline = section.duration("deadline", in: .seconds(1)...(.seconds(300))) ?? .seconds(5)
    let sessions = section.whole("sessions", in: 1...10_000_000)
    let declared = collector.map { readDeclared(section, $0.kind, among: collectors.map(\.kind)) }
    let limits = readLimits(section, header: "[host.limits]", rules: rules, level: .host)
    let nodes = readNodes(section, kind: collector?.kind, rules: rules)

    var target: Target?
    var look: PlacedLook?
    if let collector, let declared {
        let candidate = Target(
            id: name ?? "", area: area, collector: collector.kind.word, endpoint: endpoint ?? "", interval: interval, deadline: deadline,
            sessionLimit: sessions, secrets: declared.secrets, options: declared.options, via: via,
            endpointNamesNoMachine: collector.kind.endpointNamesNoMachine)
        let isGood = section.findings.list.count == before && name != nil
        // All that is wrong is said at once, so both are asked though something else is wrong; what is missing for that would be told twice.
        look = PlacedLook(target: candidate, collector: collector, section: section)
        let isAskable = endpoint != nil || collector.kind.endpoints.isEmpty
        if isAskable, let fault = collector.check(candidate) {
            let place = section.place(of: fault.key)
            let isSaid = section.findings.list.dropFirst(before).contains { ($0.line, $0.column) == (place.line, place.column) }
            if !isSaid { section.findings.add(place, fault.message) }
        } else if isAskable, isGood {
            target = candidate
        }
    }
    return HostDraft(
        name: name, area: area, target: target, limits: limits, nodes: nodes, hasNodes: collector?.kind.hasNodes,
        secretFiles: declared?.secretFiles ?? [], look: look, areaPlace: section.place(of: "area"))
}

/// `[[host.node]]`: nobody knows before the first answer which there are.
private func readNodes(_ host: TableReader, kind: CollectorKind?, rules: [RuleKind]) -> [NodeDraft] {
    if let kind, !kind.hasNodes {
        if let entry = host.entry("node") {
            host.findings.add(entry.place, .tellsOfOneHost(kind.word))
        }
        return []
    }
    var out: [NodeDraft] = []
    for (place, entries) in host.tables("node", header: "[[host.node]]", atMost: Most.nodes, beyond: .leaveThoseBeyond()) {
        let section = TableReader(entries, at: place, label: "[[host.node]]", allowed: ["name", "limits"], findings: host.findings)
        section.require("name", example: "name = \"a\"")
        let limits = readLimits(section, header: "[host.node.limits]", rules: rules, level: .node)
        guard let name = section.name("name", example: "a") else { continue }
        if let first = out.first(where: { $0.name == name }) {
            host.findings.add(section.place(of: "name"), .nodeIsThere(quoted(name), first.line))
        } else {
            out.append(NodeDraft(name: name, line: place.line, limits: limits))
        }
    }
    return out
}

/// What the collector declares: its secrets and options.
private struct Declared {
    let secrets: [String: SecretSource]
    let secretFiles: [PlacedSecret]
    let options: Options
}

private func readDeclared(_ section: TableReader, _ kind: CollectorKind, among kinds: [CollectorKind]) -> Declared {
    for name in Set(kinds.flatMap(\.secrets).map(\.name)).subtracting(kind.secrets.map(\.name)).sorted() {
        // One of the three lines is enough to say it.
        guard let entry = section.entries.first(where: { SecretDeclaration.keys(of: name).contains($0.key) }) else { continue }
        section.findings.add(entry.node.place, .takesNoSecret(kind.word, spoken(name)))
    }
    let (secrets, files) = readSecrets(section, kind)
    var options: [String: OptionValue] = [:]
    for option in kind.options {
        options[option.key] = section.value(of: option)
    }
    return Declared(secrets: secrets, secretFiles: files, options: Options(options))
}

/// A host without an area is in the one named like the site. Where no `[[area]]` is declared, hosts may name any.
private func readArea(_ section: TableReader, siteName: String, areas: [AreaDraft]) -> String {
    guard section.entry("area") != nil else { return siteName }
    guard let area = section.name("area", example: "Verwaltung") else { return siteName }
    if !areas.isEmpty, !areas.contains(where: { $0.name == area }) {
        let message = unknown(.unknownArea(quoted(area)), area, known: areas.map(\.name)) { .declaredAreas($0) }
        section.findings.addIfWhole(section.place(of: "area"), message)
    }
    return area
}

private func readEndpoint(_ section: TableReader, kind: CollectorKind?) -> String? {
    let example = kind?.endpoints.first
    if let kind, example == nil {
        if section.entry("endpoint") != nil {
            section.findings.add(section.place(of: "endpoint"), .takesNoEndpoint(kind.word))
        }
        return nil
    }
    if let example { section.require("endpoint", example: "endpoint = \"\(example)\"") }
    guard let endpoint = section.text("endpoint", example: example ?? "qemu:///system") else { return nil }
    if holdsPassword(endpoint) {
        section.findings.add(section.place(of: "endpoint"), .endpointHoldsPassword())
        return nil
    }
    return endpoint
}

/// The machine through which a host is reached.
private func readVia(_ section: TableReader, kind: CollectorKind?) -> SSHPlace? {
    guard section.entry("via") != nil else { return nil }
    if let kind, !kind.goesThroughSSH {
        section.findings.add(
            section.place(of: "via"), kind.insteadOfSSH.map { .takesNoViaInstead(kind.word, $0) } ?? .takesNoVia(kind.word))
        return nil
    }
    guard let text = section.text("via", example: "ssh://user@gw") else { return nil }
    if holdsPassword(text) {
        section.findings.add(section.place(of: "via"), .urlHoldsPassword())
        return nil
    }
    guard let place = SSHPlace(text) else {
        section.findings.add(section.place(of: "via"), .writeSSH(text))
        return nil
    }
    return place
}

/// `scheme://user:password@…` (RFC 3986, 3.2.1).
func holdsPassword(_ endpoint: String) -> Bool {
    let bytes = Array(endpoint.utf8)
    let mark = Array("://".utf8)
    guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: mark) }) else { return false }
    let authority = bytes[(start + mark.count)...].prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { return false }
    return authority[..<at].contains(UInt8(ascii: ":"))
}
