import Collecting
import Platform
import Telemetry

/// A request without TLS and body on its way, and when it must be over.
final class PlainExchange: Sendable {
    let id: UInt64
    let request: HTTPRequest
    let address: HTTPAddress
    let race: Race<HTTPClient.Outcome?>
    let end: ContinuousClock.Instant
    /// Until then there is a connection.
    let connectEnd: ContinuousClock.Instant?
    /// Nil where nobody has looked the name up.
    let addresses: [SocketAddress]?

    init(
        _ id: UInt64, _ request: HTTPRequest, _ address: HTTPAddress, addresses: [SocketAddress]?, limit: Duration,
        _ race: Race<HTTPClient.Outcome?>
    ) {
        self.id = id
        self.request = request
        self.address = address
        self.addresses = addresses
        self.race = race
        end = .now + limit
        connectEnd = request.connectDeadline.map { .now + min($0, limit) }
    }

    func fail(_ failure: (String) -> CollectFailure) { race.finish(.failure(failure(request.asked))) }

    func failCut(_ fault: HTTPAnswer.Fault, after count: Int, isBegun: Bool) {
        fail { asked in
            switch fault {
            case .noHTTP: .unreachable(asked: asked, reason: .speaksNoHTTP(), hint: .otherInterface)
            case .tooLong: .unreadable(asked: asked, place: "byte \(count)", got: request.tooLong)
            case .cutOff: .unreachable(asked: asked, reason: isBegun ? .answerCutOff() : .closedWithoutAnswer(), hint: .closed)
            }
        }
    }
}

extension HTTPAddress {
    /// What is sent for a request (RFC 9112, section 3); that no line of it holds a line end was seen to.
    func head(of request: HTTPRequest, target: String) -> [UInt8] {
        var head: [UInt8] = []
        head.reserveCapacity(512)
        func add(_ text: String) { head.append(contentsOf: text.utf8) }
        add("GET ")
        add(target)
        add(" HTTP/1.1\r\nHost: ")
        add(hostHeader)
        add("\r\nUser-Agent: warte\r\n")
        for (name, value) in request.headers { add("\(name): \(value)\r\n") }
        if request.headers["Accept"] == nil { add("Accept: */*\r\n") }
        switch request.authentication {
        case .none: break
        case .basic(let user, let password): add("Authorization: Basic \(Array("\(user):\(password.text)".utf8).base64)\r\n")
        case .bearer(let token): add("Authorization: Bearer \(token.text)\r\n")
        case .header(let name, let value): add("\(name): \(value.text)\r\n")
        }
        add("\r\n")
        return head
    }
}
