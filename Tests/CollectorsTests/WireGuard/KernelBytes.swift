@testable import Collectors

/// Bytes as the kernel writes them (linux/netlink.h, linux/genetlink.h, linux/wireguard.h), by numbers and not by the code under test.
enum KernelBytes {
    static let (multi, interrupted): (UInt16, UInt16) = (2, 16)

    static func number(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value) { [UInt8]($0) } }

    static func message(_ type: UInt16, flags: UInt16 = multi, sequence: UInt32 = 1, _ body: [UInt8]) -> [UInt8] {
        [number(UInt32(16 + body.count)), number(type), number(flags), number(sequence), number(UInt32(0)), padded(body)].flatMap { $0 }
    }
    static func done(_ code: Int32 = 0, sequence: UInt32 = 1) -> [UInt8] { message(3, sequence: sequence, number(code)) }
    static func error(_ code: Int32, sequence: UInt32 = 1) -> [UInt8] { message(2, flags: 0, sequence: sequence, number(code)) }

    static func attribute(_ type: UInt16, _ value: [UInt8]) -> [UInt8] { padded(number(UInt16(4 + value.count)) + number(type) + value) }
    static func nest(_ type: UInt16, _ attributes: [UInt8]) -> [UInt8] { attribute(type | 0x8000, attributes) }

    static let privateKey = Array("PRIVATEKKPRIVATEKKPRIVATEKKPRIVA".utf8)
    static let presharedKey = Array("PRESHAREDKKPRESHAREDKKPRESHAREDK".utf8)

    /// The first message of an interface, and each next one, which has no name.
    static func device(_ name: String?, peers: [[UInt8]]) -> [UInt8] {
        var head: [[UInt8]] = []
        if let name {
            head = [
                attribute(6, number(UInt16(51820))), attribute(7, number(UInt32(0))), attribute(1, number(UInt32(7))),
                attribute(2, Array(name.utf8) + [0]), attribute(3, privateKey), attribute(4, [UInt8](repeating: 9, count: 32)),
            ]
        }
        let list = nest(8, peers.flatMap { nest(0, $0) })
        return [0, 1, 0, 0] + head.joined() + list
    }

    static func peer(
        _ key: UInt8, endpoint: [UInt8]? = four(192, 0, 2, 1, port: 51820), handshake: Int64 = 1_795_551_290, received: UInt64 = 180,
        sent: UInt64 = 92, keepalive: UInt16 = 0, networks: Int = 1
    ) -> [UInt8] {
        let attributes: [[UInt8]] = [
            attribute(1, [UInt8](repeating: key, count: 32)), attribute(2, presharedKey),
            attribute(6, number(handshake) + number(Int64(7))), attribute(5, number(keepalive)), attribute(8, number(sent)),
            // Of no kind: it makes the next number begin at a multiple of eight, on machines that need it.
            attribute(0, []), attribute(7, number(received)), attribute(10, number(UInt32(1))), endpoint.map { attribute(4, $0) } ?? [],
            allowed(networks),
        ]
        return Array(attributes.joined())
    }
    /// The same peer goes on in the next message.
    static func more(_ key: UInt8, networks: Int) -> [UInt8] { attribute(1, [UInt8](repeating: key, count: 32)) + allowed(networks) }

    private static func allowed(_ count: Int) -> [UInt8] {
        var networks: [UInt8] = []
        for index in 0..<count {
            let address: [UInt8] = [10, UInt8(index >> 16 & 255), UInt8(index >> 8 & 255), UInt8(index & 255)]
            networks += nest(0, [attribute(3, [32]), attribute(1, number(UInt16(2))), attribute(2, address)].flatMap { $0 })
        }
        return nest(9, networks)
    }

    static func four(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, port: UInt16) -> [UInt8] {
        [number(UInt16(2)), number(port.bigEndian), [a, b, c, d], [UInt8](repeating: 0, count: 8)].flatMap { $0 }
    }
    static func six(_ address: [UInt8], port: UInt16, scope: UInt32 = 0) -> [UInt8] {
        [number(UInt16(10)), number(port.bigEndian), number(UInt32(0)), address, number(scope)].flatMap { $0 }
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] { bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4) }
}
