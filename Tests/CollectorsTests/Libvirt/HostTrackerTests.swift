import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// What is concluded from look to look, without a libvirt.
@Suite("libvirt: what happened on a host")
struct HostTrackerTests {
    private var tracker = HostTracker(host: "hv", mayWrite: false)
    private let start = ContinuousClock.now
    private var second = 0

    /// A guest's state as libvirt numbers it, and its reason; `less` is one that gives what libvirtd knows without asking it.
    private enum Given {
        case running, less
        case off(reason: UInt64)
    }

    private mutating func look(
        _ guests: [(String, Given)], events: [(String, type: Int, detail: Int)] = [], loss: Message? = nil, failure: CollectFailure? = nil,
        autostart: Set<String> = [], asksMonitors: Bool = true, hanging: Int = 0
    ) -> Reading? {
        second += 5
        var look = Look(asksMonitors: asksMonitors)
        look.product = "qemu · libvirt 9.0.0"
        look.loss = loss
        look.failure = failure
        let now = Moment(seconds: Int64(second))
        look.events = events.map {
            HypervisorEvent(at: now, guest: $0.0, name: $0.0, what: .lifecycle(type: $0.type, detail: $0.detail))
        }
        var snapshot = Snapshot()
        snapshot.autostart = autostart
        snapshot.guests = guests.map { name, given in
            var values: [String: TypedParameters.Value] = ["vcpu.current": .natural(1), "balloon.maximum": .natural(1000)]
            switch given {
            case .running: values.merge(["state.state": .natural(1), "balloon.rss": .natural(900)]) { $1 }
            case .less: values["state.state"] = .natural(1)
            case .off(let reason): values.merge(["state.state": .natural(5), "state.reason": .natural(reason)]) { $1 }
            }
            return GuestRecord(id: name, name: name, parameters: TypedParameters(values: values))
        }
        if failure == nil { look.sights = [Look.Sight(snapshot: snapshot, at: start + .seconds(second))] }
        return try? tracker.take(look, hanging: hanging, at: now)?.get()
    }

    @Test("what is heard while no poll succeeds is told at once and does not pile up")
    mutating func lostAgainAndAgain() throws {
        _ = look([("a", .running)])
        for _ in 0..<3 {
            _ = look([], loss: .raw("lost"), failure: .unreachable(asked: "hv", reason: .raw("lost")))
            #expect(tracker.aside().events.map(\.text) == ["lost"])
            #expect(tracker.aside() == Aside())
        }
        #expect(try #require(look([("a", .running)])).events.isEmpty)
    }

    @Test("what was heard and no look will tell is among the last words")
    mutating func lastWords() throws {
        _ = look([("a", .running)])
        let crash = HypervisorEvent(
            at: Moment(seconds: 9), guest: "a", name: "a", what: .lifecycle(type: LifecycleWords.crashed, detail: 0))
        let words = tracker.lastWords([crash])
        #expect(words.crashes["hv"]?.map(\.guest) == ["a"] && words.events.count == 1)
        #expect(tracker.lastWords([]).tellsNothing)
    }

