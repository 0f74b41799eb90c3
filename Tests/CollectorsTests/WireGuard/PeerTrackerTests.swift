import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// What is concluded of one peer, poll by poll.
struct PeerTrackerTests {
    static let start = Moment(seconds: 1_795_551_300)

    /// A peer that is looked at every `step` seconds.
    struct Watched {
        var record: PeerRecord
        var tracker: PeerTracker
        var now = PeerTrackerTests.start
        var step: Int64

        init(keepalive: Int64? = nil, handshake: Int64 = -1, step: Int64 = 10) throws {
            record = PeerRecord(key: try #require(PublicKey(hex: String(repeating: "ab", count: 32))))
            record.handshake = start.seconds + handshake
            record.received = 180
            record.sent = 92
            record.keepalive = keepalive
            self.step = step
            tracker = PeerTracker(record, at: now, isFirstLook: true)
        }
        mutating func look(received: UInt64 = 0, sent: UInt64 = 0, isHandshake: Bool = false, after seconds: Int64? = nil)
            -> PeerTracker.Conclusion?
        {
            now = now + .seconds(seconds ?? step)
            record.received += received
            record.sent += sent
            if isHandshake { record.handshake = now.seconds - 1 }
            return tracker.advance(to: record, at: now, longestPause: .seconds(2 * step))
        }
    }

    @Test func aKeepaliveOf25SecondsIsSeenAtPollsOf10() throws {
        var peer = try Watched()
        // 0, 25, 50, 75 …: in the polls at 10, 30, 50, 80, 100, 130 and so on; a handshake every 120 s between them.
        for second in stride(from: Int64(10), through: 300, by: 10) {
            let keepalives = UInt64((second - 1) / 25 - (second - 11) / 25)
            let isHandshake = second % 120 == 0
            #expect(
                peer.look(received: keepalives * 32 + (isHandshake ? 148 : 0), sent: isHandshake ? 92 : 0, isHandshake: isHandshake) == nil)
        }
        #expect(peer.tracker.state != .silent)
        var lost: (after: Int64, PeerTracker.Conclusion)?
        for second in stride(from: Int64(10), through: 200, by: 10) where lost == nil {
            lost = peer.look().map { (second, $0) }
        }
        // Three intervals, give or take a poll.
        guard case .lost(let silent, let rhythm)? = lost?.1 else {
            Issue.record("\(String(describing: lost))")
            return
        }
        #expect(silent >= rhythm * 3 && silent <= .seconds(95) && rhythm >= .seconds(23) && rhythm <= .seconds(27))
        #expect(peer.tracker.since == nil && peer.tracker.state == .silent)
        // It is told once.
        for _ in 0..<30 { #expect(peer.look() == nil) }
        #expect(peer.tracker.state == .silent)
        // Its first word, under the old keys or new ones, is a new session.
        #expect(peer.look(received: 148, sent: 92, isHandshake: true) == nil)
        #expect(peer.tracker.state == .active && peer.tracker.since == peer.now - .seconds(1))
    }

    /// A server that writes to a client without end is answered once in 10 s by the same 32 bytes.
    @Test func repliesToDataAreNoRhythm() throws {
        var peer = try Watched()
        for round in 0..<12 {
            #expect(peer.look(received: 0, sent: 128, isHandshake: round % 5 == 0) == nil)
            #expect(peer.look(received: 32, sent: 0) == nil)
        }
        for _ in 0..<10 { if case .lost? = peer.look() { Issue.record("a client that had nothing to say is called lost") } }
    }

