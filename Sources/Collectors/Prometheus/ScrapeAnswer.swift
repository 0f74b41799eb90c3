import Collecting
import Telemetry

/// What an exporter answered, as far as HTTP is concerned: an answer to be read, or the sentence that says what is wrong.
struct ScrapeAnswer {
    let body: [UInt8]
    let format: ExpositionFormat

    init(_ response: HTTPResponse, to request: HTTPRequest) throws(CollectFailure) {
        // Only failures need it.
        var asked: String { request.asked }
        switch response.status {
        case 200: break
        case 401: throw Self.unauthorized(request)
        case 403: throw .refused(asked: asked, reason: .exporterForbids(), hint: .forbidden)
        case 404: throw .unreachable(asked: asked, reason: .nothingAtPath(), hint: .endpoint)
        case 300..<400:
            throw .unreachable(asked: asked, reason: Redirection(response.header("location"), from: asked).message, hint: .endpoint)
        case 400 where Self.wantsTLS(response): throw .unreachable(asked: asked, reason: .speaksTLS(), hint: .endpoint)
        case 500...:
            throw .unreachable(asked: asked, reason: .exporterFailed(response.status, Self.firstLine(response.body)))
        default: throw .unreachable(asked: asked, reason: .otherStatus(response.status), hint: .otherInterface)
        }
        if let coding = response.header("content-encoding"), coding.lowercased() != "identity", !coding.isEmpty {
            throw .unreachable(asked: asked, reason: .compressed(Self.word(coding)), hint: .otherInterface)
        }
        let type = response.header("content-type")
        let format = ExpositionFormat(contentType: type)
        let beginning = response.body.prefix(512).drop { $0 <= 0x20 }
        if beginning.first == UInt8(ascii: "<") || format == nil && type?.lowercased().hasPrefix("text/html") ?? false {
            throw .unreachable(asked: asked, reason: .webPage(), hint: .otherInterface)
        }
        guard let format else {
            throw .unreachable(asked: asked, reason: .noMetricsFormat(Self.word(type ?? "")), hint: .otherInterface)
        }
        body = response.body
        self.format = format
    }

    /// A header's value as far as it is a word of its kind.
    private static func word(_ value: String) -> String {
        let word = value.utf8.prefix(80).prefix { ExpositionScanner.isLabelLetter($0) || "./+-".utf8.contains($0) }
        return word.isEmpty ? "?" : String(decoding: word, as: UTF8.self)
    }

    private static func unauthorized(_ request: HTTPRequest) -> CollectFailure {
        switch request.authentication {
        case .none: .refused(asked: request.asked, reason: .exporterWantsCredentials(), hint: .noPassword)
        case .basic: .refused(asked: request.asked, reason: .exporterRefusesPassword(), hint: .wrongPassword)
        case .bearer, .header: .refused(asked: request.asked, reason: .exporterRefusesToken(), hint: .wrongPassword)
        }
    }

    /// Go's server says it in these words, and nginx with a status of its own that is no 400.
    private static func wantsTLS(_ response: HTTPResponse) -> Bool {
        let text = String(decoding: response.body.prefix(1000), as: UTF8.self).lowercased()
        return text.contains("http request to an https server") || text.contains("plain http request was sent to https port")
    }

    /// An exporter's own words on what failed; who knows what stands in them.
    private static func firstLine(_ body: [UInt8]) -> MarkedLine? {
        let lines = String(decoding: body.prefix(2000), as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let line = lines.first, !line.hasPrefix("<") else { return nil }
        // client_golang has the reason two lines below.
        let reason = lines.first == "An error has occurred while serving metrics:" ? lines.dropFirst().first ?? line : line
        return MarkedLine([.unknown(String(reason).beginning(bytes: 300))])
    }
}

extension ExpositionFault {
    func failure(_ asked: String) -> CollectFailure { .unreadable(asked: asked, place: .answerLine(line), got: reason) }
}
