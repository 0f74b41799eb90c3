import CSQLite

/// From the queue onto the disk.
extension Journal {
    func write() -> Bool {
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
    func failed(_ error: SQLiteFailure) -> Bool {
        failure = error.text(path)
        failedAt = .now
        // A connection that could not read or write may never do so again; a new one may.
        if error.kind == SQLITE_IOERR || error.kind == SQLITE_CANTOPEN { database = nil }
        return false
    }
}
