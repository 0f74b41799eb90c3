import CSQLite
import Glibc
import Platform
import Telemetry

/// What became of the file since it was opened: people remove, move, overwrite and unmount.
extension Journal {
    enum State {
        case sound, overwritten, moved, logGone
        /// The log was cut or overwritten; the file beneath it fits together or does not.
        case logLost, logLostHalfway
    }

    /// Asked through SQLite's own descriptor: closing another one would take its locks away (SQLite manual, How To Corrupt, 2.2).
    var state: State {
        guard let database else { return .moved }
        var hasMoved: Int32 = 0
        if sqlite3_file_control(database.handle, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved) == SQLITE_OK, hasMoved != 0 { return .moved }
        // SQLite never asks whether its log still has a name: it would go on writing into one that ends with the process.
        if let log, FileIdentity(path + "-wal") != log { return .logGone }
        if let logIndex, FileIdentity(path + "-shm") != logIndex { return .logGone }
        var file: UnsafeMutablePointer<sqlite3_file>?
        guard sqlite3_file_control(database.handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK,
            let read = file?.pointee.pMethods?.pointee.xRead
        else { return .sound }
        var head = [UInt8](repeating: 0, count: 16)
        let code = read(file, &head, 16, 0)
        guard code != SQLITE_OK || head.starts(with: Array("SQLite format 3".utf8)) else { return .overwritten }
        return switch LogCheck(database)?.found {
        case .lost: .logLost
        case .lostHalfway: .logLostHalfway
        case .whole, nil: .sound
        }
    }

    /// Goes on with what is there now.
    func look() {
        restoreLogIndex()
        switch state {
        case .sound: return
        case .overwritten: startAnew(because: .wasOverwritten(), mark: "damaged")
        case .logLost:
            database.flatMap { LogCheck($0) }?.forgetIndex()
            database = nil
            forgetPast()
            notice = (.logWasCut(path), .now)
            open()
        case .logLostHalfway:
            // What closing writes back must not come from such a log.
            database.flatMap { LogCheck($0) }?.forgetIndex()
            startAnew(because: .logWasOverwritten(), mark: "damaged")
        case .moved:
            database = nil
            open()
        case .logGone:
            do throws(SQLiteFailure) { try saveLog() } catch  where error.isDamage {
                startAnew(because: .raw(error.message), mark: "damaged")
            } catch {
                failed(error)
                return
            }
            database = nil
            open()
        }
    }

    /// The index of the log is mapped, and to read where it was cut is SIGBUS. Made as long as it was it is zeros, which SQLite takes for no
    /// index at all: it makes another one from the log.
    private func restoreLogIndex() {
        var status = stat()
        guard logIndex != nil, stat(path + "-shm", &status) == 0 else { return }
        let size = Int(status.st_size)
        if size >= logIndexSize {
            logIndexSize = size
        } else if FileIdentity(path + "-shm") == logIndex, truncate(path + "-shm", logIndexSize) == 0 {
            notice = (.indexWasCut(path), .now)
        }
    }

    /// What stands in a log without a name goes into the file, as long as we have it open.
    func saveLog() throws(SQLiteFailure) {
        var isBusy = true
        try database?.rows("PRAGMA wal_checkpoint(TRUNCATE)") { row in
            isBusy = row.int(0) != 0
            return true
        }
        guard !isBusy else {
            throw SQLiteFailure(code: SQLITE_BUSY, ours: .logIsRead(path))
        }
        notice = (.logWasRemoved(path), .now)
    }
}
