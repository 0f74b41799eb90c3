import TOMLReading
import Telemetry

extension ExporterProfile {
    /// Reads a profile; what is wrong is in `findings`, and the profile is what could be read of it.
    /// - Parameter base: finds the profile that this one builds upon.
    static func read(
        _ bytes: [UInt8], name: String, isOwn: Bool, findings: Findings, base: (String) -> ExporterProfile?, bases: [String]
    ) -> ExporterProfile {
        let document = readDocument(bytes)
        for fault in document.faults { findings.add(fault.place, fault.message) }
        findings.isWhole = document.isWhole
        guard let root = document.root, case .table(let entries) = root.value else { return ExporterProfile(name: name) }
        let reader = ExporterProfileReader(
            TableReader(
                entries, at: root.place, label: "",
                allowed: [
                    "base", "serves", "up", "product", "version", "processors", "memory", "session_limit", "failed", "figures", "guest",
                    "session", "switches",
                ], findings: findings))
        var profile = ExporterProfile(name: name)
        profile.serves = reader.table.texts("serves", example: "[\"node_load1\"]") ?? []
        profile.up = reader.query("up")
        profile.product = reader.table.text("product", example: "Linux")
        profile.version = reader.source("version")
        profile.processors = reader.query("processors")
        profile.memory = reader.query("memory")
        profile.sessionLimit = reader.query("session_limit")
        profile.failed = reader.source("failed")
        profile.figures = reader.figures("figures", header: "[figures]", isOwn: isOwn)
        profile.guest = reader.guest(isOwn: isOwn)
        profile.session = reader.session()
        profile.switches = reader.switches()
        if let word = reader.table.word("base", among: bases), let base = base(word) { profile = profile.completed(by: base) }
        if profile.serves.isEmpty { profile.serves = profile.metrics }
        return profile
    }
}

/// Reads tables of a profile's file.
private struct ExporterProfileReader {
    let table: TableReader
    private static let mostFigures = 200

    init(_ table: TableReader) { self.table = table }

    private func placed<Value>(_ node: TOMLNode, _ key: String, _ read: (String) throws(QueryFault) -> Value) -> Value? {
        guard case .text(let text) = node.value else {
            table.findings.add(node.place, .valueWanted(key, node.kind, .wantedQuery(key)))
            return nil
        }
        do throws(QueryFault) { return try read(text) } catch {
            table.findings.add(node.place, .queryFaulty(key, error.at + 1, error.message))
            return nil
        }
    }

    private func query(of node: TOMLNode, _ key: String) -> SeriesQuery? {
        placed(node, key) { text throws(QueryFault) in try SeriesQueryParser.query(text) }
    }

    func query(_ key: String) -> SeriesQuery? { table.entry(key).flatMap { query(of: $0.node, key) } }

    /// One, or several of which the first that has a value counts.
    func queries(of node: TOMLNode, _ key: String) -> [SeriesQuery] {
        guard case .list(let items) = node.value else { return query(of: node, key).map { [$0] } ?? [] }
        return items.prefix(16).compactMap { query(of: $0, key) }
    }
    func queries(_ key: String) -> [SeriesQuery] { table.entry(key).map { queries(of: $0.node, key) } ?? [] }

    func selector(_ key: String) -> SeriesSelector? { selectors(key).first }
    func selectors(_ key: String) -> [SeriesSelector] {
        guard let node = table.entry(key)?.node else { return [] }
        var items = [node]
        if case .list(let list) = node.value { items = Array(list.prefix(16)) }
        return items.compactMap { placed($0, key) { text throws(QueryFault) in try SeriesQueryParser.selector(text) } }
    }

