import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// A guest that hangs, and a libvirtd that dies or freezes.
extension LibvirtLabTests {
    /// One QEMU of three is stopped: the host answers all the time, the others have all their numbers, and that guest is named. For some
    /// polls, or as many seconds as `WARTE_HUNG_GUEST` says.
    func hungGuest(_ lab: LibvirtLab, _ make: () throws -> LibvirtCollector) async throws {
        let old = try make()
        let first = try await old.collect(at: Moment(seconds: 1))
        let hung = try #require(first.guests.first { $0.name == "desk-2" })
        let other = try #require(first.guests.first { $0.name == "desk-1" })
        try await lab("freeze-guest", "desk-2")
        // One who knew it before, and one who never did: that one's calls do not hang, because the other's does.
        for collector in [old, try make()] {
            var lines: [String] = []
            let length = collector === old ? getenv("WARTE_HUNG_GUEST").flatMap { Int(String(cString: $0)) } ?? 0 : 0
            let end = ContinuousClock.now + .seconds(length)
            var polls = 0
            while polls < 4 || ContinuousClock.now < end {
                polls += 1
                // Every one of them answers.
                let reading = try await collector.result().get()
                lines += reading.events.map(\.text)
                #expect(reading.value(.guestsRunning) == 3 && reading.guests.count == 3)
                #expect(reading.value(.guestMemoryUsed, other.id) != nil && reading.value(.blockRead, other.id) != nil)
                #expect(reading.value(.guestMemoryUsed, hung.id) == nil)
            }
            #expect(lines == (collector === old ? ["guest desk-2 does not answer libvirt"] : []))
            #expect(collector.isLost == (collector === old))
            if collector !== old { await collector.close() }
        }
        try await lab("thaw-guest", "desk-2")
        var lines: [String] = []
        _ = try await poll(old, "the guest's answer") { result -> Bool? in
            let reading = try result.get()
            lines += reading.events.map(\.text)
            return reading.value(.guestMemoryUsed, hung.id) != nil && !old.isLost ? true : nil
        }
        #expect(lines == ["guest desk-2 answers libvirt again"])
        // Two of three, at different moments.
        try await lab("freeze-guest", "desk-2")
        _ = try await old.result().get()
        try await lab("freeze-guest", "files")
        for _ in 0..<4 {
            let reading = try await old.result().get()
            #expect(reading.value(.guestsRunning) == 3)
        }
        for guest in ["desk-2", "files"] { try await lab("thaw-guest", guest) }
        _ = try await poll(old, "all to be as before") { result -> Bool? in
            let reading = try result.get()
            return reading.guests.allSatisfy { reading.value(.guestMemoryUsed, $0.id) != nil } && !old.isLost ? true : nil
        }
        await old.close()
    }

    func restart(_ collector: LibvirtCollector, _ lab: LibvirtLab) async throws {
        try await lab("stop-libvirtd")
        try await lab("kill-guest", "files")
        var lines: [String] = []
        let failure = try await poll(collector, "a failure") { result -> CollectFailure? in
            switch result {
            case .failure(let failure): return failure
            case .success(let reading):
                lines += reading.events.map(\.text)
                return nil
            }
        }
        guard case .unreachable(let asked, let reason, _) = failure else {
            Issue.record("\(failure)")
            return
        }
        #expect(asked.hasPrefix("qemu+unix:///system?socket="))
        #expect(reason.text.contains("socket"), "libvirt's own words: \(reason)")
        try await lab("start-libvirtd")
        let reading = try await poll(collector, "recovery") { try? $0.get() }
        lines += reading.events.map(\.text)
        #expect(reading.value(.guestsRunning) == 2)
        #expect(lines.contains { $0.hasPrefix("connection to libvirt lost: ") }, "\(lines)")
        #expect(lines.last == "guest files stopped while libvirt was away (crashed)")
        #expect(reading.crashes.map(\.name) == ["files"] && reading.guests.first { $0.name == "files" }?.state == .crashed)
        try await lab("start-guest", "files")
    }

    /// Both kinds of hang: a connection that was there, and a fresh one, which libvirt itself would wait for without end.
    func freeze(_ lab: LibvirtLab, _ make: () throws -> LibvirtCollector) async throws {
        let old = try make()
        _ = try await old.collect(at: Moment(seconds: 1))
        let fresh = try make()
        try await lab("freeze-libvirtd")
        for collector in [old, fresh] {
            guard case .failure(.timedOut) = await collector.result() else {
                Issue.record("no timeout")
                continue
            }
            guard case .failure(.unreachable(_, let reason, .silent)) = await collector.result() else {
                Issue.record("no timeout")
                continue
            }
            #expect(reason.id == Message.earlierCallHangs.id, "while a call hangs, the next waits for nothing")
        }
        #expect(old.isLost && fresh.isLost && LibvirtCollector.lostThreads >= 2)
        try await lab("thaw-libvirtd")
        for collector in [old, fresh] {
            let reading = try await poll(collector, "recovery") { try? $0.get() }
            #expect(reading.guests.count == 3)
            await collector.close()
        }
        // A poll at the moment of the thaw may have found the call on its way back, and have gone on without it.
        try await eventually("no call is lost") { !old.isLost && !fresh.isLost }
    }
}
