import CCurl
import Glibc

/// Why there is no good answer, in words for the journal.
struct HTTPFailure: Error {
    let text: String
}

/// One connection to one server, kept open between requests (libcurl's easy interface). Blocks; used by one thread at a time.
final class HTTPClient {
    private let handle: UnsafeMutableRawPointer?
    private let headers: UnsafeMutablePointer<curl_slist>?
    /// An answer that is longer is a failure.
    static let longestAnswer = 16 << 20
    /// libcurl wants this once, before the first handle (curl_global_init(3)).
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private final class Answer {
        var bytes: [UInt8] = []
    }

    init() {
        handle = Self.isReady ? curl_easy_init() : nil
        headers = curl_slist_append(curl_slist_append(nil, "Content-Type: application/json"), "Accept: application/json")
    }

    deinit {
        if let handle { curl_easy_cleanup(handle) }
        curl_slist_free_all(headers)
    }

    func get(_ url: String) throws(HTTPFailure) -> [UInt8] { try request(url, body: nil) }
    func post(_ url: String, _ body: [UInt8]) throws(HTTPFailure) -> [UInt8] { try request(url, body: body) }

    /// The answer's body where the status is 2xx. Certificates are verified against the system's store; no redirect is followed and no
    /// proxy is asked, so what is sent goes to the server that is named and nowhere else.
    private func request(_ url: String, body: [UInt8]?) throws(HTTPFailure) -> [UInt8] {
        guard let handle else { throw HTTPFailure(text: "libcurl could not be started") }
        let answer = Answer()
        curl_easy_reset(handle)
        try set(handle, url, body, answer)
        let status = withExtendedLifetime(answer) { curl_easy_perform(handle) }
        guard status == CURLE_OK else { throw HTTPFailure(text: Self.words(status)) }
        var code = 0
        _ = ccurl_get_long(handle, CURLINFO_RESPONSE_CODE, &code)
        guard (200..<300).contains(code) else {
            let said = String(decoding: answer.bytes.prefix(200), as: UTF8.self)
            throw HTTPFailure(text: "answered with HTTP status \(code)" + (said.isEmpty ? "" : ": " + said.harmless(200)))
        }
        return answer.bytes
    }

    private func set(_ handle: UnsafeMutableRawPointer, _ url: String, _ body: [UInt8]?, _ answer: Answer) throws(HTTPFailure) {
        var all = [
            ccurl_set_text(handle, CURLOPT_URL, url), ccurl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
            ccurl_set_text(handle, CURLOPT_PROXY, ""), ccurl_set_text(handle, CURLOPT_USERAGENT, "warte"),
            ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1), ccurl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0),
            ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, 3000), ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, 10_000),
            ccurl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1), ccurl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2),
            ccurl_set_pointer(handle, CURLOPT_HTTPHEADER, headers),
            ccurl_set_write(
                handle,
                { bytes, size, count, context in
                    guard let bytes, let context else { return 0 }
                    let answer = Unmanaged<Answer>.fromOpaque(context).takeUnretainedValue()
                    let length = size * count
                    guard answer.bytes.count + length <= HTTPClient.longestAnswer else { return 0 }
                    answer.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: length))
                    return length
                }, Unmanaged.passUnretained(answer).toOpaque()),
        ]
        if let body {
            all += [
                ccurl_set_long(handle, CURLOPT_POST, 1), ccurl_set_long(handle, CURLOPT_POSTFIELDSIZE, body.count),
                body.withUnsafeBytes { ccurl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) },
            ]
        }
        if let failed = all.first(where: { $0 != CURLE_OK }) { throw HTTPFailure(text: Self.words(failed)) }
    }

    private static func words(_ status: CURLcode) -> String {
        if status == CURLE_WRITE_ERROR { return "answered with more than \(longestAnswer >> 20) MiB" }
        return String(cString: curl_easy_strerror(status))
    }
}

extension String {
    /// Text from outside in a line of ours: without control letters, and not longer than that.
    func harmless(_ longest: Int) -> String {
        var out = String.UnicodeScalarView()
        for scalar in unicodeScalars.prefix(longest) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: out.append("·")
            default: out.append(scalar)
            }
        }
        return String(out)
    }
}
