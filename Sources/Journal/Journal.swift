public import Alarms
import CSQLite
import Glibc
public import Telemetry

/// What must survive: occurrences with every transition, session ends, events, maintenance windows. One SQLite file with its WAL.
///
/// One owner; not for several threads at once. Its calls block for a write to disk, so the owner runs on a thread of its own.
/// Nothing that fails here stops anybody: what cannot be written is kept in memory and tried again, and `problem` says why.
public final class Journal {
    public let path: String
    /// Waits so long for somebody else's lock, in milliseconds: a screen must not freeze for it.
    private static let busy: Int32 = 50
    /// Kept in memory at most; then events go first, and session ends after them.
    static let longestQueue = 10_000
    /// After a failure nothing is tried again before this.
    var pause: Duration = .seconds(1)
    /// How long a file that was set aside is a problem.
    static let noticed: Duration = .seconds(60)

    private let steps: [StaticString]
    /// Another process owns the file: nothing is written, made or set aside.
    private let isReadOnly: Bool
    private(set) var database: Database?
    private var queue: [Entry] = []
    private var dropped = 0
    private var failure: String?
    private var failedAt: ContinuousClock.Instant?
    private var notice: (text: String, at: ContinuousClock.Instant)?
    private var isSynchronousFull = false
    /// The last of each alarm, so that a file that is started anew has them all.
    private var standing: [AlarmKey: Alarm] = [:]
    private var outages: [Outage] = []

    /// Opens the file or makes it (mode 0600). A damaged file is set aside as `….damaged-1`, one of a newer version as `….version-9`.
    /// Throws only where there can never be a journal: no such folder, or something else of that name.
    public convenience init(path: String) throws(JournalProblem) { try self.init(path: path, steps: Schema.steps) }

    /// Looks into the file of an engine that may be running; nothing there is changed. A damaged or newer file is a problem, a missing one
    /// too.
    public init(reading path: String) throws(JournalProblem) {
        self.path = path
        steps = Schema.steps
        isReadOnly = true
        let version: Int64
        do throws(SQLiteFailure) {
            let database = try Database(path: path, busy: 2000, isReadOnly: true)
            version = try database.number("PRAGMA user_version") ?? 0
            self.database = database
        } catch {
            throw JournalProblem(path: path, text: error.text(path))
        }
        guard version == steps.count else {
            throw JournalProblem(path: path, text: "\(path) is of version \(version), this is \(steps.count)")
        }
    }

