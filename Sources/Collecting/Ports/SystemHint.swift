import Glibc
public import Telemetry

extension CollectFailure.Hint {
    /// By the number of the system's error with a connection; nil where that says nothing more than its words.
    public init?(systemCode: Int32) {
        switch systemCode {
        case ECONNREFUSED: self = .nobodyListens
        case ENOENT, ENOTDIR: self = .noSocket
        case EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN: self = .noWay
        case ETIMEDOUT: self = .silent
        case ECONNRESET, EPIPE, ECONNABORTED: self = .closed
        // No file's rights: a firewall of this machine, or a unit's IPAddressDeny.
        case EACCES, EPERM: self = .noWay
        default: return nil
        }
    }
}
