import CMappedFile
import Glibc

/// Writes a file that has lost its name to a new one, as long as the old one is still open.
enum StoreCopy {
    /// A larger one is not worth the time that its engine would stand still.
    private static let largest = 256 << 20

    /// False where that was not possible; then there is no file of that name, or another one.
    static func write(_ file: StoreFile, to path: String) -> Bool {
        var status = stat()
        guard file.isWhole, fstat(file.descriptor, &status) == 0, Int(status.st_blocks) * 512 <= largest else { return false }
        let draft = path + ".new"
        unlink(draft)
        let descriptor = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return false }
        defer {
            close(descriptor)
            unlink(draft)
        }
        guard store_copy(file.descriptor, descriptor, Int64(status.st_size)) == 0 else { return false }
        // What is not a hole in the mapping must not be one on the disk.
        for chunk in 0..<file.bases.count where posix_fallocate(descriptor, file.geometry.chunk(chunk), file.geometry.live) != 0 {
            return false
        }
        // Not over a file that came meanwhile.
        return link(draft, path) == 0
    }
}
