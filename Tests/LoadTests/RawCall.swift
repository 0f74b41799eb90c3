import CSystem
import Glibc
import TestSupport

@testable import Link

/// The most bytes that a call may have.
enum ServerCalls { static let longest = ServerConnection.callLimit }

/// One connection on which calls are made as they are.
final class RawCall {
    static let listAlarms = #"{"method":"org.warte.engine.ListAlarms"}"#
    private let descriptor: Int32
    /// The answer was an error.
    private(set) var isRefused = false
    /// The connection was closed instead of an answer.
    private(set) var hasEnded = false
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)

    init(_ path: String) throws { descriptor = try UnixSocket.connect(path) }
    deinit { close(descriptor) }

    func send(_ text: String) throws {
        let bytes = Array(text.utf8) + [0]
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 { sent += count } else { try wait(for: POLLOUT) }
        }
    }

    /// Whether a whole answer is there, or the end of the connection; what came of it is thrown away.
    func hasAnswer() throws -> Bool {
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 { return errno != EAGAIN }
            if count < 4096, String(decoding: buffer[..<count], as: UTF8.self).contains(#""error":"#) { isRefused = true }
            if count == 0 { hasEnded = true }
            if count == 0 || buffer[..<count].contains(0) { return true }
        }
    }
    func waitForAnswer() throws { while try !hasAnswer() { try wait(for: POLLIN) } }

    private func wait(for event: Int32) throws {
        var watched = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        guard poll(&watched, 1, 60_000) > 0 else { throw TimedOut("an answer", after: .seconds(60)) }
    }
}
