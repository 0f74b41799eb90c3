import CSystem
import Glibc
import Telemetry

/// Who is at the other end of a Unix socket: the kernel's word at the time it connected or listened (unix(7), SO_PEERCRED).
struct Peer {
    let process: pid_t
    let user: uid_t

    init(of descriptor: Int32) throws(LinkProblem) {
        // `struct ucred`, which glibc declares only under _GNU_SOURCE: pid, uid, gid.
        var credentials: (pid: pid_t, user: uid_t, group: gid_t) = (0, 0, 0)
        var length = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 else {
            throw LinkProblem.system(.askPeer())
        }
        process = credentials.pid
        user = credentials.user
    }

    func isTrusted(by owner: uid_t) -> Bool { user == owner || user == 0 }
}

enum UserName {
    /// The name in the user database; `uid 1234` where there is none.
    static func of(_ user: uid_t) -> String {
        var size = 1024
        while size <= 1 << 20 {
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            var buffer = [CChar](repeating: 0, count: size)
            let name = buffer.withUnsafeMutableBufferPointer { buffer -> (failure: Int32, name: String?) in
                guard let start = buffer.baseAddress else { return (ENOMEM, nil) }
                let failure = getpwuid_r(user, &entry, start, buffer.count, &found)
                return (failure, found == nil ? nil : entry.pw_name.map { String(cString: $0) })
            }
            if name.failure == ERANGE {
                size *= 4
                continue
            }
            if let name = name.name { return name }
            break
        }
        return "uid \(user)"
    }
}
