import Collecting
import Glibc
import Platform
import Telemetry
import TestSupport
import Testing

@testable import Transports

/// The system's ssh against a real sshd.
@Suite(.serialized, .enabled(if: LoopbackSSHD.missing == nil, Comment(rawValue: LoopbackSSHD.comment)))
struct SSHTests {
    /// A machine there, and who asks it.
    struct Site: Sendable {
        let server: LoopbackSSHD
        let folder: TemporaryFolder
        let machines: SSHMachines
        let transports: Transports

        init(_ settings: [String] = [], program: String = "/usr/bin/ssh", place: String? = nil, deadline: Duration = .seconds(20)) throws {
            server = try LoopbackSSHD(settings)
            folder = try TemporaryFolder()
            machines = SSHMachines(program: program, configuration: server.configuration, parent: folder.path)
            transports = Transports.system.through(
                try #require(SSHPlace(place ?? server.place)), deadline: deadline, machines)
        }
        func run(_ script: String, _ arguments: [String] = [], input: [UInt8]? = nil, deadline: Duration = .seconds(20)) async
            -> Result<RunResult, CollectFailure>
        {
            do throws(CollectFailure) {
                return .success(
                    try await transports.run(
                        RunRequest(Executable("/bin/sh", ["-c", script, "sh"] + arguments), input: input, deadline: deadline)))
            } catch { return .failure(error) }
        }
        func failure(_ endpoint: String? = nil) async -> CollectFailure? {
            guard let endpoint else {
                if case .failure(let failure) = await run("true") { return failure }
                return nil
            }
            do throws(CollectFailure) {
                let stream = try await transports.connect(endpoint)
                _ = try await stream.read()
                return nil
            } catch { return error }
        }
        /// All ssh processes of ours.
        var processes: [pid_t] {
            namesInFolder("/proc").compactMap { Int32($0) }.filter { pid in
                ((try? readText("/proc/\(pid)/cmdline")) ?? "").contains(folder.path)
            }
        }
    }

    /// A host that a configuration no longer has leaves no way into its machine open.
    @Test func aMachineThatNobodyGoesThroughIsLeft() async throws {
        let site = try Site()
        let place = try #require(SSHPlace(site.server.place))
        #expect(try await site.run("echo there").get().output == Array("there\n".utf8))
        await site.machines.keep(only: [place])
        #expect(site.server.connections.count == 1)
        await site.machines.keep(only: [])
        try await eventually("it is left", within: .seconds(20)) { site.server.connections.isEmpty && site.processes.isEmpty }
        // It may come back.
        #expect(try await site.run("echo again").get().output == Array("again\n".utf8))
        await site.machines.end()
    }

    @Test func streamsAndProgramsShareOneConnection() async throws {
        let site = try Site()
        for endpoint in [try LoopbackServer(), try LoopbackServer(path: site.folder.file("there"))] {
            for _ in 0..<2 {
                let stream = try await site.transports.connect(endpoint.endpoint)
                let peer = try #require(SocketStream(descriptor: nonblocking(endpoint.accept()), endpoint: "test"))
                let bytes = (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 / 1000) }
                let writer = Task { try await stream.write(bytes) }
                var seen: [UInt8] = []
                while seen.count < bytes.count { seen += try await peer.read() }
                #expect(seen == bytes)
                try await writer.value
                try await peer.write(Array("pong".utf8))
                #expect(try await stream.read() == Array("pong".utf8))
                peer.close()
                #expect(try await stream.read() == [])
                stream.close()
            }
        }
        #expect(try await site.run("echo there").get().output == Array("there\n".utf8))
        #expect(site.server.connections.count == 1)
        await site.machines.end()
        try await eventually("the end of the connection") { site.server.connections.isEmpty && site.processes.isEmpty }
        #expect(namesInFolder(site.folder.path) == ["there"])
    }

