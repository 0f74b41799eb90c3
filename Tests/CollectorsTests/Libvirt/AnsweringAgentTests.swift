import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Guests whose agents libvirt can ask, through a real libvirtd and QEMU: what they say is what virsh prints of it.
@Suite("libvirt: guest agents that answer", .serialized, .enabled(if: LibvirtLab.isPossible, "needs root, libvirtd, virsh and QEMU"))
struct AnsweringAgentTests {
    @Test("users, operating system and file systems; one that says nothing; a guest that ends")
    func agents() async throws {
        try await LibvirtLab.running(ask)
    }

    private func ask(_ lab: LibvirtLab) async throws {
        try await lab("add-agent")
        try await lab("add-agent", "mute")
        let collector = try LibvirtLab.collector(at: try await lab("uri"), deadline: .seconds(20), options: ["access": "write"])
        let reader = try await lab.reader()
        func reading(_ what: String, where isRight: (Reading) -> Bool) async throws -> Reading {
            var found: Reading?
            try await eventually(what, within: .seconds(180)) {
                if let reading = try? await collector.result().get(), isRight(reading) { found = reading }
                if found == nil { try await Task.sleep(for: .milliseconds(50)) }
                return found != nil
            }
            return try #require(found)
        }
        func rds(_ reading: Reading) -> Guest? { reading.guests.first { $0.name == "rds" } }

        // libvirt connects with an agent when its guest has opened the port; one that was asked before is asked again when it comes up.
        let found = try await reading("the agent of rds") { rds($0)?.facts.system != nil && !$0.sessions.isEmpty }
        let guest = try #require(rds(found))
        var said: [String: String] = [:]
        for line in try await lab.virsh("guestinfo rds").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1).map { String($0).trimmed }
            if parts.count == 2 { said[String(parts[0])] = String(parts[1]) }
        }
        #expect(said["os.pretty-name"] == "Warte Lab 12", "\(said)")
        #expect(guest.facts.system == GuestSystem(name: "Warte Lab 12", version: "12", kernel: "6.1.0-lab"))
        let systems = try (0..<2).map { number in
            func field(_ name: String) throws -> String { try #require(said["fs.\(number).\(name)"]) }
            return GuestFileSystem(
                mountPoint: MountPath.pieces(try field("mountpoint")), type: try field("fstype"),
                size: Double(try field("total-bytes")), used: Double(try field("used-bytes")))
        }
        #expect(Set(guest.facts.fileSystems) == Set(systems), "\(guest.facts.fileSystems)")
        #expect(Set(found.sessions.map(\.user)) == ["anna.lab", "LAB\\ben.lab"] && found.sessions.allSatisfy { $0.kind == .desktop })
        #expect(found.sessions.map(\.since?.milliseconds).contains(1_795_780_000_250))

        // The one that says nothing is a guest like any other.
        let mute = try #require(found.guests.first { $0.name == "mute" })
        #expect(mute.state == .running && mute.facts.system == nil && mute.facts.fileSystems.isEmpty)

        // Nothing of it without the right to write.
        var plain = Reading(HostFigures())
        try await eventually("an answer through the socket for reading", within: .seconds(60)) {
            plain = (try? await reader.result().get()) ?? plain
            return plain.guests.count == 5
        }
        #expect(plain.guests.allSatisfy { $0.facts.system == nil && $0.facts.fileSystems.isEmpty } && plain.sessions.isEmpty)

        _ = try await lab.virsh("destroy rds")
        let ended = try await reading("the ends of those who were in it") { !$0.ends.isEmpty }
        #expect(Set(ended.ends.map(\.user)) == ["anna.lab", "LAB\\ben.lab"] && ended.ends.allSatisfy { $0.cause == .admin })
        #expect(rds(ended)?.facts.system == nil && ended.sessions.isEmpty)
        for one in [collector, reader] { await one.close() }
    }
}
