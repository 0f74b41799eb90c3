/// Why a session ended.
public enum Cause: String, Hashable, Sendable, CaseIterable {
    /// Nothing more was heard of the client.
    case clientLost
    /// It never got as far as a session.
    case handshake
    /// No place, address, licence or memory for it.
    case resource
    /// Nobody used it, by policy.
    case idle
    /// The longest time a session may last, by policy.
    case limit
    case loggedOut
    /// Ended by an administrator or by the server's own stop.
    case admin
    /// The same user came in from elsewhere.
    case replaced
    case error
    case unknown

    /// Only these count as timeouts: the others are policy or wish.
    public var isTimeout: Bool { self == .clientLost || self == .handshake || self == .resource }
    /// In words, as screens and exports write it.
    public var label: String {
        switch self {
        case .clientLost: "Client lost"
        case .handshake: "Handshake"
        case .resource: "Resource"
        case .idle: "Idle limit"
        case .limit: "Time limit"
        case .loggedOut: "Logged out"
        case .admin: "Admin"
        case .replaced: "Replaced"
        case .error: "Error"
        case .unknown: "Unknown"
        }
    }
}

/// Whether the interface said the cause itself or we concluded it.
public enum Confidence: String, Hashable, Sendable, CaseIterable { case exact, inferred }
