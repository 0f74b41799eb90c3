import Glibc
import Platform
import Telemetry

/// What OpenSSH says when something goes wrong (ssh.c, sshconnect.c, sshconnect2.c, packet.c, channels.c of 9.2), as failures.
///
/// Some lines end in words of the other side, which has line ends among them if it likes: all that follows may be its own. So lines are
/// judged one after the other, by how they begin, until the first of those; its words are quoted, and nothing is concluded from them.
enum SSHWords {
    /// Why there is no connection to a machine: what it wrote into its log.
    static func failure(_ said: String, asked: String, within limit: Duration) -> CollectFailure {
        var (way, key, last) = (nil as CollectFailure?, nil as Substring?, nil as Substring?)
        for line in said.split(whereSeparator: \.isNewline) {
            func begins(_ words: String...) -> Bool { words.contains { line.hasPrefix($0) } }
            if begins("@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!") {
                return .refused(asked: asked, reason: .sshHostKeyChanged(), hint: .hostKey)
            }
            if begins("Host key verification failed.") { return .refused(asked: asked, reason: .sshHostKeyUnknown(), hint: .hostKey) }
            if let words = words(of: line, after: "Received disconnect from ", " port ", ": ") {
                return .unreachable(asked: asked, reason: .sshDisconnected(foreign(words)), hint: .closed)
            }
            if let words = words(of: line, after: "Unable to negotiate with ", " port ", ": ") {
                return .unreachable(asked: asked, reason: .sshNoAgreement(foreign(words)))
            }
            if let methods = deniedMethods(line) {
                return .refused(asked: asked, reason: key.map { .sshKeyUnused(quoted($0)) } ?? .sshDenied(foreign(methods)), hint: .sshKey)
            }
            if begins("ssh: Could not resolve hostname ") {
                return .unreachable(asked: asked, reason: .sshNameUnknown(), hint: .unknownName)
            }
            if line.hasPrefix("Permissions ") && line.hasSuffix(" are too open.") || begins("no such identity: ", "sign_and_send_pubkey: ")
            {
                key = key ?? line
            } else if begins("ssh: connect to host ") {
                way = preferred(way, connecting(line, asked, limit))
            } else if begins("Connection timed out during banner exchange") || begins("Connection to ") && line.hasSuffix(" timed out") {
                return .unreachable(asked: asked, reason: .sshSilent(limit), hint: .silent)
            } else if begins("banner exchange: ") {
                return .unreachable(asked: asked, reason: .sshNoServer(), hint: nil)
            } else if begins("Connection closed by ", "Connection reset by ", "Disconnected from ", "kex_exchange_identification: read: ") {
                return .unreachable(asked: asked, reason: .sshClosed(), hint: .closed)
            } else if line.contains(": Bad configuration option: ") || begins("Bad owner or permissions on ") {
                return .unreachable(asked: asked, reason: .sshConfiguration(quoted(line)))
            }
            last = line
        }
        if let way { return way }
        guard let last else { return .unreachable(asked: asked, reason: .sshLost(), hint: .closed) }
        return .unreachable(asked: asked, reason: .sshSaid(quoted(last)))
    }

    /// Why what was to be reached from that machine could not: `channel 3: open failed: connect failed: …`. Nil where it says nothing of the
    /// kind. What follows the second colon is sshd's own: of the system's errors it names that one alone which people look for.
    ///
    /// A line does not say whose channel it is. Where others were refused at the same time, for something else, only what holds of each of
    /// them is said.
    static func failure(ofChannel said: String, endpoint: String, isSocket: Bool) -> CollectFailure? {
        let found = refusedChannels(said).map { failure(ofRefusal: $0, endpoint, isSocket) }
        guard let first = found.first, found.contains(where: { $0 != first }) else { return found.first }
        return .unreachable(asked: endpoint, reason: isSocket ? .sshSocketNotOpened() : .sshPortNotOpened())
    }

