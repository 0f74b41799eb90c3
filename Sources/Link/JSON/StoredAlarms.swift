public import Alarms
import JSON
import MessageJSON
public import Telemetry

/// Alarms as a journal has them, for when no engine runs.
public struct StoredAlarms: Hashable, Sendable {
    /// When the journal was last written; nil where nothing is in it.
    public let asOf: Moment?
    public let alarms: [Alarm]
    public init(asOf: Moment?, alarms: [Alarm]) {
        self.asOf = asOf
        self.alarms = alarms
    }
}

extension JSONDocument {
    public static func stored(_ stored: StoredAlarms) -> String {
        let bytes = FieldWriter.message { out in
            out.put("as_of_ms", stored.asOf)
            out.put("alarms", stored.alarms)
        }
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }

    /// What `stored` wrote, with or without a newline behind it.
    public static func readStored(_ bytes: [UInt8]) throws(LinkProblem) -> StoredAlarms {
        let text = bytes.last == 0x0A ? Array(bytes.dropLast()) : bytes
        var found: Result<StoredAlarms, UnreadableMessage>?
        text.withUnsafeBufferPointer { text in
            do throws(UnreadableMessage) {
                let stored = try JSONReader().read(text) { (fields) throws(UnreadableMessage) in
                    StoredAlarms(asOf: try fields.momentIfPresent("as_of_ms"), alarms: try fields.list("alarms"))
                }
                found = .success(stored)
            } catch {
                found = .failure(error)
            }
        }
        switch found {
        case .success(let stored): return stored
        case .failure(let error): throw .unreadable(error.message)
        case nil: throw .unreadable(.nothing)
        }
    }
}
