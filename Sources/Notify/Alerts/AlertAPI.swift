import Collecting
import JSON
import MessageJSON
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

    /// What `take` makes of the elements of the list that stands there.
    /// - Parameters:
    ///   - most: are kept; where there are more it is a failure.
    func list<T>(_ path: String, atMost most: Int, _ take: (JSONValue) -> T?) async throws(AlertFailure) -> [T] {
        let answer = try await send(.get, path, nil)
        var found: [T] = []
        do throws(UnreadableMessage) {
            try JSONValue.elements(of: answer) { (element) throws(UnreadableMessage) in
                guard found.count <= most, let one = take(element) else { return }
                found.append(one)
            }
        } catch {
            throw AlertFailure(message: .answeredUnreadable(error.message))
        }
        guard found.count <= most else { throw AlertFailure(message: .hasMoreThanIsRead(most)) }
        return found
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
