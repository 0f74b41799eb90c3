import TOMLReading
import Telemetry

@testable import Collectors

/// net-snmp takes the datagrams apart; ours is what comes after, and the profiles.
let snmpTargets = [
    FuzzTarget(name: "snmp", read: agent),
    FuzzTarget(name: "snmp-profile", cases: ("CollectorsTests/cases/snmp-profiles", ".toml"), read: profile),
    FuzzTarget(name: "snmp-expression", read: expression),
]

/// An agent that says what the lines say, through two polls.
@Sendable private func agent(_ bytes: [UInt8]) async -> String? {
    let agent = ScriptedAgent(AgentRecording.read(bytes))
    guard var reader = try? await AgentReader(agent, network: .each) else { return nil }
    for second in 0..<2 {
        guard let reading = try? await reader.poll(at: Moment(seconds: 1_795_786_239 + Int64(second) * 10)), let figures = reading.only
        else { continue }
        for sample in figures.samples where !sample.value.isFinite || sample.value < 0 { return "\(sample.metric.id) \(sample.value)" }
        let inventory = figures.inventory
        let sessions = figures.sessions.flatMap { [$0.user, $0.address] }
        let names = [inventory.product, inventory.version] + figures.samples.map(\.entity.id) + sessions
        if let complaint = complaint(of: names + reading.ends.map(\.evidence), atMost: 512) { return complaint }
    }
    return agent.requests.count < 3 * AgentWalk.mostRequests ? nil : "\(agent.requests.count) questions"
}

@Sendable private func profile(_ bytes: [UInt8]) async -> String? {
    let (profile, problems) = readProfile(bytes, file: "own.toml")
    if profile == nil, problems.isEmpty { return "neither a profile nor a problem" }
    return complaint(of: problems.map(\.description), atMost: 4096)
}

private let found = ProfileValues(
    values: ["a": .integer(6), "list": .text(Array("12,34, 56".utf8)), "name": .text([0xFF])],
    columns: ["n": [OID([1]): .natural(10), OID([2]): .counter64(.max)], "kind": [OID([1]): .text([0x1B])], "empty": [:]])

@Sendable private func expression(_ bytes: [UInt8]) async -> String? {
    do throws(ProfileExpressionReader.Fault) {
        let result = try ProfileExpressionReader.read(String(decoding: bytes, as: UTF8.self)).result(of: found)
        guard let result, !result.isFinite else { return nil }
        return "\(result)"
    } catch { return error.at < 0 || error.at > bytes.count ? "letter \(error.at) of \(bytes.count)" : nil }
}