    @Test func dataIsNoRhythm() throws {
        var peer = try Watched()
        for round in 0..<30 { #expect(peer.look(received: UInt64(1000 + round * 96), sent: 500, isHandshake: round % 12 == 0) == nil) }
        for second in stride(from: 10, to: 120, by: 10) {
            #expect(peer.look() == nil, "\(second)")
            #expect(peer.tracker.state == (second == 10 ? .active : .idle))
        }
    }

    /// Measured with wireguard-go: a client without a keepalive of its own hears the gateway's and says nothing for 165 s.
    @Test(arguments: [Int64(5), 25, 100]) func theGatewaysOwnKeepaliveIsNotThePeers(keepalive: Int64) throws {
        var peer = try Watched(keepalive: keepalive)
        for _ in 0..<16 { #expect(peer.look(sent: 32) == nil) }
        #expect(peer.tracker.state == .idle)
        #expect(peer.look(received: 180, sent: 92, isHandshake: true) == nil)
        var silent: Int64 = 0
        while peer.tracker.since != nil, silent < 1000 {
            silent += 10
            if let over = peer.look(sent: 32) {
                #expect(over == .unanswered(silent: .seconds(silent), keepalive: .seconds(keepalive)))
            }
        }
        #expect(silent >= 3 * keepalive && silent >= 195 && silent <= max(3 * keepalive, 195 + keepalive) + 10)
    }

    @Test func withoutAnyKeepaliveSilenceIsNoTimeout() throws {
        var peer = try Watched()
        var over: PeerTracker.Conclusion?
        var silent = 0
        while over == nil, silent < 1000 {
            silent += 10
            over = peer.look()
        }
        #expect(over == .expired && silent == 180)
    }

    /// A laptop that slept, an engine that could not reach the gateway: nobody looked, so nobody was silent.
    @Test func timeInWhichNobodyLookedDoesNotCount() throws {
        var peer = try Watched(step: 5)
        for _ in 0..<20 { #expect(peer.look(received: 32) == nil) }
        #expect(peer.look(after: 3600) == nil)
        #expect(peer.tracker.state == .active)
        #expect(peer.look() != nil)
    }

    @Test func aClockThatGoesBackIsNoEnd() throws {
        var peer = try Watched()
        for _ in 0..<5 { #expect(peer.look(received: 32) == nil) }
        #expect(peer.look(received: 32, after: -7200) == nil)
        #expect(peer.look(received: 32) == nil)
        #expect(peer.tracker.since != nil)
    }

    /// The gateway's clock is put right, alone or along with ours: who shakes hands again goes on.
    @Test(arguments: [Int64(-3600), -600, -40], [true, false]) func aHandshakeOfAClockThatWasSetBackIsNoEnd(step: Int64, isOurs: Bool)
        throws
    {
        var peer = try Watched()
        for _ in 0..<5 { #expect(peer.look(received: 32) == nil) }
        peer.record.handshake = peer.now.seconds - 1
        #expect(peer.look(received: 148, sent: 92) == nil)
        let since = peer.tracker.since
        if isOurs { #expect(peer.look(received: 32, after: step) == nil) }
        peer.record.handshake = peer.now.seconds + (isOurs ? 9 : step + 9)
        #expect(peer.look(received: 148, sent: 92) == nil)
        #expect(peer.tracker.since == since && peer.tracker.state == .active)
        let at = try #require(peer.tracker.handshakeAt)
        #expect(at <= peer.now && at >= peer.now + .seconds(-10))
        // Its keys are as old as the handshake, by whatever clock.
        for _ in 0..<17 { #expect(peer.look(received: 5000, after: 10) == nil) }
        peer.record.handshake = 0
        #expect(peer.look() == .begunAnew, "never is no time")
    }

    /// Our clock was set back behind the newest handshake: its keys are not good for so much longer.
    @Test func keysDoNotLastLongerForAClockThatWasSetBack() throws {
        var peer = try Watched()
        var over = peer.look(after: -7200)
        for _ in 0..<17 where over == nil { over = peer.look() }
        #expect(over == nil)
        for _ in 0..<2 where over == nil { over = peer.look() }
        #expect(over == .expired)
    }

    @Test func countersThatGoBackAreANewBeginning() throws {
        var peer = try Watched()
        #expect(peer.look(received: 1000, sent: 1000) == nil)
        peer.record.received = 0
        peer.record.sent = 0
        peer.record.handshake = 0
        #expect(peer.look() == .begunAnew)
        #expect(peer.tracker.state == .silent && peer.tracker.since == nil)
    }

    /// The gateway's clock may be another than ours.
    @Test(arguments: [Int64(-4000), 4000]) func handshakesOfAnotherClock(skew: Int64) throws {
        var peer = try Watched(handshake: skew)
        if skew < 0 { #expect(peer.tracker.since == nil) } else { #expect(peer.tracker.since == Self.start) }
        peer.record.handshake += 120
        #expect(peer.look(received: 148, sent: 92) == nil)
        #expect(peer.tracker.state == .active)
        let at = try #require(peer.tracker.handshakeAt)
        #expect(at >= Self.start && at <= peer.now)
    }

    @Test func keysInBothNotations() {
        #expect(
            PublicKey(hex: "908dc2c1157873216b8978d950b649dca55d55a41c3e74f9f03720b28eea6061")?.text
                == "kI3CwRV4cyFriXjZULZJ3KVdVaQcPnT58Dcgso7qYGE=")
        #expect(PublicKey(base64: "kI3CwRV4cyFriXjZULZJ3KVdVaQcPnT58Dcgso7qYGE=")?.beginning == "kI3CwRV4")
        // The last letter's two bits too many are 0, or a key would have four names.
        #expect(PublicKey(base64: "kI3CwRV4cyFriXjZULZJ3KVdVaQcPnT58Dcgso7qYGF=") == nil)
        let bytes = (0..<32).map { UInt8(255 - $0 * 7) }
        #expect(PublicKey(bytes: bytes).flatMap { PublicKey(base64: $0.text) } == PublicKey(bytes: bytes))
        #expect(PublicKey(bytes: bytes + [0]) == nil)
        for text in ["", "kI3CwRV4", "kI3CwRV4cyFriXjZULZJ3KVdVaQcPnT58Dcgso7qYGEA", "kI3CwRV4cyFriXjZULZJ3KVdVaQcPnT58Dcgso7qYG!="] {
            #expect(PublicKey(base64: text) == nil)
            #expect(PublicKey(hex: text) == nil)
        }
    }
}
