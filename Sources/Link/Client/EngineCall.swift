import Feed
import JSON
import Telemetry

/// What both kinds of client say and hear.
enum EngineCall {
    static func history(since: Moment, limit: Int) -> [UInt8] {
        Call.message("\(Interface.engine.rawValue).History") { out in
            out.put("since_ms", since)
            out.put("limit", limit)
        }
    }

    static func reveal(_ user: String, on host: Host.ID, reason: String) -> [UInt8] {
        Call.message("\(Interface.engine.rawValue).Reveal") { out in
            out.put("user", user)
            out.put("host", host)
            out.put("reason", reason)
        }
    }

    static func error(of reply: Reply) throws(UnreadableMessage) -> ServiceError? {
        guard let name = reply.error else { return nil }
        return try ServiceError(name: name, parameters: reply.parameters)
    }

    /// Whatever the error is.
    static func refusal(_ error: ServiceError) -> CommandRefusal {
        switch error {
        case .notFound(let message): CommandRefusal(message, isNotFound: true)
        case .refused(let message): CommandRefusal(message)
        default: CommandRefusal(.raw(error.text))
        }
    }
}
