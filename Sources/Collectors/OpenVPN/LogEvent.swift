import Telemetry

/// What a log line says about the end of a session. The texts are those of OpenVPN's source (multi.c, forward.c, ping.c, ssl.c, sig.c,
/// push.c; 2.3 to 2.7); they are looked for at the beginning only, so that a name inside a line cannot pretend to be one.
enum LogEvent: Hashable {
    /// About one peer; `tag` is the name in brackets that some lines carry.
    case peer(PeerSign, tag: String?)
    /// The server itself ends or begins anew: all its sessions are over.
    case serverEnds
    /// The same client came in again, and its older sessions are dropped (`duplicate-cn` off).
    case replaced(name: String)
    /// A new client was refused; the limit where the line says it.
    case turnedAway(limit: Int?)
    /// Somebody had a session ended through the management interface.
    case killOrder(target: String)
    /// The option dump at verb 4.
    case clientLimit(Int)
    /// The peer has its configuration: it is in.
    case admitted
}

struct PeerSign: Hashable {
    /// `reason`: says why, and the end will follow. `end`: it is over now. `closing`: the last line about it.
    enum Weight: Hashable { case reason, end, closing }
    let weight: Weight
    let cause: Cause
    let confidence: Confidence
    /// Lines with the same word are different ends: no instance writes one twice.
    let word: String

    init(_ weight: Weight, _ cause: Cause, _ word: String, _ confidence: Confidence = .exact) {
        self.weight = weight
        self.cause = cause
        self.confidence = confidence
        self.word = word
    }
}

extension LogEvent {
    /// - Parameters:
    ///   - peer: from the line's prefix; whoever has no name in it never got as far as a session, unless
    ///   - isIn: the status says that it has one: a server that asks for passwords only has no names to write.
    init?(_ text: Substring, of peer: LogPeer, isIn: Bool = false) {
        // Only lines that begin like these are looked at: most of a log is something else.
        if text.hasPrefix("SIG") {
            guard let sign = Self.signal(text) else { return nil }
            self = sign
        } else if text.hasPrefix("MULTI: ") {
            guard let sign = Self.multi(text.dropFirst(7)) else { return nil }
            self = sign
        } else if text.hasPrefix("MANAGEMENT: CMD '") {
            guard let sign = Self.command(text.dropFirst(17)) else { return nil }
            self = sign
        } else if text.hasPrefix("  max_clients = ") {
            guard let limit = Self.limit(text.dropFirst(16)) else { return nil }
            self = .clientLimit(limit)
        } else {
            guard let sign = Self.peerLine(text, of: peer, isIn: isIn) else { return nil }
            self = sign
        }
    }

    /// A server counts its peers in 24 bits (MAX_PEER_ID, openvpn.h): what is beyond them is no limit.
    private static func limit(_ number: Substring) -> Int? { Int(number).flatMap { (1...1 << 24).contains($0) ? $0 : nil } }

    private static func peerLine(_ text: Substring, of peer: LogPeer, isIn: Bool) -> LogEvent? {
        var rest = text
        var tag: String?
        if let inside = rest.behind("["), let end = inside.range(of: "] ") {
            tag = String(inside[..<end.lowerBound])
            rest = inside[end.upperBound...]
        }
        // `[UNDEF]`, or neither prefix nor tag: nobody has shown a certificate or a password yet.
        let got = isIn || tag.map { $0 != "UNDEF" } ?? (peer.name != nil)
        if rest.hasPrefix("Inactivity timeout (--ping-") {
            return .peer(PeerSign(.end, got ? .clientLost : .handshake, "inactivity"), tag: tag)
        }
        if rest.hasPrefix("Inactivity timeout (--inactive)") { return .peer(PeerSign(.end, .idle, "inactive"), tag: tag) }
        if rest.hasPrefix("Session timeout, ") { return .peer(PeerSign(.end, .limit, "limit"), tag: tag) }
        if rest.hasPrefix("TLS Error: Auth Username/Password was not provided") || rest.hasPrefix("VERIFY ERROR: ") {
            return .peer(PeerSign(.reason, .error, "rejected"), tag: nil)
        }
        // Of a peer that is in, these tell of a failed renegotiation, which the old key may yet survive: SIGUSR1 will say.
        if rest.hasPrefix("TLS Error: TLS key negotiation failed") {
            return .peer(PeerSign(got ? .reason : .end, .handshake, "negotiation"), tag: nil)
        }
        if rest.hasPrefix("TLS Error: TLS handshake failed") {
            return .peer(PeerSign(got ? .reason : .end, .handshake, "handshake"), tag: nil)
        }
        if rest.hasPrefix("CC-EEN exit message received") { return .peer(PeerSign(.reason, .loggedOut, "exit"), tag: nil) }
        if rest.hasPrefix("SENT CONTROL [") { return sent(rest.dropFirst(14)) }
        if rest.hasPrefix("Connection reset, restarting [") {
            // TCP. 0 is the client's own close, by a program that ended well or badly: nothing tells which, and to count each as a lost
            // client would raise an alarm for every log-out. A negative number is the network's error (reset, timed out).
            let lost = rest.dropFirst(30).hasPrefix("-")
            return .peer(PeerSign(.end, lost ? .clientLost : .unknown, "reset", .inferred), tag: nil)
        }
        return nil
    }

