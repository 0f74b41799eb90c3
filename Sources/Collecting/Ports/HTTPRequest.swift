import Telemetry

/// One request over HTTP or HTTPS, and the most that may become of it. No redirect is followed and no proxy is asked: what is sent goes to
/// the server that is named and nowhere else.
public struct HTTPRequest: Hashable, Sendable {
    public enum Method: String, Hashable, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    public enum Authentication: Hashable, Sendable {
        case none
        case basic(user: String, password: Hidden)
        case bearer(Hidden)
        /// A header that holds a secret, such as a token of the server's own kind.
        case header(name: String, value: Hidden)
    }

    public var method: Method
    public var url: String
    public var headers: [String: String] = [:]
    public var body: [UInt8]?
    public var authentication = Authentication.none
    public var trust = HTTPTrust.system
    /// A socket of this machine at whose other end that server is; nil where its name leads there. All else is as without it.
    public var socket: String?
    /// From the look-up of the name to the last byte of the answer.
    public var deadline = Duration.seconds(10)
    /// Of it, until there is a connection; nil for all.
    public var connectDeadline: Duration?
    /// An answer that is longer is a failure, `unreadable`: the only one of that kind.
    public var mostBytes = 16 << 20

    public init(_ method: Method = .get, _ url: String) {
        self.method = method
        self.url = url
    }

    /// The URL for messages and logs: without a user, a password or a query, any of which may be secret.
    public var asked: String {
        let address = url.prefix { $0 != "?" && $0 != "#" }
        guard let start = address.firstRange(of: "://")?.upperBound else { return String(address) }
        let rest = address[start...]
        let host = rest.prefix { $0 != "/" }
        guard let at = host.lastIndex(of: "@") else { return String(address) }
        return String(address[..<start] + rest[host.index(after: at)...])
    }
}

/// How a server shows that it is the one that is meant.
public enum HTTPTrust: Hashable, Sendable {
    /// By a certificate that the system's authorities vouch for, in the server's name.
    case system
    /// By one that an authority in this PEM file vouches for, in the server's name.
    case authority(file: String)
    /// By this public key, whoever vouches for it: SHA-256 of its SubjectPublicKeyInfo. It survives a renewed certificate.
    case publicKey(sha256: [UInt8])
    /// By this certificate, whoever vouches for it: SHA-256 of its DER, the "fingerprint" that servers and browsers show.
    case certificate(sha256: [UInt8])

    /// A fingerprint as people copy it: 64 hexadecimal digits, with colons or without, of the certificate. Nil where it is none.
    public init?(fingerprint text: String) {
        guard let bytes = text.utf8.filter({ $0 != UInt8(ascii: ":") }).bytesOfHexadecimal, bytes.count == 32 else { return nil }
        self = .certificate(sha256: bytes)
    }
}

/// What a server answered.
public struct HTTPResponse: Hashable, Sendable {
    public struct Header: Hashable, Sendable {
        public let name: String
        public let value: String
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }
    public let status: Int
    /// What stands behind the number, which some servers use for what went wrong; HTTP/2 has none.
    public let reason: String
    /// The lines of the headers as they came: of ten, one or two are asked for.
    private let head: [UInt8]
    public let body: [UInt8]

    public init(status: Int, reason: String = "", headers: [Header] = [], body: [UInt8] = []) {
        self.init(status: status, reason: reason, head: Array(headers.map { "\($0.name): \($0.value)\r\n" }.joined().utf8), body: body)
    }

    /// - Parameter head: the headers' lines as they came, each with its end.
    public init(status: Int, reason: String, head: [UInt8], body: [UInt8]) {
        self.status = status
        self.reason = reason
        self.head = head
        self.body = body
    }

    /// The first header of that name, whatever its case; one name may stand several times.
    public func header(_ name: String) -> String? {
        head.withUnsafeBufferPointer { head in
            var rest = head[...]
            while !rest.isEmpty {
                let line = rest.prefix { $0 != UInt8(ascii: "\n") }
                rest = rest.dropFirst(line.count + 1)
                guard let colon = line.firstIndex(of: UInt8(ascii: ":")), Self.isSame(line[..<colon], name.utf8) else { continue }
                let value = line[(colon + 1)...].drop(while: Self.isBlank)
                guard let last = value.lastIndex(where: { !Self.isBlank($0) }) else { return "" }
                return String(decoding: value[...last], as: UTF8.self)
            }
            return nil
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    /// Names are tokens of ASCII (RFC 9110, section 5.1).
    private static func isSame(_ a: UnsafeBufferPointer<UInt8>.SubSequence, _ b: String.UTF8View) -> Bool {
        a.count == b.count
            && zip(a, b).allSatisfy { a, b in a == b || a | 0x20 == b | 0x20 && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(a | 0x20) }
    }
}
