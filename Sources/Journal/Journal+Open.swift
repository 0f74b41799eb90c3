import Alarms
import CSQLite
import Glibc

/// Opening the file, and beginning another where it can be gone on with no longer.
extension Journal {
    func open() {
        do throws(SQLiteFailure) {
            try connect()
        } catch  where error.isDamage {
            startAnew(because: error.message, mark: "damaged")
        } catch {
            failed(error)
        }
    }

    private func connect() throws(SQLiteFailure) {
        // SQLite gives its -wal and -shm the mode of the file, so it is made first. A file that is there is not opened here: closing it
        // would take away the locks of any connection of this process (SQLite manual, How To Corrupt, 2.2).
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            close(file)
        } else if errno != EEXIST {
            let reason = errno
            let code = reason == EROFS || reason == EACCES ? SQLITE_READONLY : reason == ENOSPC ? SQLITE_FULL : SQLITE_CANTOPEN
            throw SQLiteFailure(code: code, message: strerror(reason).map { String(cString: $0) } ?? "error \(reason)")
        }
        if access(path, W_OK) != 0, errno == EROFS || errno == EACCES {
            throw SQLiteFailure(code: SQLITE_READONLY, message: "attempt to write a read-only file")
        }
        chmod(path, 0o600)
        let database = try Database(path: path, busy: Self.busy)
        if try (database.number("PRAGMA page_count") ?? 0) == 0 { try database.execute("PRAGMA auto_vacuum = INCREMENTAL") }
        try database.execute("PRAGMA journal_mode = WAL")
        // What is deleted is personal data: overwritten, not only forgotten.
        try database.execute("PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL")
        let version = try Schema.migrate(database, steps: steps)
        guard (0...Int64(steps.count)).contains(version) else {
            setAside(mark: "version", number: Int(clamping: version), because: "it is of version \(version), this is \(steps.count)")
            try connect()
            return
        }
        try retell(to: database)
        self.database = database
        isSynchronousFull = true
        failure = nil
        failedAt = nil
    }

    /// Sets the file aside and begins a new one with all that is known to stand.
    func startAnew(because reason: String, mark: String) {
        setAside(mark: mark, number: nil, because: reason)
        do throws(SQLiteFailure) { try connect() } catch { failed(error) }
    }

    /// A file that is empty while alarms are known is a new one in the place of another: it gets what stands, before what happened since.
    private func retell(to database: Database) throws(SQLiteFailure) {
        guard !standing.isEmpty, try database.number("SELECT 1 FROM occurrence") == nil else { return }
        var begun: Set<Int64> = []
        for case .transition(let transition) in queue where transition.what == .raised { begun.insert(transition.alarm.id) }
        queue =
            standing.values.filter { !begun.contains($0.id) }.sorted { $0.id < $1.id }.map { .standing($0) }
            + outages.map { .outage($0) } + queue
    }

    private func setAside(mark: String, number: Int?, because reason: String) {
        database = nil
        var status = stat()
        var target = "\(path).\(mark)-\(number ?? 1)"
        var next = 2
        while stat(target, &status) == 0 {
            target = number == nil ? "\(path).\(mark)-\(next)" : "\(path).\(mark)-\(number ?? 1).\(next)"
            next += 1
        }
        for suffix in ["", "-wal", "-shm"] { rename(path + suffix, target + suffix) }
        notice = ("the journal was set aside as \(target) and begun anew: \(reason)", .now)
    }

    /// Whether the file is still the one that was opened and begins as a database does. Asked through SQLite's own descriptor: closing
    /// another one would take its locks away (SQLite manual, How To Corrupt, 2.2).
    var isSound: Bool {
        guard let database else { return false }
        var hasMoved: Int32 = 0
        if sqlite3_file_control(database.handle, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved) == SQLITE_OK, hasMoved != 0 { return false }
        var file: UnsafeMutablePointer<sqlite3_file>?
        guard sqlite3_file_control(database.handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK,
            let read = file?.pointee.pMethods?.pointee.xRead
        else { return true }
        var head = [UInt8](repeating: 0, count: 16)
        let code = read(file, &head, 16, 0)
        return code != SQLITE_OK || head.starts(with: Array("SQLite format 3".utf8))
    }
}
