import CSQLite
import Telemetry

/// From the queue onto the disk.
extension Journal {
    func write() -> Bool {
        guard !queue.isEmpty else { return true }
        if dropped > 0, let last = queue.last {
            // Written once, by the next entry that can be written; the count then starts anew.
            lossTold = .event(HostEvent(at: last.at, host: "", .entriesLost(dropped)))
        }
        do throws(SQLiteFailure) {
            try transact(queue + (lossTold.map { [$0] } ?? []))
        } catch  where error.isDamage {
            startAnew(because: .raw(error.message), mark: "damaged")
            do throws(SQLiteFailure) { try transact(queue) } catch { return failed(error) }
        } catch  where error.kind == SQLITE_FULL && !queue.allSatisfy(\.isPast) && dropPast() {
            return write()
        } catch  where error.isPassing {
            return failed(error)
        } catch {
            return writeOneByOne()
        }
        return written()
    }

    /// What is told anew by itself gives way to what is not; false where there is none.
    func dropPast() -> Bool {
        guard queue.contains(where: \.isPast) else { return false }
        losePast(queue)
        queue.removeAll(where: \.isPast)
        return true
    }

    private func written() -> Bool {
        queue = []
        failure = nil
        failedAt = nil
        dropped = 0
        lossTold = nil
        return true
    }

    /// All of them or none, and on the disk where one of them is an act.
    func transact(_ entries: [JournalEntry], isWanted: () -> Bool = { true }) throws(SQLiteFailure) {
        // Nothing is written where there is nothing to write to: to say so is all.
        guard let database else {
            throw SQLiteFailure(code: SQLITE_CANTOPEN, ours: failure ?? .journalIsNotOpen(path))
        }
        // In WAL mode FULL syncs at every commit, NORMAL only at a checkpoint (SQLite manual, PRAGMA synchronous).
        let block = blockDue
        let isFull = block != nil || entries.contains { $0.isAct }
        if isFull != isSynchronousFull {
            try database.execute(isFull ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
            isSynchronousFull = isFull
        }
        try database.execute("BEGIN IMMEDIATE")
        do throws(SQLiteFailure) {
            for entry in entries { try entry.write(to: database) }
            if entries.contains(where: \.isPast) { try makeRoomForPast(database) }
            if let block { try database.take(idsUpTo: block) }
            guard isWanted() else { throw SQLiteFailure.unwanted }
            try database.execute("COMMIT")
        } catch {
            // After some failures SQLite has rolled back already.
            try? database.execute("ROLLBACK")
            throw error
        }
        if let block { (taken, isTaken) = (block, true) }
    }

    /// One entry that SQLite will never take must not hold up the others.
    private func writeOneByOne() -> Bool {
        while let entry = queue.first {
            do throws(SQLiteFailure) {
                try transact([entry])
            } catch  where error.isPassing || error.isDamage {
                return failed(error)
            } catch {
                notice = (.entryNotTaken(RawLine(error.message)), .now)
                losePast([entry])
            }
            queue.removeFirst()
        }
        failure = nil
        failedAt = nil
        return true
    }

    @discardableResult
    func failed(_ error: SQLiteFailure) -> Bool {
        failure = error.said(path)
        failedAt = .now
        failureKind = error.kind
        // A connection that could not read or write may never do so again; a new one may.
        if error.kind == SQLITE_IOERR || error.kind == SQLITE_CANTOPEN { database = nil }
        return false
    }

    func shorten() {
        guard queue.count > Self.longestQueue + Self.longestQueue / 8 else { return }
        let lost = queue.shorten(to: Self.longestQueue) { $0 }
        dropped += lost.count
        losePast(lost)
    }
}

extension SQLiteFailure {
    /// Nobody waits for it any more: nothing is wrong with the file.
    static let unwanted = SQLiteFailure(code: SQLITE_ABORT, message: "unwanted")
}

extension Array {
    /// What came last is lost last of its kind: how hosts were is told anew, events are told again by the screens, ends are counted, and of an alarm's steps the last
    /// says how it stands. What somebody was told is done never waits here.
    ///
    /// What is no entry stays and is not counted. Answers what was dropped.
    mutating func shorten(to most: Int, _ entry: (Element) -> JournalEntry?) -> [JournalEntry] {
        var excess = reduce(0) { $0 + (entry($1) == nil ? 0 : 1) } - most
        var lost: [JournalEntry] = []
        func drop(_ isLesser: (Int, JournalEntry) -> Bool) {
            guard excess > 0 else { return }
            var kept: [Element] = []
            for (index, element) in enumerated() {
                if excess > 0, let entry = entry(element), isLesser(index, entry) {
                    excess -= 1
                    lost.append(entry)
                } else {
                    kept.append(element)
                }
            }
            self = kept
        }
        drop { _, entry in entry.isPast }
        drop { _, entry in entry.isEvent }
        drop { _, entry in !entry.isToStay }
        let last = Dictionary(enumerated().compactMap { index, element in entry(element)?.occurrence.map { ($0, index) } }) { $1 }
        drop { index, entry in entry.occurrence.map { last[$0] != index } ?? false }
        drop { _, _ in true }
        return lost
    }
}
