import Telemetry

/// An agent's network (IF-MIB, RFC 2863): the bytes of what is wired, together and by interface.
///
/// Loops, bridges, VLANs and tunnels carry the same bytes again, and a tunnel's name may be a person's: only what has a connector counts.
struct Interfaces: Sendable {
    static let kinds: OID = "1.3.6.1.2.1.2.2.1.3"
    static let received: OID = "1.3.6.1.2.1.31.1.1.1.6"
    static let sent: OID = "1.3.6.1.2.1.31.1.1.1.10"
    static let connectors: OID = "1.3.6.1.2.1.31.1.1.1.17"
    static let names: OID = "1.3.6.1.2.1.31.1.1.1.1"
    /// Of agents that have no counters of 64 bits.
    static let receivedShort: OID = "1.3.6.1.2.1.2.2.1.10"
    static let sentShort: OID = "1.3.6.1.2.1.2.2.1.16"
    static let long = [kinds, received, sent, connectors, names]
    static let short = [kinds, receivedShort, sentShort]
    /// Of IANAifType-MIB: Ethernet and its older and faster kinds, wireless.
    private static let wired: Set<Double> = [6, 62, 69, 71, 117]
    private static let mostShown = 64

    private var counters: [OID: [OID: Unwrapping]] = [:]
    private var totals = (received: DeviceTotals(), sent: DeviceTotals())

    /// - Parameter each: Whether every interface has a series of its own too.
    mutating func samples(of columns: [OID: [OID: SNMPValue]], isNew: Bool, each: Bool) -> [Sample] {
        let kinds = columns[Self.kinds] ?? [:]
        let connectors = columns[Self.connectors] ?? [:]
        let hasConnectors = connectors.values.contains { $0.number == 1 }
        func isWired(_ index: OID) -> Bool {
            if hasConnectors, connectors[index]?.number != 1 { return false }
            return kinds[index]?.number.map { Self.wired.contains($0) } ?? false
        }
        func bytes(_ long: OID, _ short: OID) -> [OID: Double] {
            let column = columns[long]?.isEmpty == false ? long : short
            let values = columns[column] ?? [:]
            var last = counters[column] ?? [:]
            last = last.filter { values[$0.key] != nil }
            var found: [OID: Double] = [:]
            for (index, value) in values where isWired(index) {
                found[index] = last[index, default: Unwrapping()].advance(to: value, isNew: isNew)
            }
            counters[column] = last
            return found
        }
        let received = bytes(Self.received, Self.receivedShort)
        let sent = bytes(Self.sent, Self.sentShort)
        var samples: [Sample] = []
        func byName(_ values: [OID: Double]) -> [String: Double] {
            Dictionary(uniqueKeysWithValues: values.map { ($0.key.description, $0.value) })
        }
        if let total = totals.received.advance(to: byName(received)) { samples.append(Sample(.netReceived, total)) }
        if let total = totals.sent.advance(to: byName(sent)) { samples.append(Sample(.netSent, total)) }
        guard each else { return samples }
        let names = columns[Self.names] ?? [:]
        let indices = Set(received.keys).union(sent.keys).sorted().prefix(Self.mostShown)
        let texts = indices.map { names[$0]?.text ?? "" }
        for (index, text) in zip(indices, texts) {
            // A name that is missing is none, and two of one name are two. What is called by a user (`<l2tp-anna>`) has no name here.
            let isOwn = !text.isEmpty && texts.count { $0 == text } == 1 && !text.contains { "<@".contains($0) }
            let entity = Entity(kind: "interface", id: isOwn ? text.harmless(atMost: 64) : "\(index)")
            if let bytes = received[index] { samples.append(Sample(.netReceived, of: entity, bytes)) }
            if let bytes = sent[index] { samples.append(Sample(.netSent, of: entity, bytes)) }
        }
        return samples
    }
}
