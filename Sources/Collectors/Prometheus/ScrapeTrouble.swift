import Collecting
import Telemetry

extension CollectFailure {
    /// What the transport says went wrong, with what to do about it where it is an exporter that was asked.
    func told(of request: HTTPRequest) -> CollectFailure {
        switch self {
        case .unreachable(_, let reason, _) where reason.isOfSSH: self
        case .refused(let asked, let reason, .certificate):
            .refused(asked: asked, reason: Self.cure(reason), hint: .certificate)
        case .unreachable(let asked, let reason, .closed) where request.isPlain && reason.id == Message.closedWithoutAnswer.id,
            .unreachable(let asked, let reason, .otherInterface) where request.isPlain:
            .unreachable(asked: asked, reason: .maybeTLS(reason), hint: .otherInterface)
        // Neither the way nor the certificate: most likely it speaks no TLS at all.
        case .unreachable(let asked, let reason, let hint) where !request.isPlain && (hint == nil || hint == .otherInterface):
            .unreachable(asked: asked, reason: .noTLSWithIt(reason), hint: .endpoint)
        case .unreadable(let asked, _, _):
            .unreachable(asked: asked, reason: .answerTooLarge(request.mostBytes >> 20), hint: .endpoint)
        default: self
        }
    }

    private static func cure(_ fault: Message) -> Message {
        switch fault.id {
        case Message.certificateExpired.id, Message.certificateNotYet.id: .renewCertificate(fault)
        case Message.certificateOfAnother.id: .nameCertificate(fault)
        case Message.otherCertificate.id: .repinCertificate(fault)
        default: .trustCertificate(fault)
        }
    }
}

extension HTTPRequest {
    /// Without TLS.
    var isPlain: Bool { url.lowercased().hasPrefix("http:") }
}

/// Where an exporter sends whoever asks it. It is the other side's text: of it only what a place consists of is shown.
struct Redirection {
    let message: Message

    init(_ location: String?, from asked: String) {
        guard let location = location.map({ HTTPRequest(.get, $0).asked }), let place = Self.place(location), let own = Self.place(asked)
        else {
            message = .sendsToLogin()
            return
        }
        if place.host == own.host, place.path == own.path, place.scheme == "https", own.scheme == "http" {
            message = .sendsToTLS()
        } else if place.path == own.path || place.path == "/metrics" || place.path == "/metrics/" {
            message = .sendsElsewhere("\(place.scheme)://\(place.host)\(place.path)")
        } else {
            // What stands in such a path may be a session's own.
            message = .sendsToLogin()
        }
    }

    private static let longestHost = 100

    /// Nil where it is no whole URL of plain letters.
    private static func place(_ url: String) -> (scheme: String, host: String, path: String)? {
        guard let scheme = ["http", "https"].first(where: { url.lowercased().hasPrefix($0 + "://") }) else { return nil }
        let rest = url.dropFirst(scheme.count + 3)
        let host = rest.prefix { $0 != "/" }
        guard !host.isEmpty, host.utf8.count <= longestHost, host.utf8.allSatisfy({ $0.isPlaceLetter }) else { return nil }
        return (scheme, host.lowercased(), String(rest.dropFirst(host.count)))
    }
}

extension UInt8 {
    /// A letter of a host's name or address and its port.
    fileprivate var isPlaceLetter: Bool { ExpositionScanner.isLabelLetter(self) || ".-:[]".utf8.contains(self) }
}
