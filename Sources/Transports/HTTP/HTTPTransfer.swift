import CCurl
import Collecting
import Glibc
import Platform
import Telemetry

/// One request on its way, on the loop's thread; where it holds no secret, one after another of the same kind.
final class HTTPTransfer {
    private(set) var id: UInt64
    let handle: UnsafeMutableRawPointer
    private var request: HTTPRequest
    private let addresses: HTTPAddress.Known
    private var limit: Duration
    /// Nil once it is answered: it holds the answer.
    private var race: Race<HTTPClient.Outcome>?
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private let words = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var pin: UnsafeMutablePointer<ccurl_pin>?
    private var reason = ""
    private var head: [UInt8] = []
    private var headBytes = 0
    private var body: [UInt8] = []
    private var isTooLong = false
    private static let mostHeadBytes = 1 << 18

    /// Nil where libcurl does not take it.
    init?(
        _ id: UInt64, _ request: HTTPRequest, _ addresses: HTTPAddress.Known, limit: Duration, _ race: Race<HTTPClient.Outcome>
    ) {
        guard let handle = curl_easy_init() else { return nil }
        self.id = id
        self.handle = handle
        self.request = request
        self.addresses = addresses
        self.limit = limit
        self.race = race
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        guard set().allSatisfy({ $0 == CURLE_OK }), setDeadlines(), setBody(), setAuthentication(), setTrust() else { return nil }
    }

    /// Whether its handle may go on to another of the kind: nothing stays in it of secrets, of who vouches for a server, of a name's
    /// addresses or of what is sent.
    static func isPlain(_ request: HTTPRequest, _ addresses: HTTPAddress.Known) -> Bool {
        guard case .number = addresses, request.authentication == .none, request.trust == .system, request.method == .get,
            request.body == nil
        else { return false }
        return !request.url.utf8.contains(UInt8(ascii: "@"))
    }
    var isPlain: Bool { Self.isPlain(request, addresses) }

    /// The next request, of a handle and for one that are plain. False where libcurl does not take it.
    func begin(_ id: UInt64, _ request: HTTPRequest, limit: Duration, _ race: Race<HTTPClient.Outcome>) -> Bool {
        let before = self.request
        self.id = id
        self.request = request
        self.limit = limit
        self.race = race
        words[0] = 0
        headBytes = 0
        if request.url != before.url, ccurl_set_text(handle, CURLOPT_URL, request.url) != CURLE_OK { return false }
        if request.headers != before.headers {
            let old = lists
            lists = []
            guard setHeaders() == CURLE_OK else {
                lists += old
                return false
            }
            for list in old { curl_slist_free_all(list) }
        }
        return setDeadlines()
    }

    deinit {
        curl_easy_cleanup(handle)
        for list in lists { curl_slist_free_all(list) }
        words.deallocate()
        pin?.deallocate()
    }

