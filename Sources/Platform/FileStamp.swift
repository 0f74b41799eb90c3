import Glibc

/// What is another once a file was written to or replaced: which one it is, its length and when it was changed.
public struct FileStamp: Hashable, Sendable {
    private let file: FileIdentity
    private let size: Int64
    private let seconds: Int
    private let nanoseconds: Int

    /// Nil where nothing has the name, or it cannot be looked at.
    public init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        file = FileIdentity(status)
        size = Int64(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}
