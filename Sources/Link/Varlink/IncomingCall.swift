import JSON
import MessageJSON
import Telemetry

/// A caller's message: whom it asks, and what, or what is wrong with that. Throws where it is no call of Varlink.
struct IncomingCall {
    let oneway: Bool
    let engine: EngineID
    let request: Result<Request, ServiceError>

    init(_ fields: Fields) throws(UnreadableMessage) {
        let call = try Call(fields)
        oneway = call.oneway
        do throws(UnreadableMessage) { engine = try call.parameters.engine() } catch {
            engine = .unknown
            request = .failure(.invalidParameter(error.path, problem: error.reason))
            return
        }
        request = Result { () throws(ServiceError) in try Request(call) }
    }
}
