public import Alarms
public import Feed

/// What a front hears of its engine.
public enum LinkMessage: Hashable, Sendable {
    case update(Update)
    /// The answer to a command that was sent; nil where it was carried out. Answers come in the order of the commands.
    case answer(Command, CommandRefusal?)
    /// The answer to `requestHistory`.
    case history([Alarm])
    /// The engine is of another version and tells nothing.
    case versionMismatch(engine: String)
}
