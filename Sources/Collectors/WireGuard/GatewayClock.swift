import Telemetry

/// How far the gateway's clock is from ours, as its newest handshakes show: each was after our last look and before this one.
struct GatewayClock: Hashable, Sendable {
    /// Less is none of anybody's concern: keys last 180 s.
    static let tolerated = Duration.seconds(60)

    private var ahead = Duration.zero

    /// - Parameter before: the same peer at the last look.
    mutating func look(at peer: PeerRecord, before: PeerTracker?, now: Moment) {
        // One that is earlier than the last is by a clock that was set back.
        guard peer.handshake > 0, peer.handshake != before?.record.handshake else { return }
        let handshake = Moment(seconds: peer.handshake)
        if handshake > now + Self.tolerated {
            ahead = handshake - now
        } else if let before, before.lookedAt <= now {
            let behind = before.lookedAt - handshake
            ahead = behind > Self.tolerated ? .zero - behind : .zero
        }
    }

    /// Nil where it is right, or nothing is known.
    var message: Message? {
        if ahead > .zero { return .gatewayClockAhead(ahead) }
        return ahead < .zero ? .gatewayClockBehind(.zero - ahead) : nil
    }
}
