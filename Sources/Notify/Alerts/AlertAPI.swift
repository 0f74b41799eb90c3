import Collecting
import JSON
import Telemetry

/// Why there is no good answer.
struct AlertFailure: Error {
    let message: Message
}

/// An Alertmanager's API v2, as far as it is used here.
struct AlertAPI: Sendable {
    /// Without `/api/v2`.
    let url: String
    let http: Transports.HTTP

    func get(_ path: String) async throws(AlertFailure) -> JSONValue {
        let answer = try await send(.get, path, nil)
        do throws(UnreadableMessage) { return try JSONValue(reading: answer) } catch {
            throw AlertFailure(message: .answeredUnreadable(RawLine(error.text)))
        }
    }

    func post(_ path: String, _ body: JSONValue) async throws(AlertFailure) { _ = try await send(.post, path, body.bytes) }

    /// The answer's body where the status is 2xx.
    private func send(_ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]?) async throws(AlertFailure) -> [UInt8] {
        var request = HTTPRequest(method, url + "/api/v2/" + path)
        request.headers = ["Content-Type": "application/json", "Accept": "application/json"]
        request.body = body
        request.connectDeadline = .seconds(3)
        let answer: HTTPResponse
        do throws(CollectFailure) { answer = try await http(request) } catch { throw AlertFailure(message: Self.reason(error)) }
        guard (200..<300).contains(answer.status) else {
            let said = String(decoding: answer.body.prefix(200), as: UTF8.self)
            throw AlertFailure(message: .answeredStatus(answer.status, said.isEmpty ? nil : RawLine(said.harmless(atMost: 200))))
        }
        return answer.body
    }

    /// Without the URL: the line that this stands in begins with it.
    private static func reason(_ failure: CollectFailure) -> Message {
        switch failure {
        case .unreachable(_, let reason, _), .refused(_, let reason, _): reason
        case .timedOut(_, let after): .answeredNotWithin(after)
        case .busy: .answersBusy()
        case .unreadable(_, _, let got): .answeredWith(got)
        case .missing: failure.message
        }
    }
}
