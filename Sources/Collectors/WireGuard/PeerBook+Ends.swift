import Telemetry

/// What is said of a session that is over.
extension PeerBook {
    func removed(
        _ gone: [PublicKey: Watched], from interface: String, _ names: [PublicKey: String], at now: Moment
    ) -> [SessionEnd] {
        gone.values.filter(\.isListed).map(\.course).sorted { $0.record.key < $1.record.key }
            .map { end(of: $0, on: interface, .removed, names: names, at: now) }
    }

    func end(
        of course: PeerCourse, on interface: String, _ over: PeerCourse.Conclusion, names: [PublicKey: String], at now: Moment
    ) -> SessionEnd {
        let user = Self.user(course, names)
        let handshake = course.handshakeAt.map { "; last handshake \((now - $0).shortText) ago" } ?? ""
        let (cause, words) = Self.words(over)
        return SessionEnd(
            at: now, host: host, kind: .vpn, session: Self.id(course, on: interface, course.since ?? now), user: user, cause: cause,
            confidence: .inferred, pieces: [.known("\(interface): peer "), .name(user), .known(": \(words)\(handshake)")])
    }

    private static func words(_ over: PeerCourse.Conclusion) -> (Cause, String) {
        switch over {
        case .lost(let silent, let rhythm):
            (.clientLost, "nothing received for \(silent.shortText), where it had sent a keepalive every \(rhythm.shortText)")
        case .unanswered(let silent, let keepalive):
            (.clientLost, "nothing received for \(silent.shortText), though it is sent a keepalive every \(keepalive.shortText)")
        case .expired:
            (
                .unknown,
                "silent until its keys were too old; that is no sign of trouble where it sends no keepalives "
                    + "(PersistentKeepalive = 25 in its configuration)"
            )
        case .begunAnew: (.admin, "its counters began anew: peer or interface was set up again")
        case .removed: (.admin, "no longer a peer of the interface")
        }
    }
}

extension Duration {
    fileprivate var shortText: String { "\(max(0, milliseconds + 500) / 1000) s" }
}
