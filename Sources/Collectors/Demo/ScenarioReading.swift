import Platform
public import TOMLReading
import Telemetry

extension DemoScenario {
    /// Reads a scenario; pure. Throws all that is wrong, each with its line.
    public init(_ text: String, file: String) throws(FileProblems) {
        let bytes = Array(text.utf8)
        let document = readDocument(bytes)
        let findings = Findings(file: file, isWhole: document.isWhole)
        for fault in document.faults { findings.add(fault.place, fault.message) }
        guard let root = document.root, case .table(let entries) = root.value else { throw FileProblems(findings.sorted) }
        let read = ScenarioReader(entries, at: root.place, findings: findings).read()
        guard findings.list.isEmpty, let read else { throw FileProblems(findings.sorted) }
        self = read
    }

    /// A file of at most 1 MiB; nil is the town that Warte brings.
    public static func load(_ path: String?) throws(FileProblems) -> DemoScenario {
        guard let path else { return try DemoScenario(standardText, file: "the built-in scenario") }
        let bytes: [UInt8]
        do throws(FileFault) { bytes = try readFile(path, longest: 1 << 20) } catch {
            throw FileProblems([FileProblem(file: path, line: 0, column: 0, error.message)])
        }
        return try DemoScenario(String(decoding: bytes, as: UTF8.self), file: path)
    }
}

private struct ScenarioReader {
    private let top: TableReader
    private static let mostHosts = 50
    private static let mostEvents = 200

    init(_ entries: [TOMLEntry], at place: SourcePlace, findings: Findings) {
        top = TableReader(
            entries, at: place, label: "",
            allowed: ["seed", "site", "day", "history", "arrive", "leave", "hypervisor", "gateway", "event"], findings: findings)
    }

    /// Nil where something is wrong, which was said.
    func read() -> DemoScenario? {
        let seed = top.whole("seed", in: 0...1_000_000_000) ?? 1
        let site = top.name("site", example: "Rathaus") ?? "Demo"
        if top.entry("day") == nil { top.findings.addIfWhole(top.place, .demoNeedsDay()) }
        let day = day(top.text("day", example: "2026-11-24"))
        let history = top.duration("history", in: .zero ... .seconds(366 * 86_400)) ?? .seconds(28 * 86_400)
        let arrive = time("arrive", of: top) ?? 8 * 3600
        let leave = time("leave", of: top) ?? 16 * 3600 + 1800
        if leave < arrive + 3600 { top.findings.add(top.place(of: "leave"), .demoLeavesEarly()) }
        var hosts: [DemoScenario.Machine] = []
        for (key, read) in [("hypervisor", hypervisor), ("gateway", gateway)]
            as [(String, ([TOMLEntry], SourcePlace) -> DemoScenario.Machine?)]
        {
            for (place, entries) in top.tables(key, atMost: Self.mostHosts, beyond: .leaveThoseBeyond()) {
                guard let host = read(entries, place) else { continue }
                if hosts.contains(where: { $0.name == host.name }) {
                    top.findings.add(place, .demoHostTwice(quoted(host.name)))
                } else {
                    hosts.append(host)
                }
            }
        }
        if hosts.isEmpty { top.findings.addIfWhole(top.place, .demoNeedsHost()) }
        var events: [DemoScenario.Incident] = []
        for (place, entries) in top.tables("event", atMost: Self.mostEvents, beyond: .leaveThoseBeyond()) {
            if let event = event(entries, place, among: hosts) { events.append(event) }
        }
        guard let day else { return nil }
        return DemoScenario(
            site: site, seed: seed, day: day, history: history, arrive: arrive, leave: leave, hosts: hosts, events: events)
    }

