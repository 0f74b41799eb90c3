import Collecting
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// What lists tell from one to the next.
@Suite(.serialized) struct ProxmoxHappeningsTests {
    @Test func whatHappensIsTold() async throws {
        let lab = try await ProxmoxLab()
        try lab.change { $0.guests[0].hastate = "started" }
        let watch = try ProxmoxWatch(try lab.target())
        #expect(try await watch.poll().get().events.isEmpty, "what is there at first is no news")
        func events(after change: (inout World) -> Void) async throws -> [String] {
            try lab.change(change)
            watch.advance()
            let reading = try await watch.poll().get()
            #expect(reading.events.filter { !$0.isKnown } == [])
            return reading.events.map { "\($0.host): \($0.text)" }
        }
        var told = try await events {
            $0.guests[2].status = "running"
            $0.guests[1].status = "stopped"
        }
        #expect(told == ["pve/b: guest web stopped", "pve/b: guest old started"])
        told = try await events { $0.guests[0].status = "io-error" }
        #expect(told == ["pve/a: guest db paused (io-error)"])
        told = try await events {
            $0.guests[0].status = "running"
            $0.guests[0].hastate = "error"
        }
        #expect(told == ["pve/a: guest db resumed", "pve/a: high availability: guest db is error"])
        told = try await events { $0.quorate = false }
        #expect(told == ["pve/a: the cluster has no quorum: nothing can be started or changed"])
        told = try await events { $0.quorate = true }
        #expect(told == [], "it may be gone again with the next look")
        watch.advance(.seconds(50))
        told = try await events { _ in }
        #expect(told == ["pve/a: the cluster has quorum again"])
        told = try await events { $0.storages[1].available = false }
        #expect(told == ["pve/b: storage local is not available"])
        // A node that is off takes its storages along, which is no news of theirs.
        told = try await events { $0.nodes["b"]?.state = "offline" }
        #expect(told.isEmpty)
        told = try await events { $0.nodes["b"]?.state = "online" }
        #expect(told.isEmpty)
        told = try await events { $0.storages[1].available = true }
        #expect(told == [])
        watch.advance(.seconds(50))
        told = try await events { _ in }
        #expect(told == ["pve/b: storage local is available again"])
        told = try await events { _ in }
        #expect(told.isEmpty)
    }

