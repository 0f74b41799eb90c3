import CSystem
import Glibc
import Platform
import Telemetry

/// A socket to the kernel. Its calls may wait in the kernel for locks that others hold, so it is for a thread of its own.
final class NetlinkSocket {
    enum Fault: Error, Hashable {
        /// `errno`'s number.
        case system(Int32)
        case late
        /// It was changed while it was told, and what was told is neither the one nor the other.
        case changed
        case unreadable(InterfaceFault)
    }

    /// No message of the kernel's is longer (`netlink_dump`: 32 KiB).
    private static let longestDatagram = 65_536
    static let mostBytes = 32 << 20

    private let descriptor: Int32
    private let peer: UInt32
    private let end: ContinuousClock.Instant
    private var sequence: UInt32 = 0
    private var room = [UInt8](repeating: 0, count: longestDatagram)

    /// - Parameter peer: whose answers count; 0 is the kernel.
    /// - Parameter end: when to give up, for all that is asked.
    init(protocol number: Int32, peer: UInt32 = 0, until end: ContinuousClock.Instant) throws(Fault) {
        descriptor = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), number)
        self.peer = peer
        self.end = end
        guard descriptor >= 0 else { throw .system(errno) }
    }

    /// What came may have had keys in it.
    deinit {
        if descriptor >= 0 { close(descriptor) }
        room.withUnsafeMutableBytes { if let base = $0.baseAddress { explicit_bzero(base, $0.count) } }
    }

    /// Sends a request and takes its answer, message by message. Where several requests were answered, those of others are passed over.
    func ask(
        _ type: UInt16, _ flags: Int32 = 0, _ body: [UInt8], _ take: (ArraySlice<UInt8>) throws(InterfaceFault) -> Void
    ) throws(Fault) {
        sequence += 1
        try send(NetlinkMessage.bytes(type: type, flags: UInt16(NLM_F_REQUEST | flags), sequence: sequence, body: body))
        var (isWhole, size) = (true, 0)
        while true {
            let datagram = try receive()
            size += datagram.count
            guard size <= Self.mostBytes else { throw .unreadable(InterfaceFault(place: .answerByte(Self.mostBytes), .moreThanThat())) }
            let messages: [NetlinkMessage]
            do throws(InterfaceFault) { messages = try NetlinkMessage.all(in: datagram) } catch { throw .unreadable(error) }
            for message in messages where message.sequence == sequence {
                if Int32(message.flags) & NLM_F_DUMP_INTR != 0 { isWhole = false }
                switch Int32(message.type) {
                case NLMSG_NOOP: continue
                case NLMSG_OVERRUN: throw .system(ENOBUFS)
                case NLMSG_ERROR, NLMSG_DONE:
                    guard let code: Int32 = message.body.number() else {
                        throw .unreadable(InterfaceFault(place: .netlinkLast(), .noErrorNumber()))
                    }
                    guard code == 0 else { throw .system(Int32(clamping: code.magnitude)) }
                    guard isWhole else { throw .changed }
                    return
                default:
                    do throws(InterfaceFault) { try take(message.body) } catch { throw .unreadable(error) }
                    // The only one, unless it says that it is one of several.
                    if Int32(message.flags) & NLM_F_MULTI == 0 { return }
                }
            }
        }
    }

    private func send(_ bytes: [UInt8]) throws(Fault) {
        var address = sockaddr_nl()
        address.nl_family = sa_family_t(AF_NETLINK)
        address.nl_pid = peer
        let count = bytes.withUnsafeBytes { bytes in
            withUnsafeBytes(of: address) { raw in
                raw.withMemoryRebound(to: sockaddr.self) {
                    sendto(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT), $0.baseAddress, socklen_t(raw.count))
                }
            }
        }
        guard count >= 0 else { throw .system(errno) }
    }

    private func receive() throws(Fault) -> ArraySlice<UInt8> {
        while true {
            let left = end - .now
            guard left > .zero else { throw .late }
            var address = sockaddr_nl()
            var size = socklen_t(MemoryLayout<sockaddr_nl>.size)
            let count = room.withUnsafeMutableBytes { room in
                withUnsafeMutableBytes(of: &address) { raw in
                    raw.withMemoryRebound(to: sockaddr.self) {
                        recvfrom(
                            descriptor, room.baseAddress, room.count, Int32(MSG_DONTWAIT | MSG_TRUNC), $0.baseAddress,
                            &size)
                    }
                }
            }
            if count >= 0 {
                // Any process may send to such a socket.
                guard address.nl_pid == peer else { continue }
                guard count <= room.count else { throw .unreadable(InterfaceFault(place: .netlinkDatagram(), .countOfBytes(count))) }
                return room[..<count]
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                var file = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                poll(&file, 1, left.pollTimeout)
            case let code: throw .system(code)
            }
        }
    }
}
