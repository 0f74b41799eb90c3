/// Why the store's file cannot be used, or not fully.
public enum StoreProblem: Error, Hashable, Sendable {
    /// The system's own words.
    case unreadable(path: String, reason: String)
    /// Another engine writes it.
    case locked(path: String)
    case unknownVersion(path: String, found: UInt32)
    case damaged(path: String, reason: String)
    case diskFull(path: String)
    /// Host, entity and metric together are longer than the file has room for.
    case nameTooLong(name: String, limit: Int)
    /// The series is there with a unit or kind that only a newer engine knows, which will go on with it.
    case ofAnotherVersion(name: String)

    /// One line for people.
    public var text: String {
        switch self {
        case .unreadable(let path, let reason): "\(reason): \(path)"
        case .locked(let path): "in use by another engine: \(path)"
        case .unknownVersion(let path, let found):
            "written by another version (format \(found), not \(FileFormat.versions.upperBound)): \(path)"
        case .damaged(let path, let reason): "damaged (\(reason)): \(path)"
        case .diskFull(let path): "no space left on the disk: \(path)"
        case .nameTooLong(let name, let limit): "name longer than \(limit) bytes: \(name.prefix(80))"
        case .ofAnotherVersion(let name): "kept as a newer version wrote it, and not gone on with: \(name.prefix(80))"
        }
    }
}
