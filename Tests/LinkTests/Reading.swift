import JSON
import MessageJSON
import Telemetry

@testable import Link

/// Reads one JSON object, given as its bytes without the NUL.
func read<T>(_ bytes: [UInt8], _ body: (Fields) throws(UnreadableMessage) -> T) throws(UnreadableMessage) -> T {
    let reader = JSONReader()
    let outcome = bytes.withUnsafeBufferPointer { buffer -> Result<T, UnreadableMessage> in
        do throws(UnreadableMessage) { return .success(try reader.read(buffer, body)) } catch { return .failure(error) }
    }
    return try outcome.get()
}

func read<T>(_ text: String, _ body: (Fields) throws(UnreadableMessage) -> T) throws(UnreadableMessage) -> T {
    try read(Array(text.utf8), body)
}

/// What goes wrong when this text is read, in full; nil where nothing does.
func problem<T>(in text: String, _ body: (Fields) throws(UnreadableMessage) -> T) -> String? {
    do throws(UnreadableMessage) {
        _ = try read(text, body)
        return nil
    } catch { return error.message.text }
}