    private func setDeadlines() -> Bool {
        let connect = min(limit, request.connectDeadline ?? limit)
        return ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(connect)) == CURLE_OK
            && ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, Self.milliseconds(limit)) == CURLE_OK
    }

    private func setHeaders() -> CURLcode {
        var headers = request.headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        // No "100 Continue" is waited for.
        headers.append("Expect:")
        if case .header(let name, let value) = request.authentication { headers.append("\(name): \(value.text)") }
        return ccurl_set_pointer(handle, CURLOPT_HTTPHEADER, list(headers))
    }

    private func set() -> [CURLcode] {
        var resolved: [String] = []
        // What libcurl is told each time never grows old; else it would go through all it knows at every request.
        var oldest = -1
        var socket: String?
        switch addresses {
        case .list(let list): resolved = [list]
        case .socket(let path): socket = path
        case .number: break
        case .nothing: oldest = 60
        }
        return [
            ccurl_set_text(handle, CURLOPT_URL, request.url), ccurl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
            ccurl_set_text(handle, CURLOPT_PROXY, ""), ccurl_set_text(handle, CURLOPT_USERAGENT, "warte"),
            ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1), ccurl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0),
            ccurl_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS)), ccurl_set_long(handle, CURLOPT_TCP_KEEPALIVE, 1),
            ccurl_set_long(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2),
            ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, words), setHeaders(),
            ccurl_set_pointer(handle, CURLOPT_RESOLVE, list(resolved)),
            // Such a connection stays open for requests over the same socket alone (url.c, ConnectionExists).
            ccurl_set_text(handle, CURLOPT_UNIX_SOCKET_PATH, socket),
            ccurl_set_long(handle, CURLOPT_DNS_CACHE_TIMEOUT, oldest),
            ccurl_set_sinks(
                handle, { HTTPTransfer.hear($0, $1 * $2, $3, isHead: true) }, { HTTPTransfer.hear($0, $1 * $2, $3, isHead: false) },
                Unmanaged.passUnretained(self).toOpaque()),
        ]
    }

    private static func milliseconds(_ duration: Duration) -> Int { Int(clamping: max(1, duration.milliseconds)) }

    /// libcurl keeps hold of it until the end of the request.
    private func list(_ texts: [String]) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for text in texts { list = curl_slist_append(list, text) ?? list }
        if let list { lists.append(list) }
        return list
    }

    private func setBody() -> Bool {
        var all: [CURLcode] = []
        if request.body != nil || request.method != .get {
            let body = request.body ?? []
            if request.body != nil || request.method == .post {
                all.append(ccurl_set_long(handle, CURLOPT_POST, 1))
                all.append(ccurl_set_long(handle, CURLOPT_POSTFIELDSIZE, body.count))
                all.append((body + [0]).withUnsafeBytes { ccurl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) })
            }
            all.append(ccurl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method.rawValue))
        }
        return all.allSatisfy { $0 == CURLE_OK }
    }

    private func setAuthentication() -> Bool {
        switch request.authentication {
        case .none, .header: true
        case .basic(let user, let password):
            ccurl_set_long(handle, CURLOPT_HTTPAUTH, 1) == CURLE_OK && ccurl_set_text(handle, CURLOPT_USERNAME, user) == CURLE_OK
                && ccurl_set_text(handle, CURLOPT_PASSWORD, password.text) == CURLE_OK
        case .bearer(let token):
            ccurl_set_long(handle, CURLOPT_HTTPAUTH, 1 << 6) == CURLE_OK
                && ccurl_set_text(handle, CURLOPT_XOAUTH2_BEARER, token.text) == CURLE_OK
        }
    }

    private func setTrust() -> Bool {
        let byAuthority = [ccurl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1), ccurl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2)]
        var all = byAuthority
        switch request.trust {
        case .system: break
        case .authority(let file):
            // Without the second one the system's folder of authorities, which libcurl is built with, would vouch for it as well.
            all += [ccurl_set_text(handle, CURLOPT_CAINFO, file), ccurl_set_pointer(handle, CURLOPT_CAPATH, nil)]
        case .publicKey(let hash):
            all += withoutAuthority() + [ccurl_set_text(handle, CURLOPT_PINNEDPUBLICKEY, "sha256//" + hash.base64)]
        case .certificate(let hash):
            guard hash.count == 32 else { return false }
            let pin = UnsafeMutablePointer<ccurl_pin>.allocate(capacity: 1)
            memset(pin, 0, MemoryLayout<ccurl_pin>.size)
            pin.pointee.handle = handle
            withUnsafeMutableBytes(of: &pin.pointee.wanted) { $0.copyBytes(from: hash) }
            self.pin = pin
            all += withoutAuthority() + [ccurl_set_pin(pin)]
        }
        return all.allSatisfy { $0 == CURLE_OK }
    }

    private func withoutAuthority() -> [CURLcode] {
        [ccurl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 0), ccurl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 0)]
    }

    // MARK: The answer

    private static func hear(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?, isHead: Bool) -> Int
    {
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<HTTPTransfer>.fromOpaque(context).takeUnretainedValue()
        let portion = UnsafeRawBufferPointer(start: bytes, count: count)
        return (isHead ? transfer.hearLine(portion) : transfer.hear(portion)) ? count : 0
    }

    private func hear(_ portion: UnsafeRawBufferPointer) -> Bool {
        guard body.count + portion.count <= request.mostBytes else {
            isTooLong = true
            return false
        }
        body.append(contentsOf: portion)
        return true
    }

    /// One line of the head; an answer that is announced by another ("100 Continue") begins anew.
    private func hearLine(_ portion: UnsafeRawBufferPointer) -> Bool {
        headBytes += portion.count
        guard headBytes <= Self.mostHeadBytes else {
            isTooLong = true
            return false
        }
        if portion.starts(with: "HTTP/".utf8) {
            head.removeAll(keepingCapacity: true)
            head.reserveCapacity(512)
            // RFC 9112, section 4: version, status and words, a space between them.
            let words = portion.split(separator: UInt8(ascii: " "), maxSplits: 2).dropFirst(2).first
            reason = words.map { String(String(decoding: $0, as: UTF8.self).trimmed) } ?? ""
        } else {
            head.append(contentsOf: portion)
        }
        return true
    }

    /// It is done, well or not.
    func finish(_ status: CURLcode) {
        guard status == CURLE_OK else {
            answer(.failure(failure(status)))
            return
        }
        var code = 0
        _ = ccurl_get_long(handle, CURLINFO_RESPONSE_CODE, &code)
        answer(.success(HTTPResponse(status: code, reason: reason, head: head, body: body)))
    }

    /// There is no thread to go on with it.
    func giveUp() { answer(.failure(HTTPClient.noThread(request.asked))) }

    /// Nothing of the answer stays here.
    private func answer(_ outcome: HTTPClient.Outcome) {
        (head, body, reason) = ([], [], "")
        race?.finish(outcome)
        race = nil
    }

    private func failure(_ status: CURLcode) -> CollectFailure {
        let asked = request.asked
        let general = String(cString: curl_easy_strerror(status))
        if isTooLong {
            return .unreadable(asked: asked, place: .answerByte(body.count), got: .moreThanBytes(request.mostBytes))
        }
        if let pin, pin.pointee.is_other != 0 {
            let found = withUnsafeBytes(of: pin.pointee.found) { bytes in
                bytes.map { $0.padded(to: 2, radix: 16, uppercase: true) }.joined(separator: ":")
            }
            return .refused(asked: asked, reason: .otherCertificate(found), hint: .certificate)
        }
        switch status {
        case CURLE_OPERATION_TIMEDOUT:
            // Until the connection stands it has a deadline of its own.
            var connected: curl_off_t = 0
            _ = ccurl_get_offset(handle, CURLINFO_PRETRANSFER_TIME_T, &connected)
            if let most = request.connectDeadline, most < limit, connected == 0 {
                return .unreachable(asked: asked, reason: .raw(general), hint: .silent)
            }
            return .timedOut(asked: asked, after: request.deadline)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CACERT_BADFILE:
            let detail = String(cString: words)
            let known = status == CURLE_PEER_FAILED_VERIFICATION ? Self.words(for: ccurl_get_verdict(handle)) : nil
            return .refused(asked: asked, reason: known ?? .raw(detail.isEmpty ? general : detail), hint: .certificate)
        case CURLE_SSL_CONNECT_ERROR:
            // OpenSSL's words for bytes that begin no record of TLS: whoever answers speaks something else.
            let detail = String(cString: words)
            guard detail.contains("wrong version number") || detail.contains("packet length too long") else {
                return .unreachable(asked: asked, reason: .raw(general))
            }
            return .unreachable(asked: asked, reason: .noTLSThere(), hint: .otherInterface)
        case CURLE_COULDNT_RESOLVE_HOST: return .unreachable(asked: asked, reason: .raw(general), hint: .unknownName)
        case CURLE_COULDNT_CONNECT:
            var code = 0
            _ = ccurl_get_long(handle, CURLINFO_OS_ERRNO, &code)
            let reason = code == 0 ? general : "\(general): \(SystemError.text(Int32(clamping: code)))"
            return .unreachable(asked: asked, reason: .raw(reason), hint: .init(systemCode: Int32(clamping: code)))
        case CURLE_PARTIAL_FILE: return .unreachable(asked: asked, reason: .answerCutOff(), hint: .closed)
        case CURLE_GOT_NOTHING: return .unreachable(asked: asked, reason: .closedWithoutAnswer(), hint: .closed)
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            return .unreachable(asked: asked, reason: .raw(general), hint: .closed)
        // What libcurl says of a line of the head that is longer than it reads (100 KB); newer ones have a code for it.
        case CURLE_OUT_OF_MEMORY, CURLcode(100): return .unreachable(asked: asked, reason: .headTooLong(), hint: .otherInterface)
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            return .unreachable(asked: asked, reason: .speaksNoHTTP(), hint: .otherInterface)
        default: return .unreachable(asked: asked, reason: .raw(general))
        }
    }

    /// Nil where libcurl's own words say more.
    private static func words(for verdict: ccurl_verdict) -> Message? {
        switch verdict {
        case CCURL_EXPIRED: .certificateExpired()
        case CCURL_NOT_YET: .certificateNotYet()
        case CCURL_SELF_SIGNED: .certificateSelfSigned()
        case CCURL_UNVOUCHED: .certificateUnvouched()
        case CCURL_OF_ANOTHER: .certificateOfAnother()
        default: nil
        }
    }
}

extension [UInt8] {
    /// RFC 4648.
    var base64: String {
        let letters = [Character]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var out = ""
        for start in stride(from: 0, to: count, by: 3) {
            let three = (0..<3).map { start + $0 < count ? Int(self[start + $0]) : 0 }
            let bits = three[0] << 16 | three[1] << 8 | three[2]
            for place in 0..<4 { out.append(start + place > count ? "=" : letters[bits >> (18 - 6 * place) & 63]) }
        }
        return out
    }
}
