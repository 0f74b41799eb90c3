import CCurl
import Collecting
import Glibc
import Platform
import Telemetry

/// Whom a request goes to, as libcurl itself reads the URL.
struct HTTPAddress: Sendable {
    /// As in the URL; an IPv6 address has brackets.
    let host: String
    let port: UInt16
    /// The same for who knows ASCII alone.
    let plainHost: String
    private let isTLS: Bool
    private let isNumber: Bool

    /// What libcurl is to know of the addresses.
    enum Known: Sendable {
        /// The host is one.
        case number
        /// For CURLOPT_RESOLVE: libcurl by itself would start a thread for every name.
        case list(String)
        /// It needs none: this socket leads there.
        case socket(String)
        /// It finds them by itself.
        case nothing
    }

    /// Refuses what cannot be sent as it is meant.
    init(_ request: HTTPRequest) throws(CollectFailure) {
        func wrong(_ reason: Message) -> CollectFailure { .unreachable(asked: request.asked, reason: reason, hint: .endpoint) }
        guard let url = curl_url() else { throw wrong(.noMemory()) }
        defer { curl_url_cleanup(url) }
        let status = request.url.utf8.contains(0) ? CURLUE_BAD_HOSTNAME : curl_url_set(url, CURLUPART_URL, request.url, 0)
        guard status == CURLUE_OK, let scheme = Self.part(CURLUPART_SCHEME, of: url), let host = Self.part(CURLUPART_HOST, of: url),
            let port = Self.part(CURLUPART_PORT, of: url).flatMap({ UInt16($0) })
        else { throw wrong(.noURL(RawLine(String(cString: curl_url_strerror(status))))) }
        guard scheme == "http" || scheme == "https" else { throw wrong(.notHTTP()) }
        self.host = host
        self.port = port
        plainHost = Self.part(CURLUPART_HOST, of: url, CURLU_PUNYCODE) ?? host
        isTLS = scheme == "https"
        var room = in_addr()
        isNumber = host.hasPrefix("[") || inet_pton(AF_INET, host, &room) == 1
    }

    /// What of the request itself could not be sent as it is meant.
    func check(_ request: HTTPRequest) throws(CollectFailure) {
        guard isTLS || request.trust == .system else {
            throw .unreachable(asked: request.asked, reason: .writeHTTPS(), hint: .endpoint)
        }
        // A line end in a header would be a header more.
        func hasLineEnd(_ text: String) -> Bool { text.utf8.contains { $0 == 10 || $0 == 13 || $0 == 0 } }
        guard !request.headers.contains(where: { hasLineEnd($0.key) || hasLineEnd($0.value) }),
            !request.authentication.words.contains(where: hasLineEnd)
        else { throw .refused(asked: request.asked, reason: .holdsLineEnd(), hint: .secret) }
    }

    private static func part(_ part: CURLUPart, of url: OpaquePointer, _ flag: Int32 = CURLU_DEFAULT_PORT) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, UInt32(flag)) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    /// Nil where they have to be looked up.
    var known: Known? { isNumber ? .number : host.utf8.allSatisfy { $0 < 0x80 } ? nil : .nothing }

    func lookedUp(by resolver: Resolver) async throws(CollectFailure) -> Known {
        let addresses = try await resolver.addresses(of: host, port: port).compactMap(\.number)
        // With the plus it does not stay for ever.
        return addresses.isEmpty ? .nothing : .list("+\(host):\(port):\(addresses.joined(separator: ","))")
    }
}

extension HTTPRequest.Authentication {
    fileprivate var words: [String] {
        switch self {
        case .none: []
        case .basic(let user, let password): [user, password.text]
        case .bearer(let token): [token.text]
        case .header(let name, let value): [name, value.text]
        }
    }
}

extension SocketAddress {
    /// IPv4's four numbers, or IPv6's in brackets.
    fileprivate var number: String? {
        let (start, count) = family == AF_INET ? (4, 4) : (8, 16)
        guard family == AF_INET || family == AF_INET6, bytes.count >= start + count else { return nil }
        guard let text = addressText(bytes[start..<start + count]) else { return nil }
        return family == AF_INET ? text : "[\(text)]"
    }
}
