import Feed
import Glibc
import Testing

@testable import Link

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
