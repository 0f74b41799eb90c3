public import Telemetry

/// Why there is no dashboard, in one line that says what to do instead.
public struct TerminalProblem: Error, Hashable, Sendable {
    public let message: Message
    init(_ why: Message) { message = .statusInstead(why) }
}
