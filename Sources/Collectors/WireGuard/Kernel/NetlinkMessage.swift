import CSystem
import Telemetry

/// One message of a netlink datagram (netlink(7)); all numbers in the machine's own byte order.
struct NetlinkMessage {
    let type: UInt16
    let flags: UInt16
    let sequence: UInt32
    /// Behind the header.
    let body: ArraySlice<UInt8>

    static let headerSize = 16

    /// All messages of a datagram, which must be whole ones.
    static func all(in datagram: ArraySlice<UInt8>) throws(InterfaceFault) -> [NetlinkMessage] {
        var out: [NetlinkMessage] = []
        var rest = datagram
        while !rest.isEmpty {
            guard let length: UInt32 = rest.number(), length >= headerSize, Int(length) <= rest.count,
                let type: UInt16 = rest.number(at: 4),
                let flags: UInt16 = rest.number(at: 6), let sequence: UInt32 = rest.number(at: 8)
            else { throw InterfaceFault(place: .netlinkPart(out.count + 1), .noWholeMessage()) }
            let body = rest.prefix(Int(length)).dropFirst(headerSize)
            out.append(NetlinkMessage(type: type, flags: flags, sequence: sequence, body: body))
            rest = rest.dropFirst(aligned(Int(length)))
        }
        return out
    }

    /// As it is sent.
    static func bytes(type: UInt16, flags: UInt16, sequence: UInt32, body: [UInt8]) -> [UInt8] {
        bytes(of: UInt32(headerSize + body.count)) + bytes(of: type) + bytes(of: flags) + bytes(of: sequence) + bytes(of: UInt32(0)) + body
    }

    /// An attribute as it is sent, filled up to four bytes.
    static func attribute(_ type: UInt32, _ value: [UInt8]) -> [UInt8] {
        let attribute = bytes(of: UInt16(4 + value.count)) + bytes(of: UInt16(type)) + value
        return attribute + [UInt8](repeating: 0, count: aligned(attribute.count) - attribute.count)
    }

    /// The attributes of a body one after another: each has its own length before it, and may hold attributes itself.
    static func forEachAttribute(
        of body: ArraySlice<UInt8>, in place: Message, _ take: (UInt32, ArraySlice<UInt8>) throws(InterfaceFault) -> Void
    ) throws(InterfaceFault) {
        var rest = body
        while !rest.isEmpty {
            guard let length: UInt16 = rest.number(), length >= 4, Int(length) <= rest.count, let type: UInt16 = rest.number(at: 2) else {
                throw InterfaceFault(place: place, .noWholeAttribute())
            }
            // The two highest bits say of what kind the value is (NLA_F_NESTED, NLA_F_NET_BYTEORDER).
            try take(UInt32(type & 0x3FFF), rest.prefix(Int(length)).dropFirst(4))
            rest = rest.dropFirst(aligned(Int(length)))
        }
    }

    static func bytes(of number: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: number) { [UInt8]($0) } }
    private static func aligned(_ length: Int) -> Int { (length + 3) & ~3 }
}

extension ArraySlice<UInt8> {
    /// The number that begins after `offset` bytes; nil where it is not whole.
    func number<Number: FixedWidthInteger>(at offset: Int = 0) -> Number? {
        guard count >= offset + MemoryLayout<Number>.size else { return nil }
        var number: Number = 0
        let first = startIndex + offset
        Swift.withUnsafeMutableBytes(of: &number) { $0.copyBytes(from: self[first..<(first + MemoryLayout<Number>.size)]) }
        return number
    }
}
