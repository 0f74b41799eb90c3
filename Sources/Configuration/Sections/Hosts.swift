import Telemetry

/// A host as far as it could be read.
struct HostDraft {
    /// Nil where the name is missing or wrong.
    let name: String?
    let area: String
    /// Nil where something in it is wrong.
    let host: Host?
    let limits: LimitsByRule
    let secretFile: PlacedSecret?
}

private let hostKeys = [
    "name", "area", "collector", "endpoint", "interval", "deadline", "sessions", "password_file", "password_env", "password_credential",
    "limits",
]

func readHosts(_ top: Section, siteName: String, areas: [AreaDraft], collectors: [CollectorKind], rules: [RuleKind]) -> [HostDraft] {
    var out: [HostDraft] = []
    var lines: [String: Int] = [:]
    for (place, entries) in top.tables("host") {
        let kind = collectorKind(entries, collectors)
        // Of an unknown collector any collector's option may be right.
        let options = (kind.map { [$0] } ?? collectors).flatMap { $0.options.map(\.key) }
        let section = Section(entries, at: place, label: "[[host]]", allowed: hostKeys + options, findings: top.findings)
        let draft = readHost(section, siteName: siteName, areas: areas, collectors: collectors, kind: kind, rules: rules)
        if let name = draft.name {
            if let first = lines[name] {
                top.findings.add(section.place(of: "name"), "the host \(quoted(name)) is there already, in line \(first)")
                continue
            }
            lines[name] = place.line
        }
        out.append(draft)
    }
    return out
}

private func collectorKind(_ entries: [Entry], _ collectors: [CollectorKind]) -> CollectorKind? {
    guard case .text(let word)? = entries.first(where: { $0.key == "collector" })?.node.value else { return nil }
    return collectors.first { $0.name == word }
}

private func readHost(
    _ section: Section, siteName: String, areas: [AreaDraft], collectors: [CollectorKind], kind: CollectorKind?, rules: [RuleKind]
) -> HostDraft {
    let before = section.findings.list.count
    section.require("name", example: "name = \"hv-1\"")
    section.require("collector", example: collectors.first.map { "collector = \"\($0.name)\"" } ?? "collector = \"local\"")
    let name = section.name("name", example: "hv-1")
    if let word = section.text("collector", example: collectors.first?.name ?? "local"), kind == nil {
        let text = unknown("collector", word, known: collectors.map(\.name), listedAs: "there are")
        section.findings.add(section.place(of: "collector"), text)
    }
    let area = readArea(section, siteName: siteName, areas: areas)
    let endpoint = readEndpoint(section, kind: kind)
    let interval = section.duration("interval", in: .seconds(1)...(.seconds(3600))) ?? .seconds(5)
    let deadline = section.duration("deadline", in: .seconds(1)...(.seconds(300))) ?? .seconds(5)
    let sessions = section.whole("sessions", in: 1...10_000_000)
    let secret = readSecret(section)
    if let kind, kind.endpointExample == nil,
        let key = ["password_file", "password_env", "password_credential"].first(where: { section.entry($0) != nil })
    {
        section.findings.add(section.place(of: key), "the collector \"\(kind.name)\" takes no password; leave the line out")
    }
    let options = readOptions(section, kind: kind)
    let limits = readLimits(section, header: "[host.limits]", rules: rules, level: .host)

    var host: Host?
    if section.findings.list.count == before, let name, let kind {
        let candidate = Host(
            id: name, area: area, collector: kind.name, endpoint: endpoint ?? "", interval: interval, deadline: deadline,
            sessionLimit: sessions, secret: secret, options: options)
        if let fault = kind.check(candidate) {
            section.findings.add(section.place(of: fault.key), fault.text)
        } else {
            host = candidate
        }
    }
    var secretFile: PlacedSecret?
    if case .file(let path)? = secret { secretFile = PlacedSecret(path: path, place: section.place(of: "password_file")) }
    return HostDraft(name: name, area: area, host: host, limits: limits, secretFile: secretFile)
}

/// A host without an area is in the one named like the site. Where no `[[area]]` is declared, hosts may name any.
private func readArea(_ section: Section, siteName: String, areas: [AreaDraft]) -> String {
    guard section.entry("area") != nil else { return siteName }
    guard let area = section.name("area", example: "Verwaltung") else { return siteName }
    if !areas.isEmpty, !areas.contains(where: { $0.name == area }) {
        let text = unknown("area", area, known: areas.map(\.name), listedAs: "declared with [[area]] are")
        section.findings.addIfWhole(section.place(of: "area"), text)
    }
    return area
}

private func readEndpoint(_ section: Section, kind: CollectorKind?) -> String? {
    // Several may be named; a message shows the first.
    let example = kind?.endpointExample.map { String($0.prefix { $0 != " " }) }
    if let kind, example == nil, section.entry("endpoint") != nil {
        section.findings.add(section.place(of: "endpoint"), "the collector \"\(kind.name)\" takes no endpoint; leave the line out")
        return nil
    }
    if let example { section.require("endpoint", example: "endpoint = \"\(example)\"") }
    guard let endpoint = section.text("endpoint", example: example ?? "qemu:///system") else { return nil }
    if holdsPassword(endpoint) {
        section.findings.add(
            section.place(of: "endpoint"), "the endpoint holds a password; take it out and write password_file = \"/…\" (mode 0600)")
        return nil
    }
    return endpoint
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

/// A collector's options are plain values; numbers and flags are handed on as the file writes them.
private func readOptions(_ section: Section, kind: CollectorKind?) -> [String: String] {
    var out: [String: String] = [:]
    for option in kind?.options ?? [] {
        guard let node = section.entry(option.key)?.node else { continue }
        switch node.value {
        case .whole(let number): out[option.key] = String(number)
        case .fraction(let number): out[option.key] = spelled(number)
        case .flag(let flag): out[option.key] = String(flag)
        default: out[option.key] = section.text(option.key, example: "…")
        }
    }
    return out
}
