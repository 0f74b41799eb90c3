import Collecting
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Collectors

/// Against a simulated cluster, over real TLS.
@Suite(.serialized) struct ProxmoxClusterTests {
    @Test func aClusterIsItsNodesAndTheirGuests() async throws {
        let lab = try await ProxmoxLab()
        let watch = try ProxmoxWatch(try lab.target())
        let reading = try await watch.poll().get()
        #expect(reading.hosts.map(\.node) == ["a", "b", "c"])
        #expect(reading.ends.isEmpty && reading.events.isEmpty)
        let a = try #require(reading.figures("a"))
        #expect(a.value(.cpu) == 25 && a.value(.cpuIOWait) == 1 && a.value(.memory) == 25 && a.value(.load) == 0.5)
        #expect(a.value(.memoryTotal) == Double(64 << 30) && a.value(.memoryAvailable) == Double(48 << 30))
        #expect(a.value(.swapUsed) == Double(1 << 30))
        // The last row that is filled.
        #expect(a.value(.pressureCPU) == 1.5 && a.value(.pressureIO) == 0.5 && a.value(.pressureMemory) == 0.25)
        #expect(
            a.inventory
                == Inventory(
                    product: "Proxmox VE", version: "9.0.3", processors: 8, memory: 64 << 30,
                    storages: [StoragePool(name: "local", state: .running)]))
        #expect(a.value(.guestsRunning) == 1 && a.value(.guestsDefined) == 1 && a.value(.sessions) == 0)
        #expect(a.value(StorageMetric.used, .storage("local")) == 25)
        #expect(
            a.guests == [
                Guest(id: "100", name: "db", state: .running, vCPUs: 2, memoryMaximum: Double(4 << 30), memoryView: .guest)
            ])
        #expect(a.value(.guestCPU, .guest("100")) == 50 && a.value(.guestMemoryUsed, .guest("100")) == Double(1 << 30))
        #expect(a.value(GuestTracker.memoryOnHost, .guest("100")) == 1_200_000_000)
        #expect(a.value(.netReceived, .guest("100")) == 1000 && a.value(.blockWritten, .guest("100")) == 4000)
        let b = try #require(reading.figures("b"))
        #expect(b.guests.map(\.name) == ["web", "old"] && b.guests.map(\.state) == [.running, .off])
        #expect(b.value(.guestsRunning) == 1 && b.value(.guestsDefined) == 2)
        #expect(b.samples.allSatisfy { $0.entity != .guest("102") }, "one that is off has no figures")
        // A template is no guest.
        #expect(reading.figures("c")?.guests == [] && reading.figures("c")?.value(.guestsDefined) == 0)
    }

    @Test func aNodeThatIsDownIsDownWhileTheOthersLive() async throws {
        let lab = try await ProxmoxLab()
        let watch = try ProxmoxWatch(try lab.target())
        _ = try await watch.poll().get()
        try lab.change { $0.nodes["b"]?.state = "offline" }
        watch.advance()
        var reading = try await watch.poll().get()
        #expect(reading.failure("b")?.text == "its cluster says that it is offline: b")
        #expect(reading.figures("a") != nil && reading.figures("c") != nil)
        try lab.change { $0.nodes["b"]?.state = "online" }
        watch.advance()
        reading = try await watch.poll().get()
        #expect(reading.figures("b")?.guests.map(\.name) == ["web", "old"])
    }

    @Test func aGuestThatMigratesKeepsItsSeries() async throws {
        let lab = try await ProxmoxLab()
        let watch = try ProxmoxWatch(try lab.target())
        _ = try await watch.poll().get()
        try lab.change {
            $0.guests[0].node = "c"
            $0.guests[0].cpu = 0.75
        }
        watch.advance()
        let reading = try await watch.poll().get()
        #expect(reading.figures("a")?.guests == [] && reading.figures("c")?.guests.map(\.id) == ["100"])
        #expect(reading.figures("c")?.value(.guestCPU, .guest("100")) == 75)
        #expect(reading.events.map(\.text) == ["guest db moved from a to c"] && reading.events.map(\.host) == ["pve/c"])
        // A container starts anew where it goes: its counters begin again, and are its own all the same.
        try lab.change {
            $0.guests[1].node = "a"
            ($0.guests[1].netin, $0.guests[1].uptime) = (10, 5)
        }
        watch.advance()
        let after = try await watch.poll().get()
        #expect(after.figures("b")?.guests.map(\.id) == ["102"] && after.figures("a")?.guests.map(\.name) == ["web"])
        #expect(after.figures("a")?.value(.netReceived, .guest("101")) == 10)
        #expect(after.events.map(\.text) == ["guest web moved from b to a"])
    }

    /// Between two surveys the tracker of a guest's counters goes on, on the node where it is now.
    @Test func aGuestThatMigratesKeepsItsCounters() async throws {
        let lab = try await ProxmoxLab()
        let watch = try ProxmoxWatch(try lab.target(interval: .seconds(5)))
        var told: [Double?] = []
        for step in 0..<8 {
            if step.isMultiple(of: 2) {
                try lab.change {
                    if step == 4 { $0.guests[0].node = "c" }
                    $0.guests[0].netin += 1000
                    $0.guests[0].uptime += 10
                }
            }
            let reading = try await watch.poll().get()
            let host = step < 4 ? "a" : "c"
            told.append(reading.figures(host)?.value(.netReceived, .guest("100")))
            #expect(reading.hosts.filter { (try? $0.outcome.get().guests.contains { $0.id == "100" }) == true }.map(\.node) == [host])
            watch.advance(.seconds(5))
        }
        #expect(told == [nil, nil, 2000, 2500, 3000, 3500, 4000, 4500])
    }

    /// Taken out of the cluster it is named no longer: to whoever watches it is missing, not down.
    @Test func aNodeLeavesTheClusterAndReturns() async throws {
        let lab = try await ProxmoxLab()
        let watch = try ProxmoxWatch(try lab.target())
        _ = try await watch.poll().get()
        let node = lab.world.nodes["c"]
        try lab.change {
            $0.nodes["c"] = nil
            $0.guests.removeAll { $0.node == "c" }
            $0.storages.removeAll { $0.node == "c" }
        }
        watch.advance()
        var reading = try await watch.poll().get()
        #expect(reading.hosts.map(\.node) == ["a", "b"] && reading.events == [])
        try lab.change {
            $0.nodes["c"] = node
            $0.storages.append(World.Storage(storage: "local", node: "c"))
        }
        watch.advance()
        reading = try await watch.poll().get()
        #expect(reading.hosts.map(\.node) == ["a", "b", "c"] && reading.figures("c")?.value(.cpu) == 25 && reading.events == [])
    }

    /// Longer than any cluster's: it is not read, and said so; a list that nobody needs for the rest costs itself alone.
    @Test func anAnswerHasABound() async throws {
        let lab = try await ProxmoxLab()
        try lab.change { $0.padding = ProxmoxPort.mostBytes }
        let failure = try #require(await ProxmoxWatch(try lab.target()).failure())
        #expect(failure.text.hasPrefix("cannot read the answer to https://") && failure.text.hasSuffix(": more than 8388608 bytes"))
        try lab.change { $0.padding = ProxmoxPort.mostBytes - (1 << 16) }
        #expect(try await ProxmoxWatch(try lab.target()).poll().get().hosts.count == 3)
    }

    /// Names and words from outside are data: of bounded length, on one line, without anything that steers a terminal.
    @Test func whatGuestsAreCalledIsData() async throws {
        let lab = try await ProxmoxLab()
        let name = "\u{1B}]0;x\u{7}\r\nINJECTED\u{202E}" + String(repeating: "n", count: 10_000)
        try lab.change { world in
            world.guests[0].name = name
            world.storages[0].storage = "\u{1B}[2J" + String(repeating: "s", count: 10_000)
        }
        let watch = try ProxmoxWatch(try lab.target())
        _ = try await watch.poll().get()
        var task = World.Task("vzdump", "100", on: "a", by: "eva@pam", pid: 1, at: 1_799_999_900)
        (task.endtime, task.status) = (1_800_000_005, "got timeout \u{1B}[31m\r\n" + String(repeating: "t", count: 10_000))
        try lab.change {
            $0.guests[0].node = "c"
            $0.storages[0].available = false
            $0.tasks = [task]
        }
        watch.advance()
        let reading = try await watch.poll().get()
        #expect(reading.events.count == 3, "\(reading.events)")
        let texts = reading.events.map(\.text) + reading.hosts.flatMap { (try? $0.outcome.get().guests.map(\.name)) ?? [] }
        for text in texts {
            #expect(text.utf8.count < 1000 && !text.unicodeScalars.contains(where: \.isSteering), "\(text.debugDescription)")
        }
        for sample in reading.hosts.flatMap({ (try? $0.outcome.get().samples) ?? [] }) {
            #expect(sample.entity.name.utf8.count < 200 && !sample.entity.name.unicodeScalars.contains(where: \.isSteering))
        }
    }

    /// The entry node's word for a node that does not answer it is no word of the entry node's own.
    @Test func aNodeWhoseInterfaceIsDownIsTold() async throws {
        let lab = try await ProxmoxLab()
        let watch = try ProxmoxWatch(try lab.target())
        _ = try await watch.poll().get()
        try lab.change {
            $0.nodes["b"]?.api = "closed"
            $0.nodes["b"]?.uptime += 10
        }
        watch.advance()
        var reading = try await watch.poll().get()
        // It publishes on: its guests run.
        let b = try #require(reading.figures("b"))
        #expect(b.value(.cpu) == 25 && b.guests.count == 2)
        #expect(b.gaps.count == 1 && b.gaps[0].contains("the node does not answer its cluster (595 Connection refused)"), "\(b.gaps)")
        watch.advance()
        reading = try await watch.poll().get()
        let failure = try #require(reading.failure("b"))
        #expect(
            failure.text.hasPrefix("the node does not answer its cluster (595 Connection refused): https://127.0.0.1:"), "\(failure.text)")
        #expect(failure.text.hasSuffix("/api2/json/nodes/b/status") && reading.figures("a") != nil)
    }

    @Test func aNodeThatHangsCostsItsOwnFiguresAlone() async throws {
        let lab = try await ProxmoxLab()
        let watch = try ProxmoxWatch(try lab.target(deadline: .seconds(6)))
        try lab.change { $0.nodes["c"]?.api = "slow" }
        _ = try await watch.poll().get()
        watch.advance()
        let reading = try await watch.poll().get()
        #expect(reading.figures("a")?.value(.cpu) == 25 && reading.figures("b")?.value(.cpu) == 25)
        let failure = try #require(reading.failure("c"))
        #expect(failure.trouble.kind == .timedOut, "\(failure)")
        // The entry node gives up first where it is told to.
        try lab.change { $0.patience = 0.1 }
        watch.advance()
        let next = try await watch.poll().get()
        #expect(next.failure("c")?.text.contains("(596 Connection timed out)") == true, "\(String(describing: next.failure("c")))")
    }

    @Test func anEntryNodeThatFailsIsFollowedByTheNext() async throws {
        let lab = try await ProxmoxLab()
        let watch = try ProxmoxWatch(try lab.target("a", entries: ["b", "c"]))
        _ = try await watch.poll().get()
        for way in ["closed", "cut", "html", "slow"] {
            try lab.change { $0.nodes["a"]?.api = way }
            watch.advance()
            let watch = try ProxmoxWatch(try lab.target("a", entries: ["b", "c"], deadline: .seconds(6)))
            let reading = try await watch.poll().get()
            #expect(reading.figures("b") != nil && reading.figures("c") != nil, "\(way)")
            #expect(reading.events.count == 1 && reading.events[0].text.contains("is asked from now on: "), "\(way): \(reading.events)")
            #expect(try lab.requests("/cluster/resources").last?.hasPrefix("b ") == true)
            watch.advance()
            #expect(try await watch.poll().get().events.isEmpty, "it stays with the one that answers")
        }
        try lab.change { for name in ["a", "b", "c"] { $0.nodes[name]?.api = "closed" } }
        watch.advance()
        let failure = try #require(await watch.failure())
        #expect(failure.text.hasPrefix("no entry node answers: ") && failure.trouble.kind == .unreachable, "\(failure.text)")
        #expect(failure.text.count { $0 == ";" } == 2)
        try lab.change { for name in ["a", "b", "c"] { $0.nodes[name]?.api = "up" } }
        watch.advance()
        #expect(try await watch.poll().get().hosts.count == 3)
    }

    @Test func theListIsAskedForNoSoonerThanItChanges() async throws {
        let lab = try await ProxmoxLab()
        let watch = try ProxmoxWatch(try lab.target(interval: .seconds(5)))
        func received(_ reading: Reading) -> Double? { reading.figures("a")?.value(.netReceived, .guest("100")) }
        var told: [Double?] = []
        for step in 0..<6 {
            if step.isMultiple(of: 2) {
                try lab.change {
                    $0.guests[0].netin += 1000
                    $0.guests[0].uptime += 10
                }
            }
            let reading = try await watch.poll().get()
            #expect(reading.figures("a")?.value(.cpu) == 25 && reading.figures("b")?.guests.count == 2)
            told.append(received(reading))
            watch.advance(.seconds(5))
        }
        #expect(try lab.requests("/cluster/resources").count == 3)
        #expect(try lab.requests("/cluster/tasks").count == 6)
        // Evenly on the way from one reading to the next, never twice the same.
        #expect(told == [nil, nil, 2000, 2500, 3000, 3500])
        // Each node's pressure is kept once a minute.
        #expect(try lab.requests("/rrddata").count == 3)
    }

    /// Their node tells it since version 9, where it has pressure itself; it is asked once a minute, for the kinds of guests that run there.
    @Test func whatGuestsWaitedForIsTold() async throws {
        let lab = try await ProxmoxLab()
        let watch = try ProxmoxWatch(try lab.target())
        func pressure(_ reading: Reading, _ node: String, _ guest: String) -> [Double?] {
            [Metric.guestPressureCPU, .guestPressureIO, .guestPressureMemory].map { reading.figures(node)?.value($0, .guest(guest)) }
        }
        #expect(pressure(try await watch.poll().get(), "a", "100") == [nil, nil, nil], "whether it can is known first")
        for _ in 0..<4 {
            watch.advance()
            let reading = try await watch.poll().get()
            #expect(pressure(reading, "a", "100") == [12.5, 3.5, 0] && pressure(reading, "b", "101") == [12.5, 3.5, 0])
            #expect(pressure(reading, "b", "102") == [nil, nil, nil], "one that is off waits for nothing")
        }
        #expect(
            try lab.requests("/nodes/a/qemu").count == 1 && lab.requests("/nodes/a/lxc").isEmpty && lab.requests("/nodes/c/qemu").isEmpty)
        // What is not answered any more is not told as it was.
        try lab.change { $0.cut = ["/nodes/a/qemu"] }
        watch.advance(.seconds(60))
        #expect(pressure(try await watch.poll().get(), "a", "100") == [nil, nil, nil])
    }
}
