import TOMLReading
import Telemetry

/// Reads a profile's file. Nil where it cannot be used; what is wrong stands in the problems, each with its line.
func readProfile(_ bytes: [UInt8], file: String) -> (profile: Profile?, problems: [FileProblem]) {
    let document = readDocument(bytes)
    let findings = Findings(file: file, isWhole: document.isWhole)
    for fault in document.faults { findings.add(fault.place, fault.message) }
    guard let root = document.root, case .table(let entries) = root.value else { return (nil, findings.sorted) }
    let profile = AgentProfileReader(entries, at: root.place, findings: findings).profile()
    return (findings.list.isEmpty ? profile : nil, findings.sorted)
}

private struct AgentProfileReader {
    static let mostNames = 200
    static let mostFigures = 100
    private let top: TableReader
    private let findings: Findings

    init(_ entries: [TOMLEntry], at place: SourcePlace, findings: Findings) {
        top = TableReader(
            entries, at: place, label: "",
            allowed: ["name", "title", "object_ids", "described", "generic", "version", "values", "columns", "figure", "sessions"],
            secrets: ["community", "password", "privacy_password"], findings: findings)
        self.findings = findings
    }

    func profile() -> Profile {
        for (key, example) in [("name", "name = \"my-gateway\""), ("title", "title = \"My gateway\"")] where top.entry(key) == nil {
            findings.addIfWhole(top.place, .snmpProfileNeeds(key, example))
        }
        // What is missing is told of by now; the rest is looked at all the same.
        var profile = Profile(
            name: top.name("name", example: "my-gateway") ?? "", title: top.name("title", example: "My gateway") ?? "")
        profile.objectIDs = (top.texts("object_ids", example: "[\"1.3.6.1.4.1.9.1\"]") ?? []).compactMap { oid($0, key: "object_ids") }
        profile.described = top.texts("described", example: "[\"Gateway\"]") ?? []
        if profile.objectIDs.isEmpty, profile.described.isEmpty { findings.addIfWhole(top.place, .snmpProfileFitsNobody()) }
        if let words = top.texts("generic", example: "[\"network\"]") {
            profile.generic = Set(words.compactMap(generic))
        }
        profile.values = names("values", example: "cpu = \"1.3.6.1.4.1.12356.101.4.1.3.0\"")
        profile.columns = names("columns", example: "core = \"1.3.6.1.4.1.12356.101.4.4.2.1.2\"")
        for name in profile.values.keys where profile.columns[name] != nil {
            findings.add(top.place(of: "columns"), .snmpNameIsThere(name))
        }
        profile.version = top.text("version", example: "version")
        if let version = profile.version, profile.values[version] == nil {
            findings.add(top.place(of: "version"), unknownName(version, among: Array(profile.values.keys)))
        }
        let figures = top.tables("figure", atMost: Self.mostFigures, beyond: .leaveThoseThatAreOver())
        profile.figures = figures.compactMap { figure($0.entries, at: $0.place, profile) }
        if let table = top.table("sessions", header: "[sessions]") {
            profile.sessions = sessions(table.entries, at: table.place, profile)
        }
        return profile
    }

    private func oid(_ text: String, key: String) -> OID? {
        if let oid = OID(text) { return oid }
        findings.add(top.place(of: key), .snmpNoOID(text))
        return nil
    }

    private func generic(_ word: String) -> Profile.Generic? {
        if let generic = Profile.Generic(rawValue: word) { return generic }
        let known = Profile.Generic.allCases.map(\.rawValue)
        findings.add(top.place(of: "generic"), unknown(.unknownValue(quoted(word)), word, known: known) { .keyCanBe("generic", $0) })
        return nil
    }

    /// A table of names with an OID each.
    private func names(_ key: String, example: String) -> [String: OID] {
        guard let table = top.table(key, header: "[\(key)]") else { return [:] }
        if table.entries.count > Self.mostNames {
            findings.add(table.place, .tooManyTables(table.entries.count, key, Self.mostNames, .leaveThoseThatAreOver()))
        }
        let reader = TableReader(table.entries, at: table.place, label: "[\(key)]", allowed: table.entries.map(\.key), findings: findings)
        var found: [String: OID] = [:]
        for entry in table.entries.prefix(Self.mostNames) {
            guard let text = reader.text(entry.key, example: "1.3.6.1.4.1.…") else { continue }
            guard let oid = OID(text) else {
                findings.add(entry.node.place, .snmpNoOID(text))
                continue
            }
            if !isName(entry.key) { findings.add(entry.place, .snmpNoName(entry.key)) }
            found[entry.key] = oid
        }
        return found
    }

