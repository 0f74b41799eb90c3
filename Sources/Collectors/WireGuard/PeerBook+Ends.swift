import Telemetry

/// What is said of a session that is over.
extension PeerBook {
    func removed(
        _ gone: [PublicKey: Watched], from interface: String, _ names: [PublicKey: String], at now: Moment
    ) -> [SessionEnd] {
        gone.values.filter(\.isListed).map(\.tracker).sorted { $0.record.key < $1.record.key }
            .map { end(of: $0, on: interface, .removed, names: names, at: now) }
    }

    func end(
        of tracker: PeerTracker, on interface: String, _ over: PeerTracker.Conclusion, names: [PublicKey: String], at now: Moment
    ) -> SessionEnd {
        let user = Self.user(tracker, names)
        let (cause, seen) = Self.conclusion(over)
        return SessionEnd(
            at: now, host: host, kind: .vpn, session: Self.id(tracker, on: interface, tracker.since ?? now), user: user, cause: cause,
            confidence: .inferred,
            because: .peerEnded(interface, MarkedLine([.name(user)]), seen, tracker.handshakeAt.map { (now - $0).wholeSeconds }))
    }

    private static func conclusion(_ over: PeerTracker.Conclusion) -> (Cause, Message) {
        switch over {
        case .lost(let silent, let rhythm): (.clientLost, .peerSendsNoKeepalive(silent.wholeSeconds, rhythm.wholeSeconds))
        case .unanswered(let silent, let keepalive):
            (.clientLost, .peerAnswersNoKeepalive(silent.wholeSeconds, keepalive.wholeSeconds))
        case .expired: (.unknown, .peerKeysTooOld())
        case .begunAnew: (.admin, .peerBegunAnew())
        case .removed: (.admin, .peerRemoved())
        }
    }
}

extension Duration {
    fileprivate var wholeSeconds: Duration { .seconds(max(0, milliseconds + 500) / 1000) }
}
