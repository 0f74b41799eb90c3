import Glibc
import Link
import Synchronization

/// The folder with store and journal is this engine's for as long as it holds the lock in there. Folders go while an engine runs, and what
/// stands at the same path afterwards may be another engine's already.
final class StateLock: Sendable {
    private let folder: String
    private let note: EngineNote
    /// Nil where its file could not be made, and where the server holds it (`holdState`).
    private let lock: Mutex<EngineLock?>

    init(folder: String, note: EngineNote, by takeOver: inout TakeOver) throws(StartFailure) {
        self.folder = folder
        self.note = note
        lock = Mutex(try holdState(of: folder, note: note, by: &takeOver))
    }

    /// Takes the lock again where its file is gone. The process of another engine that was quicker; nil where there is none.
    func keep() -> Int32? {
        if !note.listens(in: folder) {
            let isOurs = lock.withLock { lock in
                if lock?.isInPlace ?? false { return true }
                // A folder that is gone may come back.
                do throws(LinkProblem) { lock = .some(try EngineLock(folder: folder, note: note)) } catch { return false }
                return true
            }
            if isOurs { return nil }
        }
        return EngineLock.holder(of: folder).map(\.process).flatMap { $0 == getpid() ? nil : $0 }
    }
}