    /// `{ of = 'node_uname_info', label = "release" }`
    func source(_ key: String) -> LabelSource? {
        guard let (place, entries) = table.table(key, header: "\(key) = { of = 'node_uname_info', label = \"release\" }") else {
            return nil
        }
        let inner = ExporterProfileReader(
            TableReader(entries, at: place, label: "\(key) = { … }", allowed: ["of", "label"], findings: table.findings))
        inner.table.require("of", example: "of = 'node_uname_info'")
        inner.table.require("label", example: "label = \"release\"")
        guard let selector = inner.selector("of"), let label = inner.table.name("label", example: "release") else { return nil }
        return LabelSource(selector: selector, label: label)
    }

    /// `cpu = 'query'`, or `"queue.length" = { value = 'query', label = "Queue", unit = "" }` for a metric of its own.
    func figures(_ key: String, header: String, isOwn: Bool) -> [ProfileFigure] {
        guard let (_, entries) = table.table(key, header: header) else { return [] }
        var found: [ProfileFigure] = []
        figures(entries, before: "", depth: 0, isOwn: isOwn, into: &found)
        return found
    }

    /// A name with dots that has no quotes is tables within tables to TOML.
    private func figures(_ entries: [TOMLEntry], before: String, depth: Int, isOwn: Bool, into found: inout [ProfileFigure]) {
        for entry in entries {
            let id = before + entry.key
            if found.count >= Self.mostFigures {
                table.findings.add(entry.place, .tooManyFigures(Self.mostFigures))
                return
            }
            guard Metric.mayBeNamed(id) else {
                table.findings.add(entry.place, .noMetricName(quoted(id)))
                continue
            }
            guard case .table(let inner) = entry.node.value else {
                if let metric = Metric.standard(id) {
                    add(ProfileFigure(metric: metric, alternatives: queries(of: entry.node, id), isMissed: isOwn), entry, &found)
                } else {
                    let known = Metric.standard.map(\.id)
                    table.findings.add(
                        entry.place,
                        nearest(to: id, among: known).map { .didYouMean(.unknownFigure(quoted(id)), $0) } ?? .figureNeedsTable(id))
                }
                continue
            }
            if inner.contains(where: { $0.key == "value" }) || depth >= 3 {
                if let figure = ownFigure(id, entry, inner, isOwn: isOwn) { add(figure, entry, &found) }
            } else {
                figures(inner, before: id + ".", depth: depth + 1, isOwn: isOwn, into: &found)
            }
        }
    }

    private func ownFigure(_ id: String, _ entry: TOMLEntry, _ entries: [TOMLEntry], isOwn: Bool) -> ProfileFigure? {
        let inner = ExporterProfileReader(
            TableReader(
                entries, at: entry.place, label: "\"\(id)\"", allowed: ["value", "label", "unit", "counter"], findings: table.findings))
        inner.table.require("value", example: "value = 'sum(node_load1)'")
        let label = inner.table.name("label", example: "Load") ?? id
        let unit = inner.table.word("unit", among: Self.units.map(\.word) + [""]) ?? ""
        let isCounter = inner.table.flag("counter") ?? false
        let metric = Metric.standard(id) ?? Metric(id, label: label, unit: Self.unit(unit), kind: isCounter ? .counter : .gauge)
        return ProfileFigure(metric: metric, alternatives: inner.queries("value"), isMissed: isOwn)
    }

    private static let units: [(word: String, unit: Metric.Unit)] = [
        ("%", .percent), ("B", .bytes), ("B/s", .bytesPerSecond), ("ms", .milliseconds), ("s", Metric.Unit(symbol: "s")),
        ("°C", Metric.Unit(symbol: "°C")), ("W", Metric.Unit(symbol: "W")), ("/s", Metric.Unit(symbol: "/s")),
    ]
    private static func unit(_ word: String) -> Metric.Unit { units.first { $0.word == word }?.unit ?? .count }

    /// The store makes a rate of a counter: it must be a total that is given.
    private func add(_ figure: ProfileFigure, _ entry: TOMLEntry, _ found: inout [ProfileFigure]) {
        if figure.metric.kind == .counter, !figure.alternatives.allSatisfy(\.isTotal) {
            table.findings.add(entry.node.place, .figureIsTotal(figure.metric.id))
        } else if !figure.alternatives.isEmpty {
            found.append(figure)
        }
    }

