public import Glibc

/// Which file it is, whatever its name: names are removed, moved, linked and given to others.
public struct FileIdentity: Hashable, Sendable {
    public let device: UInt64
    public let inode: UInt64

    public init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
    /// - Parameter follows: whether a link stands for what it leads to (stat(2)) or for itself (lstat(2)).
    /// - Returns: nil where nothing has the name, or it cannot be looked at.
    public init?(_ path: String, follows: Bool = true) {
        var status = stat()
        guard (follows ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        self.init(status)
    }
    /// Of an open file; nil where it is not open.
    public init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }
}
