import Glibc
import Platform
import Telemetry

/// What `wg show INTERFACE dump` and `wg show all dump` print (wg(8), "show"): a line for an interface, then one for each of its peers, in
/// columns between tabs; with `all` the interface's name is the first of them.
enum ToolDump {
    static let mostInterfaces = 1_000

    /// - Parameter name: of the one interface that was asked for; nil where it was `all`.
    static func interfaces(_ output: [UInt8], of name: String?) throws(InterfaceFault) -> [InterfaceRecord] {
        var found: [InterfaceRecord] = []
        var rest = output[...]
        var number = 0
        while !rest.isEmpty {
            number += 1
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                throw InterfaceFault(place: .answerLine(number), .lineWithoutEnd())
            }
            var columns = rest[..<end].split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
            rest = rest[(end + 1)...]
            var interface = name ?? ""
            if name == nil, !columns.isEmpty { interface = try interfaceName(columns.removeFirst(), number) }
            switch columns.count {
            case 4:
                guard found.count < mostInterfaces, name == nil || found.isEmpty else {
                    throw InterfaceFault(place: .answerLine(number), .anotherInterface())
                }
                found.append(InterfaceRecord(name: interface))
            case 8:
                guard found.last?.name == interface else { throw InterfaceFault(place: .answerLine(number), .peerOfNoInterface()) }
                try found[found.count - 1].add(peer(columns, number))
            default: throw InterfaceFault(place: .answerLine(number), .countOfColumns(columns.count))
            }
        }
        return found
    }

    /// The preshared key is the second column; nobody looks at it.
    private static func peer(_ columns: [ArraySlice<UInt8>], _ line: Int) throws(InterfaceFault) -> PeerRecord {
        guard let key = PublicKey(base64: columns[0]) else { throw InterfaceFault(place: .publicKeyOf(.answerLine(line)), .noKey()) }
        var peer = PeerRecord(key: key)
        if !columns[2].elementsEqual("(none)".utf8) { peer.endpoint = try wireGuardEndpoint(columns[2], .endpointOf(.answerLine(line))) }
        peer.handshake = try wireGuardTime(columns[4], .handshakeOf(.answerLine(line)))
        peer.received = try wireGuardNumber(columns[5], .bytesOf(.answerLine(line)))
        peer.sent = try wireGuardNumber(columns[6], .bytesOf(.answerLine(line)))
        if !columns[7].elementsEqual("off".utf8) {
            let seconds: Int64 = try wireGuardNumber(columns[7], .keepaliveOf(.answerLine(line)))
            peer.keepalive = seconds == 0 ? nil : min(seconds, 65_535)
        }
        return peer
    }

    private static func interfaceName(_ bytes: ArraySlice<UInt8>, _ line: Int) throws(InterfaceFault) -> String {
        guard let name = WireGuardPlace.interfaceName(String(decoding: bytes, as: UTF8.self)) else {
            throw InterfaceFault(place: .answerLine(line), .noInterfaceName())
        }
        return name
    }

    /// Interfaces that it could not read, by name, with the system's number of why: `Unable to access interface wg1: Operation not permitted`.
    static func complaints(_ text: String) -> [(interface: String, code: Int32)] {
        text.split(whereSeparator: \.isNewline).prefix(mostInterfaces).compactMap { line in
            let words = "Unable to access interface "
            guard line.hasPrefix(words), let colon = line.lastIndex(of: ":"), let code = systemCode(endOf: line) else { return nil }
            return WireGuardPlace.interfaceName(line[line.index(line.startIndex, offsetBy: words.count)..<colon]).map { ($0, code) }
        }
    }

    /// Of what a program complains the system's own words at the end are understood, and nothing else is kept: it may be anything, a key too.
    static func systemCode(endOf line: some StringProtocol) -> Int32? {
        codes.first { line.hasSuffix($0.words) }?.code
    }
    private static let codes = [
        EPERM, EACCES, ENODEV, ENOENT, EPROTONOSUPPORT, EOPNOTSUPP, EAFNOSUPPORT, ECONNREFUSED, EBUSY, ENOMEM, ENOBUFS, EINVAL, EIO, EAGAIN,
        EMFILE, ENFILE,
    ].map { (code: $0, words: ": " + SystemError.text($0)) }
}
