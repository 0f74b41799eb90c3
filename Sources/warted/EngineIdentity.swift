import Glibc
import OwnProcess
import Telemetry

/// The engine's id, kept in its file.
struct EngineIdentity {
    let id: EngineID
    private let path: String

    /// What stands in the file; where there is none, or nothing that is an id, another is made.
    init(path: String) {
        self.path = path
        id = EngineID(file: path) ?? .random()
        keep()
    }

    /// Writes it down where it is not. On a disk that takes nothing it is one for this run alone, and is written once that is over.
    func keep() {
        guard EngineID(file: path) != id else { return }
        // Beside it first, then in its place: who reads it meanwhile finds the one or the other.
        let fresh = path + ".new"
        let file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return }
        let bytes = Array((id.text + "\n").utf8)
        let isWritten = write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        close(file)
        if !isWritten || rename(fresh, path) != 0 { unlink(fresh) }
    }
}
