import Collecting
import Glibc
import Platform
import Synchronization
import Telemetry

/// All machines that are reached through ssh, and the folder for their control sockets: mode 0700, on this machine, gone with the process.
final class SSHMachines: Sendable {
    static let shared = SSHMachines()

    private struct State {
        var folder: String?
        var machines: [SSHPlace: SSHMachine] = [:]
        /// Names of control sockets are given once.
        var made = 0
        var isEnded = false
    }
    private let program: String
    private let configuration: String?
    /// Where the folder is made.
    private let parent: String
    private let state = Mutex(State())

    private static let begin = "warte-ssh-"

    /// - Parameter configuration: for ssh, where it is not the user's own.
    init(program: String = "/usr/bin/ssh", configuration: String? = nil, parent: String? = nil) {
        self.program = program
        self.configuration = configuration
        self.parent = parent ?? Self.runtimeFolder
    }

    /// A socket's path is short (`StreamEndpoint.longestPath`), and ssh makes it longer by 17 for a moment.
    private static var runtimeFolder: String {
        if let path = getenv("XDG_RUNTIME_DIR").map({ String(cString: $0) }), path.hasPrefix("/"), path.utf8.count < 50,
            access(path, W_OK) == 0
        {
            return path
        }
        return "/tmp"
    }

    func machine(_ place: SSHPlace) throws(CollectFailure) -> SSHMachine {
        let found: Result<SSHMachine, CollectFailure> = state.withLock { state in
            if let known = state.machines[place] { return .success(known) }
            guard !state.isEnded else { return .failure(.unreachable(asked: place.text, reason: .watchEnded())) }
            if state.folder == nil {
                clearThoseOfTheDead()
                var name = Array("\(parent)/\(Self.begin)\(getpid())-XXXXXX".utf8CString)
                guard mkdtemp(&name) != nil else {
                    return .failure(.unreachable(asked: place.text, reason: .sshNoFolder(RawLine(SystemError.text(errno)))))
                }
                state.folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
            state.made += 1
            let stem = "\(state.folder ?? parent)/\(state.made)"
            let machine = SSHMachine(SSHCommand(place: place, stem: stem, program: program, configuration: configuration))
            state.machines[place] = machine
            return .success(machine)
        }
        return try found.get()
    }

    /// Ends the connections to machines that nobody goes through any more: a way into a machine is not kept open for nothing.
    func keep(only places: Set<SSHPlace>) async {
        let left = state.withLock { state in
            let left = state.machines.filter { !places.contains($0.key) }.map(\.value)
            state.machines = state.machines.filter { places.contains($0.key) }
            return left
        }
        await Self.end(left)
    }
    private static func end(_ machines: [SSHMachine]) async {
        await withTaskGroup(of: Void.self) { group in for machine in machines { group.addTask { await machine.end() } } }
    }

    /// Ends all connections. Nothing is asked after it.
    func end() async {
        let (machines, folder) = state.withLock { state in
            defer { (state.machines, state.folder, state.isEnded) = ([:], nil, true) }
            return (Array(state.machines.values), state.folder)
        }
        await Self.end(machines)
        if let folder { Self.remove(folder) }
    }

    /// What an engine left that was killed. Its connections have ended by themselves, or will, but for one over which somebody still holds a
    /// stream that nobody reads.
    private func clearThoseOfTheDead() {
        let (program, configuration) = (program, configuration)
        for name in readFolder(parent) ?? [] where name.hasPrefix(Self.begin) {
            guard let process = Int32(name.dropFirst(Self.begin.count).prefix { $0 != "-" }), process > 0, kill(process, 0) != 0,
                errno == ESRCH
            else { continue }
            var status = stat()
            let path = "\(parent)/\(name)"
            guard lstat(path, &status) == 0, fileType(status) == S_IFDIR, status.st_uid == geteuid() else { continue }
            Task.detached {
                for name in readFolder(path) ?? [] where name.hasSuffix(SSHCommand.controlEnd) {
                    // Which machine it is the control socket knows.
                    guard let place = SSHPlace("ssh://gone") else { continue }
                    let stem = "\(path)/\(name.dropLast(SSHCommand.controlEnd.count))"
                    let command = SSHCommand(place: place, stem: stem, program: program, configuration: configuration)
                    _ = try? await ChildRun.run(RunRequest(command.ending, deadline: .seconds(2)), company: .session)
                }
                Self.remove(path)
            }
        }
    }

    /// It has files alone, and no folders.
    private static func remove(_ folder: String) {
        for name in readFolder(folder) ?? [] { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }
}
