import Collecting
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Consoles are tasks: who looks, and how it ended.
@Suite(.serialized) struct ProxmoxConsoleTests {
    private static let began = 1_800_000_000

    @Test func consolesComeAndEndForTheirReasons() async throws {
        let lab = try await ProxmoxLab()
        let old = World.Task("vncproxy", "100", on: "a", by: "otto@pve", pid: 4000, at: Self.began - 900)
        try lab.change {
            $0.tasks = [
                World.Task("vncproxy", "100", on: "a", by: "eva@pve", pid: 4001, at: Self.began - 300),
                World.Task("termproxy", "101", on: "b", by: "eva@pve!tablet", pid: 4002, at: Self.began - 200),
                World.Task("vncshell", "", on: "b", by: "root@pam", pid: 4003, at: Self.began - 100),
                World.Task("vzdump", "100", on: "a", by: "root@pam", pid: 4004, at: Self.began - 50), old,
            ]
            $0.tasks[4].endtime = Self.began - 800
            $0.tasks[4].status = "connection timed out"
        }
        let watch = try ProxmoxWatch(try lab.target())
        var reading = try await watch.poll().get()
        #expect(reading.ends.isEmpty, "what ended before is history")
        let a = try #require(reading.figures("a"))
        #expect(
            a.sessions == [
                Session(
                    id: "a/4001/77/\(Self.began - 300)", kind: .console, user: "eva@pve", guest: "100",
                    since: Moment(seconds: Int64(Self.began - 300)),
                    isOpaque: true)
            ])
        #expect(a.value(.sessions) == 1 && a.guests[0].console == "vnc")
        let b = try #require(reading.figures("b"))
        #expect(b.sessions.map(\.kind) == [.console, .login] && b.sessions.map(\.user) == ["eva@pve!tablet", "root@pam"])
        #expect(b.guests.map(\.console) == ["terminal", nil] && b.value(.sessions) == 2)

