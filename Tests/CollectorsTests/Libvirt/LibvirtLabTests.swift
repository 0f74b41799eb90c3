import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Against a real libvirtd with real QEMU guests, which it starts and ends itself.
@Suite("libvirt: a real libvirtd", .serialized, .enabled(if: LibvirtLab.isPossible, "needs root, libvirtd, virsh and QEMU"))
struct LibvirtLabTests {
    /// Polls until `found` answers something; the poll that did is answered too.
    func poll<Found>(
        _ collector: LibvirtCollector, within seconds: Int = 30, _ what: String, _ found: (Result<Reading, CollectFailure>) throws -> Found?
    ) async throws -> Found {
        let deadline = ContinuousClock.now + .seconds(seconds)
        var last = ""
        while ContinuousClock.now < deadline {
            let result = await collector.result()
            if let found = try found(result) { return found }
            last = "\(result)"
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("waited \(seconds) s for \(what); last: \(last)")
        throw CancellationError()
    }

    @Test("numbers, consoles, crashes, and a libvirtd that dies, freezes and returns")
    func life() async throws {
        try await LibvirtLab.running(live)
    }

    func live(_ lab: LibvirtLab) async throws {
        _ = try await lab.virsh("autostart desk-2")
        func collector(_ uri: String, deadline: Duration = .seconds(5), access: String = "read") throws -> LibvirtCollector {
            try LibvirtLab.collector(at: uri, deadline: deadline, options: ["access": .text(access)])
        }
        let uri = try await lab("uri")
        let collector1 = try collector(uri)
        try await agreesWithVirsh(collector1, lab)
        try await console(collector1, lab)
        try await crash(collector1, lab)
        try await hungGuest(lab) { try collector(uri, deadline: .seconds(3)) }
        try await restart(collector1, lab)
        await collector1.close()
        try await freeze(lab) { try collector(uri, deadline: .seconds(3)) }
        // The agent is not there in these guests: no failure.
        let writer = try collector(uri, access: "write")
        #expect(try await writer.collect(at: Moment(seconds: 1)).guests.count == 3)
        await writer.close()
        let reader = try collector(try await lab("uri-ro"), access: "write")
        let gaps = try await reader.result().get().gaps
        #expect(gaps.contains { $0.reason == .libvirtReadOnly() }, "\(gaps)")
        await reader.close()
    }

    func agreesWithVirsh(_ collector: LibvirtCollector, _ lab: LibvirtLab) async throws {
        let first = try await poll(collector, "three running guests") { result -> Reading? in
            guard case .success(let reading) = result else { return nil }
            return reading.value(.guestsRunning) == 3 ? reading : nil
        }
        #expect(first.value(.cpu) != nil, "the first poll has rates already")
        #expect(Set(first.guests.map(\.name)) == ["desk-1", "desk-2", "files"])
        #expect(first.about.hasPrefix("qemu · libvirt ") && first.about.hasSuffix(" GiB · 3 of 3 guests run"), "\(first.about)")
        let hard = try #require(first.guests.first { $0.name == "desk-1" })
        let idle = try #require(first.guests.first { $0.name == "desk-2" })
        let uuid = try await lab.virsh("domuuid desk-1")
        #expect(hard.id == uuid)
        #expect(hard.vCPUs == 1 && hard.memoryMaximum == 32 * 1_048_576 && hard.memoryView == .host)

        // The guests' firmware is busy for some seconds of its own; then one works and one does not.
        _ = try await poll(collector, within: 60, "desk-1 to work and desk-2 to rest") { result -> Bool? in
            guard case .success(let reading) = result, let busy = reading.value(.guestCPU, hard.id),
                let resting = reading.value(.guestCPU, idle.id)
            else { return nil }
            return busy > 10 && resting < 8 ? true : nil
        }

        let (reading, after) = try await agreesOnTime(collector, lab, hard.id)

        let memory = try await lab.numbers("nodememstats")
        let total = try #require(memory["total"])
        let available = (memory["free"] ?? 0) + (memory["buffers"] ?? 0) + (memory["cached"] ?? 0)
        #expect(reading.value(.memoryTotal) == total * 1024)
        expectClose(reading.value(.memory), (1 - available / total) * 100, within: 4, "host memory %")
        let rss = try #require(after["balloon.rss"]) * 1024
        expectClose(reading.value(.guestMemoryUsed, hard.id), rss, within: rss / 4, "guest memory")
        #expect(reading.value(.guestWait, hard.id) != nil && reading.value(.cpuWait) != nil)
        #expect(reading.value(.sessions) == 0)

        let files = try #require(first.guests.first { $0.name == "files" })
        _ = try await poll(collector, "block reads of files") { result -> Bool? in
            guard case .success(let reading) = result, let read = reading.value(.blockRead, files.id) else { return nil }
            return read > 1024 ? true : nil
        }
    }

    /// Both look at the same counters, but never at the very same moment: what they say of a stretch of time agrees once a look's own
    /// time no longer counts in it. So the stretch begins with a poll and grows until they agree; answers the poll that ended it, and
    /// virsh's numbers of the guest.
    func agreesOnTime(_ collector: LibvirtCollector, _ lab: LibvirtLab, _ guest: String) async throws -> (Reading, [String: Double]) {
        func numbers() async throws -> (node: [String: Double], guest: [String: Double]) {
            (try await lab.numbers("nodecpustats"), try await lab.numbers("domstats --raw desk-1"))
        }
        let deadline = ContinuousClock.now + .seconds(60)
        var pause = Duration.milliseconds(500)
        while true {
            let before = try await numbers()
            _ = try await collector.collect(at: Moment(seconds: 1))
            let start = ContinuousClock.now
            // The kernel counts whole ticks of its clock: its own counters say when there are enough of them.
            var after = before
            func growth(_ names: [String]) -> Double { names.reduce(0) { $0 + (after.node[$1] ?? 0) - (before.node[$1] ?? 0) } }
            while growth(["user", "system", "idle", "iowait"]) < pause.inSeconds * 1e9 {
                try await Task.sleep(for: .milliseconds(100))
                after = try await numbers()
                try #require(ContinuousClock.now < deadline, "the counters of virsh nodecpustats go on")
            }
            let reading = try await collector.collect(at: Moment(seconds: 4))
            let seconds = (ContinuousClock.now - start).inSeconds
            after = try await numbers()
            let busy = growth(["user", "system"]) / growth(["user", "system", "idle", "iowait"]) * 100
            let guestTime = ((after.guest["cpu.time"] ?? 0) - (before.guest["cpu.time"] ?? 0)) / 1e9 / seconds * 100
            let agrees = isClose(reading.value(.cpu), busy, within: 12) && isClose(reading.value(.guestCPU, guest), guestTime, within: 12)
            if agrees || ContinuousClock.now >= deadline {
                expectClose(reading.value(.cpu), busy, within: 12, "host CPU %")
                expectClose(reading.value(.guestCPU, guest), guestTime, within: 12, "guest CPU %")
                return (reading, after.guest)
            }
            pause = min(pause * 2, .seconds(8))
        }
    }

    func console(_ collector: LibvirtCollector, _ lab: LibvirtLab) async throws {
        let client = try VNCClient(try await lab("vnc", "desk-1"))
        let session = try await poll(collector, "a console session") { result -> Session? in
            guard case .success(let reading) = result, let session = reading.sessions.first else { return nil }
            #expect(reading.guests.first { $0.name == "desk-1" }?.console == "vnc")
            #expect(reading.value(.sessions) == 1)
            return session
        }
        #expect(session.kind == .console && session.address == "127.0.0.1" && session.since != nil)
        client.close()
        let end = try await poll(collector, "the session's end") { result -> SessionEnd? in
            guard case .success(let reading) = result else { return nil }
            return reading.ends.first
        }
        #expect(end.session == session.id && end.cause == .loggedOut && end.confidence == .inferred && end.host == "hv")
        #expect(end.evidence.hasPrefix("event 'graphics' for domain 'desk-1': disconnect local[IPv4 127.0.0.1 "), "\(end.evidence)")
    }

    func crash(_ collector: LibvirtCollector, _ lab: LibvirtLab) async throws {
        let client = try VNCClient(try await lab("vnc", "desk-2"))
        defer { client.close() }
        _ = try await poll(collector, "a console session") { try $0.get().sessions.first }
        try await lab("kill-guest", "desk-2")
        var lines: [String] = []
        var ends: [SessionEnd] = []
        var crashes: [GuestCrash] = []
        _ = try await poll(collector, "the guest's end") { result -> Bool? in
            let reading = try result.get()
            crashes += reading.crashes
            lines += reading.events.map(\.text)
            ends += reading.ends
            let guest = reading.guests.first { $0.name == "desk-2" }
            return guest?.state == .crashed && !lines.isEmpty && !ends.isEmpty ? true : nil
        }
        #expect(lines == ["guest desk-2 stopped (failed)"])
        #expect(crashes.map(\.name) == ["desk-2"] && crashes.first?.isAutostarted == true)
        #expect(ends.map(\.cause) == [.error], "\(ends)")
        try await lab("start-guest", "desk-2")
        let started = try await poll(collector, "the guest's start") { try $0.get().events.first }
        #expect(started.text == "guest desk-2 started")
    }
}

extension LibvirtCollector {
    func result() async -> Result<Reading, CollectFailure> {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        do throws(CollectFailure) {
            return .success(try await collect(at: Moment(seconds: Int64(time.tv_sec))))
        } catch { return .failure(error) }
    }
}

extension Reading {
    var gaps: [Inventory.Gap] { hosts.compactMap { try? $0.outcome.get() }.flatMap(\.inventory.gaps) }
    func value(_ metric: Metric, _ guest: String? = nil) -> Double? {
        let entity = guest.map { Entity.guest($0) } ?? .host
        return samples.first { $0.metric == metric && $0.entity == entity }?.value
    }
}

private func isClose(_ found: Double?, _ expected: Double, within tolerance: Double) -> Bool {
    abs((found ?? .infinity) - expected) <= tolerance
}

private func expectClose(_ found: Double?, _ expected: Double, within tolerance: Double, _ what: String) {
    #expect(isClose(found, expected, within: tolerance), "\(what): \(String(describing: found)), virsh says \(expected)")
}