    private static func failure(ofRefusal words: Substring, _ endpoint: String, _ isSocket: Bool) -> CollectFailure {
        if words.hasPrefix("administratively prohibited") {
            return .refused(asked: endpoint, reason: .sshForwardingProhibited(), hint: nil)
        }
        if words == "connect failed: Connection refused" {
            return .unreachable(asked: endpoint, reason: .raw(SystemError.text(ECONNREFUSED)), hint: .nobodyListens)
        }
        if isSocket { return .unreachable(asked: endpoint, reason: .sshSocketNotOpened()) }
        return .unreachable(asked: endpoint, reason: .sshSaid(quoted(words)))
    }

    /// What a program says that was to run one there, when sshd takes no more (mux.c); all of it is ssh's, since none ran.
    static func isRefusedSession(_ said: String) -> Bool {
        said.split(whereSeparator: \.isNewline).contains {
            $0.hasPrefix("mux_client_request_session: session request failed: Session open refused")
        }
    }

    /// Of a program that was to speak with the connection's control socket, and whose words all are its own.
    static func failure(ofForwarding said: String, asked: String) -> CollectFailure {
        guard let last = said.split(whereSeparator: \.isNewline).last else {
            return .unreachable(asked: asked, reason: .sshLost(), hint: .closed)
        }
        return .unreachable(asked: asked, reason: .sshSaid(quoted(last)))
    }

    // MARK: - Lines

    private static func refusedChannels(_ said: String) -> [Substring] {
        let mark = ": open failed: "
        return said.split(whereSeparator: \.isNewline).compactMap { line in
            guard line.hasPrefix("channel ") else { return nil }
            let rest = line.dropFirst(8).drop { $0.isNumber }
            return rest.hasPrefix(mark) ? rest.dropFirst(mark.count) : nil
        }
    }

    /// `user@host: Permission denied (publickey,password).`, where the list is the other side's.
    private static func deniedMethods(_ line: Substring) -> Substring? {
        let mark = ": Permission denied ("
        guard let from = line.firstRange(of: mark), !line[..<from.lowerBound].contains(" ") else { return nil }
        let rest = line[from.upperBound...]
        return rest.hasSuffix(").") ? rest.dropLast(2) : rest
    }

    /// What stands behind `start`, an address and these marks.
    private static func words(of line: Substring, after start: String, _ marks: String...) -> Substring? {
        guard line.hasPrefix(start) else { return nil }
        return marks.reduce(line) { rest, mark in rest.firstRange(of: mark).map { rest[$0.upperBound...] } ?? rest }
    }

    /// One of the addresses of a machine, at which it was tried.
    private static func connecting(_ line: Substring, _ asked: String, _ limit: Duration) -> CollectFailure? {
        if line.hasSuffix(": Connection refused") { return .unreachable(asked: asked, reason: .sshNobodyListens(), hint: .nobodyListens) }
        if line.hasSuffix(" timed out") { return .unreachable(asked: asked, reason: .sshSilent(limit), hint: .silent) }
        if line.hasSuffix(": No route to host") || line.hasSuffix(": Network is unreachable") {
            return .unreachable(asked: asked, reason: .sshNoWay(), hint: .noWay)
        }
        return nil
    }

    /// The one that says more of the machine: a refusal comes from it, silence perhaps.
    private static func preferred(_ one: CollectFailure?, _ other: CollectFailure?) -> CollectFailure? {
        let order: [CollectFailure.Hint?] = [.nobodyListens, .silent, .noWay]
        return [one, other].compactMap { $0 }.min { order.firstIndex(of: $0.hint) ?? 3 < order.firstIndex(of: $1.hint) ?? 3 }
    }

    private static func foreign(_ text: Substring) -> MarkedLine { MarkedLine(ofOtherSide: String(text).harmless(atMost: 200)) }
    /// A key's path is somebody's, and a line may hold words of the other side.
    private static func quoted(_ text: Substring) -> MarkedLine {
        MarkedLine(Vocabulary.ssh.pieces(of: String(text).harmless(atMost: 200)))
    }
}
