import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// A guest's QEMU is stopped, the connection's call hangs on it, and another connection takes over.
@Suite("libvirt: connections that are replaced", .serialized, .enabled(if: LibvirtLab.isPossible, "needs root, libvirtd, virsh and QEMU"))
struct ReplacedConnectionTests {
    /// What the readings told, all together.
    private struct Told {
        var crashes: [String] = []
        var stops: [String] = []
        var ends: [SessionEnd] = []
        var sessions: [Session] = []

        mutating func take(_ reading: Reading) {
            crashes += reading.crashes.map(\.name)
            stops += reading.events.map(\.text).filter { $0.contains("stopped") }
            ends += reading.ends
            sessions = reading.sessions
        }
    }

    @Test("what any of them heard is told once and in time, and a look is as old as its question")
    func replaced() async throws {
        let lab = try LibvirtLab()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await watch(lab)) } catch { outcome = .failure(error) }
        await lab.down()
        try outcome.get()
    }

    private func watch(_ lab: LibvirtLab) async throws {
        try await lab("up")
        try await dated(lab)
        let collector = try LibvirtCollector(
            target: Target(id: "hv", area: "a", collector: "libvirt", endpoint: try await lab("uri"), deadline: .seconds(5)),
            transports: noTransports)
        try await heardBefore(collector, lab)
        try await lab("start-guest", "files")
        try await heardMeanwhile(collector, lab)
        await collector.close()
    }

    private func polls(
        _ collector: LibvirtCollector, _ told: inout Told, until what: Comment, _ isDone: (Told) async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + .seconds(40)
        repeat {
            // What comes after it is worth knowing all the same.
            guard ContinuousClock.now < end else {
                Issue.record(what)
                return
            }
            if case .success(let reading) = await collector.result() { told.take(reading) }
        } while try await !isDone(told)
    }

    private func dated(_ lab: LibvirtLab) async throws {
        let options = ConnectionOptions(uri: try await lab("uri"), mayWrite: false, user: nil, password: nil)
        let line = LibvirtLine(options: options, deadline: .seconds(60), agents: GuestAgents(), pools: StoragePools(), events: EventQueue())
        _ = await line.look(asksMonitors: true, pause: nil)
        try await lab("freeze-guest", "desk-2")
        async let late = line.look(asksMonitors: true, pause: nil)
        var asked: ContinuousClock.Instant?
        try await eventually("the guests are asked") {
            asked = line.guestsSince
            return asked != nil
        }
        try await lab("thaw-guest", "desk-2")
        let sights = await late.sights.map(\.at)
        #expect(sights == [asked])
        await line.end()
    }

    /// The connection that hangs had heard it and begun to tell.
    private func heardBefore(_ collector: LibvirtCollector, _ lab: LibvirtLab) async throws {
        var told = Told()
        try await polls(collector, &told, until: "all guests") { _ in true }
        let client = try VNCClient(try await lab("vnc", "desk-1"))
        try await polls(collector, &told, until: "a console session") { !$0.sessions.isEmpty }
        client.close()
        try await lab("kill-guest", "files")
        try await eventually("libvirtd knows of the crash") { try await lab.virsh("domstate files").hasPrefix("shut") }
        try await lab("freeze-guest", "desk-2")
        try await polls(collector, &told, until: "the crash, while the call hangs") { !$0.crashes.isEmpty && !$0.ends.isEmpty }
        try await over(collector, &told, lab)
        #expect(told.ends.map(\.kind) == [.console] && told.sessions.isEmpty)
    }

    /// It happens before the other connection is open.
    private func heardMeanwhile(_ collector: LibvirtCollector, _ lab: LibvirtLab) async throws {
        var told = Told()
        try await polls(collector, &told, until: "all guests' numbers") { _ in
            let reading = try await collector.result().get()
            return reading.guests.count { reading.value(.guestMemoryUsed, $0.id) != nil } == 3
        }
        try await lab("freeze-guest", "desk-2")
        async let first = collector.result()
        try await lab("kill-guest", "files")
        if case .success(let reading) = await first { told.take(reading) }
        if told.crashes.isEmpty { try await polls(collector, &told, until: "the crash") { !$0.crashes.isEmpty } }
        try await over(collector, &told, lab)
    }

    /// The hanging connection comes back, and tells nothing a second time.
    private func over(_ collector: LibvirtCollector, _ told: inout Told, _ lab: LibvirtLab) async throws {
        try await lab("thaw-guest", "desk-2")
        try await polls(collector, &told, until: "the call's end") { _ in !collector.isLost }
        try await polls(collector, &told, until: "one more reading") { _ in true }
        #expect(told.crashes == ["files"] && told.stops == ["guest files stopped (failed)"])
    }
}
