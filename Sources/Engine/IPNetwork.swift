import Platform

/// The network that an address belongs to: /24 for IPv4, /56 for IPv6; the port is dropped.
struct IPNetwork: Hashable {
    let text: String

    /// Takes `1.2.3.4`, `1.2.3.4:5`, `1.2.3.4(5)`, `udp4:1.2.3.4:5`, `2001:db8::1`, `[2001:db8::1]:5`; nil for anything else.
    init?(of address: String) {
        var bytes = Array(address.utf8)
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            bytes.starts(with: Array("udp".utf8)) || bytes.starts(with: Array("tcp".utf8))
        {
            bytes.removeFirst(colon + 1)
        }
        guard let found = IPAddress.found(in: bytes, at: bytes.first == UInt8(ascii: "[") ? 1 : 0) else { return nil }
        guard found.range == 0..<bytes.count else { return nil }
        self.init(of: found.address)
    }

    init?(of address: IPAddress) {
        let keep = address.isV4 ? 3 : 7
        let raw = address.bytes.prefix(keep) + [UInt8](repeating: 0, count: address.bytes.count - keep)
        guard let short = addressText(raw) else { return nil }
        text = short + (address.isV4 ? "/24" : "/56")
    }
}
