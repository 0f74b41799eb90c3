public import Telemetry

/// Why there is no link between an engine and a front, or no longer.
public enum LinkProblem: Error, Hashable, Sendable {
    /// No engine listens there.
    case absent(path: String)
    /// An engine listens, and must not be talked to, or does not answer.
    case refused(path: String, reason: Message)
    /// The other end is gone.
    case closed
    /// No answer in time.
    case timedOut(after: Duration)
    /// There is no protocol that both ends speak.
    case protocolMismatch(ProtocolMismatch)
    /// Another engine serves this folder.
    case alreadyRunning(process: Int32)
    /// The folder of the socket is not this user's alone.
    case unsafeFolder(path: String, reason: Message)
    /// A message that cannot be read: the path to the field, what was wanted, what came.
    case unreadable(Message)
    /// The other end answered an unexpected error.
    case unexpected(Message)
    /// A call to the system failed, in its own words.
    case system(doing: Message, reason: String)

    public var message: Message {
        switch self {
        case .absent(let path): .nobodyListens(path)
        case .refused(let path, let reason), .unsafeFolder(let path, let reason): .ofSocket(path, reason)
        case .closed: .engineClosed()
        case .timedOut(let after): .engineSilent(after)
        case .protocolMismatch(let mismatch): mismatch.message
        case .alreadyRunning(let process): .engineRuns(Int(process))
        case .unreadable(let what): .engineUnreadable(what)
        case .unexpected(let error): .engineAnswered(error)
        case .system(let doing, let reason): .systemFailed(doing, RawLine(reason))
        }
    }
    /// One line for people.
    public var text: String { message.text }
}
