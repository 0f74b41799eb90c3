import Collecting
import JSON
import MessageJSON
import Telemetry

/// What pveproxy answered: `{"data": …}`, or a status with its words in the status line and, since Proxmox VE 8, in `message` too.
enum ProxmoxAnswer {
    /// Throws what any status but 200 means.
    static func check(_ response: HTTPResponse, asked: String, byToken: Bool) throws(CollectFailure) {
        if isForeign(response) {
            throw .unreachable(asked: asked, reason: .proxmoxForeign(response.status), hint: .otherInterface)
        }
        switch response.status {
        case 200: return
        case 401: throw .refused(asked: asked, reason: byToken ? .proxmoxTokenRefused() : .proxmoxTicketRefused())
        case 403: throw .refused(asked: asked, reason: .proxmoxForbidden(MarkedLine(pieces(words(of: response)))))
        case 595...599:
            // AnyEvent::HTTP's own numbers (its manual): no connection, TLS or sending failed, receiving failed, … on the way from the
            // entry node to the one that was asked about. Its words are the system's, or whoever stands in its place says so.
            let words = words(of: response)
            let isKnown = systemWords.contains(words)
            let line = MarkedLine([isKnown ? .known(words) : .unknown(words)])
            throw .unreachable(asked: asked, reason: .proxmoxNodeSilent(response.status, words.isEmpty ? nil : line))
        default:
            let words = words(of: response)
            throw .unreachable(
                asked: asked, reason: .proxmoxAnswered(response.status, words.isEmpty ? nil : MarkedLine(pieces(words))))
        }
    }

    /// A page for people, or sent on elsewhere: under `/api2/json` pveproxy does neither, whatever goes wrong. Something stands before it.
    private static func isForeign(_ response: HTTPResponse) -> Bool {
        if (300..<400).contains(response.status) { return true }
        let type = response.header("Content-Type")?.lowercased() ?? ""
        return type.hasPrefix("text/html") || type.hasPrefix("application/xhtml")
    }

    /// The elements of the list `data`; those that `read` does not take are left out. Of more than `most` the first ones.
    static func rows<Row>(
        _ response: HTTPResponse, asked: String, most: Int, _ read: (Fields) -> Row?
    ) throws(CollectFailure) -> [Row] {
        try object(response, asked: asked) { (fields) throws(UnreadableMessage) in
            // Beyond them nothing is looked at: an answer may hold a hundred thousand.
            var seen = 0
            let rows = try fields.objectsIfPresent("data") { (row: Fields) -> Row? in
                seen += 1
                return seen <= most ? read(row) : nil
            }
            return try fields.needed(rows, "data", "list").compactMap { $0 }
        }
    }

    static func object<Value>(
        _ response: HTTPResponse, asked: String, _ read: (Fields) throws(UnreadableMessage) -> Value
    ) throws(CollectFailure) -> Value {
        let body = response.body
        let result = body.withUnsafeBufferPointer { bytes -> Result<Value, UnreadableMessage> in
            do throws(UnreadableMessage) { return .success(try JSONReader().read(bytes, read)) } catch { return .failure(error) }
        }
        switch result {
        case .success(let value): return value
        case .failure(let problem):
            throw .unreadable(
                asked: asked, place: problem.path.isEmpty ? .answerBeginning() : .answerKey(problem.path), got: problem.reason)
        }
    }

    /// strerror(3) of what can happen to a connection, and AnyEvent::HTTP's own.
    private static let systemWords: Set<String> = [
        "Connection refused", "Connection timed out", "Connection reset by peer", "Broken pipe", "No route to host",
        "Network is unreachable", "Host is down", "Too many open files", "Cannot assign requested address", "Communication error on send",
        "Connection closed", "Unexpected end-of-file", "Read timeout",
    ]

    private static func words(of response: HTTPResponse) -> String {
        let body: String? = try? object(response, asked: "") { (fields) throws(UnreadableMessage) in
            try fields.stringIfPresent("message") ?? ""
        }
        let words = body.flatMap { $0.isEmpty ? nil : $0 } ?? response.reason
        return words.split(whereSeparator: \.isNewline).joined(separator: " ").beginning(bytes: 300).harmless()
    }

    /// `Permission check failed (/nodes/a, Sys.Audit)` names a path and a right, nobody; of other words nobody knows.
    private static func pieces(_ words: String) -> [LinePiece] {
        let isKnown =
            words.utf8.count < 200 && words.wholeMatch(of: /Permission check failed \(\/[\/A-Za-z0-9._-]*(, [A-Za-z.|]+)*\)/) != nil
        return [isKnown ? .known(words) : .unknown(words)]
    }
}

/// Perl gives numbers as numbers or as texts, as it last used them.
extension Fields {
    func looseNumber(_ key: StaticString) -> Double? {
        if let number = try? numberIfPresent(key) { return number }
        guard let text = (try? stringIfPresent(key)) ?? nil, let number = Double(text), number.isFinite else { return nil }
        return number
    }
    /// Not negative, and such as bytes, seconds and shares can be.
    func amount(_ key: StaticString) -> Double? { looseNumber(key).flatMap { $0 >= 0 && $0 < 1e18 ? $0 : nil } }
    func looseFlag(_ key: StaticString) -> Bool { looseNumber(key).map { $0 != 0 } ?? ((try? flagIfPresent(key)) ?? nil) ?? false }
    func looseText(_ key: StaticString, bytes: Int = 256) -> String? {
        ((try? stringIfPresent(key)) ?? nil).map { $0.beginning(bytes: bytes) }
    }
    /// A node's name is a label of DNS, and becomes part of URLs and hosts' names.
    func node(_ key: StaticString) -> String? {
        guard let name = looseText(key), !name.isEmpty, name.utf8.count < 64 else { return nil }
        return name.utf8.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
            ? name : nil
    }
    /// A guest's number (100 to 999999999).
    func guestNumber(_ key: StaticString) -> Int? {
        looseNumber(key).flatMap { Int(exactly: $0) }.flatMap { (1...999_999_999).contains($0) ? $0 : nil }
    }
}
