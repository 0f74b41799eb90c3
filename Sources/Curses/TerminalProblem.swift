/// Why there is no dashboard, in one line that says what to do instead.
public struct TerminalProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
    init(_ why: String) { description = "\(why); \"warte status\" prints the same as text" }
}
