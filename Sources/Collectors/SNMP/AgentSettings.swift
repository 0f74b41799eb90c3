import CNetSNMP
import Telemetry

/// How an agent is spoken with, but for secrets.
struct AgentSettings: Hashable, Sendable {
    enum Version: String, CaseIterable, Sendable {
        case one = "1"
        case two = "2c"
        case three = "3"
    }
    /// The words are net-snmp's (snmpcmd(1)).
    enum Authentication: String, CaseIterable, Sendable {
        case sha256 = "SHA-256"
        case sha512 = "SHA-512"
        case sha384 = "SHA-384"
        case sha224 = "SHA-224"
        case sha1 = "SHA"
        case md5 = "MD5"
    }
    enum Privacy: String, CaseIterable, Sendable {
        case aes = "AES"
        case aes192 = "AES-192"
        case aes256 = "AES-256"
        /// Cisco's and others': keys made longer in the way of draft-reeder-snmpv3-usm-3desede.
        case aes192Cisco = "AES-192-C"
        case aes256Cisco = "AES-256-C"
        case des = "DES"
    }

    var version: Version
    var user: String?
    var context: String?
    var authentication: Authentication
    var privacy: Privacy
}

/// Read anew for every session that is opened, and not kept beside it.
struct AgentSecrets: Sendable {
    var community: String?
    var password: String?
    var privacyPassword: String?
}

extension AgentSettings {
    /// - Parameter address: As net-snmp writes it, `udp:192.0.2.7:161`.
    func withSettings<Result>(
        _ secrets: AgentSecrets, address: String, _ body: (UnsafePointer<CSNMPSettings>) -> Result
    ) -> Result {
        let number: Int32 =
            switch version {
            case .one: 1
            case .two: 2
            case .three: 3
            }
        let texts = [
            address, secrets.community, user, context, secrets.password.map { _ in authentication.rawValue },
            secrets.privacyPassword.map { _ in privacy.rawValue },
        ]
        return withTexts(texts) { texts in
            guard let peer = texts[0] else { preconditionFailure("an address is a text") }
            var settings = CSNMPSettings(
                peer: peer, version: number, community: texts[1], user: texts[2], context: texts[3], authentication: texts[4],
                privacy: texts[5])
            return body(&settings)
        }
    }
}

/// Texts as C has them, for the time of the call; then they are wiped.
func withTexts<Result>(_ texts: [String?], _ body: ([UnsafePointer<CChar>?]) -> Result) -> Result {
    let copies = texts.map { text in
        text.map { text in
            let bytes = text.utf8.filter { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
            let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count)
            _ = copy.initialize(from: bytes)
            return copy
        }
    }
    defer {
        for case let copy? in copies {
            csnmp_wipe(copy.baseAddress, copy.count)
            copy.deallocate()
        }
    }
    return body(copies.map { $0.flatMap { $0.baseAddress }.map { UnsafePointer($0) } })
}
