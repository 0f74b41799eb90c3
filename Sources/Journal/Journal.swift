public import Alarms
import Glibc
import Platform
public import Telemetry

/// What must survive: occurrences with every transition, session ends, events, maintenance windows. One SQLite file with its WAL.
///
/// One owner; not for several threads at once. Its calls block for a write to disk: an engine has it behind a `JournalWriter`.
/// Nothing that fails here stops anybody: what happens and cannot be written is kept in memory and tried again, what people ask for is
/// refused, and `problem` says why.
public final class Journal {
    public let path: String
    /// Of the files that this one writes, and the newest that it reads.
    public static var version: Int { Schema.steps.count }
    /// Waits so long for somebody else's lock, in milliseconds: a screen must not freeze for it.
    static let busy: Int32 = 50
    /// Kept in memory at most, and an eighth more; then events go first, and session ends after them.
    static let longestQueue = 10_000
    /// The same for what waits while the disk answers: more sessions than these are not known to last either.
    static let mostAtOnce = 100_000
    /// After a failure nothing is tried again before this.
    var pause: Duration = .seconds(1)
    /// How long a file that was set aside is a problem.
    static let noticed: Duration = .seconds(60)

    let steps: [StaticString]
    /// Whether what stands in the folder by now is still this engine's.
    let isOurs: @Sendable () -> Bool
    /// Another process owns the file: nothing is written, made or set aside.
    let isReadOnly: Bool
    var database: Database?
    var queue: [JournalEntry] = []
    var dropped = 0
    /// See `Journal.pastRoom`.
    var pastRoom = Journal.pastRoom
    /// Since then the file lacks something of how hosts were; the end of all times where it only lacks how they are now. Whoever tells it
    /// begins anew, and takes this back.
    var pastLostSince: Moment?
    /// The line that says how many were.
    var lossTold: JournalEntry?
    var failure: Message?
    var failedAt: ContinuousClock.Instant?
    /// SQLite's code of the failure, without its extension.
    var failureKind: Int32 = 0
    var notice: (message: Message, at: ContinuousClock.Instant)?
    var isSynchronousFull = false
    /// The last of each alarm, so that a file that is started anew has them all.
    private(set) var standing: [AlarmKey: Alarm] = [:]
    private(set) var maintenanceWindows: [MaintenanceWindow] = []
    private(set) var hosts: [Host.ID: KnownHost] = [:]
    /// The highest number that an occurrence has; nil before `restore`.
    private(set) var highestID: Int64?
    /// Up to where this engine has taken ids in a file, and whether it has in the one that is open.
    var taken: Int64 = 0
    var isTaken = false
    /// The disk that the folder was on when the file was opened.
    var device: UInt64?
    /// Which file was open last.
    var openedFile: FileIdentity?
    /// SQLite's log and its index beside the file.
    var log: FileIdentity?
    var logIndex: FileIdentity?
    /// In bytes.
    var logIndexSize = 0
    var folder: String {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        return folder.isEmpty ? "/" : folder
    }

    /// Opens the file or makes it (mode 0600). A damaged file is set aside as `….damaged-1`, one of a newer version as `….version-9`.
    /// Whatever else is wrong (no folder, something else of that name, no room) is `problem`, and is tried again. Throws only where the
    /// path can never be one.
    /// - Parameter isOurs: asked before a file is opened once more: folders go, and others may have taken their place.
    public convenience init(path: String, isOurs: @escaping @Sendable () -> Bool = { true }) throws(JournalProblem) {
        try self.init(path: path, steps: Schema.steps, isOurs: isOurs)
    }

    /// Looks into the file of an engine that may be running; nothing there is changed. A damaged or newer file is a problem, a missing one
    /// too.
    public init(reading path: String) throws(JournalProblem) {
        self.path = path
        steps = Schema.steps
        isOurs = { true }
        isReadOnly = true
        let version: Int64
        do throws(SQLiteFailure) {
            let database = try Database(reading: path, busy: 2000)
            version = try database.number("PRAGMA user_version") ?? 0
            self.database = database
        } catch {
            throw JournalProblem(path: path, error.said(path))
        }
        guard version == steps.count else {
            let (found, own) = (Int(clamping: version), steps.count)
            throw JournalProblem(path: path, found < own ? .journalIsOlder(path, found, own) : .journalIsNewer(path, found, own))
        }
    }

    init(path: String, steps: [StaticString], isOurs: @escaping @Sendable () -> Bool = { true }) throws(JournalProblem) {
        self.path = path
        self.steps = steps
        self.isOurs = isOurs
        isReadOnly = false
        // SQLite's own limit is 512 bytes, "-journal" included.
        guard !path.isEmpty, path.utf8.count <= 500 else {
            throw JournalProblem(path: path, .journalPathTooLong(path))
        }
        open()
    }
    deinit { giveBackIDs() }

    /// What is wrong now, in one line; nil where all is written. A file that was set aside is wrong for a minute.
    public var problem: Message? {
        if let failure {
            let kept = queue.isEmpty ? failure : .entriesWait(failure, queue.count)
            return dropped == 0 ? kept : .entriesWereLost(kept, dropped)
        }
        guard let notice, ContinuousClock.now - notice.at < Self.noticed else { return nil }
        return notice.message
    }