        try lab.change {
            // One is closed, one is lost, one is gone from the list and its node knows why.
            ($0.tasks[0].endtime, $0.tasks[0].status) = (Self.began + 4, "OK")
            ($0.tasks[1].endtime, $0.tasks[1].status) = (Self.began + 5, "connection timed out")
            ($0.tasks[2].endtime, $0.tasks[2].status) = (
                Self.began + 6, "command '/usr/bin/termproxy 5900 --path /nodes/b -- /bin/login -f root' failed: exit code 1"
            )
            $0.tasks[2].unlisted = true
            // One came and went between two polls: nobody connected.
            var short = World.Task("vncproxy", "102", on: "b", by: "otto@pve", pid: 4010, at: Self.began - 5)
            (short.endtime, short.status) = (Self.began + 5, "connection timed out")
            $0.tasks.append(short)
        }
        watch.advance()
        reading = try await watch.poll().get()
        func end(_ process: Int) throws -> SessionEnd { try #require(reading.ends.first { $0.session.contains("/\(process)/") }) }
        #expect(reading.ends.count == 4 && reading.ends.allSatisfy(\.isOpaque))
        let (closed, lost, failed, short) = (try end(4001), try end(4002), try end(4003), try end(4010))
        #expect(
            closed.cause == .loggedOut && closed.confidence == .inferred && closed.host == "pve/a"
                && closed.at == Moment(seconds: Int64(Self.began + 4)))
        #expect(lost.cause == .clientLost && lost.confidence == .exact && lost.user == "eva@pve!tablet")
        #expect(lost.evidence == "task terminal console ended: connection timed out")
        #expect(short.cause == .handshake && short.user == "otto@pve" && short.cause.isTimeout)
        #expect(failed.cause == .error && failed.kind == .login && failed.confidence == .exact)
        #expect(failed.pieces.filter(\.isPersonal).map(\.text) == ["/usr/bin/termproxy 5900 --path /nodes/b -- /bin/login -f root"])
        #expect(reading.hosts.allSatisfy { (try? $0.outcome.get())?.sessions.isEmpty == true })
        watch.advance()
        #expect(try await watch.poll().get().ends.isEmpty, "each is told once")
    }

    /// A node's tasks are missing for a look: it says itself that its consoles are open, however many they are, and no end is told twice.
    @Test func consolesOfANodeThatTheListLeavesOutGoOn() async throws {
        let lab = try await ProxmoxLab()
        try lab.change {
            $0.tasks = (0..<20).map { World.Task("vncproxy", "101", on: "b", by: "eva\($0)@pve", pid: 4000 + $0, at: Self.began - 300) }
            var old = World.Task("vncproxy", "102", on: "c", by: "otto@pve", pid: 3999, at: Self.began - 900)
            (old.endtime, old.status) = (Self.began - 800, "OK")
            $0.tasks.append(old)
            $0.untold = ["c"]
        }
        let watch = try ProxmoxWatch(try lab.target())
        func poll(after change: (inout World) -> Void) async throws -> Reading {
            try lab.change(change)
            watch.advance()
            return try await watch.poll().get()
        }
        _ = try await watch.poll().get()
        var reading = try await poll { $0.untold = ["b"] }
        #expect(reading.ends == [] && reading.figures("b")?.sessions.count == 20 && reading.figures("b")?.value(.sessions) == 20)
        // Each has its turn: of all that are left out the node is asked in the end.
        try lab.change { world in
            for number in 0..<20 { (world.tasks[number].endtime, world.tasks[number].status) = (Self.began + 11, "connection timed out") }
        }
        var ends: [SessionEnd] = []
        for _ in 0..<5 { ends += try await poll { _ in }.ends }
        #expect(Set(ends.map(\.session)).count == 20 && ends.count == 20 && ends.allSatisfy { $0.cause == .clientLost }, "\(ends.count)")
        // They come back as ended, and go and come once more.
        for untold in [[], ["b"], [], ["b", "c"], []] {
            reading = try await poll { $0.untold = untold }
            #expect(reading.ends == [] && reading.figures("b")?.sessions == [], "\(untold)")
        }
    }

    /// One that nobody could say anything of is taken to be over; that it is there after all makes it a session with an end of its own.
    @Test func aConsoleThatIsThereAfterAllEndsOnceMore() async throws {
        let lab = try await ProxmoxLab()
        try lab.change { $0.tasks = [World.Task("vncproxy", "101", on: "b", by: "eva@pve", pid: 4001, at: Self.began - 300)] }
        let watch = try ProxmoxWatch(try lab.target())
        _ = try await watch.poll().get()
        try lab.change { ($0.untold, $0.cut) = (["b"], ["eva@pve:/status"]) }
        watch.advance()
        #expect(try await watch.poll().get().ends.map(\.cause) == [.unknown])
        try lab.change { ($0.untold, $0.cut) = ([], []) }
        watch.advance()
        let reading = try await watch.poll().get()
        #expect(reading.ends == [] && reading.figures("b")?.sessions.count == 1)
        try lab.change { ($0.tasks[0].endtime, $0.tasks[0].status) = (Self.began + 25, "OK") }
        watch.advance()
        #expect(try await watch.poll().get().ends.map(\.cause) == [.loggedOut])
    }

    /// The cluster's clock is another than ours: what has just ended has ended since the last look, and nothing is of the future.
    @Test(arguments: [-900, -7200, 900, 7200]) func anotherClock(ahead: Int) async throws {
        let lab = try await ProxmoxLab()
        let began = Self.began + ahead
        try lab.change {
            $0.tasks = [
                World.Task("vncproxy", "101", on: "b", by: "eva@pve", pid: 4001, at: began - 10),
                World.Task("vncproxy", "101", on: "b", by: "otto@pve", pid: 4002, at: began - 200),
            ]
        }
        let watch = try ProxmoxWatch(try lab.target())
        let start = watch.now
        let sessions = try #require(try await watch.poll().get().figures("b")).sessions
        #expect(sessions.allSatisfy { $0.since.map { $0 <= start } ?? false })
        watch.advance()
        #expect(try await watch.poll().get().figures("b")?.sessions == sessions, "they began when they began")
        let before = watch.now
        try lab.change {
            var short = World.Task("vncproxy", "102", on: "b", by: "otto@pve", pid: 4003, at: began + 8)
            (short.endtime, short.status) = (began + 18, "connection timed out")
            ($0.tasks[0].endtime, $0.tasks[0].status) = (began + 19, "connection timed out")
            ($0.tasks[1].endtime, $0.tasks[1].status) = (began + 19, "connection timed out")
            var slow = World.Task("vzdump", "102", on: "b", by: "otto@pve", pid: 4004, at: began)
            (slow.endtime, slow.status) = (began + 15, "got timeout")
            $0.tasks += [short, slow]
        }
        watch.advance()
        let reading = try await watch.poll().get()
        #expect(reading.ends.count == 3 && reading.ends.allSatisfy { $0.at >= before && $0.at <= watch.now }, "\(reading.ends)")
        // How long it took is by one clock.
        #expect(reading.ends.count { $0.cause == .clientLost } == 1 && reading.ends.count { $0.cause == .handshake } == 2)
        #expect(reading.events.allSatisfy { $0.at >= before && $0.at <= watch.now } && reading.events.count == 1)
    }

    /// SPICE has a task where it is a terminal: a container's and a node's own, not a VM's screen.
    @Test func spiceIsAConsoleWhereItIsATask() async throws {
        let lab = try await ProxmoxLab()
        try lab.change {
            $0.tasks = [
                World.Task("spiceproxy", "101", on: "b", by: "eva@pve", pid: 4001, at: Self.began - 300),
                World.Task("spiceshell", "", on: "a", by: "root@pam", pid: 4002, at: Self.began - 200),
            ]
        }
        let watch = try ProxmoxWatch(try lab.target())
        let reading = try await watch.poll().get()
        let (a, b) = (try #require(reading.figures("a")), try #require(reading.figures("b")))
        #expect(b.sessions.map(\.kind) == [.console] && b.sessions.map(\.guest) == ["101"] && b.sessions.map(\.user) == ["eva@pve"])
        #expect(b.guests.map(\.console) == ["spice", nil])
        #expect(a.sessions.map(\.kind) == [.login] && a.sessions.map(\.user) == ["root@pam"] && a.guests.map(\.console) == [nil])
        try lab.change {
            ($0.tasks[0].endtime, $0.tasks[0].status) = (Self.began + 4, "connection timed out")
            ($0.tasks[1].endtime, $0.tasks[1].status) = (Self.began + 5, "OK")
        }
        watch.advance()
        let ends = try await watch.poll().get().ends
        #expect(ends.first { $0.host == "pve/b" }?.evidence == "task spice console ended: connection timed out", "\(ends)")
        #expect(ends.first { $0.host == "pve/a" }?.cause == .loggedOut && ends.count == 2)
    }

    @Test func aConsoleOnANodeThatDiesEndsWithIt() async throws {
        let lab = try await ProxmoxLab()
        try lab.change { $0.tasks = [World.Task("vncproxy", "101", on: "b", by: "eva@pve", pid: 4001, at: Self.began)] }
        let watch = try ProxmoxWatch(try lab.target())
        #expect(try await watch.poll().get().figures("b")?.sessions.count == 1)
        try lab.change { $0.nodes["b"]?.state = "offline" }
        watch.advance()
        let reading = try await watch.poll().get()
        #expect(reading.ends.map(\.cause) == [.error] && reading.ends.map(\.confidence) == [.inferred])
        #expect(reading.ends.map(\.evidence) == ["its node is down"] && reading.failure("b") != nil)
    }

    /// A list that breaks off says nothing of anybody: who looked at a console is not gone for that.
    @Test func aListThatBreaksOffEndsNobody() async throws {
        let lab = try await ProxmoxLab()
        try lab.change { $0.tasks = [World.Task("vncproxy", "100", on: "a", by: "eva@pve", pid: 4001, at: Self.began)] }
        let watch = try ProxmoxWatch(try lab.target())
        #expect(try await watch.poll().get().figures("a")?.sessions.count == 1)
        try lab.change { $0.cut = ["/cluster/tasks", "/cluster/status", "/nodes/a/status", "/rrddata"] }
        watch.advance(.seconds(70))
        try lab.change { $0.nodes["a"]?.uptime += 70 }
        let broken = try await watch.poll().get()
        let a = try #require(broken.figures("a"))
        #expect(broken.ends == [] && broken.events == [] && a.sessions.count == 1 && a.value(.sessions) == nil)
        #expect(
            a.gaps.count == 2 && a.gaps[0].hasPrefix("no answer of the node itself: ") && a.gaps[1].hasPrefix("no sessions: "), "\(a.gaps)")
        // What the others publish of it goes on.
        #expect(a.value(.cpu) == 25 && a.guests.count == 1 && broken.figures("b")?.gaps.count == 1)
        try lab.change {
            $0.cut = []
            $0.tasks[0].endtime = Self.began + 5
            $0.tasks[0].status = "OK"
        }
        watch.advance()
        let whole = try await watch.poll().get()
        #expect(whole.ends.map(\.cause) == [.loggedOut] && whole.figures("a")?.gaps == [])
    }

    /// A name of a person is where the engine replaces it, and nowhere else.
    @Test func personsAreMarked() async throws {
        let lab = try await ProxmoxLab()
        try lab.change { $0.tasks = [World.Task("vncproxy", "100", on: "a", by: "eva@pve", pid: 4001, at: Self.began)] }
        let watch = try ProxmoxWatch(try lab.target())
        var reading = try await watch.poll().get()
        #expect(places(of: "eva", in: reading).allSatisfy { $0.hasSuffix(".user") }, "\(places(of: "eva", in: reading))")
        #expect(!places(of: "eva", in: reading).isEmpty)
        try lab.change { ($0.tasks[0].endtime, $0.tasks[0].status) = (Self.began + 5, "user eva has had enough") }
        watch.advance()
        reading = try await watch.poll().get()
        #expect(reading.ends.count == 1)
        let found = places(of: "eva", in: reading, leavingOut: ["evidence"])
        #expect(found.allSatisfy { $0.hasSuffix(".user") || $0.contains(".unknown") }, "\(found)")
    }

    /// A list that no cluster has is not read to its end.
    @Test func aListOfTasksHasABound() throws {
        let rows = (0..<5_000).map { #"{"type":"vzdump","node":"a","endtime":\#(1_700_000_000 + $0),"status":"got timeout"}"# }
        let body = Array(#"{"data":[\#(rows.joined(separator: ","))]}"#.utf8)
        #expect(try ClusterTasks(HTTPResponse(status: 200, body: body), asked: "tasks").timeouts.count == 100)
    }

    @Test(arguments: [
        ("OK", TaskStatus.Kind.good, true), ("WARNINGS: 3", .good, true), ("connection timed out", .timedOut, true),
        ("got timeout", .timedOut, true), ("unexpected status", .unclear, true), ("", .unclear, true),
        ("interrupted by signal", .interrupted, true), ("received interrupt", .interrupted, true),
        ("command 'x' failed: got timeout", .timedOut, false), ("command 'x' failed: exit code 1", .failed, false),
        ("anything", .failed, false), ("WARNINGS: eva", .good, false),
        ("command 'a' failed: b' failed: got timeout", .timedOut, false), ("command ' failed: got timeout", .timedOut, false),
    ]) func aStatusSaysHow(_ status: String, _ kind: TaskStatus.Kind, isKnown: Bool) {
        let words = TaskStatus(status)
        #expect(words.kind == kind && words.pieces.allSatisfy { !$0.isPersonal } == isKnown)
        #expect(status.isEmpty || words.pieces.text == status)
    }
}
