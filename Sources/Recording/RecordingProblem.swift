public import Telemetry

/// Why a recording cannot be made, goes on no longer, or cannot be shown.
public enum RecordingProblem: Error, Hashable, Sendable {
    case exists(path: String)
    /// In the system's words.
    case notMade(path: String, reason: String)
    case notWritten(reason: String)
    case isFull
    case unreadable(path: String, reason: Message)
    /// The first line is another one.
    case noRecording(path: String)
    case otherVersion(path: String, String)
    case holdsNothing(path: String)

    public var message: Message {
        switch self {
        case .exists(let path): .recordingExists(path)
        case .notMade(let path, let reason): .recordingNotMade(path, RawLine(reason))
        case .notWritten(let reason): .recordingStopped(RawLine(reason))
        case .isFull: .recordingIsFull(Int(RecordingFormat.longestFile >> 30))
        case .unreadable(let path, let reason): .recordingUnreadable(path, reason)
        case .noRecording(let path): .noRecording(path, RecordingFormat.firstLine.trimmingLineEnd)
        case .otherVersion(let path, let version): .recordingOfVersion(path, version, RecordingFormat.version)
        case .holdsNothing(let path): .recordingHoldsNothing(path)
        }
    }
}

extension String {
    fileprivate var trimmingLineEnd: String { String(prefix { $0 != "\n" }) }
}