    @Test("what cannot be told is a gap with its reason, and the host answers all the same")
    mutating func gaps() throws {
        var look = Look(product: "qemu · libvirt 9.0.0")
        look.sights = [Look.Sight(snapshot: Snapshot(), at: start)]
        look.kvmProblem = "Unable to open /dev/kvm: No such file or directory"
        look.isReadOnly = true
        look.pools = .failure(LibvirtError(code: 38, systemCode: 2, message: "no virtstoraged"))
        let answer = tracker.take(look, hanging: 0, at: Moment(seconds: 5))
        let reading = try #require(answer).get()
        #expect(
            reading.gaps.map { Message.figureMissing($0.figure, $0.reason).text } == [
                "no KVM: Unable to open /dev/kvm: No such file or directory",
                "no answers of guest agents: this connection may only read; access = \"write\" needs the socket for writing "
                    + "(libvirt-sock, not libvirt-sock-ro)",
                "no storage pools: no virtstoraged",
            ])
    }

    @Test("while one connection waits for the pools, no other asks for them; an unanswered question is told after a while")
    func pools() {
        let pools = StoragePools()
        #expect(pools.takeTurn() && !pools.takeTurn() && !pools.takeTurn())
        #expect(pools.silence(longerThan: .zero) == .libvirtPoolsSilent() && pools.silence(longerThan: .seconds(3600)) == nil)
        #expect(StoragePools().silence(longerThan: .zero) == nil)
    }

    @Test("a libvirt that knows the states of its guests and nothing else answers, and tells nothing of their parts")
    mutating func oldLibvirt() throws {
        var tracker = HostTracker(host: "hv", mayWrite: false, parts: PartsBook(limit: 1000, pool: SeriesPool(1000)))
        for second in [0, 5, 10] {
            var look = Look(product: "qemu · libvirt 1.3.1")
            let guest = GuestRecord(id: "a", name: "a", parameters: TypedParameters(values: ["state.state": .natural(1)]))
            look.sights = [Look.Sight(snapshot: Snapshot(guests: [guest]), at: start + .seconds(second))]
            let answer = tracker.take(look, hanging: 0, at: Moment(seconds: Int64(second)))
            let reading = try #require(answer).get()
            #expect(Set(reading.samples.map(\.metric.id)) == ["guests.running", "guests.defined"])
            #expect(reading.guests.map(\.facts) == [GuestFacts()])
        }
    }

    @Test("a crash is told once, with the line that proves it and whether somebody counts on that guest")
    mutating func crash() throws {
        _ = look([("a", .running), ("b", .running)], autostart: ["a"])
        // Panicked, then stopped because of that.
        let reading = try #require(look([("a", .off(reason: 3)), ("b", .running)], events: [("a", 8, 0), ("a", 5, 2)], autostart: ["a"]))
        #expect(reading.crashes.map(\.guest) == ["a"] && reading.crashes.allSatisfy { $0.isAutostarted && $0.at == Moment(seconds: 10) })
        #expect(reading.crashes.first?.evidence.text == "event 'lifecycle' for domain 'a': Crashed Panicked")
        #expect(reading.guests.map(\.state) == [.crashed, .running])
        #expect(look([("a", .off(reason: 3)), ("b", .running)])?.crashes == [])
        let other = try #require(look([("a", .off(reason: 3)), ("b", .off(reason: 2))], events: [("b", 5, 1)]))
        #expect(other.crashes.isEmpty && other.guests.map(\.state) == [.crashed, .off])
    }

    @Test("a crash that the numbers show before its event comes is told all the same")
    mutating func lateEvent() throws {
        _ = look([("a", .running)])
        #expect(look([("a", .off(reason: 3))])?.crashes == [])
        #expect(look([("a", .off(reason: 3))], events: [("a", 5, 5)])?.crashes.map(\.guest) == ["a"])
        // Started again, it may crash again.
        _ = look([("a", .running)], events: [("a", 2, 0)])
        #expect(look([("a", .off(reason: 3))], events: [("a", 5, 5)])?.crashes.map(\.guest) == ["a"])
    }

    @Test("a crash that is told while the poll fails is in the next reading")
    mutating func crashBeforeFailure() throws {
        _ = look([("a", .running)])
        _ = look([], events: [("a", 5, 5)], failure: .busy(asked: "x"))
        let reading = try #require(look([("a", .off(reason: 3))], autostart: ["a"]))
        #expect(reading.crashes.map(\.guest) == ["a"] && reading.crashes.map(\.isAutostarted) == [true])
    }

    @Test("who stopped while libvirt was away is found at its next answer")
    mutating func untold() throws {
        _ = look([("a", .running), ("b", .running), ("c", .running), ("d", .running)], autostart: ["a"])
        _ = look([], loss: "connection to libvirt lost: keep-alive timeout", failure: .unreachable(asked: "x", reason: "y"))
        _ = look([], failure: .unreachable(asked: "x", reason: "y"))
        let reading = try #require(look([("a", .off(reason: 3)), ("b", .off(reason: 1)), ("c", .running)], autostart: ["a"]))
        #expect(
            reading.events.map(\.text) == [
                "connection to libvirt lost: keep-alive timeout", "guest a stopped while libvirt was away (crashed)",
                "guest b stopped while libvirt was away (shut down)", "guest d stopped while libvirt was away (gone)",
            ])
        #expect(reading.crashes.map(\.guest) == ["a"] && reading.crashes.map(\.isAutostarted) == [true])
        let next = try #require(look([("a", .off(reason: 3)), ("b", .off(reason: 1)), ("c", .running)]))
        #expect(next.events.isEmpty && next.crashes.isEmpty)
    }

    @Test("a guest that crashed ends its users' sessions by an error, not by an administrator; of its system nothing is said any more")
    mutating func blame() throws {
        var look = Look(product: "qemu · libvirt 9.0.0")
        look.agents = ["a", "b"].map {
            AgentAnswer(
                guest: $0, name: $0, at: .now, users: [Session(id: "\($0)/anna", kind: .desktop, user: "anna", guest: $0)],
                system: GuestSystem(name: "Debian 12"), fileSystems: [])
        }
        func sight(_ states: [(String, UInt64, UInt64)], _ second: Int) -> Look.Sight {
            var snapshot = Snapshot()
            snapshot.guests = states.map {
                GuestRecord(
                    id: $0.0, name: $0.0,
                    parameters: TypedParameters(values: ["state.state": .natural($0.1), "state.reason": .natural($0.2)]))
            }
            return Look.Sight(snapshot: snapshot, at: start + .seconds(second))
        }
        look.sights = [sight([("a", 1, 1), ("b", 1, 1)], 5)]
        let answer = tracker.take(look, hanging: 0, at: Moment(seconds: 5))
        #expect(try answer?.get().sessions.count == 2)
        #expect(try answer?.get().guests.map(\.facts.system?.name) == ["Debian 12", "Debian 12"])
        let after = Look(sights: [sight([("a", 5, 3), ("b", 5, 1)], 10)], product: look.product)
        let next = tracker.take(after, hanging: 0, at: Moment(seconds: 10))
        let ends = try #require(next).get().ends
        #expect(ends.map(\.session) == ["a/anna", "b/anna"] && ends.map(\.cause) == [.error, .admin])
        #expect(try next?.get().guests.map(\.facts.system) == [nil, nil])
    }

    @Test("a guest that does not answer is named once, when it has given less twice while a call hangs, and once more when it answers")
    mutating func silence() throws {
        let fine = try #require(look([("a", .running), ("b", .running)]))
        #expect(fine.events.isEmpty)
        // Busy with a job: nothing hangs.
        _ = look([("a", .less), ("b", .running)])
        #expect(look([("a", .less), ("b", .running)])?.guests.map(\.state) == [.running, .running])
        _ = look([("a", .running), ("b", .running)])
        // Now a call hangs. Another guest is busy with a job once.
        _ = look([("a", .less), ("b", .less)], hanging: 1)
        let named = try #require(look([("a", .less), ("b", .running)], hanging: 1))
        #expect(named.guests.map(\.state) == [.hung, .running])
        #expect(named.events.map(\.text) == ["guest a does not answer libvirt"])
        #expect(named.about.hasSuffix("2 of 2 guests run · no answer from a"), "\(named.about)")
        #expect(look([("a", .less), ("b", .running)], hanging: 1)?.events == [])
        let back = try #require(look([("a", .running), ("b", .running)]))
        #expect(back.guests.map(\.state) == [.running, .running] && back.events.map(\.text) == ["guest a answers libvirt again"])
    }

    @Test("a guest that gives less for half a minute does not answer, whoever's call it is that hangs")
    mutating func longSilence() throws {
        _ = look([("a", .running)])
        var named: [Int] = []
        for _ in 1...9 where look([("a", .less)])?.guests.first?.state == .hung { named.append(second) }
        // The first look of less was at 10 s.
        #expect(named == [40, 45, 50])
        #expect(look([("a", .running)])?.events.map(\.text) == ["guest a answers libvirt again"])
    }

    @Test("where no guest is asked, who hung still hangs, and it is said that nobody is asked")
    mutating func monitorsRest() throws {
        _ = look([("a", .running), ("b", .running)])
        _ = look([("a", .less), ("b", .running)], hanging: 1)
        _ = look([("a", .less), ("b", .running)], hanging: 1)
        let resting = try #require(look([("a", .less), ("b", .less)], asksMonitors: false, hanging: 2))
        #expect(resting.guests.map(\.state) == [.hung, .running] && resting.events.count == 1)
        #expect(resting.events.first?.text.hasPrefix("several guests do not answer libvirt") == true)
        let back = try #require(look([("a", .running), ("b", .running)]))
        #expect(back.events.map(\.text) == ["guests are asked for their memory, disks and waiting again", "guest a answers libvirt again"])
    }
}
