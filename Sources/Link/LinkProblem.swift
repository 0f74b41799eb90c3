/// Why there is no link between an engine and a front, or no longer.
public enum LinkProblem: Error, Hashable, Sendable {
    /// No engine listens there.
    case absent(path: String)
    /// Somebody does, and must not be talked to, or does not talk to us.
    case refused(path: String, reason: String)
    /// The other end is gone.
    case closed
    /// No answer in time.
    case timedOut(after: Duration)
    /// There is no protocol that both ends speak.
    case protocolMismatch(ProtocolMismatch)
    /// Another engine serves this folder.
    case alreadyRunning(process: Int32)
    /// The folder of the socket is not this user's alone.
    case unsafeFolder(path: String, reason: String)
    /// A message that cannot be read: the path to the field, what was wanted, what came.
    case unreadable(String)
    /// The other end answered an error that nobody expects.
    case unexpected(String)
    /// A call to the system failed, in its own words.
    case system(doing: String, reason: String)

    /// One line for people.
    public var text: String {
        switch self {
        case .absent(let path): "no engine listens on \(path)"
        case .refused(let path, let reason): "\(path): \(reason)"
        case .closed: "the engine closed the connection"
        case .timedOut(let after): "the engine did not answer within \(after)"
        case .protocolMismatch(let mismatch): mismatch.text
        case .alreadyRunning(let process): "already running (pid \(process))"
        case .unsafeFolder(let path, let reason): "\(path): \(reason)"
        case .unreadable(let text): "cannot read what the engine sent: \(text)"
        case .unexpected(let text): "the engine answered \(text)"
        case .system(let doing, let reason): "\(doing): \(reason)"
        }
    }
}
