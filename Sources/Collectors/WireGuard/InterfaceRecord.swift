import Telemetry

/// One interface as it was read. Private and preshared keys are no part of it: all parsers pass over them.
struct InterfaceRecord: Hashable, Sendable {
    enum Owner { case kernel, program }
    let name: String
    /// Who told of it; `wg` tells of both.
    let owner: Owner
    private(set) var peers: [PeerRecord] = []
    private var known: Set<PublicKey> = []

    /// Of one interface. What is longer is no list of peers.
    static let mostPeers = 50_000

    init(name: String, owner: Owner = .kernel) {
        self.name = name
        self.owner = owner
    }

    /// One that is named twice is one peer: a long list of networks may be told in several parts.
    mutating func add(_ peer: PeerRecord) throws(InterfaceFault) {
        guard known.insert(peer.key).inserted else { return }
        guard peers.count < Self.mostPeers else { throw InterfaceFault(place: .peerOfAnswer(Self.mostPeers + 1), .tooManyThere()) }
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
}

/// Where an answer stopped being one. Never a word of it: what stands in the wrong place may be a key.
struct InterfaceFault: Error, Hashable {
    let place: Message
    let got: Message
    init(place: Message, _ got: Message) {
        self.place = place
        self.got = got
    }

    func failure(asked: String) -> CollectFailure { .unreadable(asked: asked, place: place, got: got) }
}

/// Numbers as both texts write them: decimal digits alone.
func wireGuardNumber<Number: FixedWidthInteger>(_ digits: some Collection<UInt8>, _ place: @autoclosure () -> Message)
    throws(InterfaceFault) -> Number
{
    var number: Number = 0
    var isNumber = !digits.isEmpty
    for digit in digits {
        guard isNumber, let value = Number(exactly: Int(digit) - 0x30), (0...9).contains(value) else { throw noNumber(place()) }
        let (tenfold, isLarge) = number.multipliedReportingOverflow(by: 10)
        let (sum, isLarger) = tenfold.addingReportingOverflow(value)
        isNumber = !isLarge && !isLarger
        number = sum
    }
    guard isNumber else { throw noNumber(place()) }
    return number
}
private func noNumber(_ place: Message) -> InterfaceFault { InterfaceFault(place: place, .noNumberThere()) }

/// Seconds since 1970, in this millennium and the next.
func wireGuardTime(_ digits: some Collection<UInt8>, _ place: @autoclosure () -> Message) throws(InterfaceFault) -> Int64 {
    try wireGuardTime(try wireGuardNumber(digits, place()), place())
}
func wireGuardTime(_ seconds: Int64, _ place: @autoclosure () -> Message) throws(InterfaceFault) -> Int64 {
    guard (0..<64_060_588_800).contains(seconds) else { throw InterfaceFault(place: place(), .noTimeThere()) }
    return seconds
}

/// `192.0.2.1:51820`, `[2001:db8::1]:51820`, `[fe80::1%eth0]:51820`, and nothing that could be a key.
func wireGuardEndpoint(_ text: some BidirectionalCollection<UInt8>, _ place: @autoclosure () -> Message) throws(InterfaceFault) -> String {
    let colon = text.lastIndex(of: UInt8(ascii: ":")) ?? text.startIndex
    let address = text[..<colon]
    guard (3...64).contains(address.count), address.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "=") }),
        address.prefix(while: { $0 != UInt8(ascii: "%") }).allSatisfy({ "0123456789abcdefABCDEF.:[]".utf8.contains($0) }),
        let _: UInt16 = try? wireGuardNumber(text[colon...].dropFirst(), .nothing)
    else { throw InterfaceFault(place: place(), .noEndpointThere()) }
    return String(decoding: text, as: UTF8.self)
}
