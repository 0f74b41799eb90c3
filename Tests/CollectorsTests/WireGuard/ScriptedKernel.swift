import Glibc
import Platform
import TestSupport

/// Answers over real netlink sockets in the kernel's place: on a thread of its own, until the value ends.
final class ScriptedKernel: Sendable {
    /// NETLINK_USERSOCK, over which processes speak with each other.
    static let family: Int32 = 2

    private let descriptor: Int32
    /// Its number as the other end of a socket.
    let port: UInt32

    struct Request {
        let type: UInt16
        let sequence: UInt32
        /// Who asked.
        let port: UInt32
        let body: [UInt8]
    }

    /// - Parameter answer: datagrams, with the request's sequence number in them.
    init(_ answer: @escaping @Sendable (Request) -> [[UInt8]]) throws {
        descriptor = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), Self.family)
        port = try Self.bound(descriptor)
        let descriptor = descriptor
        guard
            OwnThread.start({
                defer { close(descriptor) }
                var room = [UInt8](repeating: 0, count: 65_536)
                while true {
                    var (address, size) = (Self.address(0), socklen_t(12))
                    let count = address.withUnsafeMutableBytes { raw in
                        raw.withMemoryRebound(to: sockaddr.self) { recvfrom(descriptor, &room, room.count, 0, $0.baseAddress, &size) }
                    }
                    guard count >= 16 else { return }
                    let sequence = room[8..<12].withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
                    let asker = address[4..<8].withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
                    // Empty: end.
                    if count == 16, sequence == 0 { return }
                    let type = room[4..<6].withUnsafeBytes { $0.loadUnaligned(as: UInt16.self) }
                    let request = Request(type: type, sequence: sequence, port: asker, body: Array(room[16..<count]))
                    for datagram in answer(request) { Self.send(datagram, from: descriptor, to: asker) }
                }
            })
        else { throw SystemFailure("a thread") }
    }

    deinit {
        if let end = try? Sender() { end.send([UInt8](repeating: 0, count: 16), to: port) }
    }

    /// Somebody else, who may send to any such socket too.
    final class Sender: Sendable {
        private let descriptor: Int32
        init() throws {
            descriptor = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), ScriptedKernel.family)
            _ = try ScriptedKernel.bound(descriptor)
        }
        deinit { close(descriptor) }
        func send(_ bytes: [UInt8], to port: UInt32) { ScriptedKernel.send(bytes, from: descriptor, to: port) }
    }

    /// A `sockaddr_nl`.
    private static func address(_ port: UInt32) -> [UInt8] {
        KernelBytes.number(UInt16(AF_NETLINK)) + [0, 0] + KernelBytes.number(port) + [0, 0, 0, 0]
    }
    private static func bound(_ descriptor: Int32) throws -> UInt32 {
        var (address, size) = (address(0), socklen_t(12))
        let works = address.withUnsafeMutableBytes { raw in
            raw.withMemoryRebound(to: sockaddr.self) {
                bind(descriptor, $0.baseAddress, size) == 0 && getsockname(descriptor, $0.baseAddress, &size) == 0
            }
        }
        guard works else { throw SystemFailure("a netlink socket") }
        return address[4..<8].withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
    }
    private static func send(_ bytes: [UInt8], from descriptor: Int32, to port: UInt32) {
        address(port).withUnsafeBytes { raw in
            raw.withMemoryRebound(to: sockaddr.self) {
                _ = sendto(descriptor, bytes, bytes.count, 0, $0.baseAddress, socklen_t(12))
            }
        }
    }
}
