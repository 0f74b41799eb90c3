import Feed
import Glibc
import Link
import Platform
import Telemetry

/// A service does not wait for people to leave: a private engine that has its place is asked to end. Its fronts come back to the service.
struct TakeOver {
    private let isPrivate: Bool
    private let end: ContinuousClock.Instant
    private var asked: Set<Int32> = []
    /// The one that was asked last, and its configuration: empty for none, nil where it did not say.
    private(set) var from: (process: Int32, configuration: String?)?
    private static let patience = Duration.seconds(15)
    /// Between two looks, in microseconds.
    private static let pause: UInt32 = 20_000

    init(isPrivate: Bool) {
        self.isPrivate = isPrivate
        end = .now + Self.patience
    }

    /// After the lock of `folder` was not to be had: true where it is worth trying again.
    mutating func makesRoom(in folder: String) -> Bool {
        guard !isPrivate, ContinuousClock.now < end else { return false }
        let holder = EngineLock.holder(of: folder)
        if let holder {
            guard holder.isPrivate, holder.process > 0 else { return false }
            if asked.insert(holder.process).inserted {
                let configuration = Self.configuration(of: holder)
                // That it lives is looked at again, by its lock: while it was asked the number may have become somebody else's.
                guard EngineLock.holder(of: folder)?.process == holder.process else { return true }
                from = (holder.process, configuration)
                kill(holder.process, SIGTERM)
            }
        }
        usleep(Self.pause)
        return true
    }

    private static func configuration(of engine: EngineNote) -> String? {
        guard !engine.socket.isEmpty else { return nil }
        do throws(LinkProblem) {
            let call = try LinkCall(path: engine.socket, version: version, deadline: .seconds(1))
            defer { call.close() }
            return try call.status().configurationPath
        } catch { return nil }
    }

    /// For people who look on: whoever's dashboard brought the other one now watches what this one was told to. Nil where nobody made room.
    /// - Parameter own: this engine's configuration.
    func message(configuredBy own: String) -> Message? {
        guard let from else { return nil }
        let other = from.configuration.flatMap { FileIdentity($0) == FileIdentity(own) && $0.isEmpty == own.isEmpty ? nil : $0 }
        func said(_ path: String) -> Message { path.isEmpty ? .noConfiguration() : .raw(path) }
        return .tookOver(Int(from.process), other.map(said), other.map { _ in said(own) })
    }
}

/// The lock of the folder with store and journal; nil where the file cannot be made (a full disk), which the store's own lock outlasts, and
/// where it is the socket's folder too, whose lock the server holds: nobody gets the same lock twice.
func holdState(of folder: String, note: EngineNote, by takeOver: inout TakeOver) throws(StartFailure) -> EngineLock? {
    if note.listens(in: folder) {
        // The store is locked until a private engine has made room.
        while EngineLock.holder(of: folder) != nil, takeOver.makesRoom(in: folder) {}
        return nil
    }
    while true {
        do throws(LinkProblem) {
            return try EngineLock(folder: folder, note: note)
        } catch {
            guard case .alreadyRunning = error else { return nil }
            if takeOver.makesRoom(in: folder) { continue }
            let holder = EngineLock.holder(of: folder)
            throw StartFailure(
                holder.map { Message.folderIsTaken(Int($0.process), $0.socket, folder) } ?? .storeLocked(folder), status: engineIsThere)
        }
    }
}

extension EngineNote {
    /// Compared as folders and not as text: a link or a slash too many leads to the same one.
    func listens(in folder: String) -> Bool {
        guard let mine = FileIdentity(String(socket.dropLast(socketName.count + 1))) else { return false }
        return FileIdentity(folder) == mine
    }
}
