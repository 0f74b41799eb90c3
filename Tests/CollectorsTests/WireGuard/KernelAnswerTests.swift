import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// What the kernel's WireGuard tells over netlink, without a kernel: there is none with WireGuard everywhere.
struct KernelAnswerTests {
    /// All the messages of a datagram, as the socket hands them on.
    static func read(_ datagrams: [[UInt8]], name: String = "wg0") throws(InterfaceFault) -> InterfaceRecord {
        var answer = KernelAnswer(interface: name)
        for datagram in datagrams {
            for message in try NetlinkMessage.all(in: datagram[...]) where message.type > 3 { try answer.take(message.body) }
        }
        return answer.interface
    }
    private static func key(_ byte: UInt8) -> PublicKey? { PublicKey(bytes: [UInt8](repeating: byte, count: 32)) }

    /// A peer with 3,000 networks goes through three messages, and one without a handshake or an address follows.
    static let long: [[UInt8]] = [
        KernelBytes.message(
            30, KernelBytes.device("wg0", peers: [KernelBytes.peer(1), KernelBytes.peer(2, keepalive: 25, networks: 1000)])),
        KernelBytes.message(30, KernelBytes.device(nil, peers: [KernelBytes.more(2, networks: 1000)])),
        KernelBytes.message(
            30,
            KernelBytes.device(
                nil,
                peers: [
                    KernelBytes.more(2, networks: 1000), KernelBytes.peer(3, endpoint: nil, handshake: 0, received: 0, sent: 148),
                ])) + KernelBytes.done(),
    ]

    @Test func aLongListInSeveralMessages() throws {
        let interface = try Self.read(Self.long)
        #expect(interface.peers.map(\.key) == [Self.key(1), Self.key(2), Self.key(3)])
        let first = try #require(interface.peers.first)
        #expect(first.endpoint == "192.0.2.1:51820" && first.handshake == 1_795_551_290 && first.received == 180 && first.sent == 92)
        #expect(interface.peers.map(\.keepalive) == [nil, 25, nil])
        let last = try #require(interface.peers.last)
        #expect(last.endpoint.isEmpty && last.handshake == 0 && last.sent == 148)
    }

    @Test func addresses() throws {
        let link: [UInt8] = [0xFE, 0x80] + [UInt8](repeating: 0, count: 13) + [1]
        let global: [UInt8] = [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1]
        let peers = [
            KernelBytes.peer(1, endpoint: KernelBytes.six(link, port: 1, scope: 4)),
            KernelBytes.peer(2, endpoint: KernelBytes.six(global, port: 65_535)),
            KernelBytes.peer(3, endpoint: KernelBytes.four(255, 255, 255, 255, port: 0)),
        ]
        let interface = try Self.read([KernelBytes.message(30, KernelBytes.device("wg0", peers: peers))])
        #expect(interface.peers.map(\.endpoint) == ["[fe80::1%4]:1", "[2001:db8::1]:65535", "255.255.255.255:0"])
    }

    /// The same peers as a userspace program tells them, in the kernel's form.
    @Test(arguments: WireGuardCasesTests.cases) func tellsWhatTheTextsTell(_ name: String) throws {
        for answer in WireGuardCase(try readText("\(WireGuardCasesTests.folder)/\(name)/input.txt")).answers {
            let told = try? WireGuardCase.interfaces(answer.bytes, form: answer.form, interface: answer.interface)
            for interface in told ?? [] {
                let peers = interface.peers.map { peer -> [UInt8] in
                    let attributes: [[UInt8]] = [
                        KernelBytes.attribute(1, withUnsafeBytes(of: peer.key) { [UInt8]($0) }),
                        KernelBytes.attribute(2, KernelBytes.presharedKey),
                        KernelBytes.attribute(6, KernelBytes.number(peer.handshake) + KernelBytes.number(Int64(0))),
                        KernelBytes.attribute(5, KernelBytes.number(UInt16(peer.keepalive ?? 0))),
                        KernelBytes.attribute(7, KernelBytes.number(peer.received)),
                        KernelBytes.attribute(8, KernelBytes.number(peer.sent)),
                    ]
                    return Array(attributes.joined())
                }
                let read = try Self.read(
                    [KernelBytes.message(30, KernelBytes.device(interface.name, peers: peers))], name: interface.name)
                var expected = interface.peers
                for index in expected.indices { expected[index].endpoint = "" }
                #expect(read.peers == expected)
            }
        }
    }

