import Glibc
public import Telemetry

/// Why the store's file cannot be used, or not fully.
public enum StoreProblem: Error, Hashable, Sendable {
    /// Mostly in the system's own words.
    case unreadable(path: String, reason: Message)
    /// Another engine writes it.
    case locked(path: String)
    case unknownVersion(path: String, found: UInt32)
    case damaged(path: String, reason: Message)
    case diskFull(path: String)
    /// Host, entity and metric together are longer than the file has room for.
    case nameTooLong(name: String, limit: Int)
    /// A host, or all of them where it is nil, has as many series as there may be; new ones find no room.
    case tooManySeries(limit: Int, host: Host.ID?)
    /// The series is there with a unit or kind that only a newer engine knows, which will go on with it.
    case ofAnotherVersion(name: String)

    public var message: Message {
        switch self {
        case .unreadable(let path, let reason): .ofFile(reason, path)
        case .locked(let path): .storeLocked(path)
        case .unknownVersion(let path, let found): .storeOfVersion(Int(found), Int(FileFormat.versions.upperBound), path)
        case .damaged(let path, let reason): .storeDamaged(reason, path)
        case .diskFull(let path): .storeDiskFull(path)
        case .nameTooLong(let name, let limit): .storeNameTooLong(limit, String(name.prefix(80)))
        case .tooManySeries(let limit, let host?): .storeHostTooManySeries(String(host.prefix(80)), limit)
        case .tooManySeries(let limit, nil): .storeTooManySeries(limit)
        case .ofAnotherVersion(let name): .storeOfAnotherVersion(String(name.prefix(80)))
        }
    }
    /// Of a file that could not grow; a limit on its size is as a full disk.
    static func noRoom(_ code: Int32, path: String) -> StoreProblem {
        code == ENOSPC || code == EDQUOT || code == EFBIG
            ? .diskFull(path: path) : .unreadable(path: path, reason: systemReason(code))
    }

    /// One line for people.
    public var text: String { message.text }
}