    init(path: String, steps: [StaticString]) throws(JournalProblem) {
        self.path = path
        self.steps = steps
        isReadOnly = false
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw JournalProblem(path: path, text: "\(path) is no file")
        }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        guard stat(folder.isEmpty ? "/" : folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw JournalProblem(path: path, text: "there is no folder \(folder) for the journal")
        }
        open()
    }

    /// What is wrong now, in one line; nil where all is written. A file that was set aside is wrong for a minute.
    public var problem: String? {
        if let failure {
            let kept = queue.isEmpty ? "" : "; \(queue.count) entries wait in memory"
            return failure + kept + (dropped == 0 ? "" : ", \(dropped) were lost")
        }
        guard let notice, ContinuousClock.now - notice.at < Self.noticed else { return nil }
        return notice.text
    }

    /// Whether another file stood here that could not be gone on with.
    var wasSetAside: Bool { notice != nil }

    /// Entries that are not on disk yet.
    public var waiting: Int { queue.count }

    /// True once they are on disk; false where they wait in memory.
    @discardableResult
    public func record(_ transitions: [Transition]) -> Bool {
        for transition in transitions { standing[transition.alarm.key] = transition.alarm }
        return record(transitions.map { .transition($0) })
    }
    @discardableResult
    public func record(ends: [SessionEnd]) -> Bool { record(ends.map { .end($0) }) }
    @discardableResult
    public func record(events: [HostEvent]) -> Bool { record(events.map { .event($0) }) }
    @discardableResult
    public func record(outages: [Outage]) -> Bool {
        self.outages.removeAll { old in outages.contains { $0.host == old.host && $0.from == old.from } }
        self.outages += outages
        return record(outages.map { .outage($0) })
    }

    @discardableResult
    public func record(reveals: [Reveal]) -> Bool { record(reveals.map { .reveal($0) }) }

    /// Tries again to write what waits; does nothing within a second of a failure.
    @discardableResult
    public func flush() -> Bool {
        guard !isReadOnly, !queue.isEmpty || database == nil else { return !isReadOnly }
        if let failedAt, ContinuousClock.now - failedAt < pause { return false }
        if database == nil { open() }
        guard database != nil else { return false }
        if !isSound { startAnew(because: "the file was overwritten or removed", mark: "damaged") }
        return write()
    }

    private func record(_ entries: [Entry]) -> Bool {
        queue += entries
        if queue.count > Self.longestQueue { shorten() }
        return flush()
    }

    /// Events are told again by the screens, ends are counted; acts are what nobody may lose.
    private func shorten() {
        for isLesser in [{ if case .event = $0 { true } else { false } }, { !$0.isAct }, { _ in true }] as [(Entry) -> Bool] {
            var excess = queue.count - Self.longestQueue
            guard excess > 0 else { return }
            queue.removeAll { entry in
                guard excess > 0, isLesser(entry) else { return false }
                excess -= 1
                dropped += 1
                return true
            }
        }
    }

    private func write() -> Bool {
        guard !queue.isEmpty else { return true }
        do throws(SQLiteFailure) {
            try transact(queue)
        } catch  where error.isDamage {
            startAnew(because: error.message, mark: "damaged")
            guard database != nil else { return false }
            do throws(SQLiteFailure) { try transact(queue) } catch { return failed(error) }
        } catch  where error.isPassing {
            return failed(error)
        } catch {
            return writeOneByOne()
        }
        queue = []
        failure = nil
        failedAt = nil
        dropped = 0
        return true
    }

    private func transact(_ entries: [Entry]) throws(SQLiteFailure) {
        guard let database else { return }
        // In WAL mode FULL syncs at every commit, NORMAL only at a checkpoint (SQLite manual, PRAGMA synchronous).
        let isFull = entries.contains { $0.isAct }
        if isFull != isSynchronousFull {
            try database.execute(isFull ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
            isSynchronousFull = isFull
        }
        try database.execute("BEGIN IMMEDIATE")
        do throws(SQLiteFailure) {
            for entry in entries { try entry.write(to: database) }
            try database.execute("COMMIT")
        } catch {
            // After some failures SQLite has rolled back already.
            try? database.execute("ROLLBACK")
            throw error
        }
    }

    /// One entry that SQLite will never take must not hold up the others.
    private func writeOneByOne() -> Bool {
        while let entry = queue.first {
            do throws(SQLiteFailure) {
                try transact([entry])
            } catch  where error.isPassing || error.isDamage {
                return failed(error)
            } catch {
                notice = ("the journal would not take an entry: \(error.message)", .now)
            }
            queue.removeFirst()
        }
        failure = nil
        failedAt = nil
        return true
    }

    @discardableResult
    private func failed(_ error: SQLiteFailure) -> Bool {
        failure = error.text(path)
        failedAt = .now
        // A connection that could not read or write may never do so again; a new one may.
        if error.kind == SQLITE_IOERR || error.kind == SQLITE_CANTOPEN { database = nil }
        return false
    }

    // MARK: - Opening

    private func open() {
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
    private func startAnew(because reason: String, mark: String) {
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

    // MARK: - For the other files of this module

    /// Runs a read; a failure becomes the problem.
    func reading(_ body: (Database) throws(SQLiteFailure) -> Void) -> Bool {
        if database == nil { _ = flush() }
        guard let database else { return false }
        do throws(SQLiteFailure) {
            try body(database)
            if queue.isEmpty { failure = nil }
            return true
        } catch  where error.isDamage && !isReadOnly {
            startAnew(because: error.message, mark: "damaged")
            _ = write()
            return false
        } catch {
            failed(error)
            return false
        }
    }

    func remember(_ alarms: [Alarm], _ outages: [Outage]) {
        for alarm in alarms where (standing[alarm.key]?.id ?? 0) <= alarm.id { standing[alarm.key] = alarm }
        self.outages = outages
    }
}
