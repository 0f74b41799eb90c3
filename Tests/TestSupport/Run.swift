import CPseudoTerminal
import Glibc
import Platform

/// How a program ended.
public enum Ending: Hashable, Sendable {
    case exit(Int32)
    case signal(Int32)

    init(waitStatus status: Int32) {
        switch ProcessEnd(waitStatus: status) {
        case .exit(let code): self = .exit(code)
        case .signal(let number): self = .signal(number)
        }
    }
}

/// What a program said.
public struct Output: Sendable {
    public let status: Ending
    public let stdout: String
    public let stderr: String
}

/// `make test SANITIZE=…` says so.
public let isSanitized = getenv("WARTE_SANITIZE").map { $0.pointee != 0 } ?? false

/// The path of a program of this package, as built beside the tests.
public func builtProgram(_ name: String) throws -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else { throw SystemFailure("/proc/self/exe") }
    let path = folderOf(String(decoding: buffer[0..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)) + "/" + name
    guard access(path, X_OK) == 0 else { throw SystemFailure(path) }
    return path
}

/// Runs a program to its end and gathers what it writes. Blocks its thread; use it for short things.
///
/// - Parameter argv: the program (found by PATH) and its arguments.
/// - Parameter environment: the whole environment; nil for this process' own.
/// - Parameter limit: then the program is killed and `TimedOut` thrown.
public func run(
    _ argv: [String], environment: [String: String]? = nil, input: String = "", within limit: Duration = .seconds(60)
) throws -> Output {
    let deadline = Deadline(after: limit)
    var ends: [(read: Int32, write: Int32)] = []
    defer { for end in ends { for file in [end.read, end.write] where file >= 0 { close(file) } } }
    for _ in 0..<3 {
        guard let pair = openPipe() else { throw SystemFailure("pipe") }
        ends.append((pair.reading, pair.writing))
    }
    let pid = try startProgram(
        argv, environment: environment, input: ends[0].read, output: ends[1].write, complaints: ends[2].write)
    for (index, file) in [(0, ends[0].read), (1, ends[1].write), (2, ends[2].write)] {
        close(file)
        if index == 0 { ends[0].read = -1 } else { ends[index].write = -1 }
    }
    var waiting = Array(input.utf8)[...]
    var texts: [[UInt8]] = [[], []]
    while ends[1].read >= 0 || ends[2].read >= 0 {
        if waiting.isEmpty, ends[0].write >= 0 {
            close(ends[0].write)
            ends[0].write = -1
        }
        var files = [
            pollfd(fd: ends[1].read, events: Int16(POLLIN), revents: 0), pollfd(fd: ends[2].read, events: Int16(POLLIN), revents: 0),
            pollfd(fd: ends[0].write, events: Int16(POLLOUT), revents: 0),
        ]
        if poll(&files, 3, deadline.milliseconds) <= 0, deadline.isPast {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            throw TimedOut("end of \(argv.joined(separator: " "))", after: limit)
        }
        for index in 0..<2 where files[index].revents != 0 {
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = read(files[index].fd, &buffer, buffer.count)
            if count > 0 {
                texts[index].append(contentsOf: buffer[0..<count])
            } else if count == 0 || errno != EINTR {
                close(files[index].fd)
                ends[index + 1].read = -1
            }
        }
        if files[2].revents != 0 {
            // One page at most fits into a pipe that is ready, so this never blocks.
            let count = waiting.prefix(4096).withUnsafeBytes { write(files[2].fd, $0.baseAddress, $0.count) }
            waiting = count > 0 ? waiting.dropFirst(count) : []
        }
    }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return Output(
        status: Ending(waitStatus: status), stdout: String(decoding: texts[0], as: UTF8.self),
        stderr: String(decoding: texts[1], as: UTF8.self))
}

/// Starts a program (found by PATH) with default signals; of open files it gets these three.
///
/// - Parameter environment: the whole environment; nil for this process' own.
/// - Parameter output: a descriptor; nil for /dev/null, as of the others.
/// - Returns: its number; it has to be waited for.
public func startProgram(
    _ argv: [String], environment: [String: String]? = nil, input: Int32? = nil, output: Int32? = nil, complaints: Int32? = nil
) throws -> Int32 {
    guard let name = argv.first, let path = found(name) else { throw SystemFailure(argv.first ?? "no program", number: ENOENT) }
    func file(_ descriptor: Int32?) -> Launch.File { descriptor.map { .descriptor($0) } ?? .none }
    var launch = Launch([path] + argv.dropFirst(), environment: environment.map(forProgram))
    (launch.input, launch.output, launch.complaints) = (file(input), file(output), file(complaints))
    launch.signals = .untouched
    do throws(Launch.Failure) { return try launch.start() } catch { throw SystemFailure(name, number: error.code) }
}

private func found(_ name: String) -> String? {
    if name.contains("/") { return name }
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return folders.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
}

/// Programs of ours are built as the tests are: a sanitizer in them wants its options.
func forProgram(_ environment: [String: String]) -> [String: String] {
    var environment = environment
    for name in ["TSAN_OPTIONS", "ASAN_OPTIONS", "LSAN_OPTIONS"] {
        if let options = getenv(name) { environment[name] = environment[name] ?? String(cString: options) }
    }
    return environment
}
