import Collecting
import Glibc
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Collectors
@testable import FuzzTargets

/// Recordings through the whole collector: socket, library, profile. What comes is what the recording says.
@Suite(
    .serialized, .enabled(if: Recordings.areThere, Comment(rawValue: Recordings.comment)),
    .enabled(if: SimulatedAgents.missing == nil, Comment(rawValue: SimulatedAgents.missing ?? "")))
struct SimulatedAgentTests {
    static let names = AgentRecordingTests.known.filter { $0.key.hasSuffix(".snmprec") && !$0.value.isNameAlone }.map(\.key).sorted()

    static func collector(_ agents: SimulatedAgents, _ name: String, version: String = "2c") throws -> SNMPCollector {
        try agents.folder.write(name + "\n", to: "community-" + name, mode: 0o600)
        try agents.folder.write("marked-password\n", to: "password", mode: 0o600)
        let options: Options =
            version == "3"
            ? ["version": "3", "user": "simu", "authentication": "SHA", "context": .text(name), "timeout": .duration(.seconds(5))]
            : ["version": .text(version), "timeout": .duration(.seconds(5))]
        // It signs; to encrypt it would need a library more.
        let secrets = version == "3" ? ["password": "password"] : ["community": "community-" + name]
        return try SNMPCollector(
            target: Target(
                id: name, area: "Site", collector: "snmp", endpoint: agents.address, interval: .seconds(1), deadline: .seconds(60),
                secrets: secrets.mapValues { .file(agents.folder.file($0)) }, options: options), transports: .system)
    }

    /// It reads all files before it listens.
    static func reading(_ collector: SNMPCollector) async throws -> Reading {
        var last: (any Error)?
        let deadline = Deadline(after: .seconds(90))
        while !deadline.isPast {
            do { return try await collector.collect(at: Moment(seconds: 1_795_786_239)) } catch { last = error }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw last ?? TimedOut("an answer", after: .seconds(90))
    }

    @Test func everyRecordingIsTheSameThroughASocket() async throws {
        let agents = try SimulatedAgents(
            Dictionary(
                uniqueKeysWithValues: try Self.names.map { ($0.replacing(".snmprec", with: ""), try Recordings.bytes("snmp/" + $0)) }))
        for name in Self.names {
            let collector = try Self.collector(agents, name.replacing(".snmprec", with: ""))
            let reading = try await Self.reading(collector)
            await collector.close()
            var reader = try await AgentReader(ScriptedAgent(AgentRecording.read(try Recordings.bytes("snmp/" + name))))
            let expected = try await reader.poll(at: Moment(seconds: 1_795_786_239))
            #expect(reading.only?.samples == expected.only?.samples, "\(name)")
            #expect(reading.only?.inventory == expected.only?.inventory, "\(name)")
        }
        // By the context of version 3, and with the old version, which has no counters of 64 bits.
        let three = try Self.collector(agents, "zywall_usg40w", version: "3")
        #expect(try await Self.reading(three).number("cpu") == 90)
        await three.close()
        let one = try Self.collector(agents, "pulse", version: "1")
        #expect(try await Self.reading(one).number("memory") == 76)
        await one.close()
    }
}
