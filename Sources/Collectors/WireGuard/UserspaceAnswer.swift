import Collecting
import Telemetry

/// What a userspace WireGuard answers to `get=1`, line by line: `key=value`, a peer begins with its `public_key`, `errno=` and an empty line
/// are the end (wireguard.com/xplatform, "Configuration Protocol").
struct UserspaceAnswer {
    static let question = Array("get=1\n\n".utf8)
    /// A line is one key or one network.
    static let longestLine = 4096
    static let mostBytes = 32 << 20

    private(set) var interface: InterfaceRecord
    /// The end has come, with this error number; 0 is none.
    private(set) var end: Int32?
    private var peer: PeerRecord?
    private var code: Int32?
    private var buffer = LineBuffer(limit: longestLine)
    private var bytes = 0
    private var lines = 0

    init(interface name: String) { interface = InterfaceRecord(name: name, owner: .program) }

    mutating func take(_ portion: [UInt8]) throws(InterfaceFault) {
        bytes += portion.count
        guard bytes <= Self.mostBytes else { throw InterfaceFault(place: .answerByte(Self.mostBytes), .moreThanThat()) }
        buffer.append(portion)
        while end == nil {
            let next: String?
            // The error has the line's beginning in it, which may be a key.
            do throws(LineBuffer.TooLong) { next = try buffer.next() } catch {
                throw InterfaceFault(place: .answerLine(lines + 1), .tooLongThere())
            }
            guard let line = next else { return }
            lines += 1
            try take(line)
        }
    }

    private mutating func take(_ line: String) throws(InterfaceFault) {
        if line.isEmpty {
            guard let code else { throw InterfaceFault(place: .answerLine(lines), .emptyLine()) }
            if let peer { try interface.add(peer) }
            peer = nil
            end = code
            return
        }
        guard let mark = line.utf8.firstIndex(of: UInt8(ascii: "=")) else {
            throw InterfaceFault(place: .answerLine(lines), .noKeyAndValue())
        }
        let value = line.utf8[line.utf8.index(after: mark)...]
        switch line[..<mark] {
        // Never looked at.
        case "private_key", "preshared_key": return
        case "public_key":
            if let peer { try interface.add(peer) }
            guard let key = PublicKey(hex: value) else { throw InterfaceFault(place: .keyOfLine("public_key", lines), .noKey()) }
            peer = PeerRecord(key: key)
        case "endpoint": peer?.endpoint = try wireGuardEndpoint(value, .keyOfLine("endpoint", lines))
        case "last_handshake_time_sec": peer?.handshake = try wireGuardTime(value, .keyOfLine("last_handshake_time_sec", lines))
        case "rx_bytes": peer?.received = try wireGuardNumber(value, .keyOfLine("rx_bytes", lines))
        case "tx_bytes": peer?.sent = try wireGuardNumber(value, .keyOfLine("tx_bytes", lines))
        case "persistent_keepalive_interval":
            let seconds: Int64 = try wireGuardNumber(value, .keyOfLine("persistent_keepalive_interval", lines))
            peer?.keepalive = seconds == 0 ? nil : min(seconds, 65_535)
        case "errno":
            // A negative number in some implementations.
            code = try wireGuardNumber(value.first == UInt8(ascii: "-") ? value.dropFirst() : value, .keyOfLine("errno", lines))
        default: return
        }
    }
}
