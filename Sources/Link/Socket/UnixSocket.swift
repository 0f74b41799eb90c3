import CSystem
import Glibc
import Platform
import Telemetry

/// Unix stream sockets that never block and that no child process inherits.
enum UnixSocket {
    private static let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)

    static func connect(_ path: String) throws(LinkProblem) -> Int32 {
        let descriptor = try open()
        do throws(LinkProblem) {
            let failure = try withAddress(path) { Glibc.connect(descriptor, $0, $1) == 0 ? 0 : errno }
            switch failure {
            case 0: break
            case ENOENT, ECONNREFUSED: throw LinkProblem.absent(path: path)
            case EAGAIN: throw LinkProblem.refused(path: path, reason: .takesNoMoreCallers())
            default: throw LinkProblem.refused(path: path, reason: .raw(SystemError.text(failure)))
            }
            // In a folder that others can write to, somebody else could listen there and be told what operators do.
            let peer = try Peer(of: descriptor)
            guard peer.isTrusted(by: geteuid()) else {
                throw LinkProblem.refused(path: path, reason: .servedByAnother(UserName.of(peer.user)))
            }
            return descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Listens there, open to this user alone. Nothing may be there yet.
    static func listen(_ path: String) throws(LinkProblem) -> Int32 {
        let descriptor = try open()
        do throws(LinkProblem) {
            // Of an unbound socket: bind(2) gives the file this mode at once, so that it is never open to others.
            guard fchmod(descriptor, 0o600) == 0 else { throw LinkProblem.system(.protectSocket()) }
            let failure = try withAddress(path) { bind(descriptor, $0, $1) == 0 ? 0 : errno }
            guard failure == 0 else { throw LinkProblem.system(.bindSocket(path), error: failure) }
            guard Glibc.listen(descriptor, 128) == 0 else { throw LinkProblem.system(.listenOn(path)) }
            return descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    private static func open() throws(LinkProblem) -> Int32 {
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { throw LinkProblem.system(.openSocket()) }
        return descriptor
    }

    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(LinkProblem) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path) - 1
        guard bytes.count <= room, !bytes.isEmpty, !bytes.contains(0) else {
            throw LinkProblem.refused(path: path, reason: .socketPathOutside(room, bytes.count))
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