    @Test func manyAtOnceMakeOneConnection() async throws {
        let site = try Site()
        let results = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<8 { group.addTask { (try? await site.run("echo \(number)").get().output) == Array("\(number)\n".utf8) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results == Array(repeating: true, count: 8))
        #expect(site.server.connections.count == 1)
        await site.machines.end()
    }

    /// sshd takes two at once, which nobody told us: the others wait for their turn. A third that would be refused fails nobody.
    @Test func moreAtOnceThanSSHDTakes() async throws {
        let site = try Site(["MaxSessions 2"])
        let results = await withTaskGroup(of: Result<[UInt8], CollectFailure>.self) { group in
            for number in 0..<12 { group.addTask { await site.run("sleep 0.2; echo \(number)").map(\.output) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let said = results.compactMap { try? $0.get() }.map { String(decoding: $0, as: UTF8.self) }
        #expect(Set(said) == Set((0..<12).map { "\($0)\n" }), "\(results)")
        #expect(site.server.connections.count == 1)
        // Whoever has no turn in his time is told why.
        let long = (0..<2).map { _ in Task { await site.run("sleep 30") } }
        try await eventually("both run") { site.processes.count == 3 }
        #expect(await site.run("true", deadline: .seconds(1)).failure == .refused(asked: site.server.place, reason: .sshNoSession()))
        for task in long {
            task.cancel()
            _ = await task.value
        }
        await site.machines.end()
    }

    @Test func aWayThatEndsTakesNoOtherWithIt() async throws {
        let site = try Site()
        let (one, other) = (try LoopbackServer(), try LoopbackServer())
        let stream = try await site.transports.connect(one.endpoint)
        let peer = one.accept()
        try await site.transports.connect(other.endpoint).close()
        close(other.accept())
        let folder = site.folder.file(try #require(namesInFolder(site.folder.path).first { $0.hasPrefix("warte-ssh-") }))
        let ways = namesInFolder(folder).filter { !$0.hasSuffix(".s") }.sorted()
        #expect(ways.count == 2)
        unlink("\(folder)/\(ways[1])")
        let again = try await site.transports.connect(other.endpoint)
        let newPeer = other.accept()
        #expect(send(newPeer, "two", 3, 0) == 3)
        #expect(try await again.read() == Array("two".utf8))
        #expect(namesInFolder(folder).contains(ways[0]), "the other way stands")
        #expect(send(peer, "one", 3, 0) == 3)
        #expect(try await stream.read() == Array("one".utf8))
        #expect(site.server.connections.count == 1)
        for descriptor in [peer, newPeer] { close(descriptor) }
        await site.machines.end()
    }

    @Test func aProgramThere() async throws {
        let site = try Site()
        let result = try await site.run("cat; echo \"$1\" >&2; exit 3", ["a b; $(id) 'c' \\ \""], input: Array("some input".utf8)).get()
        #expect(result.end == .exit(3) && result.output == Array("some input".utf8))
        #expect(result.complaints == Array("a b; $(id) 'c' \\ \"\n".utf8))
        #expect(try await site.run("exit 255").get().end == .exit(255))
        let missing = try await site.transports.run(RunRequest(Executable("/nowhere/at-all"), deadline: .seconds(20)))
        #expect(missing.end == .exit(127))
        #expect(await site.run("sleep 600", deadline: .seconds(1)).failure == .timedOut(asked: "/bin/sh", after: .seconds(1)).nearly)
        // Nor does it go on there, where nobody waits for it.
        let pid = site.folder.file("pid")
        var found: Int32?
        for _ in 0..<10 where found == nil {
            _ = await site.run("echo $$ > \"$1\"; exec sleep 600", [pid], deadline: .seconds(2))
            found = (try? readText(pid)).flatMap { Int32($0.dropLast()) }
        }
        let process = try #require(found)
        try await eventually("its end there", within: .seconds(20)) { access("/proc/\(process)", F_OK) != 0 }
        // Nothing of ours goes there, and there is no terminal.
        setenv("WARTE_TEST_SECRET", "hunter2", 1)
        defer { unsetenv("WARTE_TEST_SECRET") }
        let environment = String(decoding: try await site.run("env; tty").get().output, as: UTF8.self)
        #expect(!environment.contains("hunter2") && environment.contains("not a tty"))
        await site.machines.end()
    }

    @Test func aConnectionThatIsKilledIsMadeAgain() async throws {
        let site = try Site()
        let server = try LoopbackServer()
        let stream = try await site.transports.connect(server.endpoint)
        let peer = server.accept()
        #expect(send(peer, "one", 3, 0) == 3)
        #expect(try await stream.read() == Array("one".utf8))
        site.server.killConnections()
        #expect((try? await stream.read()) ?? [] == [])
        close(peer)
        try await eventually("the end of its master") { site.processes.isEmpty }
        let again = try await site.transports.connect(server.endpoint)
        let other = server.accept()
        #expect(send(other, "two", 3, 0) == 3)
        #expect(try await again.read() == Array("two".utf8))
        close(other)
        // It is held by the one that speaks nothing alone.
        #expect(site.processes.count == 1)
        // Its master is killed, whose socket stays behind.
        for process in site.processes { kill(process, SIGKILL) }
        try await eventually("the end of its master") { site.processes.isEmpty }
        #expect(try await site.run("echo three").get().output == Array("three\n".utf8))
        // In the middle of something: said, not taken for an answer.
        let running = Task { await site.run("sleep 20") }
        try await eventually("it runs") { site.processes.count == 2 }
        site.server.killConnections()
        let result = await running.value
        #expect(result.failure == .unreachable(asked: site.server.place, reason: .sshLost(), hint: .closed), "\(result)")
        await site.machines.end()
        #expect(site.processes == [])
    }

    @Test func itsProcessesHaveACleanMaskAndNoTerminal() async throws {
        let site = try Site()
        var blocked = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &blocked, nil)
        _ = try await site.run("true").get()
        pthread_sigmask(SIG_UNBLOCK, &blocked, nil)
        let master = try #require(site.processes.first)
        #expect(site.processes.count == 1)
        #expect(getsid(master) != getsid(0))
        let status = try readText("/proc/\(master)/status")
        #expect(status.contains("SigBlk:\t0000000000000000"))
        // Its field of the terminal is none.
        let fields = try readText("/proc/\(master)/stat").split(separator: ")").last?.split(separator: " ") ?? []
        #expect(fields.count > 4 && fields[4] == "0")
        let mode = try #require(namesInFolder(site.folder.path).first { $0.hasPrefix("warte-ssh-") })
        var facts = stat()
        #expect(stat(site.folder.file(mode), &facts) == 0 && facts.st_mode & 0o777 == 0o700)
        await site.machines.end()
        await #expect(throws: CollectFailure.self) { _ = try await site.transports.connect("127.0.0.1:1") }
    }

    /// What an engine left that was killed goes with the next.
    @Test func foldersOfTheDeadAreRemoved() async throws {
        let site = try Site()
        mkdir(site.folder.file("warte-ssh-99999999-abcdef"), 0o700)
        try site.folder.write("", to: "warte-ssh-99999999-abcdef/1.log")
        mkdir(site.folder.file("warte-ssh-\(getppid())-abcdef"), 0o700)
        _ = try await site.run("true").get()
        try await eventually("its folder is gone") { access(site.folder.file("warte-ssh-99999999-abcdef"), F_OK) != 0 }
        #expect(access(site.folder.file("warte-ssh-\(getppid())-abcdef"), F_OK) == 0)
        await site.machines.end()
    }

    @Test(arguments: [
        ("ssh://gw", "ssh://gw"), ("ssh://root@gw:2222", "ssh://root@gw:2222"), ("ssh://[2001:db8::1]:22", "ssh://[2001:db8::1]:22"),
        ("ssh://gw/", "ssh://gw"), ("ssh://a.b-c_d@10.0.0.1", "ssh://a.b-c_d@10.0.0.1"),
    ]) func places(text: String, spelled: String) { #expect(SSHPlace(text)?.text == spelled) }

    @Test(arguments: [
        "gw", "ssh:gw", "ssh://", "ssh://@gw", "ssh://-oProxyCommand=id", "ssh://gw;id", "ssh://gw:0", "ssh://gw:99999", "ssh://u:p@gw",
        "ssh://gw/path", "ssh://a b@gw", "ssh://$(id)@gw", "ssh://gw\n", "ssh://[gw]", "ssh://[::1", "ssh://ünï", "ssh://%h", "ssh://gw:٢٢",
    ]) func noPlaces(text: String) { #expect(SSHPlace(text) == nil) }
}

private func nonblocking(_ descriptor: Int32) -> Int32 {
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    return descriptor
}

extension Result where Success == RunResult, Failure == CollectFailure {
    /// A deadline's failure by whole seconds: what the connection took is taken from it.
    fileprivate var failure: CollectFailure? { if case .failure(let failure) = self { failure.nearly } else { nil } }
}
extension CollectFailure {
    fileprivate var nearly: CollectFailure {
        if case .timedOut(let asked, let after) = self {
            .timedOut(asked: asked, after: .seconds((after.milliseconds + 999) / 1000))
        } else {
            self
        }
    }
}
