import Feed
import JSON
import Telemetry

@testable import Link

/// A line end is the end of a message, as NUL is on the socket.
let linkTargets = [
    FuzzTarget(name: "link") { everyMessage(of: $0, limit: ServerConnection.callLimit, call) },
    FuzzTarget(name: "link-replies") { everyMessage(of: $0, limit: ClientConnection.replyLimit, reply) },
]

/// Each message that is found where the bytes come in portions of some size, which must be those that are there.
private func everyMessage(
    of input: [UInt8], limit: Int, _ complaint: (Fields) throws(UnreadableMessage) -> String?
) -> String? {
    let bytes = input.map { $0 == UInt8(ascii: "\n") ? 0 : $0 }
    let reader = JSONReader()
    var frames = FrameBuffer(limit: limit)
    var found: [Range<Int>] = []
    var rest = bytes[...]
    while !rest.isEmpty {
        let portion = Array(rest.prefix(1 + bytes.count % 977))
        rest = rest.dropFirst(portion.count)
        portion.withUnsafeBytes { frames.append($0) }
        while let place = frames.next() {
            let start = found.last.map { $0.upperBound + 1 } ?? 0
            found.append(start..<(start + place.count))
            let said = frames.read(place) { text -> String? in
                if !text.elementsEqual(bytes[start..<(start + place.count)]) { return "message \(found.count) is another" }
                return (try? reader.read(text, complaint)) ?? nil
            }
            if let said { return said }
        }
        if frames.isOverfull { return bytes.count > limit ? nil : "overfull with \(bytes.count) bytes" }
    }
    let ends = bytes.count { $0 == 0 }
    return found.count == ends ? nil : "\(found.count) messages, \(ends) ends"
}

/// What a caller asks. A command is the same when it is asked again as Warte's own clients ask it; an error is one message that they read.
private func call(_ fields: Fields) throws(UnreadableMessage) -> String? {
    switch try IncomingCall(fields).request {
    case .success(.command(let command)):
        let again = message(command.call()) { (fields) throws(UnreadableMessage) in try IncomingCall(fields).request }
        return again == .success(.success(.command(command))) ? nil : "\(command) is another when it is asked again"
    case .success: return nil
    case .failure(let error):
        let told = message(error.message()) { (fields) throws(UnreadableMessage) in try EngineCall.error(of: Reply(fields))?.name }
        return told == .success(error.name) ? nil : "\(told) instead of \(error)"
    }
}

/// What an engine answers, as a front reads it; an update is the same when it is told again.
private func reply(_ fields: Fields) throws(UnreadableMessage) -> String? {
    let reply = try Reply(fields)
    if let error = try EngineCall.error(of: reply) { return complaint(of: [error.said.text], atMost: .max, isRaw: true) }
    let parameters = reply.parameters
    _ = try? parameters.item("welcome") as Welcome
    _ = try? parameters.series(of: "h")
    _ = try? parameters.points(count: 3)
    _ = try? parameters.columns(count: 3)
    _ = try? Stamp(parameters)
    guard let update = try parameters.itemIfPresent("update") as Update? else { return nil }
    let again = message(Reply.message { $0.put("update", update) }) { (fields) throws(UnreadableMessage) in
        try Reply(fields).parameters.item("update") as Update
    }
    // What is no number is not equal to itself.
    guard case .success(let same) = again else { return "\(again)" }
    return same == update || "\(same)" == "\(update)" ? nil : "\(update) is \(same) when it is told again"
}

private func message<T>(
    _ bytes: [UInt8], _ body: (Fields) throws(UnreadableMessage) -> T
) -> Result<T, UnreadableMessage> {
    guard bytes.last == 0, bytes.count(where: { $0 == 0 }) == 1 else { return .failure(UnreadableMessage(.lacks(.word("one message")))) }
    return bytes.dropLast().withUnsafeBufferPointer { text in
        Result { () throws(UnreadableMessage) in try JSONReader().read(text, body) }
    }
}