    /// Whether another file stood here that could not be gone on with.
    var wasSetAside: Bool { notice != nil }

    /// Entries that are not on disk yet.
    public var waiting: Int { queue.count }

    /// True once they are on disk; false where they wait in memory. For what happens by itself; what people do is `commit`.
    @discardableResult
    public func record(_ transitions: [Transition]) -> Bool {
        learn(transitions)
        return record(transitions.map { .transition($0) })
    }
    @discardableResult
    public func record(ends: [SessionEnd]) -> Bool { record(ends.map { .end($0) }) }
    /// Ends that are not kept one by one.
    @discardableResult
    public func record(counts: [EndCount]) -> Bool { record(counts.map { .counted($0) }) }
    @discardableResult
    public func record(events: [HostEvent]) -> Bool { record(events.map { .event($0) }) }
    @discardableResult
    public func record(maintenanceWindows: [MaintenanceWindow]) -> Bool {
        learn(maintenanceWindows)
        return record(maintenanceWindows.map { .maintenance($0) })
    }

    /// Tries again to write what waits, and sees whether the file is still there; does nothing within a second of a failure.
    /// - Parameter isLast: there may be no other time: nothing is waited for.
    @discardableResult
    public func flush(isLast: Bool = false) -> Bool {
        guard !isReadOnly, !(isLast && queue.isEmpty) else { return false }
        if !isLast, let failedAt, ContinuousClock.now - failedAt < pause { return false }
        if database == nil { open() } else { look() }
        return database != nil && write()
    }

    @discardableResult
    public func record(sessions: [SessionRecord]) -> Bool { record(sessions.map { .session($0) }) }
    @discardableResult
    public func record(audits: [Audit]) -> Bool { record(audits.map { .audit($0) }) }
    @discardableResult
    public func record(past: [PastEntry]) -> Bool { record(past.map { .past($0) }) }
    @discardableResult
    public func record(hosts: [KnownHost]) -> Bool {
        learn(hosts)
        return record(hosts.map { .host($0) })
    }

    /// What waited elsewhere, of which so many were dropped; `standing` are alarms of those.
    func take(_ entries: [JournalEntry], dropped: Int = 0, standing: [Alarm] = []) {
        self.dropped += dropped
        for alarm in standing { learn(alarm) }
        for entry in entries {
            switch entry {
            case .transition(let transition): learn(transition.alarm)
            case .standing(let alarm): learn(alarm)
            case .maintenance(let maintenance): learn([maintenance])
            case .host(let host): learn([host])
            default: break
            }
        }
        _ = record(entries)
    }

    private func record(_ entries: [JournalEntry]) -> Bool {
        queue += entries
        if flush() { return true }
        shorten()
        return false
    }

    func learn(_ transitions: [Transition]) {
        for transition in transitions { learn(transition.alarm) }
    }
    private func learn(_ alarm: Alarm) {
        // One that was followed by another is told once more where an act upon it came to nothing.
        if (standing[alarm.key]?.id ?? alarm.id) <= alarm.id { standing[alarm.key] = alarm }
        if let known = highestID { highestID = max(known, alarm.id) }
    }
    func learn(_ maintenanceWindows: [MaintenanceWindow]) {
        self.maintenanceWindows.removeAll { old in maintenanceWindows.contains { $0.host == old.host && $0.from == old.from } }
        self.maintenanceWindows += maintenanceWindows
    }

    func learn(_ hosts: [KnownHost]) { for host in hosts { self.hosts[host.id] = host.isForgotten ? nil : host } }

    /// The same alarms and windows in other words: those of before are in memory no longer.
    public func reword(_ alarms: [Alarm], _ windows: [MaintenanceWindow]) {
        for alarm in alarms where standing[alarm.key]?.id == alarm.id { standing[alarm.key] = alarm }
        let known = Set(maintenanceWindows.map(Place.init))
        learn(windows.filter { known.contains(Place($0)) })
    }

    /// What makes it the same window, whatever has become of it.
    private struct Place: Hashable {
        let host: Host.ID
        let from: Moment
        init(_ window: MaintenanceWindow) { (host, from) = (window.host, window.from) }
    }

    /// Runs a read; a failure becomes the problem.
    func reading(_ body: (Database) throws(SQLiteFailure) -> Void) -> Bool {
        if database == nil { _ = flush() }
        guard let database else { return false }
        do throws(SQLiteFailure) {
            try body(database)
            if queue.isEmpty { failure = nil }
            return true
        } catch  where error.isDamage && !isReadOnly {
            startAnew(because: .raw(error.message), mark: "damaged")
            _ = write()
            return false
        } catch {
            failed(error)
            return false
        }
    }

    /// What `restore` gave away.
    func remember(_ remembered: JournalSnapshot) {
        highestID = max(remembered.nextID - 1, highestID ?? 0)
        guard remembered.isComplete else { return }
        for alarm in remembered.records.map(\.alarm) where (standing[alarm.key]?.id ?? 0) <= alarm.id { standing[alarm.key] = alarm }
        maintenanceWindows = remembered.maintenanceWindows
        learn(remembered.hosts)
    }
}
