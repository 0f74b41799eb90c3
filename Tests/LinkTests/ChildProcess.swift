import Glibc
import TestSupport
import Testing

/// A process that a test starts, hears and ends, by its id.
final class ChildProcess {
    let process: pid_t
    private let output: Int32
    private var heard: [UInt8] = []
    private var status: Int32?

    init(_ arguments: [String]) throws {
        var pipes: [Int32] = [0, 0]
        try #require(pipe(&pipes) == 0)
        for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(pipes[0], F_SETFL, O_NONBLOCK)
        let started = try? startProgram(arguments, output: pipes[1], complaints: pipes[1])
        close(pipes[1])
        output = pipes[0]
        process = try #require(started, "cannot start \(arguments[0])")
    }
    deinit {
        close(output)
        if status == nil {
            kill(process, SIGKILL)
            waitpid(process, &heardStatus, 0)
        }
    }
    private var heardStatus: Int32 = 0

    /// The next line it writes; nil at the end.
    func line() async throws -> String? {
        var result: String??
        try await eventually("a line of process \(process)") {
            if let end = heard.firstIndex(of: 0x0A) {
                result = String(decoding: heard[..<end], as: UTF8.self)
                heard.removeFirst(end + 1)
                return true
            }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(output, &buffer, buffer.count)
            if count > 0 { heard.append(contentsOf: buffer[..<count]) }
            if count == 0 {
                result = .some(heard.isEmpty ? nil : String(decoding: heard, as: UTF8.self))
                heard = []
                return true
            }
            return false
        }
        return result ?? nil
    }
    func rest() async throws -> String {
        var lines: [String] = []
        while let line = try await line() { lines.append(line) }
        return lines.joined(separator: "\n")
    }
    func end(with signal: Int32 = SIGKILL) { kill(process, signal) }
    /// The exit status, or the signal's number negative.
    func exit() async throws -> Int32 {
        var raw: Int32 = 0
        try await eventually("the end of process \(process)") { waitpid(process, &raw, WNOHANG) == process }
        status = raw
        return raw & 0x7F == 0 ? (raw >> 8) & 0xFF : -(raw & 0x7F)
    }
}
