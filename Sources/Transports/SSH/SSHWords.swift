import Glibc
import Platform
import Telemetry

/// What OpenSSH says when something goes wrong (ssh.c, sshconnect.c, sshconnect2.c, channels.c of 9.2), as failures.
enum SSHWords {
    /// Why there is no connection to a machine: what it wrote into its log file.
    static func failure(_ said: String, asked: String, within limit: Duration) -> CollectFailure {
        func has(_ words: String) -> Bool { said.contains(words) }
        if has("REMOTE HOST IDENTIFICATION HAS CHANGED") { return .refused(asked: asked, reason: .sshHostKeyChanged(), hint: .hostKey) }
        if has("Host key verification failed") { return .refused(asked: asked, reason: .sshHostKeyUnknown(), hint: .hostKey) }
        if let methods = part(of: said, between: "Permission denied (", and: ")") {
            return .refused(asked: asked, reason: .sshDenied(RawLine(methods)), hint: .sshKey)
        }
        if let line = said.split(whereSeparator: \.isNewline).first(where: { $0.contains("Too many authentication failures") }) {
            return .refused(asked: asked, reason: .sshDenied(RawLine(short(line))), hint: .sshKey)
        }
        if has("Could not resolve hostname") { return .unreachable(asked: asked, reason: .sshNameUnknown(), hint: .unknownName) }
        if has("Connection refused") { return .unreachable(asked: asked, reason: .sshNobodyListens(), hint: .nobodyListens) }
        if has("timed out") { return .unreachable(asked: asked, reason: .sshSilent(limit), hint: .silent) }
        if has("No route to host") || has("Network is unreachable") { return .unreachable(asked: asked, reason: .sshNoWay(), hint: .noWay) }
        if let words = part(of: said, between: "Unable to negotiate with ", and: "\n") {
            return .unreachable(asked: asked, reason: .sshNoAgreement(RawLine(words)))
        }
        if has("kex_exchange_identification") || has("Connection closed by") || has("Connection reset by") {
            return .unreachable(asked: asked, reason: .sshClosed(), hint: .closed)
        }
        let lines = said.split(whereSeparator: \.isNewline)
        if let line = lines.first(where: { $0.contains("Bad configuration option") || $0.contains("Bad owner or permissions") }) {
            return .unreachable(asked: asked, reason: .sshConfiguration(RawLine(short(line))))
        }
        guard let last = lines.last else { return .unreachable(asked: asked, reason: .sshLost(), hint: .closed) }
        return .unreachable(asked: asked, reason: .sshSaid(RawLine(short(last))))
    }

    /// Why what was to be reached from that machine could not: `channel 3: open failed: …`. Nil where it says nothing of the kind.
    static func failure(ofChannel said: String, endpoint: String, isSocket: Bool) -> CollectFailure? {
        let mark = ": open failed: "
        guard let line = said.split(whereSeparator: \.isNewline).last(where: { $0.hasPrefix("channel ") && $0.contains(mark) }) else {
            return nil
        }
        if line.contains("administratively prohibited") {
            return .refused(asked: endpoint, reason: .sshForwardingProhibited(), hint: nil)
        }
        if line.contains("Connection refused") {
            return .unreachable(asked: endpoint, reason: .raw(SystemError.text(ECONNREFUSED)), hint: .nobodyListens)
        }
        if isSocket { return .unreachable(asked: endpoint, reason: .sshSocketNotOpened()) }
        return .unreachable(asked: endpoint, reason: .sshSaid(RawLine(short(line))))
    }

    private static func part(of said: String, between start: String, and end: String) -> String? {
        guard let from = said.firstRange(of: start)?.upperBound else { return nil }
        let rest = said[from...]
        return short(rest[..<(rest.firstRange(of: end)?.lowerBound ?? rest.endIndex)])
    }
    private static func short(_ text: Substring) -> String { String(text.prefix(200)) }
}
