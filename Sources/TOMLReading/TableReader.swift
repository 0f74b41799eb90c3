package import Telemetry

/// One table of the file while it is read: every getter answers nil where the key is missing or wrong, and has said so.
package struct TableReader {
    /// As the file writes it: `[[host]]`; empty for the file itself.
    package let label: String
    package let place: SourcePlace
    package let entries: [TOMLEntry]
    package let findings: Findings

    /// Complains of every key that is not `allowed`, but for those that are `refused` in other words elsewhere.
    /// - Parameter secrets: Names of secrets that the table says the place of.
    package init(
        _ entries: [TOMLEntry], at place: SourcePlace, label: String, allowed: [String], refused: [String] = [],
        secrets: [String] = ["password"],
        findings: Findings
    ) {
        self.label = label
        self.place = place
        self.entries = entries
        self.findings = findings
        for entry in entries where !allowed.contains(entry.key) && !refused.contains(entry.key) {
            let word = entry.key.lowercased()
            let saysSecret = ["pass", "secret", "token"].contains { !word.ranges(of: $0).isEmpty }
            // What is nearly a key that says where one is was meant so.
            let isSecret = secrets.contains(word) || saysSecret && nearest(to: word, among: allowed) == nil
            findings.add(entry.place, isSecret ? secretAdvice(meantSecret(word, among: secrets)) : unknownKey(entry.key, allowed))
        }
    }

    /// `priv_pass` is the privacy password, `passphrase` the password: by how they begin.
    private func meantSecret(_ word: String, among secrets: [String]) -> String? {
        func shared(_ secret: String) -> Int { zip(secret.utf8, word.utf8).prefix { $0 == $1 }.count }
        if let best = secrets.max(by: { shared($0) < shared($1) }), shared(best) >= 4 { return best }
        return secrets.contains("password") ? "password" : secrets.first
    }

    private func secretAdvice(_ name: String?) -> Message {
        name.map { Message.secretIsElsewhere($0) } ?? .secretLeftOut()
    }
    private func unknownKey(_ key: String, _ allowed: [String]) -> Message {
        unknown(.unknownKey(quoted(key)), key, known: allowed) { label.isEmpty ? .topTakes($0) : .tableTakes(label, $0) }
    }

    package func entry(_ key: String) -> TOMLEntry? { entries.first { $0.key == key } }
    /// Where to point for a key: at its value, or at the header where it is missing.
    package func place(of key: String) -> SourcePlace { entry(key)?.node.place ?? place }

    package func value<T>(_ key: String, wanted: Message, _ read: (TOMLNode.Value) -> T?) -> T? {
        guard let node = entry(key)?.node else { return nil }
        if let value = read(node.value) { return value }
        findings.add(node.place, .valueWanted(key, node.kind, wanted))
        return nil
    }

    /// Says that a key is missing, if it is; `example` is a line that could stand there.
    package func require(_ key: String, example: String) {
        if entry(key) == nil { findings.addIfWhole(place, .needsKey(label, key, example)) }
    }

    /// The table under a key; `header` is how it is written, such as `[limits]`.
    package func table(_ key: String, header: String) -> (place: SourcePlace, entries: [TOMLEntry])? {
        guard let node = entry(key)?.node else { return nil }
        switch node.value {
        case .table(let entries): return (node.place, entries)
        case .list(let items) where items.contains(where: { if case .table = $0.value { true } else { false } }):
            findings.add(node.place, .isListOfTables(key, header))
        default: findings.add(node.place, .valueWanted(key, node.kind, .wantedTable(header)))
        }
        return nil
    }

    /// The tables of `[[key]]`; `header` is how it is written where that is not at the top. Of more than `most` the rest is not looked at.
    /// - Parameter advice: what to do about those beyond.
    package func tables(_ key: String, header: String? = nil, atMost most: Int, beyond advice: Message) -> [(
        place: SourcePlace, entries: [TOMLEntry]
    )] {
        guard let node = entry(key)?.node else { return [] }
        let header = header ?? "[[\(key)]]"
        switch node.value {
        case .list(let items):
            if items.count > most {
                findings.add(items[most].place, .tooManyTables(items.count, header, most, advice))
                // What others name may stand there.
                findings.isWhole = false
            }
            return items.prefix(most).compactMap { item in
                if case .table(let entries) = item.value { return (item.place, entries) }
                findings.add(item.place, .holdsNoTable(key, item.kind, header))
                return nil
            }
        case .table(let entries):
            findings.add(node.place, .isNoListOfTables(key, .foundSingleTable(), header))
            return [(node.place, entries)]
        default:
            findings.add(node.place, .isNoListOfTables(key, node.kind, header))
            return []
        }
    }
}
