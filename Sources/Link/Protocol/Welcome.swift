import Feed
import JSON
public import Telemetry

/// What an engine says first of all: which protocol is spoken from now on, and who it is.
public struct Welcome: Hashable, Sendable {
    public let number: Int
    public let engine: EngineID
    /// Of its program: to be shown, never to be compared.
    public let version: String
    public init(number: Int, engine: EngineID, version: String) {
        self.number = number
        self.engine = engine
        self.version = version
    }
}

extension Welcome: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            number: try fields.count("protocol"), engine: EngineID(try fields.string("engine")), version: try fields.string("version"))
    }
    func write(to out: FieldWriter) {
        out.put("protocol", number)
        out.put("engine", engine.text)
        out.put("version", version)
    }
}

/// Engine and front have no protocol in common.
public struct ProtocolMismatch: Error, Hashable, Sendable {
    /// Nil where the engine is older than the first protocol that is negotiated.
    public let engine: ClosedRange<Int>?
    public let engineVersion: String
    public let front: ClosedRange<Int>
    public let frontVersion: String
    public init(engine: ClosedRange<Int>?, engineVersion: String, front: ClosedRange<Int>, frontVersion: String) {
        self.engine = engine
        self.engineVersion = engineVersion
        self.front = front
        self.frontVersion = frontVersion
    }

    /// Who is who, and which of the two has to be another.
    public var message: Message {
        let ours = LinkProtocol.message(front)
        guard let engine else { return .engineOlderUnnumbered(ours, frontVersion) }
        let its = LinkProtocol.message(engine)
        return engine.upperBound < front.lowerBound
            ? .engineOlder(its, engineVersion, ours, frontVersion) : .engineNewer(its, engineVersion, ours, frontVersion)
    }
    /// One line for people.
    public var text: String { message.text }
}

/// The range of protocols as a caller says it.
extension Fields {
    func protocols() throws(UnreadableMessage) -> ClosedRange<Int> {
        let oldest = Int(try integer("oldest", in: Bounds.protocols))
        let newest = Int(try integer("newest", in: Bounds.protocols))
        guard oldest <= newest else { throw wrong("newest", wanted: .atLeast(Int64(oldest))) }
        return oldest...newest
    }
}

extension FieldWriter {
    func put(_ protocols: ClosedRange<Int>) {
        put("oldest", protocols.lowerBound)
        put("newest", protocols.upperBound)
    }
}
