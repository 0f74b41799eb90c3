import Feed
import Glibc
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Link

private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
}

private final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}

@Suite struct OneEngineTests {
    @Test func aSecondEngineIsToldWhoTheFirstIs() async throws {
        let serving = try await Serving()
        #expect(throws: LinkProblem.alreadyRunning(process: getpid())) {
            try LinkServer(path: serving.path, version: "1.0", service: ScriptedService())
        }
        #expect(LinkProblem.alreadyRunning(process: 12).text == "already running (pid 12)")
        // The first one is none the worse for it.
        let status = try await waiting { () throws(LinkProblem) in
            try LinkCall(path: serving.path, version: "1.0", deadline: .seconds(60)).status()
        }
        #expect(status.version == "1.0")
    }

    @Test func afterACloseTheNextMayCome() async throws {
        let folder = try TemporaryFolder()
        for _ in 0..<20 {
            let server = try LinkServer(path: folder.socket, version: "1.0", service: ScriptedService())
            server.close()
        }
        for _ in 0..<20 { _ = try LinkServer(path: folder.socket, version: "1.0", service: ScriptedService()) }
        #expect(access(folder.socket, F_OK) != 0)
    }

    @Test func whatAKilledEngineLeftIsReplaced() async throws {
        let folder = try TemporaryFolder()
        let script = """
            import fcntl, os, socket, sys, time
            lock = os.open(sys.argv[1] + "/engine.lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(lock, fcntl.LOCK_EX)
            os.write(lock, b"%d\\n" % os.getpid())
            s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1] + "/engine.sock"); s.listen()
            print("here", flush=True)
            time.sleep(60)
            """
        let engine = try ChildProcess(["python3", "-c", script, folder.path])
        #expect(try await engine.line() == "here")
        #expect(throws: LinkProblem.alreadyRunning(process: engine.process)) {
            try LinkServer(path: folder.socket, version: "1.0", service: ScriptedService())
        }
        engine.end()
        #expect(try await engine.exit() == -SIGKILL)
        #expect(access(folder.socket, F_OK) == 0)
        #expect(throws: LinkProblem.absent(path: folder.socket)) { try LinkClient(path: folder.socket, version: "1.0") }

        let server = try LinkServer(path: folder.socket, version: "1.0", service: ScriptedService())
        _ = try LinkClient(path: folder.socket, version: "1.0")
        server.close()
    }

    @Test func manyAtOnceAreOne() async throws {
        let folder = try TemporaryFolder()
        let servers = await withTaskGroup(of: LinkServer?.self) { group in
            for _ in 0..<16 { group.addTask { try? LinkServer(path: folder.socket, version: "1.0", service: ScriptedService()) } }
            var found: [LinkServer] = []
            for await server in group { if let server { found.append(server) } }
            return found
        }
        withExtendedLifetime(servers) {
            #expect(servers.count == 1)
            #expect(access(folder.socket, F_OK) == 0)
        }
    }

    @Test func aSocketWhoseFileIsGoneIsMadeAgain() async throws {
        let lines = Lines()
        let folder = try TemporaryFolder()
        let path = folder.path + "/run/engine.sock"
        mkdir(folder.path + "/run", 0o700)
        let service = ScriptedService()
        let server = try LinkServer(path: path, version: "1.0", isPrivate: true, service: service) { lines.add($0.text) }
        await service.serve(by: server)
        let note = EngineNote(process: getpid(), socket: path, isPrivate: true)
        #expect(EngineLock.holder(of: folder.path + "/run") == note)
        let old = try LinkClient(path: path, version: "1.0")
        for round in 1...3 {
            unlink(path)
            if round > 1 { unlink(folder.path + "/run/engine.lock") }
            if round > 2 { rmdir(folder.path + "/run") }
            #expect(throws: LinkProblem.absent(path: path)) { try LinkClient(path: path, version: "1.0") }
            server.keepSocket()
            try await eventually("it listens again") { (try? LinkClient(path: path, version: "1.0")) != nil }
            #expect(EngineLock.holder(of: folder.path + "/run") == note)
            #expect(throws: LinkProblem.alreadyRunning(process: getpid())) {
                try LinkServer(path: path, version: "1.0", service: ScriptedService())
            }
        }
        server.keepSocket()
        // Whoever was there before is none the worse for it.
        old.attach()
        try await eventually("the old caller is answered") { try !old.readable().isEmpty }
        try await eventually("three lines") { lines.all == Array(repeating: "the socket was gone and is made again", count: 3) }
        server.close()
        #expect(EngineLock.holder(of: folder.path + "/run") == nil)
        for name in ["/run/engine.lock", "/run"] { remove(folder.path + name) }
    }

    /// Looking for the holder keeps nobody from becoming it.
    @Test func lookingTakesNothingAway() async throws {
        let folder = try TemporaryFolder()
        let isOver = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { while !isOver.isSet { _ = EngineLock.holder(of: folder.path) } }
            defer { isOver.set() }
            let note = EngineNote(process: 1, socket: "/s", isPrivate: false)
            for _ in 0..<200 { _ = try EngineLock(folder: folder.path, note: note, patience: .seconds(60)) }
        }
    }

    @Test func callersAreCountedWhateverTheyWant() async throws {
        let serving = try await Serving()
        #expect(serving.server.callers == (0, 0))
        var caller: RawCaller? = try RawCaller(serving.path)
        try await eventually("it is counted") { serving.server.callers == (1, 1) }
        withExtendedLifetime(caller) {}
        caller = nil
        try await eventually("it is gone, and was there") { serving.server.callers == (0, 2) }
    }

    /// Who tries again and again to be the engine, or to find one, uses nothing up.
    @Test func failuresLeaveNoDescriptorOpen() async throws {
        let script = """
            import os, sys
            fds, count = "/proc/%s/fd/" % sys.argv[1], 0
            for name in os.listdir(fds):
                try: count += os.readlink(fds + name) == sys.argv[2]
                except OSError: pass  # closed meanwhile
            print(count)
            """
        let serving = try await Serving()
        for _ in 0..<10 {
            #expect(throws: LinkProblem.self) { try LinkServer(path: serving.path, version: "1.0", service: ScriptedService()) }
        }
        let count = try ChildProcess(["python3", "-c", script, "\(getpid())", serving.folder.path + "/engine.lock"])
        #expect(try await count.line() == "1")
        withExtendedLifetime(serving) {}
    }
}
