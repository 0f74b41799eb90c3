import Glibc
import OwnProcess
import Platform
import Telemetry

/// An engine of our own: started where none runs, left alone afterwards (it ends itself when its last viewer has gone).
struct EngineProcess {
    let pid: pid_t
    /// What it says on standard error, to be read without blocking: its words if it cannot start.
    let complaints: Int32

    struct Failure: WordedError { let message: Message }

    /// `warted` beside this program, or what `WARTE_ENGINE` names.
    static func program() throws(Failure) -> String {
        if let named = getenv("WARTE_ENGINE") { return String(cString: named) }
        guard let folder = OwnProgram.folder() else {
            throw Failure(message: .ownPathUnknown())
        }
        let path = folder + "/warted"
        guard access(path, X_OK) == 0 else { throw Failure(message: .engineIsMissing(path)) }
        return path
    }

    /// Starts it in a session of its own, so that Ctrl-C on our terminal does not reach it.
    init(arguments: [String]) throws(Failure) {
        let path = try Self.program()
        guard let ends = openPipe() else { throw Failure(message: .systemFailed(.makePipe(), RawLine(SystemError.text(errno)))) }
        _ = fcntl(ends.reading, F_SETFL, O_NONBLOCK)
        defer { Glibc.close(ends.writing) }
        var launch = Launch([path] + arguments)
        launch.input = .none
        launch.output = .none
        launch.complaints = .descriptor(ends.writing)
        launch.company = .session
        launch.signals = .unblocked
        let child: pid_t
        do throws(Failure) { child = try Self.start(launch) } catch {
            Glibc.close(ends.reading)
            throw error
        }
        pid = child
        complaints = ends.reading
    }

    /// What it has said so far; nil at the end of the stream, which is the end of the engine.
    func read() -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(complaints, &buffer, buffer.count)
        if count > 0 { return String(decoding: buffer[..<count], as: UTF8.self) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? "" : nil
    }

    /// Lets go of what it says.
    func close() { Glibc.close(complaints) }

    /// Whether it has ended; does not wait. Its exit status is gone then.
    func hasEnded() -> Bool {
        var status: Int32 = 0
        return waitpid(pid, &status, WNOHANG) != 0
    }

    /// Its exit status; it has closed its standard error, so it ends now. 128 and the signal's number where it was killed; nil where it cannot be known.
    func waitedFor() -> Int32? {
        switch ProcessEnd(waitingFor: pid) {
        case .exit(let status): status
        case .signal(let signal): 128 + signal
        case nil: nil
        }
    }
}
