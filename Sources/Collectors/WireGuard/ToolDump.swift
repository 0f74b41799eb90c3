import Telemetry

/// What `wg show INTERFACE dump` and `wg show all dump` print (wg(8), "show"): a line for an interface, then one for each of its peers, in
/// columns between tabs; with `all` the interface's name is the first of them.
enum ToolDump {
    static let mostInterfaces = 1_000

    /// - Parameter name: of the one interface that was asked for; nil where it was `all`.
    static func interfaces(_ output: [UInt8], of name: String?) throws(InterfaceFault) -> [InterfaceRecord] {
        var found: [InterfaceRecord] = []
        var lines = output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.popLast()?.isEmpty != false else { throw InterfaceFault(place: "line \(lines.count + 1)", "a line without an end") }
        for (index, line) in lines.enumerated() {
            let place = "line \(index + 1)"
            var columns = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
            var interface = name ?? ""
            if name == nil, !columns.isEmpty { interface = try interfaceName(columns.removeFirst(), place) }
            switch columns.count {
            case 4:
                guard found.count < mostInterfaces, name == nil || found.isEmpty else {
                    throw InterfaceFault(place: place, "another interface")
                }
                found.append(InterfaceRecord(name: interface))
            case 8:
                guard found.last?.name == interface else { throw InterfaceFault(place: place, "a peer of no interface") }
                // What `wg` prints of this is ASCII; a preshared key is the second column and stays where it is.
                try found[found.count - 1].add(peer(columns.enumerated().map { $0 == 1 ? "" : String(decoding: $1, as: UTF8.self) }, place))
            default: throw InterfaceFault(place: place, "\(columns.count) columns")
            }
        }
        return found
    }

    private static func peer(_ columns: [String], _ place: String) throws(InterfaceFault) -> PeerRecord {
        guard let key = PublicKey(base64: columns[0]) else { throw InterfaceFault(place: "the public key of \(place)", "no key") }
        var peer = PeerRecord(key: key)
        if columns[2] != "(none)" { peer.endpoint = try wireGuardEndpoint(columns[2], "the endpoint of \(place)") }
        peer.handshake = try wireGuardTime(columns[4], "the handshake of \(place)")
        peer.received = try wireGuardNumber(columns[5], "the bytes of \(place)")
        peer.sent = try wireGuardNumber(columns[6], "the bytes of \(place)")
        if columns[7] != "off" {
            let seconds: Int64 = try wireGuardNumber(columns[7], "the keepalive of \(place)")
            peer.keepalive = seconds == 0 ? nil : min(seconds, 65_535)
        }
        return peer
    }

    private static func interfaceName(_ bytes: ArraySlice<UInt8>, _ place: String) throws(InterfaceFault) -> String {
        guard let name = WireGuardPlace.interfaceName(String(decoding: bytes, as: UTF8.self)) else {
            throw InterfaceFault(place: place, "no interface's name")
        }
        return name
    }

    /// Interfaces that it could not read, by name, in the system's words: `Unable to access interface wg1: Operation not permitted`.
    static func complaints(_ text: String) -> [(interface: String, reason: String)] {
        text.split(whereSeparator: \.isNewline).prefix(100).compactMap { line in
            let words = "Unable to access interface "
            guard line.hasPrefix(words), let colon = line.lastIndex(of: ":") else { return nil }
            guard let name = WireGuardPlace.interfaceName(line[line.index(line.startIndex, offsetBy: words.count)..<colon]) else {
                return nil
            }
            return (name, withoutKeys(line[colon...].dropFirst().drop { $0 == " " }))
        }
    }

    /// Words of a program, less what might be a key.
    static func withoutKeys(_ text: some StringProtocol) -> String {
        text.prefix(300).split(separator: " ").map { $0.utf8.count >= 40 ? "…" : String($0) }.joined(separator: " ")
    }
}
