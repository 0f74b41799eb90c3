import Glibc
import Platform
import Telemetry

/// A file of the kernel or the system, below the root that the host is configured with.
///
/// Every look at it may block for ever, so it is done on a `SystemReader`'s thread alone.
struct SystemFile {
    /// Empty, or a folder where another system's `/proc` and `/run` are mounted.
    let root: String
    /// Absolute, as on the system itself.
    let path: String
    /// Where it was brought from another machine; nil for a look at this one's.
    var fetched: FetchedFiles?

    var exists: Bool { fetched.map { $0.exists(path) } ?? (access(root + path, F_OK) == 0) }

    /// The names in a folder; nil where there is no such folder, or it may not be read.
    func names(atMost limit: Int) -> [String]? {
        if let fetched { return fetched.names(path, atMost: limit) }
        return readFolder(root + path, atMost: limit)
    }

    /// The whole content; nil where there is no such file. Files under `/proc` have no size that could be asked for before.
    func read(atMost limit: Int = 16 << 20) throws(CollectFailure) -> [UInt8]? {
        if let fetched {
            switch fetched.file(path) {
            case .content(let bytes)?: return Array(bytes.prefix(limit))
            case .denied?: throw .refused(asked: root + path, reason: .permissionDenied(), hint: .noPermission)
            case nil: return nil
            }
        }
        let file = open(root + path, O_RDONLY | O_CLOEXEC)
        if file < 0 {
            // EOPNOTSUPP: pressure files of a kernel that was booted with psi=0.
            if errno == ENOENT || errno == ENOTDIR || errno == EOPNOTSUPP { return nil }
            throw failure()
        }
        defer { close(file) }
        if let content = readToEnd(file, atMost: limit) { return content }
        if errno == EOPNOTSUPP { return nil }
        throw failure()
    }

    func text(atMost limit: Int = 16 << 20) throws(CollectFailure) -> String? {
        guard let bytes = try read(atMost: limit) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func failure() -> CollectFailure {
        let code = errno
        let reason = SystemError.text(code)
        return code == EACCES || code == EPERM
            ? .refused(asked: root + path, reason: .raw(reason), hint: .noPermission)
            : .unreachable(asked: root + path, reason: .raw(reason))
    }
}

/// Cuts at an ASCII letter, empty pieces left out. By bytes: splitting by characters took most of a poll's time.
func pieces(of text: some StringProtocol, by separator: Unicode.Scalar) -> [Substring] {
    Substring(text).utf8.split(separator: UInt8(ascii: separator)).map { Substring($0) }
}
