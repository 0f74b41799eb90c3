import Glibc
import TestSupport

/// A listening socket of the test's own, on loopback or in a folder.
final class LoopbackServer: Sendable {
    let descriptor: Int32
    let endpoint: String

    /// On a free port of 127.0.0.1.
    init(backlog: Int32 = 1024) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let works = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, backlog) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard works else { throw SystemFailure("listen") }
        endpoint = "127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    }

    init(path: String, backlog: Int32 = 16) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = descriptor
        let works = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 && listen(descriptor, backlog) == 0
            }
        }
        guard works else { throw SystemFailure("listen on \(path)") }
        endpoint = path
    }
    deinit { close(descriptor) }

    /// Whether somebody waits to be accepted.
    var hasClient: Bool {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&watched, 1, 0) == 1
    }

    /// The next client; only where one is known to be there or on its way.
    func accept() -> Int32 { Glibc.accept(descriptor, nil, nil) }
}

/// How many threads this process has.
func threadCount() -> Int { namesInFolder("/proc/self/task").count }