    static let faults: [(String, [UInt8], String)] = [
        ("another interface", KernelBytes.device("wg1", peers: []), "the name"),
        ("no key", KernelBytes.device("wg0", peers: [KernelBytes.attribute(7, KernelBytes.number(UInt64(1)))]), "the public key of peer 1"),
        (
            "a key of 31 bytes", KernelBytes.device("wg0", peers: [KernelBytes.attribute(1, [UInt8](repeating: 1, count: 31))]),
            "the public key of peer 1"
        ),
        ("a time before 1970", KernelBytes.device("wg0", peers: [KernelBytes.peer(1, handshake: -1)]), "the handshake of peer 1"),
        ("a time that no clock has", KernelBytes.device("wg0", peers: [KernelBytes.peer(1, handshake: .max)]), "the handshake of peer 1"),
        ("half an address", KernelBytes.device("wg0", peers: [KernelBytes.peer(1, endpoint: [2, 0, 1])]), "the endpoint of peer 1"),
        (
            "an address of no family", KernelBytes.device("wg0", peers: [KernelBytes.peer(1, endpoint: [UInt8](repeating: 7, count: 16))]),
            "the endpoint of peer 1"
        ),
        (
            "a count of 4 bytes",
            KernelBytes.device("wg0", peers: [KernelBytes.more(1, networks: 0) + KernelBytes.attribute(8, [1, 2, 3, 4])]),
            "a number of peer 1"
        ),
        ("a key where peers are", [0, 1, 0, 0] + KernelBytes.attribute(8, KernelBytes.privateKey), "the peers"),
        ("no header", [0], "a message"),
    ]
    @Test(arguments: faults.indices) func isRefused(_ index: Int) {
        let (what, body, place) = Self.faults[index]
        do throws(InterfaceFault) {
            _ = try Self.read([KernelBytes.message(30, body)])
            Issue.record("\(what) was taken")
        } catch {
            #expect(error.place.text == place)
            #expect(!"\(error)".contains("PRIVATE"))
        }
    }

    /// Every beginning of an answer is an answer or a fault, and no key but a peer's own is in either.
    @Test func whatIsCutOffIsRefused() throws {
        for datagram in Self.long.map({ Array($0.suffix(1200)) }) + Self.long.map({ Array($0.prefix(1200)) }) {
            for cut in Noise.truncations(of: datagram) { look(cut) }
        }
        let small = KernelBytes.message(30, KernelBytes.device("wg0", peers: [KernelBytes.peer(1), KernelBytes.peer(2)]))
        for cut in Noise.truncations(of: small) where !cut.isEmpty {
            #expect(throws: InterfaceFault.self) { try Self.read([cut]) }
            // The same within a message that says it is whole.
            let body = Array(small[16...].prefix(cut.count))
            if body.count < small.count - 16 { look(KernelBytes.message(30, body)) }
        }
    }

    @Test func whatIsRandomIsReadOrRefused() throws {
        var generator = SeededGenerator(seed: 51820)
        let answers = Self.long + [KernelBytes.message(30, KernelBytes.device("wg0", peers: (1...9).map { KernelBytes.peer($0) }))]
        var faults = 0
        for round in 0..<WireGuardHostileTests.rounds {
            let bytes =
                round % 4 == 0
                ? Noise.bytes(Int.random(in: 0...400, using: &generator), using: &generator)
                : Noise.mutation(of: answers[round % answers.count], using: &generator)
            if look(bytes) { faults += 1 }
            // Behind a good header, so that attributes are reached.
            if look(KernelBytes.message(30, [0, 1, 0, 0] + bytes)) { faults += 1 }
        }
        #expect(faults > WireGuardHostileTests.rounds / 8)
    }

    /// - Returns: whether it is refused.
    @discardableResult
    private func look(_ bytes: [UInt8]) -> Bool {
        var seen = ""
        var isRefused = false
        do throws(InterfaceFault) {
            let interface = try Self.read([bytes])
            var book = PeerBook(host: "wg", interval: .seconds(10))
            let reading = book.reading(InterfaceRound(interfaces: [interface]), names: [:], at: Moment(seconds: 1_795_551_300))
            for sample in reading.samples { #expect(sample.value >= 0 && sample.value.isFinite) }
            // A peer whose own key was overwritten with such bytes is none of theirs.
            for peer in interface.peers { dump(peer.endpoint, to: &seen) }
        } catch {
            seen = error.failure(asked: "x").text
            isRefused = true
        }
        #expect(!seen.contains("PRIVATEKK") && !seen.contains("PRESHAREDKK"))
        return isRefused
    }

    @Test func aListWithoutEndIsRefused() {
        var answer = KernelAnswer(interface: "wg0")
        #expect(throws: InterfaceFault(place: .peerOfAnswer(50_001), .tooManyThere())) {
            for round in 0..<1000 {
                let peers = (0..<200).map { index in
                    KernelBytes.attribute(1, [round, index, 0, 0].flatMap { KernelBytes.number(UInt64($0)) })
                }
                try answer.take(KernelBytes.device(nil, peers: peers)[...])
            }
        }
    }

    /// All of a reading down to what no description shows.
    @Test func noKeyIsKept() throws {
        var seen = ""
        let interface = try Self.read(Self.long)
        dump(interface, to: &seen)
        dump(KernelAnswer(interface: "wg0"), to: &seen)
        let bytes = seen + interface.peers.map { "\($0)" }.joined()
        #expect(bytes.contains("192.0.2.1"))
        for secret in [KernelBytes.privateKey, KernelBytes.presharedKey] {
            #expect(!bytes.contains(String(decoding: secret.prefix(9), as: UTF8.self)))
            #expect(!interface.peers.contains { $0.key == PublicKey(bytes: secret) })
            #expect(!bytes.contains(PublicKey(bytes: secret)?.beginning ?? "?"))
        }
    }
}
