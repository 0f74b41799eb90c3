import Glibc

/// The network that an address belongs to: /24 for IPv4, /56 for IPv6; the port is dropped.
struct Network: Hashable {
    let text: String

    /// Takes `1.2.3.4`, `1.2.3.4:5`, `udp4:1.2.3.4:5`, `2001:db8::1`, `[2001:db8::1]:5`; nil for anything else.
    init?(of address: String) {
        var rest = address[...]
        if let colon = rest.firstIndex(of: ":"), rest[..<colon].hasPrefix("udp") || rest[..<colon].hasPrefix("tcp") {
            rest = rest[rest.index(after: colon)...]
        }
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            rest = rest[rest.index(after: rest.startIndex)..<end]
        } else if rest.filter({ $0 == ":" }).count == 1, let colon = rest.firstIndex(of: ":") {
            rest = rest[..<colon]
        }
        if let percent = rest.firstIndex(of: "%") { rest = rest[..<percent] }
        if let short = Self.cut(String(rest), family: AF_INET, bytes: 4, keep: 3) {
            text = short + "/24"
        } else if let short = Self.cut(String(rest), family: AF_INET6, bytes: 16, keep: 7) {
            text = short + "/56"
        } else {
            return nil
        }
    }

    private static func cut(_ text: String, family: Int32, bytes: Int, keep: Int) -> String? {
        var raw = [UInt8](repeating: 0, count: bytes)
        guard inet_pton(family, text, &raw) == 1 else { return nil }
        for index in keep..<bytes { raw[index] = 0 }
        var out = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(family, raw, &out, socklen_t(out.count)) != nil else { return nil }
        return String(decoding: out.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
