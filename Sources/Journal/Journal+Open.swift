import Alarms
import CSQLite
import Glibc
import Platform
import Telemetry

/// Opening the file, and beginning another where it can be gone on with no longer.
extension Journal {
    func open() {
        do throws(SQLiteFailure) {
            try connect()
        } catch  where error.isDamage {
            startAnew(because: .raw(error.message), mark: "damaged")
        } catch {
            failed(error)
        }
    }

    private func connect() throws(SQLiteFailure) {
        try checkPlace()
        guard isOurs() else { throw foreign }
        // SQLite gives its -wal and -shm the mode of the file, so it is made first. A file that is there is not opened here: closing it
        // would take away the locks of any connection of this process (SQLite manual, How To Corrupt, 2.2).
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            close(file)
            if device != nil, notice == nil {
                notice = (.journalWasRemoved(path), .now)
            }
        } else if errno != EEXIST {
            let reason = errno
            let code =
                reason == EROFS || reason == EACCES ? SQLITE_READONLY : reason == ENOSPC || reason == EFBIG ? SQLITE_FULL : SQLITE_CANTOPEN
            throw SQLiteFailure(code: code, message: SystemError.text(reason))
        }
        if access(path, W_OK) != 0, errno == EROFS || errno == EACCES {
            throw SQLiteFailure(code: SQLITE_READONLY)
        }
        // What a link leads to may be anything.
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG { chmod(path, 0o600) }
        let database = try Database(path: path, busy: Self.busy)
        if try (database.number("PRAGMA page_count") ?? 0) == 0 { try database.execute("PRAGMA auto_vacuum = INCREMENTAL") }
        try database.execute("PRAGMA journal_mode = WAL")
        // What is deleted is personal data: overwritten, not only forgotten.
        try database.execute("PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL")
        let version = try Schema.migrate(database, steps: steps)
        guard (0...Int64(steps.count)).contains(version) else {
            setAside(mark: "version", number: Int(clamping: version), because: .isOfVersion(Int(clamping: version), steps.count))
            try connect()
            return
        }
        try retell(to: database)
        self.database = database
        isTaken = false
        isSynchronousFull = true
        failure = nil
        failedAt = nil
        device = FileIdentity(folder)?.device
        let found = FileIdentity(path)
        // One that was made in its place may have its number.
        if openedFile != nil, file >= 0 || openedFile != found { forgetPast() }
        openedFile = found
        log = FileIdentity(path + "-wal")
        logIndex = FileIdentity(path + "-shm")
        logIndexSize = 0
    }

    /// Whether the file can be here at all. A folder that went away is not made again: the disk that it was on may come back, and what
    /// had been written beside it would be hidden then.
    private func checkPlace() throws(SQLiteFailure) {
        var status = stat()
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw SQLiteFailure(code: SQLITE_CANTOPEN, ours: .noFolder(folder))
        }
        let here = UInt64(status.st_dev)
        guard stat(path, &status) == 0 else {
            guard device.map({ $0 == here }) ?? true else {
                throw SQLiteFailure(code: SQLITE_CANTOPEN, ours: .isOnAnotherDisk(folder))
            }
            return
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SQLiteFailure(code: SQLITE_CANTOPEN, ours: .isNoFile(path))
        }
    }

    /// Sets the file aside and begins a new one with all that is known to stand.
    func startAnew(because reason: Message, mark: String) {
        guard isOurs() else {
            failed(foreign)
            return
        }
        setAside(mark: mark, number: nil, because: reason)
        do throws(SQLiteFailure) { try connect() } catch { failed(error) }
    }

    private func setAside(mark: String, number: Int?, because reason: Message) {
        database = nil
        var status = stat()
        var target = "\(path).\(mark)-\(number ?? 1)"
        var next = 2
        while stat(target, &status) == 0 {
            target = number == nil ? "\(path).\(mark)-\(next)" : "\(path).\(mark)-\(number ?? 1).\(next)"
            next += 1
        }
        // Of a file that is not there nobody shall look for the rest.
        let isThere = rename(path, target) == 0
        for suffix in ["-wal", "-shm"] { rename(path + suffix, target + suffix) }
        notice = (.journalBegunAnew(isThere ? target : nil, reason), .now)
    }
}
