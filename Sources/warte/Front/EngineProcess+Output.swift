import Glibc
import Platform
import Telemetry

extension EngineProcess {
    /// Of 10,000 alarms with all that was said of them.
    private static let mostOutput = 256 << 20
    private static let patience = Duration.seconds(60)

    /// Runs the engine's program for a task that ends, and gathers what it writes on standard output; its complaints go to our own.
    static func output(of arguments: [String]) throws(Failure) -> (status: Int32, output: [UInt8]) {
        let path = try program()
        guard let ends = openPipe() else { throw Failure(message: .systemFailed(.makePipe(), RawLine(SystemError.text(errno)))) }
        defer { Glibc.close(ends.reading) }
        var launch = Launch([path] + arguments)
        launch.output = .descriptor(ends.writing)
        let child: pid_t
        do throws(Failure) { child = try start(launch) } catch {
            Glibc.close(ends.writing)
            throw error
        }
        Glibc.close(ends.writing)
        let output = readAll(ends.reading)
        if output == nil { kill(child, SIGKILL) }
        let end = ProcessEnd(waitingFor: child)
        guard let output else { throw Failure(message: .didNotEnd(path)) }
        guard case .exit(let status) = end else { return (3, output) }
        return (status, output)
    }

    /// Nil where there is no end to it.
    private static func readAll(_ file: Int32) -> [UInt8]? {
        let end = ContinuousClock.now + patience
        var out: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while out.count < mostOutput {
            let left = end - ContinuousClock.now
            guard left > .zero else { return nil }
            var watched = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
            guard poll(&watched, 1, left.pollTimeout) > 0 else { continue }
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count == 0 ? out : nil }
            out += buffer[..<count]
        }
        return nil
    }
}
