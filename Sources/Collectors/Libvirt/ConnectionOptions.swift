import CLibvirt
import Glibc
import Telemetry

/// How to open a connection.
struct ConnectionOptions: Sendable {
    let uri: String
    let mayWrite: Bool
    let user: String?
    /// Read anew for every connection; nil where none is configured.
    let password: (@Sendable () throws(CollectFailure) -> String)?

    /// The URI for people: without a password that somebody wrote into it.
    var name: String { ConnectionOptions.withoutPassword(uri) }

    static func withoutPassword(_ uri: String) -> String {
        guard let start = uri.range(of: "://")?.upperBound else { return uri }
        let authority = uri[start...].prefix { $0 != "/" && $0 != "?" }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else { return uri }
        return uri[..<colon] + ":…" + uri[at...]
    }

    /// ssh must never ask on a terminal: `no_tty` makes libvirt call it in batch mode (libvirt's page on remote URIs).
    static func withoutQuestions(_ uri: String) -> String {
        guard let scheme = uri.range(of: "://"), uri[..<scheme.lowerBound].hasSuffix("+ssh"), !uri.contains("no_tty=") else { return uri }
        return uri + (uri.contains("?") ? "&" : "?") + "no_tty=1"
    }

    /// Blocks for as long as the other side likes.
    func open() throws(CollectFailure) -> OpaquePointer {
        let uri = ConnectionOptions.withoutQuestions(uri)
        let connection: OpaquePointer?
        if let password {
            connection = openWithCredentials(uri, Credentials(user: user ?? "", password: try password()))
        } else {
            connection = mayWrite ? virConnectOpen(uri) : virConnectOpenReadOnly(uri)
        }
        guard let connection else { throw LibvirtError.last().failure(asked: name, after: .zero) }
        return connection
    }

    private final class Credentials {
        let user: String
        let password: String
        init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    private func openWithCredentials(_ uri: String, _ credentials: Credentials) -> OpaquePointer? {
        let kinds = [
            VIR_CRED_USERNAME, VIR_CRED_AUTHNAME, VIR_CRED_PASSPHRASE, VIR_CRED_NOECHOPROMPT,
        ]
        var types = kinds.map { Int32($0.rawValue) }
        let count = UInt32(types.count)
        return types.withUnsafeMutableBufferPointer { types in
            var auth = virConnectAuth(
                credtype: types.baseAddress, ncredtype: count,
                cb: { questions, count, box in
                    guard let questions, let box else { return -1 }
                    let credentials = Unmanaged<Credentials>.fromOpaque(box).takeUnretainedValue()
                    for index in 0..<Int(count) {
                        let kind = virConnectCredentialType(UInt32(bitPattern: questions[index].type))
                        let answer = kind == VIR_CRED_USERNAME || kind == VIR_CRED_AUTHNAME ? credentials.user : credentials.password
                        // libvirt frees it.
                        questions[index].result = strdup(answer)
                        questions[index].resultlen = UInt32(answer.utf8.count)
                    }
                    return 0
                }, cbdata: Unmanaged.passUnretained(credentials).toOpaque())
            return withExtendedLifetime(credentials) { virConnectOpenAuth(uri, &auth, mayWrite ? 0 : UInt32(VIR_CONNECT_RO.rawValue)) }
        }
    }
}

extension String {
    /// Where `text` occurs first. The standard library has none without Foundation.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        ranges(of: text).first
    }
}
