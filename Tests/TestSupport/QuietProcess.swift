import Glibc

/// A server that a test starts: what it writes goes nowhere, and it is killed by its id. Foundation's own may wait for ever where two end
/// at once.
public struct QuietProcess: Sendable {
    private let id: pid_t

    public init(_ path: String, _ arguments: [String], environment: [String: String]) throws {
        id = try startProgram([path] + arguments, environment: environment)
    }

    public func signal(_ number: Int32) { kill(id, number) }

    public func end() {
        kill(id, SIGKILL)
        while waitpid(id, nil, 0) < 0, errno == EINTR {}
    }
}
