import Telemetry

/// How often a peer sends a keepalive of its own, measured from its byte counts: the gateway knows how often it sends itself, and nothing of
/// what the peer was told to do.
///
/// A keepalive is an empty data message of 32 bytes. One may also be the reply to data (10 s later, one for each burst), so those alone count
/// between which nothing else was received and nothing at all sent.
struct KeepaliveRhythm: Hashable, Sendable {
    private static let size: UInt64 = 32
    private var packets = 0
    private var time = Duration.zero
    /// Since the last keepalive; nil where something else was the last.
    private var pause: Duration?

    /// Bytes more than at the poll before, and how long that was ago.
    mutating func take(received: UInt64, sent: UInt64, elapsed: Duration) {
        guard elapsed > .zero, sent == 0, received % Self.size == 0, received / Self.size <= UInt64(elapsed.milliseconds / 1000) + 1 else {
            pause = nil
            return
        }
        guard received > 0 else {
            if let before = pause { pause = before + elapsed }
            return
        }
        if let before = pause {
            packets += Int(received / Self.size)
            time += before + elapsed
        }
        pause = .zero
        // What a peer did long ago it may do no more.
        if packets >= 64 { (packets, time) = (packets / 2, time / 2) }
    }

    /// Nil until it is known.
    var interval: Duration? { packets >= 3 ? max(time / packets, .seconds(1)) : nil }
}