    /// As is no quorum: whoever begins to watch has not heard of it.
    @Test func aGuestThatItsClusterHasGivenUpIsToldAtFirst() async throws {
        let lab = try await ProxmoxLab()
        try lab.change {
            $0.guests[0].hastate = "error"
            $0.guests[1].hastate = "fence"
            $0.guests[2].hastate = "started"
        }
        let watch = try ProxmoxWatch(try lab.target())
        let reading = try await watch.poll().get()
        #expect(
            reading.events.map(\.text).sorted()
                == ["high availability: guest db is error", "high availability: guest web is fence"])
        #expect(reading.figures("a")?.guests.map(\.facts) == [GuestFacts(availability: "error")])
        #expect(reading.figures("b")?.guests.map(\.facts.availability) == ["fence", "started"])
        watch.advance()
        #expect(try await watch.poll().get().events == [], "once")
        try lab.change { $0.guests[0].hastate = nil }
        watch.advance()
        #expect(try await watch.poll().get().figures("a")?.guests.map(\.facts) == [GuestFacts()])
    }

    @Test func aGuestThatCrashesIsToldOnce() async throws {
        let lab = try await ProxmoxLab()
        let watch = try ProxmoxWatch(try lab.target(interval: .seconds(5)))
        _ = try await watch.poll().get()
        try lab.change { $0.guests[0].status = "internal-error" }
        watch.advance()
        let reading = try await watch.poll().get()
        let a = try #require(reading.figures("a"))
        #expect(
            a.guests.map(\.state) == [.crashed] && a.crashes.map(\.name) == ["db"]
                && a.crashes[0].evidence == .guestStatus("internal-error"))
        #expect(reading.events.map(\.text) == ["guest db crashed (internal-error)"])
        for _ in 0..<3 {
            watch.advance(.seconds(5))
            #expect(try await watch.poll().get().figures("a")?.crashes == [])
        }
    }

    /// A reload comes between two polls: what has changed since the last of the one before is told by the first of the next.
    @Test func whatHappensWhileTheSettingsChangeIsTold() async throws {
        let lab = try await ProxmoxLab()
        let began = 1_800_000_000
        try lab.change { $0.tasks = [World.Task("vncproxy", "100", on: "a", by: "eva@pve", pid: 4001, at: began - 300)] }
        let watch = try ProxmoxWatch(try lab.target())
        _ = try await watch.poll().get()
        try lab.change {
            $0.guests[0].status = "internal-error"
            $0.tasks[0].endtime = began + 1
            $0.tasks[0].status = "connection timed out"
        }
        let next = try ProxmoxWatch(try lab.target(deadline: .seconds(19)))
        await next.collector.takeUp(HeardBefore(), from: watch.collector)
        let reading = try await next.poll().get()
        #expect(reading.figures("a")?.crashes.map(\.name) == ["db"])
        #expect(reading.ends.map(\.cause) == [.clientLost])
        // Another cluster's list is no news: there, or under the same address on another machine's side.
        for target in [try lab.target("b"), try lab.target(via: SSHPlace("ssh://gw"))] {
            let other = try ProxmoxWatch(target)
            await other.collector.takeUp(HeardBefore(), from: watch.collector)
            let first = try await other.poll().get()
            #expect(first.figures("a")?.crashes == [] && first.ends.isEmpty)
        }
    }

    @Test func aNodeThatPublishesNothingIsTold() async throws {
        let lab = try await ProxmoxLab()
        let watch = try ProxmoxWatch(try lab.target(deadline: .seconds(6)))
        try lab.change { $0.nodes["b"]?.state = "unknown" }
        var b = try #require(try await watch.poll().get().figures("b"))
        #expect(b.value(.cpu) == 25 && b.guests.map(\.state) == [.unknown, .unknown] && b.guests.map(\.name) == ["CT 101", "VM 102"])
        #expect(b.gaps == ["no figures of its guests: its cluster has no figures of it: does pvestatd run there?"])
        #expect(b.samples.allSatisfy { $0.entity.guest == nil })
        try lab.change { $0.nodes["b"]?.api = "closed" }
        watch.advance()
        let reading = try await watch.poll().get()
        #expect(reading.failure("b")?.text == "its cluster has no figures of it: does pvestatd run there?: b")
        try lab.change { $0.nodes["b"] = World.Node() }
        watch.advance()
        b = try #require(try await watch.poll().get().figures("b"))
        #expect(b.gaps.isEmpty && b.guests.map(\.name) == ["web", "old"])
        // By then it is known what they are called, and how large they are.
        try lab.change { $0.nodes["b"]?.state = "unknown" }
        watch.advance()
        b = try #require(try await watch.poll().get().figures("b"))
        #expect(
            b.guests.map(\.state) == [.unknown, .unknown] && b.guests.map(\.name) == ["web", "old"] && b.guests.map(\.vCPUs) == [2, 2])
    }

    /// What comes and goes with every survey is told once, and again when it has lasted.
    @Test func whatFlapsIsToldOnce() async throws {
        let lab = try await ProxmoxLab()
        let watch = try ProxmoxWatch(try lab.target("a", entries: ["b"]))
        _ = try await watch.poll().get()
        var told: [String] = []
        for step in 0..<20 {
            try lab.change {
                $0.quorate = step % 2 == 1
                $0.storages[0].available = step % 2 == 1
                // The entry nodes fail in turn, too: each time the other one is asked.
                $0.nodes["a"]?.api = step % 2 == 0 ? "closed" : "up"
                $0.nodes["b"]?.api = step % 2 == 0 ? "up" : "closed"
            }
            watch.advance()
            told += try await watch.poll().get().events.map(\.text)
        }
        #expect(told.count { $0.contains("quorum") } == 1 && told.count { $0.contains("storage local") } == 1, "\(told)")
        #expect(told.count { $0.contains("is asked from now on") } <= 4 && told.count <= 6, "\(told)")
        try lab.change { ($0.quorate, $0.storages[0].available) = (true, true) }
        told = []
        for _ in 0..<8 {
            watch.advance()
            told += try await watch.poll().get().events.map(\.text).filter { !$0.contains("is asked from now on") }
        }
        #expect(told == ["the cluster has quorum again", "storage local is available again"])
    }

    /// A thousand nodes that come and go with every survey say so by their outcomes alone; of their guests and storages nothing is news.
    @Test func nodesThatFlapMakeNoEvents() throws {
        var happenings = ClusterHappenings(target: "pve")
        let start = ContinuousClock.now
        for step in 0..<10 {
            let isOn = step % 2 == 0
            let rows = (0..<1000).flatMap { number in
                [
                    #"{"type":"node","node":"n\#(number)","status":"\#(isOn ? "online" : "offline")"}"#,
                    #"{"type":"qemu","vmid":\#(1000 + number),"node":"n\#(number)","status":"\#(isOn ? "running" : "unknown")"}"#,
                    #"{"type":"storage","storage":"local","node":"n\#(number)","status":"\#(isOn ? "available" : "unknown")"}"#,
                ]
            }
            let body = Array(#"{"data":[\#(rows.joined(separator: ","))]}"#.utf8)
            let resources = try ClusterResources(HTTPResponse(status: 200, body: body), asked: "a")
            let node = try #require(try EntryNode.list(["https://pve"], authority: nil, fingerprints: []).first)
            let none = Survey.Outcome<ClusterState>.failure(.busy(asked: "a"))
            let survey = Survey(
                line: .init(node: node, authentication: .none), at: start + .seconds(10) * step, resources: resources,
                tasks: .failure(.busy(asked: "a")), state: none)
            let (events, crashes) = happenings.take(survey, at: Moment(seconds: Int64(step) * 10))
            #expect(events == [] && crashes.isEmpty && resources.machines.count == 1000)
        }
    }

    /// A guest that ran when its node went away, and does not when the node is back, has stopped.
    @Test func whatStoppedWhileItsNodeWasAwayIsTold() async throws {
        let lab = try await ProxmoxLab()
        let watch = try ProxmoxWatch(try lab.target())
        _ = try await watch.poll().get()
        try lab.change { $0.nodes["b"]?.state = "offline" }
        watch.advance()
        #expect(try await watch.poll().get().events == [])
        try lab.change {
            $0.nodes["b"]?.state = "online"
            $0.guests[1].status = "stopped"
        }
        watch.advance()
        #expect(try await watch.poll().get().events.map(\.text) == ["guest web stopped"])
    }

    @Test func anOldClusterHasLess() async throws {
        let lab = try await ProxmoxLab()
        try lab.change { $0.version = 7 }
        let watch = try ProxmoxWatch(try lab.target())
        for _ in 0..<8 {
            let a = try #require(try await watch.poll().get().figures("a"))
            #expect(a.value(.memory) == 25 && a.value(.pressureCPU) == nil && a.value(GuestTracker.memoryOnHost, .guest("100")) == nil)
            #expect(a.inventory.version == "7.0.3" && a.guests[0].memoryView == .guest)
            watch.advance()
        }
        #expect(try lab.requests("/rrddata").count == 3, "it is not asked for what it has not every minute")
        #expect(try lab.requests("/qemu").isEmpty, "nor for that of its guests")
        // Its words are in the status line alone.
        try lab.change { $0.tokens["warte@pve!monitor"]?.rights = ["/vms": ["PVEAuditor"], "/": ["Datastore.Audit"]] }
        watch.advance()
        let a = try #require(try await watch.poll().get().figures("a"))
        #expect(a.guests.count == 1 && a.gaps.contains { $0.contains("Permission check failed (/nodes/a, Sys.Audit)") }, "\(a.gaps)")
        #expect(a.gaps.contains("no sessions: only one's own tasks are shown (PVEAuditor on / is missing)"))
    }

    @Test func guestAgentsSayWhoIsLoggedIn() async throws {
        let lab = try await ProxmoxLab()
        try lab.change {
            $0.guests[0].users = [
                World.Guest.User(user: "eva", domain: "TOWN", time: 1_799_999_000.5), World.Guest.User(user: "otto"),
            ]
            $0.guests[2].status = "running"
        }
        let options: [String: OptionValue] = ["ca_file": .text(lab.folder.file("ca.cert")), "agent_users": true]
        let watch = try ProxmoxWatch(try lab.target(options: options))
        var reading = try await watch.poll().get()
        var a = try #require(reading.figures("a"))
        #expect(a.sessions.map(\.user) == [#"TOWN\eva"#, "otto"] && a.sessions.allSatisfy { $0.kind == .desktop && $0.guest == "100" })
        #expect(a.sessions[0].since == Moment(milliseconds: 1_799_999_000_500) && a.value(.sessions) == 2)
        #expect(reading.figures("b")?.sessions == [] && reading.figures("b")?.gaps == [])
        // The guest moves, one leaves, and then it is stopped.
        try lab.change {
            $0.guests[0].node = "c"
            $0.guests[0].users?.removeLast()
        }
        watch.advance(.seconds(30))
        reading = try await watch.poll().get()
        #expect(reading.figures("c")?.sessions.count == 1 && reading.figures("a")?.sessions == [])
        #expect(reading.ends.map(\.user) == ["otto"] && reading.ends.map(\.host) == ["pve/c"] && reading.ends[0].cause == .loggedOut)
        try lab.change { $0.guests[0].status = "stopped" }
        watch.advance(.seconds(30))
        reading = try await watch.poll().get()
        #expect(reading.ends.map(\.user) == [#"TOWN\eva"#] && reading.ends.map(\.cause) == [.admin] && reading.ends[0].host == "pve/c")
        // One without an agent is left alone for a while.
        #expect(try lab.requests("/qemu/102/agent/").count == 1)
        #expect(try lab.requests("/qemu/100/agent/").count == 2)
        #expect(try lab.requests("/lxc/").isEmpty)
        a = try #require(reading.figures("a"))
        // Without the word nobody is asked.
        let plain = try await ProxmoxLab()
        _ = try await ProxmoxWatch(try plain.target()).poll().get()
        #expect(try plain.requests("/agent/").isEmpty)
    }

    @Test func tasksThatTookTooLongAreTold() async throws {
        let lab = try await ProxmoxLab()
        var old = World.Task("vzdump", "100", on: "a", by: "eva@pam", pid: 1, at: 1_799_990_000)
        (old.endtime, old.status) = (1_799_990_100, "got timeout")
        try lab.change { $0.tasks = [old] }
        let watch = try ProxmoxWatch(try lab.target())
        #expect(try await watch.poll().get().events.isEmpty)
        var new = World.Task("qmigrate", "101", on: "b", by: "eva@pam", pid: 2, at: 1_799_999_000)
        (new.endtime, new.status) = (1_800_000_005, "command 'ssh eva@b' failed: got timeout")
        var good = World.Task("qmstart", "102", on: "b", by: "eva@pam", pid: 3, at: 1_799_999_000)
        (good.endtime, good.status) = (1_800_000_005, "OK")
        try lab.change { $0.tasks += [new, good] }
        watch.advance()
        let reading = try await watch.poll().get()
        #expect(reading.ends.isEmpty)
        #expect(reading.events.map(\.text) == ["task qmigrate of guest 101 took too long: command 'ssh eva@b' failed: got timeout"])
        #expect(places(of: "eva", in: reading).allSatisfy { $0.contains(".unknown") }, "\(places(of: "eva", in: reading))")
        watch.advance()
        #expect(try await watch.poll().get().events.isEmpty)
    }

    /// A node's tasks are missing for a look: what comes back with them has been told, or is older than the watch.
    @Test func tasksThatComeBackAreNotToldAgain() async throws {
        let lab = try await ProxmoxLab()
        func timeout(_ pid: Int, on node: String, at end: Int) -> World.Task {
            var task = World.Task("vzdump", "100", on: node, by: "eva@pam", pid: pid, at: end - 60)
            (task.endtime, task.status) = (end, "got timeout")
            return task
        }
        try lab.change {
            $0.tasks = [timeout(1, on: "a", at: 1_799_990_000), timeout(2, on: "b", at: 1_799_990_000)]
            $0.untold = ["b"]
        }
        let watch = try ProxmoxWatch(try lab.target())
        func events(after change: (inout World) -> Void) async throws -> [HostEvent] {
            try lab.change(change)
            watch.advance()
            return try await watch.poll().get().events
        }
        #expect(try await watch.poll().get().events == [])
        #expect(try await events { $0.untold = [] } == [], "history, be it late")
        let told = try await events { $0.tasks += [timeout(3, on: "a", at: 1_800_000_015), timeout(4, on: "c", at: 1_800_000_016)] }
        #expect(told.map(\.host) == ["pve/a", "pve/c"])
        for node in ["a", "c"] {
            #expect(try await events { $0.untold = [node] } == [])
            #expect(try await events { $0.untold = [] } == [])
        }
    }

    /// A guest or its word is missing for a look; what is wrong for good is told again.
    @Test func whatIsMissingForALookIsNotToldAgain() async throws {
        let lab = try await ProxmoxLab()
        try lab.change {
            $0.guests[0].hastate = "error"
            $0.guests[1].hastate = "started"
            $0.guests[2].status = "internal-error"
            $0.storages[0].available = false
        }
        let watch = try ProxmoxWatch(try lab.target())
        func events(after seconds: Int = 10, _ change: (inout World) -> Void) async throws -> [String] {
            try lab.change(change)
            watch.advance(.seconds(seconds))
            let reading = try await watch.poll().get()
            #expect(reading.hosts.allSatisfy { (try? $0.outcome.get())?.crashes == [] })
            return reading.events.map(\.text)
        }
        #expect(try await watch.poll().get().events.map(\.text) == ["high availability: guest db is error"])
        let (guests, storages) = (lab.world.guests, lab.world.storages)
        #expect(try await events { ($0.guests, $0.storages) = ([guests[3]], []) } == [])
        #expect(try await events { ($0.guests, $0.storages) = (guests, storages) } == [])
        #expect(try await events { ($0.guests[0].hastate, $0.guests[1].hastate) = (nil, nil) } == [])
        #expect(try await events { $0.guests = guests } == [])
        // What was otherwise in between is news: it has been put right, and has failed again.
        #expect(try await events { $0.guests[0].hastate = "started" } == ["high availability: guest db is started"])
        #expect(try await events { $0.guests = guests } == ["high availability: guest db is error"])
        #expect(try await events { $0.guests[0].hastate = nil } == [])
        #expect(try await events(after: 70) { _ in } == [])
        #expect(try await events { $0.guests = guests } == ["high availability: guest db is error"])
    }
}
