import Collecting
import Dispatch
import Glibc
import Platform
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Transports

struct SocketStreamTests {
    func connect(_ endpoint: String) async -> Result<any ByteStream, CollectFailure> {
        do throws(CollectFailure) { return .success(try await Transports.system.connect(endpoint)) } catch { return .failure(error) }
    }
    func failure(_ endpoint: String) async -> CollectFailure? {
        if case .failure(let failure) = await connect(endpoint) { failure } else { nil }
    }
    func all(_ stream: any ByteStream) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let portion = try await stream.read()
            if portion.isEmpty { return bytes }
            bytes += portion
        }
    }

    @Test func bytesGoBothWaysOverTCPAndUnix() async throws {
        let folder = try TemporaryFolder()
        for server in [try LoopbackServer(), try LoopbackServer(path: folder.file("s"))] {
            let stream = try await connect(server.endpoint).get()
            let peer = server.accept()
            try await stream.write(Array("ping".utf8))
            var room = [UInt8](repeating: 0, count: 16)
            #expect(recv(peer, &room, 16, 0) == 4)
            #expect(send(peer, "pong", 4, 0) == 4)
            #expect(try await stream.read() == Array("pong".utf8))
            close(peer)
            #expect(try await stream.read() == [])
            stream.close()
            stream.close()
            #expect(try await stream.read() == [])
        }
    }

    @Test func moreThanTheSystemsBuffersHold() async throws {
        let server = try LoopbackServer()
        let stream = try await connect(server.endpoint).get()
        let other = try #require(SocketStream(descriptor: nonblocking(server.accept()), endpoint: "test"))
        let bytes = (0..<20_000_000).map { UInt8(truncatingIfNeeded: $0 / 1000) }
        let writer = Task {
            try await stream.write(bytes)
            stream.close()
        }
        #expect(try await all(other) == bytes)
        try await writer.value
    }

    @Test func saysWhatTheSystemSays() async throws {
        let folder = try TemporaryFolder()
        let none = await failure(folder.file("none"))
        #expect(none == .unreachable(asked: folder.file("none"), reason: "No such file or directory", hint: .noSocket))
        let closed = try LoopbackServer().endpoint
        #expect(await failure(closed) == .unreachable(asked: closed, reason: "Connection refused", hint: .nobodyListens))
        try folder.write("", to: "file")
        #expect(
            await failure(folder.file("file"))
                == .unreachable(asked: folder.file("file"), reason: "Connection refused", hint: .nobodyListens))
        guard case .unreachable(_, let reason, _) = await failure("nowhere.invalid:1") else {
            Issue.record("a name that cannot exist was found")
            return
        }
        #expect(!reason.isEmpty)
        #expect(await failure("localhost") != nil)
    }

    @Test func aFullQueueIsBusy() async throws {
        let folder = try TemporaryFolder()
        let server = try LoopbackServer(path: folder.file("s"), backlog: 0)
        let first = try await connect(server.endpoint).get()
        #expect(await failure(server.endpoint) == .busy(asked: server.endpoint))
        first.close()
    }

    @Test func noPermissionIsARefusal() {
        #expect(WatchedFile.failure(EACCES, "x") == .refused(asked: "x", reason: "Permission denied", hint: .noPermission))
        #expect(WatchedFile.failure(EPERM, "x") == .refused(asked: "x", reason: "Operation not permitted", hint: .noPermission))
    }

    @Test func aWaitEndsWithTheTaskOrTheStream() async throws {
        let server = try LoopbackServer()
        let stream = try await connect(server.endpoint).get()
        let peer = server.accept()
        defer { close(peer) }
        let cancelled = Task { () -> CollectFailure? in
            do throws(CollectFailure) {
                _ = try await stream.read()
                return nil
            } catch { return error }
        }
        cancelled.cancel()
        #expect(await cancelled.value != nil)
        let closed = Task { try await stream.read() }
        let closer = Task { stream.close() }
        #expect(try await closed.value == [])
        await closer.value
        await #expect(throws: CollectFailure.self) { try await stream.write([1]) }
    }

    /// Readers who always find something would keep a thread each: as many of them as there are threads, and nothing else goes on.
    @Test func whoAlwaysHasSomethingToReadLeavesThreadsToOthers() async throws {
        // Random numbers have no end and can be waited for, which zeros cannot.
        let files = try (0..<2 * sysconf(Int32(_SC_NPROCESSORS_ONLN))).map { _ in
            try #require(WatchedFile(open("/dev/random", O_RDONLY | O_NONBLOCK | O_CLOEXEC), .pipe))
        }
        let turns = DispatchSemaphore(value: 0)
        let isLate = Mutex(false)
        // From outside of the pool: where it stands still nobody in it could end this.
        let watch = try OwnThread {
            isLate.withLock { $0 = turns.wait(timeout: .now() + 10) == .timedOut }
            for file in files { file.close() }
        }
        let readers = files.map { file in Task { while let bytes = try? await file.read("flood"), !bytes.isEmpty {} } }
        for _ in 0..<50 { try await Task.sleep(for: .milliseconds(1)) }
        turns.signal()
        for reader in readers { await reader.value }
        watch.join()
        #expect(!isLate.withLock { $0 })
    }

    @Test func aNameDoesNotHoldUpAnybody() async throws {
        let server = try LoopbackServer()
        let port = server.endpoint.split(separator: ":")[1]
        let stream = try await connect("localhost:\(port)").get()
        stream.close()
    }

    @Test func fiveHundredStreamsCostNoThreads() async throws {
        let server = try LoopbackServer()
        // The one thread and Swift's own pool are there before it counts.
        try await connect(server.endpoint).get().close()
        close(server.accept())
        var streams: [any ByteStream] = []
        var peers: [Int32] = []
        for _ in 0..<500 {
            streams.append(try await connect(server.endpoint).get())
            peers.append(server.accept())
        }
        let readers = streams.map { stream in Task { try await stream.read() } }
        for peer in peers { #expect(send(peer, "x", 1, 0) == 1) }
        // Other tests run beside this one and have threads of their own, but far fewer.
        #expect(threadCount() < 64)
        for reader in readers { #expect(try await reader.value == [120]) }
        for stream in streams { stream.close() }
        for peer in peers { close(peer) }
    }

    @Test func aWaitThatWasNeverAwaitedIsOver() async {
        let ticket = Race<Int>()
        ticket.finish(1)
        ticket.finish(2)
        #expect(await ticket.value(cancelled: 3) == 1)
        let other = Race<Int>()
        let task = Task { await other.value(cancelled: 3) }
        task.cancel()
        #expect(await task.value == 3)
    }

    private func nonblocking(_ descriptor: Int32) -> Int32 {
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        return descriptor
    }
}
