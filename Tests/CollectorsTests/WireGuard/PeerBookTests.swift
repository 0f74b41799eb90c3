import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// All peers of a gateway over several looks.
struct PeerBookTests {
    static let start = Moment(seconds: 1_795_551_300)
    private var book = PeerBook(host: "wg", interval: .seconds(10))

    private static func peer(_ number: Int, handshake: Int64 = start.seconds - 5, received: UInt64 = 100, sent: UInt64 = 50) throws
        -> PeerRecord
    {
        let bytes = [number, 0, 0, 0].flatMap { KernelBytes.number(UInt64($0)) }
        return PeerRecord(key: try #require(PublicKey(bytes: bytes)), handshake: handshake, received: received, sent: sent)
    }
    private mutating func look(_ peers: [PeerRecord], _ seconds: Int64, unread: [String: CollectFailure] = [:]) throws -> Reading {
        var interface = InterfaceRecord(name: "wg0")
        for peer in peers { try interface.add(peer) }
        return book.reading(
            InterfaceRound(interfaces: unread.isEmpty ? [interface] : [], unread: unread), names: [:], at: Self.start + .seconds(seconds))
    }
    private func value(_ reading: Reading, _ metric: Metric) -> Double? { reading.samples.first { $0.metric == metric }?.value }

    /// All are counted; a list has a bound, and whoever is in it stays there, in whatever order a program tells them (Go's maps have none).
    @Test func aLongListIsCountedWholeAndListedInPart() throws {
        var watched = Self()
        let peers = try (0..<10_400).map { try Self.peer($0) }
        var generator = SeededGenerator(seed: 7)
        let first = try watched.look(peers, 0)
        #expect(first.sessions.count == PeerBook.mostListed && watched.value(first, .sessions) == 10_400)
        #expect(first.figures.inventory.gaps.map(\.reason) == [.notAllSessionsListed(10_000, 10_400)])
        let second = try watched.look(peers.shuffled(using: &generator), 10)
        #expect(Set(second.sessions.map(\.id)) == Set(first.sessions.map(\.id)) && second.ends.isEmpty)
        // Places that come free are taken by those who waited.
        let listed = Set(first.sessions.map(\.id))
        let remaining = peers.filter { !listed.contains("wg0/\($0.key.text)@\($0.handshake)") } + peers.prefix(100)
        let third = try watched.look(remaining, 20)
        #expect(third.sessions.count == remaining.count && third.figures.inventory.gaps.isEmpty)
        #expect(third.ends.count == 10_000 - (remaining.count - 400))
        #expect(Set(third.ends.map(\.session)).isSubset(of: listed))
        #expect(try watched.look([], 30).ends.count == remaining.count)
    }

    /// The sum of all bytes neither falls when a peer is removed nor leaps when one comes with an old count.
    @Test func bytesOfPeersThatComeAndGo() throws {
        var watched = Self()
        let (one, two) = (try Self.peer(1), try Self.peer(2, received: 5_000))
        #expect(watched.value(try watched.look([one, two], 0), .netReceived) == 5_100)
        #expect(watched.value(try watched.look([one], 10), .netReceived) == 5_100)
        #expect(watched.value(try watched.look([one, try Self.peer(2, received: 9_000)], 20), .netReceived) == 5_100)
        let more = [try Self.peer(1, received: 107, sent: 51), try Self.peer(2, received: 9_003)]
        let reading = try watched.look(more, 30)
        #expect(watched.value(reading, .netReceived) == 5_110 && watched.value(reading, .netSent) == 101)
        // Begun anew.
        #expect(watched.value(try watched.look([try Self.peer(1, received: 3), more[1]], 40), .netReceived) == 5_110)
        // What came while nobody could read it is no rate.
        _ = try watched.look([], 50, unread: ["wg0": .timedOut(asked: "wg0", after: .seconds(1))])
        #expect(watched.value(try watched.look([try Self.peer(1, received: 1_000_000), more[1]], 60), .netReceived) == 5_110)
    }

    @Test func aClockThatDiffersIsTold() throws {
        var watched = Self()
        let start = Self.start.seconds
        func clock(_ reading: Reading) -> Message? { reading.figures.inventory.gaps.first { $0.figure == .commonClock() }?.reason }
        // An old handshake says nothing; one that is new since the last look was in between.
        #expect(clock(try watched.look([try Self.peer(1, handshake: start - 4000)], 0)) == nil)
        #expect(clock(try watched.look([try Self.peer(1, handshake: start - 4000 + 125)], 130)) == .gatewayClockBehind(.seconds(3875)))
        #expect(clock(try watched.look([try Self.peer(1, handshake: start - 4000 + 125)], 140)) == .gatewayClockBehind(.seconds(3875)))
        #expect(clock(try watched.look([try Self.peer(1, handshake: start + 265)], 270)) == nil)
        #expect(clock(try watched.look([try Self.peer(1, handshake: start + 900)], 280)) == .gatewayClockAhead(.seconds(620)))
        // A minute is nobody's concern, and our own clock may go back.
        #expect(clock(try watched.look([try Self.peer(1, handshake: start + 945)], 890)) == nil)
        #expect(clock(try watched.look([try Self.peer(1, handshake: start + 950)], 300)) == .gatewayClockAhead(.seconds(650)))
        var stepped = Self()
        _ = try stepped.look([try Self.peer(1, handshake: start - 100)], 890)
        #expect(clock(try stepped.look([try Self.peer(1, handshake: start + 295)], 300)) == nil)
    }

    /// The gap goes with the first handshake by a clock that was put right, and nobody's session has ended.
    @Test func aClockThatIsSetBackIsNoLongerTold() throws {
        var watched = Self()
        let start = Self.start.seconds
        func clock(_ reading: Reading) -> Message? { reading.figures.inventory.gaps.first { $0.figure == .commonClock() }?.reason }
        let first = try watched.look([try Self.peer(1, handshake: start + 3600)], 0)
        #expect(clock(first) == .gatewayClockAhead(.seconds(3600)))
        let reading = try watched.look([try Self.peer(1, handshake: start + 5, received: 248)], 10)
        #expect(clock(reading) == nil && reading.ends == [] && reading.sessions.map(\.id) == first.sessions.map(\.id))
        let behind = try watched.look([try Self.peer(1, handshake: start - 3600, received: 396)], 20)
        #expect(clock(behind) == .gatewayClockBehind(.seconds(3610)) && behind.ends == [])
    }

    /// Whose key it is stands in the file of names alone, and wherever it is told it is marked.
    @Test func namesAreMarked() throws {
        var names: [PublicKey: String] = [:]
        let peers = try (0..<4).map { try Self.peer($0, handshake: Self.start.seconds - 170) }
        for (index, peer) in peers.enumerated() { names[peer.key] = "Alice Beispiel \(index)" }
        var watched = Self()
        var interface = InterfaceRecord(name: "wg0")
        for peer in peers { try interface.add(peer) }
        var ends: [SessionEnd] = []
        for seconds in stride(from: 0, through: 40, by: 10) {
            let round = InterfaceRound(interfaces: [interface], unread: ["wg1": .timedOut(asked: "wg1", after: .seconds(1))])
            let reading = watched.book.reading(round, names: names, at: Self.start + .seconds(Int64(seconds)))
            #expect(!reading.figures.inventory.gaps.contains { "\($0)".contains("Beispiel") })
            #expect(!reading.sessions.contains { $0.id.contains("Beispiel") || $0.isOpaque })
            ends += reading.ends
        }
        #expect(ends.count == 4)
        for end in ends {
            #expect(end.user.hasPrefix("Alice Beispiel"))
            let plain = end.pieces.filter { if case .name = $0 { false } else { true } }
            #expect(plain.count < end.pieces.count && !plain.text.contains("Beispiel"))
        }
    }
}
