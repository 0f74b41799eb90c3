import CSystem
import Feed
import Glibc
import Synchronization
import Telemetry
import Testing

@testable import Link

/// A folder of mode 0700 that goes with the value.
final class TemporaryFolder: Sendable {
    let path: String
    init() throws {
        var template = Array("/tmp/warte-link-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!).map { String(cString: $0) } }
        path = try #require(made)
    }
    deinit {
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { if unlink("\(path)/\(name)") != 0 { rmdir("\(path)/\(name)") } }
            }
            closedir(folder)
        }
        rmdir(path)
    }
    var socket: String { path + "/" + socketName }
}

/// Waits for a condition, and says so where it does not come within 60 s.
func eventually(_ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(2))
    }
    Issue.record("not within 60 s: \(what)", sourceLocation: sourceLocation)
    throw Lateness(what: what)
}
struct Lateness: Error { let what: String }

/// A server with its scripted engine.
struct Serving {
    let folder: TemporaryFolder
    let service: ScriptedService
    let server: LinkServer
    var path: String { folder.socket }

    init(
        _ service: ScriptedService = ScriptedService(), version: String = "1.0", engine: EngineID = .unknown,
        protocols: ClosedRange<Int> = LinkProtocol.spoken
    ) async throws {
        folder = try TemporaryFolder()
        self.service = service
        server = try LinkServer(path: folder.socket, version: version, engine: engine, protocols: protocols, service: service)
        await service.serve(by: server)
    }
}

/// A caller that says any bytes and hears messages. It waits 60 s at most, and without holding up a thread of the pool, which
/// the scripted engine needs.
final class RawCaller {
    let descriptor: Int32
    private var heard: [UInt8] = []

    init(_ path: String) throws { descriptor = try UnixSocket.connect(path) }
    deinit { close(descriptor) }

    func say(_ text: String) async { await say(Array(text.utf8) + [0]) }
    /// False where the other end is gone, or takes nothing for that long.
    @discardableResult
    func say(_ bytes: [UInt8], within time: Duration = .seconds(60)) async -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EAGAIN {
                return false
            } else if await !wait(for: POLLOUT, within: time) {
                return false
            }
        }
        return true
    }
    func stopSaying() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The next message; nil at the end of the connection or after the time.
    func hear(within time: Duration = .seconds(60)) async -> String? {
        while true {
            if let end = heard.firstIndex(of: 0) {
                defer { heard.removeFirst(end + 1) }
                return String(decoding: heard[..<end], as: UTF8.self)
            }
            guard await wait(for: POLLIN, within: time) else { return nil }
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            heard.append(contentsOf: buffer[..<count])
        }
    }
    /// Whether the other end closes, whatever it says before; false after 60 s.
    func isClosed() async -> Bool {
        while await wait(for: POLLIN, within: .seconds(60)) {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { return count == 0 || errno == ECONNRESET }
        }
        return false
    }
    private func wait(for event: Int32, within time: Duration) async -> Bool {
        let end = ContinuousClock.now + time
        var watched = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        while poll(&watched, 1, 0) == 0 {
            if ContinuousClock.now >= end { return false }
            try? await Task.sleep(for: .microseconds(200))
        }
        return true
    }
}
