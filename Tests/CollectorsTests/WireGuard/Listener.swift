import Glibc
import Platform
import TestSupport

/// A Unix socket at which something else listens: it says the same to everybody.
final class Listener: Sendable {
    let path: String
    private let descriptor: Int32

    init(_ path: String, says words: String = "") throws {
        self.path = path
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let bound = withUnsafeBytes(of: address) { raw in
            raw.withMemoryRebound(to: sockaddr.self) { bind(descriptor, $0.baseAddress, socklen_t(raw.count)) }
        }
        guard bound == 0, listen(descriptor, 8) == 0 else { throw SystemFailure(path) }
        let bytes = Array(words.utf8)
        guard
            OwnThread.start({
                while true {
                    let client = accept(descriptor, nil, nil)
                    guard client >= 0 else { return }
                    _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                    // What was asked is read, so that the words arrive before the end.
                    var room = [UInt8](repeating: 0, count: 4096)
                    _ = recv(client, &room, room.count, 0)
                    close(client)
                }
            })
        else { throw SystemFailure("a thread") }
    }

    /// The file stays.
    func end() { shutdown(descriptor, Int32(SHUT_RDWR)) }
    deinit {
        end()
        close(descriptor)
    }
}
