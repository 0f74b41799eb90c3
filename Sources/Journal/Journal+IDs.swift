import CSQLite
import Telemetry

/// Ids are told to people before they are on the disk, so they are taken in the file ahead of that, in blocks: an engine that was killed
/// while nothing could be written has told none that the next one gives to another alarm.
extension Journal {
    /// So many at least are taken ahead; a start after an end out of order leaves out twice as many at most.
    static let block: Int64 = 1000

    /// Up to where ids are to be taken with the next write; nil where enough of them are.
    var blockDue: Int64? {
        guard let highestID else { return nil }
        if isTaken, taken - highestID >= Self.block { return nil }
        return min(max(taken, highestID + 2 * Self.block), Self.highestID)
    }

    /// At an end in order: the next engine goes on without a gap.
    func giveBackIDs() {
        guard isTaken, queue.isEmpty, let highestID, let database, (try? database.take(idsUpTo: highestID)) != nil else { return }
        (taken, isTaken) = (highestID, false)
    }

    /// What an engine before this one has taken.
    func takenBefore(_ database: Database) throws(SQLiteFailure) -> Int64 {
        let found = try database.number("SELECT highest FROM taken") ?? 0
        return found == taken || found > Self.highestID ? 0 : found
    }

    /// Whether ids from here on are this engine's alone. A lock passes, and says nothing of the disk.
    func takeIDs() -> Bool {
        do throws(SQLiteFailure) { try transact([]) } catch { return error.kind == SQLITE_BUSY }
        return true
    }
}

extension Database {
    func take(idsUpTo highest: Int64) throws(SQLiteFailure) {
        try run(
            "INSERT INTO taken (one, highest) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET highest = excluded.highest", [.int(highest)])
    }
}
