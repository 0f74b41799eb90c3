import Telemetry

/// One interface as it was read. Private and preshared keys are no part of it: both parsers pass over them.
struct InterfaceRecord: Hashable, Sendable {
    let name: String
    private(set) var peers: [PeerRecord] = []
    private var places: [PublicKey: Int] = [:]

    /// Of one interface. What is longer is no list of peers.
    static let mostPeers = 50_000

    init(name: String) { self.name = name }

    /// One that is named twice is one peer: a long list of networks may be told in several parts.
    mutating func add(_ peer: PeerRecord) throws(InterfaceFault) {
        if places[peer.key] != nil { return }
        guard peers.count < Self.mostPeers else { throw InterfaceFault(place: "peer \(Self.mostPeers + 1)", "too many") }
        places[peer.key] = peers.count
        peers.append(peer)
    }
}

struct PeerRecord: Hashable, Sendable {
    let key: PublicKey
    /// `address:port`, `[v6]:port`; empty where none is known.
    var endpoint = ""
    /// The newest handshake, in seconds of the gateway's clock; 0 for never.
    var handshake: Int64 = 0
    /// Bytes since the peer was set up.
    var received: UInt64 = 0
    var sent: UInt64 = 0
    /// How often the gateway itself sends something to this peer, in seconds; nil for never. What the peer does is not told.
    var keepalive: Int64?

    init(key: PublicKey) { self.key = key }
}

/// Where an answer stopped being one. Never a word of it: what stands in the wrong place may be a key.
struct InterfaceFault: Error, Hashable {
    let place: String
    let got: String
    init(place: String, _ got: String) {
        self.place = place
        self.got = got
    }

    func failure(asked: String) -> CollectFailure { .unreadable(asked: asked, place: place, got: got) }
}

/// Numbers as both forms write them: decimal digits alone.
func wireGuardNumber<Number: FixedWidthInteger>(_ text: some StringProtocol, _ place: String) throws(InterfaceFault) -> Number {
    guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Number(text) else {
        throw InterfaceFault(place: place, "no number")
    }
    return number
}

/// Seconds since 1970, in this millennium and the next.
func wireGuardTime(_ text: some StringProtocol, _ place: String) throws(InterfaceFault) -> Int64 {
    let seconds: Int64 = try wireGuardNumber(text, place)
    guard seconds < 64_060_588_800 else { throw InterfaceFault(place: place, "no time") }
    return seconds
}

/// `192.0.2.1:51820`, `[2001:db8::1]:51820`, `[fe80::1%eth0]:51820`, and nothing that could be a key.
func wireGuardEndpoint(_ text: some StringProtocol, _ place: String) throws(InterfaceFault) -> String {
    let address = text.lastIndex(of: ":").map { text[..<$0] } ?? ""
    let isAddress = address.prefix { $0 != "%" }.utf8.allSatisfy { "0123456789abcdefABCDEF.:[]".utf8.contains($0) }
    guard isAddress, (3...64).contains(address.utf8.count), UInt16(text[address.endIndex...].dropFirst()) != nil,
        address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "=") })
    else { throw InterfaceFault(place: place, "no endpoint") }
    return String(text)
}