    // MARK: Guests and sessions

    func guest(isOwn: Bool) -> GuestMapping? {
        guard let (place, entries) = table.table("guest", header: "[guest]") else { return nil }
        let inner = ExporterProfileReader(
            TableReader(
                entries, at: place, label: "[guest]",
                allowed: ["each", "key", "name", "state", "states", "processors", "memory", "memory_view", "figures"],
                findings: table.findings))
        inner.table.require("each", example: "each = 'libvirt_domain_info_virtual_cpus'")
        inner.table.require("key", example: "key = [\"uuid\"]")
        let each = inner.selectors("each")
        guard !each.isEmpty, let key = inner.table.texts("key", example: "[\"uuid\"]"), let first = key.first else { return nil }
        return GuestMapping(
            each: each, key: key, name: inner.table.name("name", example: "domain") ?? first, state: inner.query("state"),
            states: inner.states(), processors: inner.queries("processors"), memory: inner.queries("memory"),
            memoryView: inner.table.choice("memory_view", Guest.MemoryView.self) ?? .host,
            figures: inner.figures("figures", header: "[guest.figures]", isOwn: false))
    }

    private func states() -> [Int: Guest.State] {
        guard let (place, entries) = table.table("states", header: "states = { 1 = \"running\" }") else { return [:] }
        let inner = TableReader(entries, at: place, label: "states = { … }", allowed: entries.map(\.key), findings: table.findings)
        var states: [Int: Guest.State] = [:]
        for entry in entries {
            guard let number = Int(entry.key) else {
                table.findings.add(entry.place, .valueWanted(entry.key, .fileValue(quoted(entry.key)), .wantedWhole(0, 1000, nil)))
                continue
            }
            states[number] = inner.choice(entry.key, Guest.State.self)
        }
        return states
    }

    func switches() -> CollectorSwitches? {
        guard let (place, entries) = table.table("switches", header: "[switches]") else { return nil }
        let inner = ExporterProfileReader(
            TableReader(
                entries, at: place, label: "[switches]", allowed: ["sessions", "guests", "hypervisor"], findings: table.findings))
        return CollectorSwitches(
            sessions: inner.table.name("sessions", example: "terminal_services"), guests: inner.table.name("guests", example: "hyperv"),
            hypervisor: inner.query("hypervisor"))
    }

    func session() -> SessionMapping? {
        guard let (place, entries) = table.table("session", header: "[session]") else { return nil }
        let inner = ExporterProfileReader(
            TableReader(
                entries, at: place, label: "[session]", allowed: ["each", "while", "kind", "user", "address", "since", "id"],
                findings: table.findings))
        inner.table.require("each", example: "each = 'vpn_user_rx_bytes'")
        inner.table.require("user", example: "user = [\"username\"]")
        let user = inner.table.texts("user", example: "[\"username\"]")
        let presence = inner.table.choice("while", SessionMapping.Presence.self) ?? .there
        let kind = inner.table.choice("kind", Session.Kind.self) ?? .vpn
        guard let each = inner.selector("each"), let user else { return nil }
        return SessionMapping(
            each: each, presence: presence, kind: kind, user: user, address: inner.table.name("address", example: "remote_ip"),
            since: inner.table.name("since", example: "connection_time"), id: inner.table.texts("id", example: "[\"username\"]") ?? user)
    }
}

extension SeriesQuery {
    /// Whether all it takes of series are sums and single ones, added up: then it grows as they do.
    fileprivate var isTotal: Bool {
        switch self {
        case .number: true
        case .series(let use): !use.isRate && (use.aggregation == .sum || use.aggregation == .one)
        case .arithmetic(.plus, let a, let b): a.isTotal && b.isTotal
        case .arithmetic(.times, let a, .number(let factor)): a.isTotal && factor > 0
        case .arithmetic(.over, let a, .number(let divisor)): a.isTotal && divisor > 0
        case .arithmetic: false
        }
    }
}
