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
