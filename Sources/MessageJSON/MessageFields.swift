public import JSON
public import Telemetry

/// A message as JSON: on the link and in the journal.
///
/// `{"id": "timeouts.lost", "arguments": [{"count": 3}, {"duration_ms": 240000}]}`. An argument is an object with one field that says of
/// what type it is, and with none where it is not there.
extension FieldWriter {
    public func put(_ key: StaticString, _ message: Message?) {
        guard let message else { return }
        object(key) { $0.write(message) }
    }
    public func put(_ key: StaticString, _ messages: [Message]) { objects(key, messages) { $1.write($0) } }

    /// A message in two fields. Before it was one it was words alone, and their field is there still: it holds a line that came from elsewhere,
    /// which has no id of its own, and what the message says where people read it. Else it is empty, and the other says it.
    public func put(_ key: StaticString, _ message: Message?, orWords words: StaticString) {
        put(words, message?.words(isForPeople: isForPeople) ?? "")
        if message?.id != Message.line.id { put(key, message) }
    }

    func write(_ message: Message) {
        put("id", message.id)
        objects("arguments", message.arguments) { argument, out in
            switch argument {
            case .none: break
            case .text(let text): out.put("text", text)
            case .raw(let line): out.put("raw", line)
            case .marked(let line): out.put("raw", line.text)
            case .count(let count): out.put("count", count)
            case .number(let number, let unit):
                out.put("number", number)
                out.put("unit", unit)
            case .duration(let duration): out.put("duration_ms", duration.wholeMilliseconds)
            case .moment(let moment): out.put("at_ms", moment.milliseconds)
            case .host(let host): out.put("host", host)
            case .metric(let metric): out.put("metric", metric)
            case .message(let message): out.put("message", message)
            case .messages(let messages): out.put("messages", messages)
            }
        }
    }
}

extension Fields {
    public func messageIfPresent(_ key: StaticString) throws(UnreadableMessage) -> Message? {
        guard let fields = try objectIfPresent(key) else { return nil }
        do { return try fields.readMessage() } catch { throw error.inside(key) }
    }
    public func message(_ key: StaticString) throws(UnreadableMessage) -> Message {
        try needed(messageIfPresent(key), key, "object")
    }
    public func messagesIfPresent(_ key: StaticString) throws(UnreadableMessage) -> [Message]? {
        try objectsIfPresent(key) { (fields) throws(UnreadableMessage) in try fields.readMessage() }
    }

    /// Of the two fields that `put(_:_:orWords:)` writes; nil where neither says anything.
    public func message(_ key: StaticString, orWords words: StaticString) throws(UnreadableMessage) -> Message? {
        Message(try messageIfPresent(key), orWords: try string(words))
    }

    func readMessage() throws(UnreadableMessage) -> Message {
        let arguments = try objectsIfPresent("arguments") { (fields) throws(UnreadableMessage) in try fields.readArgument() }
        return Message(id: try string("id"), arguments: arguments ?? [])
    }

    /// Of a type that is not known here it is as if it were not there: a newer engine may have more of them.
    private func readArgument() throws(UnreadableMessage) -> Message.Argument {
        if let text = try stringIfPresent("text") { return .text(text) }
        if let line = try stringIfPresent("raw") { return .raw(line) }
        if let count = try countIfPresent("count") { return .count(count) }
        // JSON has no number that is none.
        if let unit = try stringIfPresent("unit") { return .number(try numberIfPresent("number") ?? .nan, unit: unit) }
        if let milliseconds = try integerIfPresent("duration_ms") { return .duration(.milliseconds(milliseconds)) }
        if let milliseconds = try integerIfPresent("at_ms") { return .moment(Moment(milliseconds: milliseconds)) }
        if let host = try stringIfPresent("host") { return .host(host) }
        if let metric = try stringIfPresent("metric") { return .metric(metric) }
        if let message = try messageIfPresent("message") { return .message(message) }
        if let messages = try messagesIfPresent("messages") { return .messages(messages) }
        return .none
    }
}

extension Message {
    /// What stands in the field of words beside its id: see `FieldWriter.put(_:_:orWords:)`.
    public func words(isForPeople: Bool) -> String { isForPeople || id == Message.line.id ? text : "" }

    /// What these two fields say. An older engine has words alone; of what a newer one says by an id that is not known here its words are
    /// more, where it has any.
    public init?(_ message: Message?, orWords words: String) {
        if let message, words.isEmpty || Wording.knows(message) {
            self = message
        } else if words.isEmpty {
            return nil
        } else {
            self = .raw(words)
        }
    }

    /// As one line of text.
    public var json: String { String(decoding: FieldWriter.message { $0.write(self) }.dropLast(), as: UTF8.self) }

    /// What `json` wrote; nil for anything else.
    public init?(json: String) {
        let bytes = Array(json.utf8)
        var found: Message?
        bytes.withUnsafeBufferPointer { text in
            found = try? JSONReader().read(text) { (fields) throws(UnreadableMessage) in try fields.readMessage() }
        }
        guard let found else { return nil }
        self = found
    }
}

extension Duration {
    /// Clamped: a text of a message is no place to overflow.
    fileprivate var wholeMilliseconds: Int64 {
        let seconds = min(max(components.seconds, -315_576_000_000), 315_576_000_000)
        return seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
