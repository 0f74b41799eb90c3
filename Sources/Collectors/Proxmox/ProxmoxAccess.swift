import Collecting
import JSON
import Telemetry

/// How Warte shows who it is: by an API token, or by a ticket that it gets for user and password.
enum ProxmoxAccess: Sendable {
    case token(SecretSource)
    case password(user: String, SecretSource)

    /// The token where both are configured: it can be taken back by itself and needs no session.
    init(_ target: Target, user: String?) throws(ConfigurationProblem) {
        if let user, user.contains("!") { throw ConfigurationProblem(key: "user", .proxmoxUserIsToken()) }
        if let user, !user.contains("@") { throw ConfigurationProblem(key: "user", .proxmoxUserForm()) }
        if let token = target.secrets[ProxmoxCollector.token] {
            self = .token(token)
        } else if let user, let password = target.secrets[ProxmoxCollector.password] {
            self = .password(user: user, password)
        } else {
            throw ConfigurationProblem(key: "token_file", .proxmoxNeedsAccess())
        }
    }

    /// `Authorization: PVEAPIToken=…` (manual of Proxmox VE, "Using API tokens"). What cannot be one is not sent anywhere.
    static func authentication(token: String) throws(CollectFailure) -> HTTPRequest.Authentication {
        let name = token.prefix { $0 != "=" }
        let isToken =
            name.count < token.count - 1 && name.contains("!") && name.prefix { $0 != "!" }.contains("@")
            && token.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard isToken else { throw .refused(asked: ProxmoxCollector.token.name, reason: .proxmoxTokenForm()) }
        return .header(name: "Authorization", value: Hidden("PVEAPIToken=" + token))
    }

    /// The body of `POST /access/ticket`, as a form (WHATWG URL, application/x-www-form-urlencoded).
    static func form(user: String, password: String) -> [UInt8] {
        Array("username=\(user.percentEncoded)&password=\(password.percentEncoded)".utf8)
    }
}

/// What `POST /access/ticket` gave.
struct ProxmoxTicket: Sendable {
    let text: Hidden
    let since: ContinuousClock.Instant

    /// A ticket is good for two hours (`$ticket_lifetime` in pve-access-control); renewed after one, no poll meets an old one.
    static let lifetime = Duration.seconds(3600)

    /// pveproxy takes it from a cookie.
    var authentication: HTTPRequest.Authentication { .header(name: "Cookie", value: Hidden("PVEAuthCookie=" + text.text)) }

    init(_ response: HTTPResponse, asked: String, since: ContinuousClock.Instant) throws(CollectFailure) {
        let (text, wantsMore) = try ProxmoxAnswer.object(response, asked: asked) { (fields) throws(UnreadableMessage) in
            let data = try fields.needed(try fields.objectIfPresent("data"), "data", "object")
            return (try data.string("ticket"), data.looseFlag("NeedTFA"))
        }
        guard !wantsMore, !text.hasPrefix("PVE:!tfa!") else { throw .refused(asked: asked, reason: .proxmoxSecondFactor()) }
        guard let ticket = ProxmoxTicket(text, since: since) else {
            throw .unreadable(asked: asked, place: .answerKey("data.ticket"), got: .noTicket())
        }
        self = ticket
    }

    /// Of an answer: a cookie must not bring others along.
    init?(_ text: String, since: ContinuousClock.Instant) {
        guard !text.isEmpty, text.utf8.count < 8192, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x3B }) else { return nil }
        self.text = Hidden(text)
        self.since = since
    }
}