    private func day(_ text: String?) -> Int64? {
        guard let text else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) ?? -1 }
        // So late that the longest history lies behind 1970, where `DemoCounter` begins to count.
        if text.utf8.count == 10, parts.count == 3, (1972...9999).contains(parts[0]), (1...12).contains(parts[1]) {
            // Howard Hinnant, days_from_civil; which days a month has is seen on the way back.
            let (year, month) = (parts[1] > 2 ? parts[0] : parts[0] - 1, (parts[1] + 9) % 12)
            let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + parts[2] - 719_469
            let back = CivilDate(daysSince1970: days)
            if back.year == parts[0], Int64(back.month) == parts[1], Int64(back.day) == parts[2] { return days }
        }
        top.findings.add(top.place(of: "day"), .valueWanted("day", .fileValue(quoted(text)), .wantedDay()))
        return nil
    }

    private func time(_ key: String, of table: TableReader) -> Int64? {
        guard let text = table.text(key, example: "8:05") else { return nil }
        if let time = secondOfDay(text) { return Int64(time) }
        table.findings.add(table.place(of: key), .valueWanted(key, .fileValue(quoted(text)), .wantedTimeOfDay()))
        return nil
    }

    private static let shared = ["name", "area", "processors", "memory_gib", "sessions", "cpu", "memory"]

    private func hypervisor(_ entries: [TOMLEntry], _ place: SourcePlace) -> DemoScenario.Machine? {
        let table = TableReader(
            entries, at: place, label: "[[hypervisor]]", allowed: Self.shared + ["desktops", "servers", "agents", "wait"],
            findings: top.findings)
        if table.entry("desktops") == nil, table.entry("servers") == nil {
            table.require("desktops", example: "desktops = 22")
        }
        let desktops = table.whole("desktops", in: 1...500) ?? 0
        let servers = table.texts("servers", example: "[\"files\"]") ?? []
        let agents = table.whole("agents", in: 0...500) ?? 0
        return host(table, desktops: desktops, servers: servers, agents: agents, people: desktops)
    }

    private func gateway(_ entries: [TOMLEntry], _ place: SourcePlace) -> DemoScenario.Machine? {
        let table = TableReader(entries, at: place, label: "[[gateway]]", allowed: Self.shared + ["workers"], findings: top.findings)
        table.require("workers", example: "workers = 45")
        return host(table, desktops: 0, servers: [], agents: 0, people: table.whole("workers", in: 1...2000) ?? 0)
    }

    private func host(_ table: TableReader, desktops: Int, servers: [String], agents: Int, people: Int) -> DemoScenario.Machine? {
        table.require("name", example: "name = \"hv-1\"")
        let (processors, memory) = (table.whole("processors", in: 1...4096), table.number("memory_gib", in: 1...65_536, unit: nil))
        let name = table.name("name", example: "hv-1")
        let area = table.name("area", example: "Verwaltung")
        let limit = table.whole("sessions", in: 1...10_000_000)
        let (cpu, wait) = (percent("cpu", table) ?? 50, percent("wait", table) ?? 0)
        let used = percent("memory", table) ?? 50
        return name.map {
            DemoScenario.Machine(
                name: $0, area: area ?? "Demo", desktops: desktops, servers: servers, agents: agents, people: people, sessionLimit: limit,
                processors: processors ?? (desktops > 0 ? 32 : 4), memory: (memory ?? (desktops > 0 ? 256 : 8)) * 1_073_741_824,
                cpu: cpu, wait: wait, memoryUsed: used)
        }
    }

    private func percent(_ key: String, _ table: TableReader) -> Double? { table.number(key, in: 0...100, unit: nil) }

    private func event(_ entries: [TOMLEntry], _ place: SourcePlace, among hosts: [DemoScenario.Machine]) -> DemoScenario.Incident? {
        let table = TableReader(
            entries, at: place, label: "[[event]]", allowed: ["kind", "host", "at", "lasts", "wait", "people", "back"],
            findings: top.findings)
        table.require("kind", example: "kind = \"silence\"")
        table.require("host", example: "host = \"vpn-2\"")
        table.require("at", example: "at = \"10:30\"")
        table.require("lasts", example: "lasts = \"20m\"")
        let kind = table.choice("kind", DemoScenario.Incident.Kind.self)
        let at = time("at", of: table)
        let lasts = table.duration("lasts", in: .seconds(1) ... .seconds(86_400))
        // Which hosts it can happen to.
        let possible = hosts.filter { kind == nil || kind == .silence || $0.isGateway == (kind == .timeouts) }
        let name = table.name("host", example: "vpn-2")
        if let name, !possible.contains(where: { $0.name == name }) {
            let message = unknown(.unknownHost(quoted(name)), name, known: possible.map(\.name)) { .thereAre($0) }
            table.findings.addIfWhole(table.place(of: "host"), message)
        }
        let wait = percent("wait", table) ?? 10
        let people = table.whole("people", in: 1...2000) ?? 5
        let back = table.duration("back", in: .seconds(1) ... .seconds(86_400)) ?? .seconds(300)
        guard let kind, let name, let at, let lasts else { return nil }
        return DemoScenario.Incident(
            kind: kind, host: name, at: at, lasts: lasts.components.seconds, wait: wait, people: people, back: back.components.seconds)
    }
}
