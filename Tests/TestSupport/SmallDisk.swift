import Glibc

/// A small disk in memory (tmpfs) over a folder that is there; needs root. It goes away with the value, or earlier with `remove`.
public final class SmallDisk {
    private let path: String
    private var isThere = true
    private var ballast: String { path + "/ballast" }

    /// - Parameter size: as tmpfs takes it, such as `1m`.
    public init(over path: String, size: String) throws {
        self.path = path
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(size)") == 0 else { throw SystemFailure("mount of tmpfs at \(path)") }
    }
    deinit { remove() }
    /// Call it in a `defer`: a value that nobody uses any more goes away before the end of a scope.
    public func remove() {
        guard isThere else { return }
        isThere = false
        // MNT_DETACH, which is a macro over an enumeration: a file that is still open holds nothing up.
        umount2(path, 2)
    }

    /// Somebody else fills it to the last byte.
    public func fill() throws {
        let file = open(ballast, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SystemFailure(ballast) }
        defer { close(file) }
        let page = [UInt8](repeating: 7, count: 4096)
        while write(file, page, page.count) > 0 {}
        guard errno == ENOSPC else { throw SystemFailure("writing to \(ballast)") }
    }
    /// And leaves again.
    public func free() { unlink(ballast) }
    public func resize(to size: String) throws { try change("size=\(size)") }
    public func forbidWriting() throws { try change("", MS_RDONLY) }
    public func allowWriting() throws { try change("", 0) }

    private func change(_ options: String, _ flags: Int = 0) throws {
        guard mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | flags), options) == 0 else {
            throw SystemFailure("remount of tmpfs at \(path)")
        }
    }
}
