public import Alarms
public import Feed

/// What a front hears of its engine.
public enum LinkMessage: Hashable, Sendable {
    case update(Update)
    /// The answer to a command that was sent; nil where it was carried out. Answers come in the order of the commands.
    case answer(Command, CommandRefusal?)
    /// The answer to `requestHistory`.
    case history([Alarm])
    /// The answer to `requestReveal`: the name behind a pseudonym, for the eye alone and for a minute.
    case revealed(user: String, name: String)
    /// The name is not told, and why.
    case notRevealed(user: String, CommandRefusal)
    /// The answer to `ask`.
    case alive
    /// The engine is of another version and tells nothing.
    case versionMismatch(engine: String)
}
