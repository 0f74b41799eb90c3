import Telemetry

/// The keys that `[[host]]` takes with one collector; with an unknown one, those of any collector may be right.
struct HostKeys {
    /// In the order in which messages list them.
    let taken: [String]
    /// Those that another collector takes and that are told in words of their own: the endpoint, the way, secrets and nodes.
    let refused: [String]
    /// Names of secrets, whose values must not stand in the file.
    let secrets: [String]

    init(of kind: CollectorKind?, among all: [CollectorKind]) {
        let kinds = kind.map { [$0] } ?? all
        let endpoint = kind?.endpoints.isEmpty ?? false ? ["endpoint"] : []
        let keys = kinds.flatMap(\.secrets).flatMap(\.keys)
        var first = ["name", "area", "collector"]
        if endpoint.isEmpty { first.append("endpoint") }
        if kinds.contains(where: \.goesThroughSSH) { first.append("via") }
        first += ["interval", "deadline", "sessions"]
        let nodes = kinds.contains(where: \.hasNodes) ? ["node"] : []
        let listed = first + keys + ["limits"] + nodes + kinds.flatMap(\.options).map(\.key)
        // Of several collectors a key may come several times.
        taken = listed.indices.filter { !listed[..<$0].contains(listed[$0]) }.map { listed[$0] }
        refused = (endpoint + ["node", "via"] + all.flatMap(\.secrets).flatMap(\.keys)).filter { [taken] in !taken.contains($0) }
        secrets = kinds.flatMap(\.secrets).map(\.name)
    }
}
