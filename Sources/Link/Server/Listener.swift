import CSystem
import Glibc

/// The socket that callers connect to, and who of them is let in.
final class Listener {
    let descriptor: Int32
    private let path: String
    /// Held as long as the socket is there.
    private let lock: EngineLock
    private let owner = geteuid()
    private var names: [uid_t: String] = [:]

    enum Arrival {
        case caller(descriptor: Int32, author: String)
        /// It was sent away.
        case stranger
        case nobody
        /// The process has no descriptor left for it.
        case noRoom
    }

    init(path: String) throws(LinkProblem) {
        guard let slash = path.lastIndex(of: "/"), path.hasPrefix("/") else {
            throw LinkProblem.refused(path: path, reason: "wanted the absolute path of a socket")
        }
        let folder = String(path[..<slash])
        try SocketFolder(user: owner).check(folder)
        lock = try EngineLock(folder: folder)
        self.path = path
        // Whoever made it is dead, or would hold the lock.
        if unlink(path) != 0, errno != ENOENT { throw LinkProblem.system("remove the old \(path)") }
        descriptor = try UnixSocket.listen(path)
    }
    deinit {
        unlink(path)
        close(descriptor)
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
        let name = names[peer.user] ?? UserName.of(peer.user)
        names[peer.user] = name
        return .caller(descriptor: caller, author: name)
    }
}