    /// What an expression can spell.
    private func isName(_ name: String) -> Bool {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        func isLetter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
        }
        return name.utf8.first.map { isLetter($0) } == true && name.utf8.allSatisfy { isLetter($0) || digits.contains($0) }
            && ProfileExpression.Reduction(rawValue: name) == nil && !["part", "where", "and", "contains"].contains(name)
    }

    private func figure(_ entries: [TOMLEntry], at place: SourcePlace, _ profile: Profile) -> Profile.Figure? {
        let reader = TableReader(
            entries, at: place, label: "[[figure]]", allowed: ["metric", "is", "label", "unit", "counts"], findings: findings)
        reader.require("metric", example: "metric = \"sessions\"")
        reader.require("is", example: "is = \"sum(users)\"")
        let subject = reader.name("metric", example: "sessions").flatMap { self.subject($0, reader) }
        let expression = reader.text("is", example: "sum(users)").flatMap { self.expression($0, key: "is", reader, profile) }
        guard let subject, let expression else { return nil }
        return Profile.Figure(subject: subject, expression: expression)
    }

    private func subject(_ word: String, _ reader: TableReader) -> Profile.Figure.Subject? {
        let label = reader.name("label", example: "Firewall sessions")
        let unit = reader.text("unit", example: "%", longest: 16)
        let counts = reader.flag("counts")
        let standard: Profile.Figure.Subject? =
            switch word {
            case "sessions.limit": .sessionLimit
            case "processors": .processors
            // A name of one's own for long, which had to have a label: with one it still is.
            case "load": label == nil && unit == nil && counts == nil ? .metric(.load) : nil
            default: Metric.standard(word).map { .metric($0) }
            }
        if let standard {
            for key in ["label", "unit", "counts"] where reader.entry(key) != nil {
                findings.add(reader.place(of: key), .snmpMetricIsKnown(word))
            }
            return standard
        }
        guard Metric.mayBeNamed(word) else {
            findings.add(reader.place(of: "metric"), .noMetricName(quoted(word)))
            return nil
        }
        guard let label else {
            // A word that is nearly one of ours was meant so.
            let known = Metric.standard.map(\.id) + ["sessions.limit", "processors", "load"]
            findings.addIfWhole(
                reader.place(of: "metric"),
                nearest(to: word, among: known).map { .didYouMean(.unknownValue(quoted(word)), $0) } ?? .snmpMetricNeedsLabel(word))
            return nil
        }
        let symbols = ["%": Metric.Unit.percent, "B": .bytes, "B/s": .bytesPerSecond, "ms": .milliseconds]
        let measured = unit.map { symbols[$0] ?? Metric.Unit(symbol: $0) } ?? .count
        return .metric(Metric("snmp." + word, label: label, unit: measured, kind: counts == true ? .counter : .gauge))
    }

    private func expression(_ text: String, key: String, _ reader: TableReader, _ profile: Profile) -> ProfileExpression? {
        do throws(ProfileExpressionReader.Fault) {
            let expression = try ProfileExpressionReader.read(text)
            let all = Array(profile.values.keys) + Array(profile.columns.keys)
            for name in expression.names.sorted() where !all.contains(name) {
                findings.add(reader.place(of: key), unknownName(name, among: all))
            }
            for name in expression.columnsTakenForValues(profile) { findings.add(reader.place(of: key), .snmpColumnNeedsFunction(name)) }
            return expression
        } catch {
            let place = reader.place(of: key)
            // Behind the opening quote.
            findings.add(SourcePlace(line: place.line, column: place.column + 1 + error.at), error.message)
            return nil
        }
    }

    private func unknownName(_ name: String, among known: [String]) -> Message {
        unknown(.snmpUnknownName(name), name, known: known.sorted()) { .thereAre($0) }
    }

    private func sessions(_ entries: [TOMLEntry], at place: SourcePlace, _ profile: Profile) -> Profile.SessionTable? {
        let reader = TableReader(
            entries, at: place, label: "[sessions]", allowed: ["kind", "user", "address", "seconds", "where"], findings: findings)
        reader.require("user", example: "user = \"name\"")
        func column(_ key: String) -> String? {
            guard let name = reader.text(key, example: "name") else { return nil }
            if profile.columns[name] == nil {
                findings.add(reader.place(of: key), unknownName(name, among: Array(profile.columns.keys)))
            }
            return name
        }
        let isInIndex = reader.entry("user").map { if case .text("index") = $0.node.value { true } else { false } } ?? false
        let kind =
            reader.word("kind", among: [Session.Kind.vpn, .desktop, .login].map(\.rawValue)).flatMap { Session.Kind(rawValue: $0) } ?? .vpn
        var conditions: [ProfileExpression.Condition] = []
        if let text = reader.text("where", example: "state = 2"),
            case .reduction(_, _, let found)? = expression(
                "count(\(profile.columns.keys.first ?? "none") where \(text))", key: "where", reader, profile)
        {
            conditions = found
        }
        let user = isInIndex ? nil : column("user")
        let address = column("address")
        let seconds = column("seconds")
        if isInIndex, address == nil, seconds == nil { findings.addIfWhole(place, .snmpSessionsNeedColumn()) }
        return Profile.SessionTable(kind: kind, user: user, address: address, seconds: seconds, conditions: conditions)
    }
}

extension ProfileExpression {
    /// A whole column where one number is wanted.
    fileprivate func columnsTakenForValues(_ profile: Profile) -> [String] {
        switch self {
        case .value(let name), .part(let name, _): profile.columns[name] == nil ? [] : [name]
        case .operation(_, let left, let right): left.columnsTakenForValues(profile) + right.columnsTakenForValues(profile)
        case .number, .reduction: []
        }
    }
}