    /// `name]: 'RESTART' (status=1)`: what the server told the client last.
    private static func sent(_ text: Substring) -> LogEvent? {
        guard let end = text.range(of: "]: '") else { return nil }
        let name = String(text[..<end.lowerBound])
        let tag = name == "UNDEF" ? nil : name
        let word = text[end.upperBound...]
        if word.hasPrefix("AUTH_FAILED") { return .peer(PeerSign(.reason, .error, "rejected"), tag: tag) }
        if word.hasPrefix("PUSH_REPLY") { return .admitted }
        if word.hasPrefix("RESTART") || word.hasPrefix("HALT") { return .peer(PeerSign(.reason, .admin, "told"), tag: tag) }
        return nil
    }

    /// `SIGUSR1[soft,ping-restart] received, client-instance restarting`
    private static func signal(_ text: Substring) -> LogEvent? {
        guard let open = text.firstIndex(of: "[") else { return nil }
        let inside = text[text.index(after: open)...]
        guard let close = inside.range(of: "] received, ") else { return nil }
        let who = inside[close.upperBound...]
        if who.hasPrefix("process ") { return .serverEnds }
        guard who.hasPrefix("client-instance ") else { return nil }
        let why = inside[..<close.lowerBound]
        let reason = why.firstIndex(of: ",").map { why[why.index(after: $0)...] } ?? why
        let sign: PeerSign
        switch reason {
        case "ping-restart", "ping-exit", "ovpn-dco: ping expired", "ovpn-dco: transport error", "ovpn-dco: transport disconnected":
            sign = PeerSign(.closing, .clientLost, "signal")
        case "inactive": sign = PeerSign(.closing, .idle, "signal")
        case "session-timeout": sign = PeerSign(.closing, .limit, "signal")
        case "tls-error": sign = PeerSign(.closing, .handshake, "signal")
        case "remote-exit": sign = PeerSign(.closing, .loggedOut, "signal")
        // `kill` gives no reason, and nothing else is without one.
        case "": sign = PeerSign(.closing, .admin, "signal")
        // Renewed authentication was refused: the account was locked or its token withdrawn.
        case "auth-control-exit": sign = PeerSign(.closing, .admin, "signal", .inferred)
        // Five seconds after a farewell, a refused password or `client-kill`: the line before this one says which.
        case "delayed-exit": sign = PeerSign(.closing, .unknown, "signal", .inferred)
        // The line before it has the number that tells the network's error from a close.
        case "connection-reset": sign = PeerSign(.closing, .unknown, "signal", .inferred)
        default: sign = PeerSign(.closing, .unknown, "signal", .inferred)
        }
        return .peer(sign, tag: nil)
    }

    private static func multi(_ text: Substring) -> LogEvent? {
        // Behind the first words: a name may be made of the last ones.
        if let rest = text.behind("new connection by client '"), let end = rest.range(of: "' will cause previous active sessions") {
            return .replaced(name: String(rest[..<end.lowerBound]))
        }
        if let rest = text.behind("new incoming connection would exceed maximum number of clients (") {
            return .turnedAway(limit: limit(rest.prefix { $0.isNumber }))
        }
        if text.hasPrefix("no free --ifconfig-pool addresses are available") { return .turnedAway(limit: nil) }
        return nil
    }

    private static func command(_ text: Substring) -> LogEvent? {
        guard text.hasSuffix("'") else { return nil }
        let words = text.dropLast().split(separator: " ", maxSplits: 1)
        guard words.count == 2 else { return nil }
        switch words[0] {
        case "kill": return .killOrder(target: String(words[1]))
        case "client-kill": return .killOrder(target: "#" + words[1].prefix { $0 != " " })
        default: return nil
        }
    }
}

extension StringProtocol where SubSequence == Substring {
    /// What follows `words` where it begins with them: of a line that is taken apart, so that what ends a part is never found before it.
    func behind(_ words: String) -> Substring? { hasPrefix(words) ? dropFirst(words.count) : nil }

    /// The first place of `words`: the standard library has none for strings.
    func range(of words: String) -> Range<Index>? {
        guard let first = words.utf8.first else { return nil }
        var from = startIndex
        while let start = utf8[from...].firstIndex(of: first) {
            if self[start...].utf8.starts(with: words.utf8) {
                return start..<utf8.index(start, offsetBy: words.utf8.count)
            }
            from = utf8.index(after: start)
        }
        return nil
    }
}
