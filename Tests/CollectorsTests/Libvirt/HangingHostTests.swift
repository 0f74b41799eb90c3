import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// A socket that takes connections and never says a word, as a daemon does that is stopped.
private final class SilentSocket {
    let path: String
    private let folder: String
    private let socket: Int32

    init() throws {
        folder = try temporaryFolder("silent")
        path = folder + "/socket"
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        try #require(bound == 0 && listen(socket, 8) == 0)
    }

    /// Resets whoever waits.
    func close() {
        Glibc.close(socket)
        unlink(path)
        rmdir(folder)
    }
}

@Suite("libvirt: a host that never answers")
struct HangingHostTests {
    private func collector(_ socket: SilentSocket, deadline: Duration) throws -> LibvirtCollector {
        try LibvirtCollector(
            target: Target(
                id: "hv", area: "a", collector: "libvirt", endpoint: "qemu+unix:///system?socket=\(socket.path)", deadline: deadline),
            transports: noTransports)
    }

    private func failure(_ collector: LibvirtCollector) async -> CollectFailure? {
        do throws(CollectFailure) {
            _ = try await collector.collect(at: Moment(seconds: 1))
            return nil
        } catch { return error }
    }

    @Test("times out by our clock, then fails at once, and costs one thread until the call comes back")
    func deadline() async throws {
        let socket = try SilentSocket()
        let collector = try collector(socket, deadline: .milliseconds(300))
        #expect(await failure(collector) == .timedOut(asked: "qemu+unix:///system?socket=\(socket.path)", after: .milliseconds(300)))
        #expect(collector.isLost && LibvirtCollector.lostThreads >= 1)
        for _ in 0..<50 {
            let hangs = CollectFailure.unreachable(
                asked: "qemu+unix:///system?socket=\(socket.path)", reason: .earlierCallHangs(.milliseconds(300)), hint: .silent)
            #expect(await failure(collector) == hangs)
        }
        socket.close()
        // The call comes back with an error; what follows is heard again.
        let end = ContinuousClock.now + .seconds(30)
        var last: CollectFailure?
        while ContinuousClock.now < end {
            last = await failure(collector)
            if case .unreachable(_, let reason, _)? = last, reason.id != Message.earlierCallHangs.id { break }
            try await Task.sleep(for: .milliseconds(5))
        }
        guard case .unreachable(_, let reason, _)? = last else {
            Issue.record("\(String(describing: last))")
            return
        }
        #expect(reason.text.contains("No such file or directory"), "\(reason)")
        #expect(!collector.isLost)
        await collector.close()
    }

    @Test("a task that is cancelled is answered long before the deadline, and closing does not wait for the call")
    func cancelled() async throws {
        let socket = try SilentSocket()
        let collector = try collector(socket, deadline: .seconds(600))
        let task = Task { await failure(collector) }
        task.cancel()
        guard case .timedOut? = await task.value else {
            Issue.record("not timed out")
            return
        }
        await collector.close()
        #expect(await failure(collector) == .unreachable(asked: "qemu+unix:///system?socket=\(socket.path)", reason: .isClosed()))
        socket.close()
    }
}
