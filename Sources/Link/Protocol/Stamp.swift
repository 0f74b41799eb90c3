import JSON
import MessageJSON
public import Telemetry

/// Which of a stream's updates it is, from 1 on without a gap, and when it was told by the engine's clock.
public struct Stamp: Hashable, Sendable {
    public let sequence: Int64
    public let at: Moment
    public init(sequence: Int64, at: Moment) {
        self.sequence = sequence
        self.at = at
    }

    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(sequence: try fields.integer("sequence"), at: try fields.moment("at_ms"))
    }

    private static let opening = Array(#"{"parameters":{"#.utf8)

    /// The same message with the stamp as its first fields. The message is made once for all fronts, the stamp is each one's own.
    func put(on message: [UInt8]) -> [UInt8] {
        var out = Self.opening
        out.reserveCapacity(message.count + 48)
        out += #""sequence":\#(sequence),"at_ms":\#(TimeRange.clamped(at)),"#.utf8
        out += message[Self.opening.count...]
        return out
    }
}
