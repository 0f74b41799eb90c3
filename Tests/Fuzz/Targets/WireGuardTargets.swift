import Telemetry

@testable import Collectors

let wireGuardTargets = [
    FuzzTarget(name: "wireguard-socket") { bytes in
        wireGuard { () throws(InterfaceFault) in
            var answer = UserspaceAnswer(interface: "wg0")
            try answer.take(bytes)
            return [answer.interface]
        }
    },
    FuzzTarget(name: "wireguard-dump") { bytes in wireGuard { () throws(InterfaceFault) in try ToolDump.interfaces(bytes, of: nil) } },
    FuzzTarget(name: "wireguard-kernel") { bytes in
        wireGuard { () throws(InterfaceFault) in
            var answer = KernelAnswer(interface: "wg0")
            for message in try NetlinkMessage.all(in: bytes[...]) { try answer.take(message.body) }
            return [answer.interface]
        }
    },
    FuzzTarget(name: "wireguard-complaints", read: complaints),
    FuzzTarget(name: "wireguard-names") { bytes in
        complaint(of: Array(PeerNames.names(in: String(decoding: bytes, as: UTF8.self)).values), atMost: PeerNames.longestName)
    },
]

/// What `wg` or the shell before it says where something cannot be read: interfaces by name, and of why nothing but the system's own words.
@Sendable private func complaints(_ bytes: [UInt8]) async -> String? {
    let said = String(decoding: bytes, as: UTF8.self)
    for (interface, code) in ToolDump.complaints(said) where code == 0 || WireGuardPlace.interfaceName(interface) != interface {
        return "\(interface): \(code)"
    }
    _ = said.split(whereSeparator: \.isNewline).last.map { ToolDump.systemCode(endOf: $0) }
    return nil
}

private func wireGuard(_ read: () throws(InterfaceFault) -> [InterfaceRecord]) -> String? {
    do throws(InterfaceFault) {
        let interfaces = try read()
        var book = PeerBook(host: "wg", interval: .seconds(10))
        for second in [0, 10] as [Int64] {
            let reading = book.reading(InterfaceRound(interfaces: interfaces), names: [:], at: Moment(seconds: 1_795_551_300 + second))
            guard case .success(let figures)? = reading.hosts.first?.outcome else { continue }
            for sample in figures.samples where !sample.value.isFinite || sample.value < 0 { return "\(sample.metric.id) \(sample.value)" }
        }
        return nil
    } catch { return complaint(of: [error.place.text, error.got.text]) }
}
