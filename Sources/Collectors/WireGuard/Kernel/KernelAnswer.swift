import CSystem
import Glibc
import Platform
import Telemetry

/// What the kernel tells of one interface, message by message (linux/wireguard.h, WG_CMD_GET_DEVICE). A peer whose networks fill more than one
/// message goes on in the next, where it has its key and more networks.
struct KernelAnswer {
    private(set) var interface: InterfaceRecord

    init(interface name: String) { interface = InterfaceRecord(name: name) }

    static func request(_ command: UInt8, interface name: String) -> [UInt8] {
        [command, UInt8(WG_GENL_VERSION), 0, 0] + NetlinkMessage.attribute(WGDEVICE_A_IFNAME.rawValue, Array(name.utf8) + [0])
    }

    /// - Parameter body: of a message, behind netlink's own header.
    mutating func take(_ body: ArraySlice<UInt8>) throws(InterfaceFault) {
        guard body.count >= Self.headerSize else { throw InterfaceFault(place: .netlinkMessage(), .noHeader()) }
        try NetlinkMessage.forEachAttribute(of: body.dropFirst(Self.headerSize), in: .netlinkMessage()) {
            type, value throws(InterfaceFault) in
            switch type {
            case WGDEVICE_A_IFNAME.rawValue:
                guard String(untilZero: value) == interface.name else { throw InterfaceFault(place: .netlinkName(), .anotherInterface()) }
            case WGDEVICE_A_PEERS.rawValue:
                try NetlinkMessage.forEachAttribute(of: value, in: .netlinkPeers()) { _, peer throws(InterfaceFault) in
                    try interface.add(try Self.peer(peer, .peerOfAnswer(interface.peers.count + 1)))
                }
            // The private key among them.
            default: break
            }
        }
    }
    /// Of generic netlink (GENL_HDRLEN).
    private static let headerSize = 4

    private static func peer(_ body: ArraySlice<UInt8>, _ place: Message) throws(InterfaceFault) -> PeerRecord {
        var key: PublicKey?
        var (endpoint, handshake, received, sent, keepalive) = ("", Int64(0), UInt64(0), UInt64(0), Int64(0))
        try NetlinkMessage.forEachAttribute(of: body, in: place) { type, value throws(InterfaceFault) in
            switch type {
            case WGPEER_A_PUBLIC_KEY.rawValue: key = PublicKey(bytes: value)
            case WGPEER_A_ENDPOINT.rawValue: endpoint = try Self.endpoint(value, place)
            case WGPEER_A_LAST_HANDSHAKE_TIME.rawValue:
                // Seconds and nanoseconds, 64 bits each.
                guard value.count == 16 else { throw InterfaceFault(place: .handshakeOf(place), .countOfBytes(value.count)) }
                handshake = try wireGuardTime(value.number() ?? -1, .handshakeOf(place))
            case WGPEER_A_RX_BYTES.rawValue: received = try number(value, place)
            case WGPEER_A_TX_BYTES.rawValue: sent = try number(value, place)
            case WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL.rawValue: keepalive = Int64(try number(value, place) as UInt16)
            // The preshared key among them.
            default: break
            }
        }
        guard let key else { throw InterfaceFault(place: .publicKeyOf(place), .noKey()) }
        return PeerRecord(
            key: key, endpoint: endpoint, handshake: handshake, received: received, sent: sent, keepalive: keepalive == 0 ? nil : keepalive)
    }

    private static func number<Number: FixedWidthInteger>(_ value: ArraySlice<UInt8>, _ place: Message) throws(InterfaceFault) -> Number {
        guard value.count == MemoryLayout<Number>.size, let number: Number = value.number() else {
            throw InterfaceFault(place: .numberOf(place), .countOfBytes(value.count))
        }
        return number
    }

    /// A `sockaddr_in` or `sockaddr_in6`; port and address are in the network's order.
    private static func endpoint(_ value: ArraySlice<UInt8>, _ place: Message) throws(InterfaceFault) -> String {
        let family: UInt16? = value.number()
        let port = value.number(at: 2).map { UInt16(bigEndian: $0) } ?? 0
        let (isFour, isSix) = (family == UInt16(AF_INET) && value.count == 16, family == UInt16(AF_INET6) && value.count == 28)
        guard isFour || isSix else { throw InterfaceFault(place: .endpointOf(place), .noAddressThere()) }
        let name = addressText(value.dropFirst(isFour ? 4 : 8).prefix(isFour ? 4 : 16)) ?? ""
        if isFour { return "\(name):\(port)" }
        let scope: UInt32 = value.number(at: 24) ?? 0
        return scope == 0 ? "[\(name)]:\(port)" : "[\(name)%\(scope)]:\(port)"
    }
}
