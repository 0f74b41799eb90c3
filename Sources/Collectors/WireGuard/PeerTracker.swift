import Telemetry

/// One peer over several polls. WireGuard has no sessions and tells of no end: there are counters, and the time of the last handshake.
struct PeerTracker: Hashable, Sendable {
    enum State: Hashable, Sendable {
        /// Something came since the last poll or the one before.
        case active
        /// Nothing did, and its keys are still good.
        case idle
        /// Its keys are too old to be used: it is gone, or has nothing to say.
        case silent
    }
    /// Why a session is taken to be over. All of it is concluded.
    enum Conclusion: Hashable, Sendable {
        /// Who sends at such a rhythm has been silent for that long.
        case lost(silent: Duration, rhythm: Duration)
        /// The gateway keeps the tunnel up by itself, and nothing came back.
        case unanswered(silent: Duration, keepalive: Duration)
        case expired
        /// Counters went back: the peer or its interface was set up anew.
        case begunAnew
        case removed
    }

    /// REJECT_AFTER_TIME of the protocol: keys that are older are not used.
    static let keysLast = Duration.seconds(180)
    /// Three tries of a handshake (REKEY_TIMEOUT of 5 s).
    static let handshakeTries = Duration.seconds(15)
    /// A peer that only answers data does so within KEEPALIVE_TIMEOUT (10 s), whatever rhythm it had before.
    static let shortest = Duration.seconds(15)

    private(set) var record: PeerRecord
    private(set) var state: State
    /// Since when a session lasts, as far as is known; nil where there is none.
    private(set) var since: Moment?
    /// When the newest handshake was, by our clock; nil for never.
    private(set) var handshakeAt: Moment?
    /// For how long nothing has come, of the time in which the peer was watched.
    private(set) var silence = Duration.zero
    private var rhythm = KeepaliveRhythm()
    private(set) var lookedAt: Moment
    private var grewBefore = false

    /// The first look: a peer with fresh keys is taken to be there.
    init(_ record: PeerRecord, at now: Moment, isFirstLook: Bool) {
        self.record = record
        lookedAt = now
        if record.handshake > 0 { handshakeAt = min(now, Moment(seconds: record.handshake)) }
        let isGood = Self.isGood(handshakeAt, at: now)
        // At the first look nobody knows what came lately; of a peer that is new since the last look it all did.
        state = isGood ? (isFirstLook ? .idle : .active) : .silent
        grewBefore = !isFirstLook && record.received > 0
        since = isGood ? handshakeAt : nil
    }

    /// - Parameter longestPause: what is longer between two looks was not watched, and counts as no more than this.
    /// - Returns: what ended the session that there was.
    mutating func advance(to new: PeerRecord, at now: Moment, longestPause: Duration) -> Conclusion? {
        // A time that goes back says that a clock was set; only never comes with a peer that is new.
        guard new.received >= record.received, new.sent >= record.sent, new.handshake > 0 || record.handshake == 0 else {
            let was = since
            self = PeerTracker(new, at: now, isFirstLook: false)
            return was == nil ? nil : .begunAnew
        }
        let passed = max(now - lookedAt, .zero)
        let elapsed = min(passed, longestPause)
        let (received, sent) = (new.received - record.received, new.sent - record.sent)
        // With keepalives of the gateway's own it is chance which of the two sends first, and the other keeps quiet.
        if new.keepalive == nil, passed <= longestPause {
            rhythm.take(received: received, sent: sent, elapsed: passed)
        } else {
            rhythm = new.keepalive == nil ? rhythm : KeepaliveRhythm()
        }
        silence = received > 0 ? .zero : silence + elapsed
        let isNewHandshake = new.handshake != record.handshake
        // Our own clock may have been set back, too: keys do not last longer for that.
        handshakeAt = handshakeAt.map { min($0, now) }
        if isNewHandshake {
            // The gateway's clock may be another than ours: it was between the two looks.
            handshakeAt = min(max(Moment(seconds: new.handshake), lookedAt), now)
        }
        let grew = received > 0
        defer {
            record = new
            lookedAt = now
            grewBefore = grew
        }
        let isGood = Self.isGood(handshakeAt, at: now)
        if let over = conclusion(new.keepalive, isGood: isGood) {
            state = .silent
            // What it is set to may be changed before it comes again.
            rhythm = KeepaliveRhythm()
            defer { since = nil }
            return since == nil ? nil : over
        }
        state = grew || grewBefore ? .active : .idle
        // Whoever was lost is back with its first word, which may well be data under the old keys.
        if since == nil, grew || isNewHandshake {
            since = isNewHandshake ? handshakeAt : now
        } else if since == nil {
            state = .silent
        }
        return nil
    }

    private func conclusion(_ keepalive: Int64?, isGood: Bool) -> Conclusion? {
        if let keepalive {
            let interval = Duration.seconds(keepalive)
            if silence >= max(interval * 3, Self.keysLast + interval + Self.handshakeTries) {
                return .unanswered(silent: silence, keepalive: interval)
            }
        } else if let interval = rhythm.interval, silence >= max(interval * 3, Self.shortest) {
            return .lost(silent: silence, rhythm: interval)
        }
        // While the gateway still asks, or waits for a keepalive that is due, it is too early to say which of the two it is.
        let isWaiting = since != nil && (keepalive != nil || rhythm.interval != nil) && handshakeAt != nil
        return isGood || isWaiting ? nil : .expired
    }

    private static func isGood(_ handshake: Moment?, at now: Moment) -> Bool { handshake.map { now - $0 < keysLast } ?? false }
}
