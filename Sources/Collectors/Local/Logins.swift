import Glibc
import Platform
import Telemetry

/// Somebody who is logged in on this system: a record of kind `USER_PROCESS` in the login file (manual utmp(5)).
struct Login: Hashable, Sendable {
    var user: String
    /// The terminal, such as `pts/0`.
    var line: String
    /// Where from; empty at the machine itself.
    var host: String
    var process: Int
    var since: Moment

    var session: Session {
        Session(id: "\(line)/\(process)/\(since.seconds)", kind: .login, user: user, address: host, since: since)
    }
    /// Where from is an address or a machine's name, which may be somebody's.
    var pieces: [LinePiece] { [.name(user), .known(" \(line) "), host.isEmpty ? .known("-") : .name(host), .known(" pid \(process)")] }
}

/// Reads the bytes of a utmp file. Only people: not the `LOGIN_PROCESS` that waits at a prompt, not the records of what ended.
/// An incomplete record at the end is one that is being written.
func parseLogins(_ bytes: [UInt8]) -> [Login] {
    let size = MemoryLayout<utmp>.stride
    return bytes.withUnsafeBytes { buffer in
        (0..<buffer.count / size).compactMap { index in
            let record = buffer.loadUnaligned(fromByteOffset: index * size, as: utmp.self)
            guard record.ut_type == USER_PROCESS, record.ut_pid > 0 else { return nil }
            return Login(
                user: String(untilZeroOf: record.ut_user), line: String(untilZeroOf: record.ut_line),
                host: String(untilZeroOf: record.ut_host),
                process: Int(record.ut_pid), since: Moment(seconds: Int64(record.ut_tv.tv_sec)))
        }
    }
}
