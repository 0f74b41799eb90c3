/// Somebody who is connected now.
public struct Session: Hashable, Sendable, Identifiable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A VPN tunnel.
        case vpn
        /// A graphics console of a guest.
        case console
        /// A user logged in inside a guest (a virtual desktop).
        case desktop
        /// A login on the host's own system.
        case login
    }
    /// Changes with every connection, so that a reconnect is a new session (OpenVPN: client id and start; console: remote port).
    public let id: String
    public let kind: Kind
    /// As the interface gives it; a pseudonym everywhere behind the engine's redactor.
    public let user: String
    /// The remote address; cut to its network behind the engine's redactor. Empty where unknown.
    public let address: String
    /// The guest it sits in, by UUID.
    public let guest: String?
    public let since: Moment?
    /// Its collector knows that the id names nobody: numbers of the interface's own. Else the engine's redactor replaces it, for it may be
    /// made of a name or an address.
    public let isOpaque: Bool
    public init(
        id: String, kind: Kind, user: String, address: String = "", guest: String? = nil, since: Moment? = nil, isOpaque: Bool = false
    ) {
        self.id = id
        self.kind = kind
        self.user = user
        self.address = address
        self.guest = guest
        self.since = since
        self.isOpaque = isOpaque
    }
}

/// Sessions of which only the number is known: no list has them. None of them still says what sessions their host has.
public struct UnlistedSessions: Hashable, Sendable {
    public var kind: Session.Kind
    public var count: Int
    /// - Parameter count: at most a thousand million, for it is added to others.
    public init(_ count: Int, _ kind: Session.Kind) {
        self.kind = kind
        self.count = min(max(0, count), 1_000_000_000)
    }
}

/// The end of one session, with the line that proves the cause.
public struct SessionEnd: Hashable, Sendable {
    public let at: Moment
    public let host: Host.ID
    public let kind: Session.Kind
    /// The session's id where one existed. For a handshake that never became one `attempt` and the address it came from, without the
    /// port, so that one client that tries again and again can be told from many; empty where no address is known.
    public let session: String
    /// As `Session.isOpaque`, of the session's id.
    public let isOpaque: Bool
    /// Whether it is one of such an attempt, and `session` says where that came from. A session's own id may begin with the same letters.
    public let isAttempt: Bool
    public static let attempt = "from "
    /// By the letters alone, for what is written where there is no other mark: journals, and messages of engines of before.
    public static func isAttempt(written session: String) -> Bool { session.hasPrefix(attempt) }
    public let user: String
    public let cause: Cause
    public let confidence: Confidence
    /// The raw line, word for word as the interface sent it, or what Warte concluded it from; in one line.
    public let evidence: String
    /// The same as a message: a raw line, taken apart where its collector knows how, or one of the catalogue's. The engine's redactor puts
    /// lines together again without names.
    public let evidenceMessage: Message
    /// What of it was taken apart.
    public var pieces: [LinePiece] { evidenceMessage.markedPieces }

    /// A line of the interface.
    public init(
        at: Moment, host: Host.ID, kind: Session.Kind, session: String, user: String, cause: Cause, confidence: Confidence,
        evidence: String,
        pieces: [LinePiece] = [], isOpaque: Bool = false, isAttempt: Bool = false
    ) {
        self.init(
            at: at, host: host, kind: kind, session: session, user: user, cause: cause, confidence: confidence, evidence: evidence,
            evidenceMessage: pieces.isEmpty ? .raw(evidence) : .marked(pieces), isOpaque: isOpaque, isAttempt: isAttempt)
    }

    /// What Warte concluded it from, or a line whose collector knows it.
    public init(
        at: Moment, host: Host.ID, kind: Session.Kind, session: String, user: String, cause: Cause, confidence: Confidence,
        because message: Message, isOpaque: Bool = false, isAttempt: Bool = false
    ) {
        self.init(
            at: at, host: host, kind: kind, session: session, user: user, cause: cause, confidence: confidence, evidence: message.text,
            evidenceMessage: message, isOpaque: isOpaque, isAttempt: isAttempt)
    }

    private init(
        at: Moment, host: Host.ID, kind: Session.Kind, session: String, user: String, cause: Cause, confidence: Confidence,
        evidence: String, evidenceMessage: Message, isOpaque: Bool, isAttempt: Bool
    ) {
        self.at = at
        self.host = host
        self.kind = kind
        self.session = session
        self.user = user
        self.cause = cause
        self.confidence = confidence
        self.evidence = evidence
        self.evidenceMessage = evidenceMessage
        self.isOpaque = isOpaque
        self.isAttempt = isAttempt
    }

    /// The same end of another name, at another time, or in other words.
    public func with(user: String? = nil, at: Moment? = nil, because message: Message? = nil) -> SessionEnd {
        SessionEnd(
            at: at ?? self.at, host: host, kind: kind, session: session, user: user ?? self.user, cause: cause, confidence: confidence,
            evidence: message?.text ?? evidence, evidenceMessage: message ?? evidenceMessage, isOpaque: isOpaque, isAttempt: isAttempt)
    }
}
