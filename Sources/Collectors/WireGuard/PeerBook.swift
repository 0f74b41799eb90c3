import Telemetry

/// All peers of a gateway over several polls: who is there, and who was and is no longer. Pure.
struct PeerBook {
    static let active = Metric("wireguard.active", label: "peers active", unit: .count)
    static let idle = Metric("wireguard.idle", label: "peers idle", unit: .count)
    static let silent = Metric("wireguard.silent", label: "peers silent", unit: .count)

    private let host: Host.ID
    private let longestPause: Duration
    private var courses: [String: [PublicKey: PeerCourse]] = [:]
    private var received = DeviceTotals()
    private var sent = DeviceTotals()
    private var isNew = true

    /// - Parameter interval: from poll to poll; after a pause of more than two of them nobody watched meanwhile.
    init(host: Host.ID, interval: Duration) {
        self.host = host
        longestPause = interval * 2
    }

    mutating func reading(_ round: InterfaceRound, names: [PublicKey: String], at now: Moment) -> Reading {
        var figures = HostFigures(inventory: Inventory(product: "WireGuard"))
        var ends: [SessionEnd] = []
        var counts: [PeerCourse.State: Int] = [:]
        var before = courses
        // What could not be read this time is as it was.
        courses = courses.filter { round.unread[$0.key] != nil }
        for interface in round.interfaces.sorted(by: { $0.name < $1.name }) {
            var old = before.removeValue(forKey: interface.name)
            let isFirstLook = isNew || old == nil
            for peer in interface.peers {
                let was = old?.removeValue(forKey: peer.key)
                var course = was ?? PeerCourse(peer, at: now, isFirstLook: isFirstLook)
                if let was, let over = course.advance(to: peer, at: now, longestPause: longestPause) {
                    ends.append(end(of: was, on: interface.name, over, names: names, at: now))
                }
                courses[interface.name, default: [:]][peer.key] = course
                counts[course.state, default: 0] += 1
                if let session = session(course, on: interface.name, names) { figures.sessions.append(session) }
            }
            // An interface without a peer is one that was looked at.
            courses[interface.name] = courses[interface.name] ?? [:]
            ends += removed(old ?? [:], from: interface.name, names, at: now)
        }
        for (name, gone) in before.sorted(by: { $0.key < $1.key }) where round.unread[name] == nil {
            ends += removed(gone, from: name, names, at: now)
        }
        figures.samples = samples(counts, figures.sessions.count)
        figures.samples += traffic(round)
        figures.inventory.gaps = round.unread.sorted { $0.key < $1.key }.map { Inventory.Gap(figure: $0.key, reason: $0.value.message) }
        isNew = false
        return Reading(figures, ends: ends)
    }

    private func samples(_ counts: [PeerCourse.State: Int], _ sessions: Int) -> [Sample] {
        var out = [Sample(.sessions, Double(sessions))]
        // Who is active is seen from the second poll on.
        if !isNew { out += [Sample(Self.active, Double(counts[.active] ?? 0)), Sample(Self.idle, Double(counts[.idle] ?? 0))] }
        return out + [Sample(Self.silent, Double(counts[.silent] ?? 0))]
    }

    private mutating func traffic(_ round: InterfaceRound) -> [Sample] {
        var (inward, outward): ([String: Double], [String: Double]) = ([:], [:])
        for interface in round.interfaces {
            for peer in interface.peers {
                inward["\(interface.name)/\(peer.key.text)"] = Double(peer.received)
                outward["\(interface.name)/\(peer.key.text)"] = Double(peer.sent)
            }
        }
        return [received.advance(to: inward).map { Sample(.netReceived, $0) }, sent.advance(to: outward).map { Sample(.netSent, $0) }]
            .compactMap { $0 }
    }

    /// The key stays the same for years: whoever knows whose it is would know him in the id every day, so it is not opaque.
    private func session(_ course: PeerCourse, on interface: String, _ names: [PublicKey: String]) -> Session? {
        guard let since = course.since else { return nil }
        return Session(
            id: Self.id(course, on: interface, since), kind: .vpn, user: Self.user(course, names), address: course.record.endpoint,
            since: since)
    }
    private static func id(_ course: PeerCourse, on interface: String, _ since: Moment) -> String {
        "\(interface)/\(course.record.key.text)@\(since.seconds)"
    }
    private static func user(_ course: PeerCourse, _ names: [PublicKey: String]) -> String {
        names[course.record.key] ?? course.record.key.beginning
    }

    private func removed(
        _ gone: [PublicKey: PeerCourse], from interface: String, _ names: [PublicKey: String], at now: Moment
    ) -> [SessionEnd] {
        gone.values.filter { $0.since != nil }.sorted { $0.record.key.text < $1.record.key.text }
            .map { end(of: $0, on: interface, .removed, names: names, at: now) }
    }

    private func end(
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
        case .expired: (.unknown, "silent until its keys were too old; that is no sign of trouble where it sends no keepalives")
        case .begunAnew: (.admin, "its counters began anew: peer or interface was set up again")
        case .removed: (.admin, "no longer a peer of the interface")
        }
    }
}

extension Duration {
    fileprivate var shortText: String { "\(max(0, milliseconds + 500) / 1000) s" }
}
