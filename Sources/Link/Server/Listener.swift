import CSystem
import Glibc
import Platform
import Telemetry

/// The socket that callers connect to, and who of them is let in.
final class Listener {
    private(set) var descriptor: Int32
    private let path: String
    private let folder: String
    private let note: EngineNote
    /// Held as long as the socket is there.
    private var lock: EngineLock
    /// Which file is ours, whatever has its name.
    private var file: FileIdentity?
    private let owner = geteuid()
    /// Of those who are let in. Asked for once: the user database may be far away.
    private let names: [uid_t: String]

    enum Arrival {
        case caller(descriptor: Int32, process: pid_t, author: Principal)
        /// It was sent away.
        case stranger
        case nobody
        /// The process has no descriptor left for it.
        case noRoom
    }

    init(path: String, isPrivate: Bool) throws(LinkProblem) {
        guard let slash = path.lastIndex(of: "/"), path.hasPrefix("/") else {
            throw LinkProblem.refused(path: path, reason: .wantsSocketPath())
        }
        folder = String(path[..<slash])
        try SocketFolder(user: owner).check(folder)
        note = EngineNote(process: getpid(), socket: path, isPrivate: isPrivate)
        lock = try EngineLock(folder: folder, note: note)
        self.path = path
        names = Dictionary([owner, 0].map { ($0, UserName.of($0)) }, uniquingKeysWith: { first, _ in first })
        // Whoever made it is dead, or would hold the lock.
        if unlink(path) != 0, errno != ENOENT { throw LinkProblem.system(.removeOld(path)) }
        descriptor = try UnixSocket.listen(path)
        file = FileIdentity(path, follows: false)
    }
    deinit {
        if isInPlace { unlink(path) }
        close(descriptor)
    }

    private var isInPlace: Bool {
        file != nil && FileIdentity(path, follows: false) == file
    }

    /// Makes the socket again where its file is gone or another one has its name: the folder may be emptied under a running engine, at the
    /// last logout or by a cleaner. True where it did.
    func restore() throws(LinkProblem) -> Bool {
        if isInPlace {
            // Without its lock the next engine would take the socket away.
            if !lock.isInPlace { lock = try EngineLock(folder: folder, note: note) }
            return false
        }
        if mkdir(folder, 0o700) != 0, errno != EEXIST { throw LinkProblem.system(.makeFolder(folder)) }
        try SocketFolder(user: owner).check(folder)
        if !lock.isInPlace { lock = try EngineLock(folder: folder, note: note) }
        if unlink(path) != 0, errno != ENOENT { throw LinkProblem.system(.removeOld(path)) }
        let new = try UnixSocket.listen(path)
        close(descriptor)
        descriptor = new
        file = FileIdentity(path, follows: false)
        return true
    }

    func accept() -> Arrival {
        let caller = accept4(descriptor, nil, nil, Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue))
        guard caller >= 0 else {
            switch errno {
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .noRoom
            case EINTR, ECONNABORTED: return .stranger
            default: return .nobody
            }
        }
        guard let peer = try? Peer(of: caller), peer.isTrusted(by: owner) else {
            close(caller)
            return .stranger
        }
        return .caller(
            descriptor: caller, process: peer.process, author: Principal(uid: peer.user, name: names[peer.user] ?? "uid \(peer.user)"))
    }
}
