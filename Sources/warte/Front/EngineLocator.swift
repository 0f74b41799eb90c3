import Feed
import Glibc
import Link
import OwnProcess
import Platform
import Telemetry

/// Where an engine of this user may be: at the socket of this environment, or, where one holds the store, where that one says it listens
/// (cron and su have no `XDG_RUNTIME_DIR`).
struct EngineLocator {
    let socket: String
    private let state: String?

    /// - Parameter part: of the user's folders, where an engine of its own has them; nil for the user's engine.
    init(environment: [String: String], part: String? = nil) throws(LinkProblem) {
        socket = try socketFolder(environment: environment, part: part) + "/" + socketName
        state = stateFolder(environment: environment, part: part)
    }

    /// The engine that runs though nobody listens on `socket`; nil where there is none.
    var holder: EngineNote? {
        let folder = String(socket.dropLast(socketName.count + 1))
        return state.flatMap { EngineLock.holder(of: $0) } ?? EngineLock.holder(of: folder)
    }

    /// Connects by `open` to the first of them that listens; `.absent` where none does.
    func connect<Client>(_ open: (_ path: String) throws(LinkProblem) -> Client) throws(LinkProblem) -> Client {
        do throws(LinkProblem) {
            return try open(socket)
        } catch {
            guard case .absent = error, let other = holder?.socket, !other.isEmpty, other != socket else { throw error }
            return try open(other)
        }
    }

    /// What keeps us from an engine that runs and does not listen.
    static func deaf(_ holder: EngineNote) -> Message {
        .engineDeaf(holder.process > 0 ? Int(holder.process) : nil, holder.socket.isEmpty ? nil : holder.socket)
    }

    /// Nil where the engine watches what `--config` asked for, or nothing was asked for.
    static func mismatch(asked: String?, engine: EngineStatus) -> Message? {
        guard let asked, !isSame(asked, engine.configurationPath) else { return nil }
        return engine.configurationPath.isEmpty ? .engineWatchesNothing(asked) : .engineWatchesOther(engine.configurationPath, asked)
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        if one == other { return true }
        guard let first = FileIdentity(one) else { return false }
        return FileIdentity(other) == first
    }
}
