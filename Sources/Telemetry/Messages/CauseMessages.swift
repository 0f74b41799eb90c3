/// Causes in the middle of a sentence.
extension Message {
    static let causeMessages: [any DeclaredMessage] = [
        causeClientLost, causeHandshake, causeResource, causeIdle, causeLimit, causeLoggedOut, causeAdmin, causeReplaced, causeError,
        causeUnknown,
    ]

    static let causeClientLost = PlainForm("cause.client_lost", "client lost")
    static let causeHandshake = PlainForm("cause.handshake", "handshake")
    static let causeResource = PlainForm("cause.resource", "resource")
    static let causeIdle = PlainForm("cause.idle", "idle limit")
    static let causeLimit = PlainForm("cause.limit", "time limit")
    static let causeLoggedOut = PlainForm("cause.logged_out", "logged out")
    static let causeAdmin = PlainForm("cause.admin", "admin")
    static let causeReplaced = PlainForm("cause.replaced", "replaced")
    static let causeError = PlainForm("cause.error", "error")
    static let causeUnknown = PlainForm("cause.unknown", "unknown")
}

extension Cause {
    public var message: Message {
        switch self {
        case .clientLost: .causeClientLost()
        case .handshake: .causeHandshake()
        case .resource: .causeResource()
        case .idle: .causeIdle()
        case .limit: .causeLimit()
        case .loggedOut: .causeLoggedOut()
        case .admin: .causeAdmin()
        case .replaced: .causeReplaced()
        case .error: .causeError()
        case .unknown: .causeUnknown()
        }
    }
}
