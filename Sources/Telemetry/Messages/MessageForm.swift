/// One message that can be said: its id, its English text, and of what types its arguments are. Called with them it is the message.
///
/// The text is a template (`Template`).
public struct MessageForm<each Value: MessageValue>: DeclaredMessage {
    public let id: Message.ID
    public let english: String
    init(_ id: Message.ID, _ english: String) {
        self.id = id
        self.english = english
    }

    public func callAsFunction(_ value: repeat each Value) -> Message {
        var arguments: [Message.Argument] = []
        repeat arguments.append((each value).argument)
        return Message(id: id, arguments: arguments)
    }

    public var kinds: [ArgumentKind] {
        var kinds: [ArgumentKind] = []
        repeat kinds.append((each Value).kind)
        return kinds
    }
}

/// One without arguments.
public struct PlainForm: DeclaredMessage {
    public let id: Message.ID
    public let english: String
    init(_ id: Message.ID, _ english: String) {
        self.id = id
        self.english = english
    }
    public func callAsFunction() -> Message { Message(id: id, arguments: []) }
    public var kinds: [ArgumentKind] { [] }
}

/// A message form, whatever its arguments.
public protocol DeclaredMessage: Sendable {
    var id: Message.ID { get }
    var english: String { get }
    var kinds: [ArgumentKind] { get }
}

/// What a template may do with an argument depends on its type.
public struct ArgumentKind: Hashable, Sendable {
    public enum Base: Hashable, Sendable { case text, raw, count, number, duration, moment, host, metric, message, messages }
    public let base: Base
    public let isOptional: Bool
}

/// What can stand in a message.
public protocol MessageValue {
    var argument: Message.Argument { get }
    static var kind: ArgumentKind { get }
}

/// A line as it came from elsewhere.
public struct RawLine: MessageValue {
    let line: String
    public init(_ line: String) { self.line = line }
    public var argument: Message.Argument { .raw(line) }
    public static var kind: ArgumentKind { ArgumentKind(base: .raw, isOptional: false) }
}

/// The same where its collector knows the interface: what in it may name somebody is marked. Behind the engine's redactor it is a raw line.
public struct MarkedLine: MessageValue {
    let line: [LinePiece]
    public init(_ line: [LinePiece]) { self.line = line }
    public var argument: Message.Argument { .marked(line) }
    public static var kind: ArgumentKind { RawLine.kind }
}

/// A number with what it is given in, such as `%`; empty where it is of nothing.
public struct Quantity: MessageValue {
    let value: Double
    let unit: String
    public init(_ value: Double, _ unit: String = "") {
        self.value = value
        self.unit = unit
    }
    public var argument: Message.Argument { .number(value, unit: unit) }
    public static var kind: ArgumentKind { ArgumentKind(base: .number, isOptional: false) }
}

/// A host as an argument, by the name that the configuration or its target gives it: no person's, so that it stays as it is where names of
/// people are replaced.
public struct HostArgument: MessageValue {
    let id: Host.ID
    public init(_ id: Host.ID) { self.id = id }
    public var argument: Message.Argument { .host(id) }
    public static var kind: ArgumentKind { ArgumentKind(base: .host, isOptional: false) }
}

extension Metric: MessageValue {
    public var argument: Message.Argument { .metric(id) }
    public static var kind: ArgumentKind { ArgumentKind(base: .metric, isOptional: false) }
}
extension String: MessageValue {
    public var argument: Message.Argument { .text(self) }
    public static var kind: ArgumentKind { ArgumentKind(base: .text, isOptional: false) }
}
extension Int: MessageValue {
    public var argument: Message.Argument { .count(self) }
    public static var kind: ArgumentKind { ArgumentKind(base: .count, isOptional: false) }
}
extension Duration: MessageValue {
    public var argument: Message.Argument { .duration(self) }
    public static var kind: ArgumentKind { ArgumentKind(base: .duration, isOptional: false) }
}
extension Moment: MessageValue {
    public var argument: Message.Argument { .moment(self) }
    public static var kind: ArgumentKind { ArgumentKind(base: .moment, isOptional: false) }
}
extension Message: MessageValue {
    public var argument: Argument { .message(self) }
    public static var kind: ArgumentKind { ArgumentKind(base: .message, isOptional: false) }
}
extension [Message]: MessageValue {
    public var argument: Message.Argument { .messages(self) }
    public static var kind: ArgumentKind { ArgumentKind(base: .messages, isOptional: false) }
}
extension Optional: MessageValue where Wrapped: MessageValue {
    public var argument: Message.Argument { self?.argument ?? .none }
    public static var kind: ArgumentKind { ArgumentKind(base: Wrapped.kind.base, isOptional: true) }
}
