import Feed
import JSON
import MessageJSON
import Telemetry

/// An error as a reply carries it: the standard ones of `org.varlink.service`, and the engine's own.
enum ServiceError: Error, Hashable, Sendable {
    case interfaceNotFound(String)
    case methodNotFound(String)
    case methodNotImplemented(String)
    case invalidParameter(String, problem: Message)
    case expectedMore
    /// For fronts of the time when both had to be of one version: all that they understand.
    case versionMismatch(engine: String, front: String)
    case protocolMismatch(spoken: ClosedRange<Int>, version: String)
    /// The call is for another engine than this one.
    case otherEngine(asked: String, engine: String)
    case notFound(Message)
    case refused(Message)
    /// One that is none of these, by its name.
    case other(String)

    var name: String {
        switch self {
        case .interfaceNotFound: "org.varlink.service.InterfaceNotFound"
        case .methodNotFound: "org.varlink.service.MethodNotFound"
        case .methodNotImplemented: "org.varlink.service.MethodNotImplemented"
        case .invalidParameter: "org.varlink.service.InvalidParameter"
        case .expectedMore: "org.varlink.service.ExpectedMore"
        case .versionMismatch: "org.warte.engine.VersionMismatch"
        case .protocolMismatch: "org.warte.engine.ProtocolMismatch"
        case .otherEngine: "org.warte.engine.OtherEngine"
        case .notFound: "org.warte.engine.NotFound"
        case .refused: "org.warte.engine.Refused"
        case .other(let name): name
        }
    }

    /// For people.
    var said: Message {
        switch self {
        case .refused(let message), .notFound(let message): message
        case .versionMismatch(let engine, let front): .engineOfVersion(engine, front)
        case .protocolMismatch(let spoken, let version): .engineSpeaks(version, LinkProtocol.message(spoken))
        case .otherEngine(let asked, let engine): .otherEngineAsked(asked, engine)
        case .invalidParameter(let path, let problem): .callParameter(name, path, problem)
        case .interfaceNotFound(let what), .methodNotFound(let what), .methodNotImplemented(let what): .callError(name, what)
        case .expectedMore, .other: .callError(name, nil)
        }
    }

    func message() -> [UInt8] {
        FieldWriter.message(isForPeople: true) { out in
            out.put("error", name)
            out.object("parameters") { write(to: $0) }
        }
    }

    private func write(to out: FieldWriter) {
        switch self {
        case .interfaceNotFound(let interface): out.put("interface", interface)
        case .methodNotFound(let method), .methodNotImplemented(let method): out.put("method", method)
        case .invalidParameter(let path, let problem):
            out.put("parameter", path)
            // Varlink's own callers read the words.
            out.put("problem", problem.text)
            out.put("problem_message", problem)
        case .versionMismatch(let engine, let front):
            out.put("engine", engine)
            out.put("front", front)
        case .protocolMismatch(let spoken, let version):
            out.put(spoken)
            out.put("version", version)
        case .otherEngine(let asked, let engine):
            out.put("asked", asked)
            out.put("engine", engine)
        case .notFound(let message), .refused(let message): out.put("message", message, as: "text")
        case .expectedMore, .other: break
        }
    }

    init(name: String, parameters: Fields) throws(UnreadableMessage) {
        func text(_ key: StaticString) throws(UnreadableMessage) -> String { try parameters.stringIfPresent(key) ?? "" }
        switch name {
        case "org.varlink.service.InterfaceNotFound": self = .interfaceNotFound(try text("interface"))
        case "org.varlink.service.MethodNotFound": self = .methodNotFound(try text("method"))
        case "org.varlink.service.MethodNotImplemented": self = .methodNotImplemented(try text("method"))
        case "org.varlink.service.InvalidParameter":
            let words = try text("problem")
            let message = try parameters.messageIfPresent("problem_message").flatMap { Wording.knows($0) ? $0 : nil }
            self = .invalidParameter(try text("parameter"), problem: message ?? .raw(words))
        case "org.varlink.service.ExpectedMore": self = .expectedMore
        case "org.warte.engine.VersionMismatch": self = .versionMismatch(engine: try text("engine"), front: try text("front"))
        case "org.warte.engine.ProtocolMismatch":
            self = .protocolMismatch(spoken: try parameters.protocols(), version: try text("version"))
        case "org.warte.engine.OtherEngine": self = .otherEngine(asked: try text("asked"), engine: try text("engine"))
        case "org.warte.engine.NotFound": self = .notFound(try parameters.message("message"))
        case "org.warte.engine.Refused": self = .refused(try parameters.message("message"))
        default: self = .other(name)
        }
    }
}
