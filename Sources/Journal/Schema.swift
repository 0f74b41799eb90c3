import CSQLite

/// The tables, as steps that each bring a file one version further (`PRAGMA user_version`). A step that has left this house is never changed.
enum Schema {
    static let steps: [StaticString] = [first, reveals, announced, comments, sessions, hosts, messages, principals, ids, evidence, past]

    /// Times are milliseconds since 1970 UTC. `latest` marks the last occurrence of each alarm: what a restart brings back.
    private static let first: StaticString = """
        CREATE TABLE occurrence (
            id INTEGER PRIMARY KEY, rule TEXT NOT NULL, host TEXT NOT NULL, entity TEXT NOT NULL, latest INTEGER NOT NULL,
            severity INTEGER NOT NULL, phase TEXT NOT NULL, raised INTEGER NOT NULL, changed INTEGER NOT NULL, returned INTEGER,
            text TEXT NOT NULL, count INTEGER NOT NULL, unseen INTEGER NOT NULL,
            ack_author TEXT, ack_at INTEGER, ack_comment TEXT, ack_expires INTEGER,
            shelf_author TEXT, shelf_at INTEGER, shelf_reason TEXT, shelf_until INTEGER, shelf_wakes TEXT,
            suppressed_by TEXT, out_of_service INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX occurrence_raised ON occurrence (raised);
        CREATE UNIQUE INDEX occurrence_latest ON occurrence (rule, host, entity) WHERE latest = 1;
        CREATE TABLE line (
            occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE, kind TEXT NOT NULL, position INTEGER NOT NULL,
            text TEXT NOT NULL, PRIMARY KEY (occurrence, kind, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE comment (
            occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE, position INTEGER NOT NULL,
            author TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (occurrence, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE transition (
            seq INTEGER PRIMARY KEY, occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE, at INTEGER NOT NULL,
            what TEXT NOT NULL, author TEXT NOT NULL, comment TEXT NOT NULL, severity INTEGER NOT NULL, phase TEXT NOT NULL, text TEXT NOT NULL
        ) STRICT;
        CREATE INDEX transition_occurrence ON transition (occurrence);
        CREATE TABLE session_end (
            seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, host TEXT NOT NULL, kind TEXT NOT NULL, session TEXT NOT NULL, user TEXT NOT NULL,
            cause TEXT NOT NULL, confidence TEXT NOT NULL, proof TEXT NOT NULL
        ) STRICT;
        CREATE INDEX session_end_at ON session_end (at);
        CREATE TABLE end_count (
            hour INTEGER NOT NULL, host TEXT NOT NULL, cause TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (hour, host, cause)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE event (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, host TEXT NOT NULL, text TEXT NOT NULL) STRICT;
        CREATE INDEX event_at ON event (at);
        CREATE TABLE outage (
            host TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, ended INTEGER,
            PRIMARY KEY (host, since)
        ) STRICT, WITHOUT ROWID;
        """

    /// Who was told the name behind a pseudonym.
    private static let reveals: StaticString = """
        CREATE TABLE IF NOT EXISTS reveal (
            seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, host TEXT NOT NULL, pseudonym TEXT NOT NULL, author TEXT NOT NULL,
            reason TEXT NOT NULL
        ) STRICT;
        """

    /// When an alarm was last announced, so that a restart says nothing again before its time.
    private static let announced: StaticString = """
        ALTER TABLE occurrence ADD COLUMN announced INTEGER;
        UPDATE occurrence SET announced = changed;
        """

    /// Comments by a number that is never used again, no longer by their place in a list: one that was taken back moved the others up, and
    /// the next was not written. What was lost by that stands in the steps still. The clock as it was last seen, and indices for what is
    /// asked by time.
    private static let comments: StaticString = """
        ALTER TABLE comment RENAME TO comment_by_place;
        CREATE TABLE comment (
            seq INTEGER PRIMARY KEY, occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE,
            author TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL
        ) STRICT;
        INSERT INTO comment (occurrence, author, at, text)
            SELECT occurrence, author, at, text FROM (
                SELECT occurrence, author, at, text, position FROM comment_by_place
                UNION ALL
                SELECT occurrence, author, at, comment, seq FROM transition t WHERE what = 'commented' AND NOT EXISTS (
                    SELECT 1 FROM comment_by_place c
                    WHERE c.occurrence = t.occurrence AND c.author = t.author AND c.at = t.at AND c.text = t.comment)
            ) ORDER BY occurrence, at, position;
        DROP TABLE comment_by_place;
        CREATE INDEX comment_occurrence ON comment (occurrence);
        CREATE TABLE clock (
            one INTEGER PRIMARY KEY CHECK (one = 1), latest INTEGER NOT NULL, since INTEGER NOT NULL, believed INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX occurrence_changed ON occurrence (changed);
        CREATE INDEX transition_at ON transition (at);
        """

    /// Sessions from their beginning to their end; a row that has no end lasts, or the engine was not there to see it end. And whoever asked
    /// for anything, with what became of it.
    private static let sessions: StaticString = """
        CREATE TABLE session (
            target TEXT NOT NULL, host TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, began INTEGER NOT NULL, ended INTEGER, cause TEXT,
            guest TEXT, network TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (host, id, began)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX session_ended ON session (ended);
        CREATE TABLE audit (
            seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, principal TEXT NOT NULL, act TEXT NOT NULL, target TEXT NOT NULL, refused TEXT
        ) STRICT;
        CREATE INDEX audit_at ON audit (at);
        """

    /// Hosts that targets have named: each is known until somebody forgets it.
    private static let hosts: StaticString = """
        CREATE TABLE host (
            target TEXT NOT NULL, node TEXT NOT NULL, since INTEGER NOT NULL, missing INTEGER, PRIMARY KEY (target, node)
        ) STRICT, WITHOUT ROWID;
        """

    /// What is said as its id and its arguments (`Message.json`) instead of a finished sentence; `text` (of the audit
    /// `refused`, of an occurrence `suppressed_by`, of a transition `comment`) is empty then. Rows from before have their text, and no
    /// message, but for what is known by what it says: what alarms are suppressed by, and what acknowledgements and shelves left behind.
    private static let messages: StaticString = """
        ALTER TABLE occurrence ADD COLUMN message TEXT;
        ALTER TABLE transition ADD COLUMN message TEXT;
        ALTER TABLE line ADD COLUMN message TEXT;
        ALTER TABLE event ADD COLUMN message TEXT;
        ALTER TABLE audit ADD COLUMN message TEXT;
        ALTER TABLE occurrence ADD COLUMN suppression TEXT;
        ALTER TABLE transition ADD COLUMN remark TEXT;
        ALTER TABLE comment ADD COLUMN message TEXT;
        UPDATE comment SET message = json_object('id', 'remark.acknowledged', 'arguments', json_array(json_object())) WHERE text = 'acknowledged';
        UPDATE comment SET message = json_object('id', 'remark.acknowledged', 'arguments', json_array(json_object('text', substr(text, 15))))
            WHERE substr(text, 1, 14) = 'acknowledged: ';
        UPDATE comment SET message = json_object('id', 'remark.shelved', 'arguments', json_array(json_object('text', substr(text, 10))))
            WHERE substr(text, 1, 9) = 'shelved: ';
        UPDATE comment SET message = json_object('id', 'remark.unshelved', 'arguments', json_array()) WHERE text = 'unshelved';
        UPDATE comment SET text = '' WHERE message IS NOT NULL;
        UPDATE occurrence SET suppression = json_object('id', 'suppressed.no_data', 'arguments', json_array()) WHERE suppressed_by = 'no data';
        UPDATE occurrence SET suppression = json_object('id', 'suppressed.host_missing', 'arguments', json_array())
            WHERE suppressed_by = 'host missing';
        UPDATE occurrence SET suppression = json_object(
                'id', 'suppressed.silence', 'arguments', json_array(json_object('text', substr(suppressed_by, 10)), json_object()))
            WHERE substr(suppressed_by, 1, 9) = 'silence: ';
        """

    /// Who asked, as more than a name, which another user may have had: rows from before have no number. A role is written once there are any.
    private static let principals: StaticString = """
        ALTER TABLE audit ADD COLUMN uid INTEGER;
        ALTER TABLE audit ADD COLUMN role TEXT NOT NULL DEFAULT '';
        UPDATE audit SET message = replace(message, '"refused.no_host"', '"refused.there_is_no_host"') WHERE instr(message, 'refused.no_host') > 0;
        """

    /// Ids of occurrences up to `highest` are taken, whether they were written or not.
    private static let ids: StaticString = "CREATE TABLE taken (one INTEGER PRIMARY KEY CHECK (one = 1), highest INTEGER NOT NULL) STRICT;"

    /// What a session's end was concluded from, as a message where no line of the interface says it (`proof` is empty then).
    private static let evidence: StaticString = "ALTER TABLE session_end ADD COLUMN message TEXT;"

    /// How hosts were: each part of one from when it became so until it was otherwise (null as long as it is so). And how much that is, of
    /// when the first was, up to when some are deleted, and since when sessions are whole. Of an alarm's step what lay over the alarm then
    /// (`HeldFlags`; null where nobody knows: of steps from before, but the last of each alarm). Of a session when it was first told of and when no longer (null in rows of before). And an index by
    /// which it is found whether an alarm came again.
    private static let past: StaticString = """
        CREATE INDEX occurrence_key ON occurrence (rule, host, entity, raised);
        ALTER TABLE transition ADD COLUMN held TEXT;
        UPDATE transition SET held = (
            SELECT json_object(
                'acknowledgement', json(iif(ack_author IS NULL, NULL, json_object(
                    'author', ack_author, 'at_ms', ack_at, 'comment', coalesce(ack_comment, ''), 'expires_ms', ack_expires))),
                'shelf', json(iif(shelf_author IS NULL, NULL, json_object(
                    'author', shelf_author, 'at_ms', shelf_at, 'reason', coalesce(shelf_reason, ''), 'until_ms', shelf_until,
                    'wakes', json(iif(json_valid('["' || replace(shelf_wakes, ' ', '","') || '"]'),
                        '["' || replace(shelf_wakes, ' ', '","') || '"]', '[]'))))),
                'suppression', json(CASE WHEN suppressed_by IS NULL THEN NULL WHEN json_valid(suppression) THEN suppression
                    ELSE json_object('id', 'text', 'arguments', json_array(json_object('raw', suppressed_by))) END),
                'out_of_service', json(iif(out_of_service, 'true', 'false')))
            FROM occurrence WHERE id = transition.occurrence)
        WHERE seq IN (SELECT max(seq) FROM transition GROUP BY occurrence);
        ALTER TABLE session ADD COLUMN seen INTEGER;
        ALTER TABLE session ADD COLUMN gone INTEGER;
        CREATE TABLE past (
            seq INTEGER PRIMARY KEY, host TEXT NOT NULL, part TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER, size INTEGER NOT NULL,
            body TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX past_open ON past (host, part) WHERE until IS NULL;
        CREATE INDEX past_host ON past (host, until, since);
        CREATE INDEX past_until ON past (until);
        CREATE TABLE past_extent (
            one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, since INTEGER, gone INTEGER,
            sessions INTEGER
        ) STRICT;
        INSERT INTO past_extent (one, size) VALUES (1, 0);
        CREATE TRIGGER past_came AFTER INSERT ON past BEGIN
            UPDATE past_extent SET size = size + new.size, since = min(coalesce(since, new.since), new.since);
        END;
        CREATE TRIGGER past_went AFTER DELETE ON past BEGIN
            UPDATE past_extent SET size = size - old.size, gone = max(coalesce(gone, old.since), coalesce(old.until, old.since));
        END;
        """

    /// Brings the file to the newest version; each step wholly or not at all. Answers the version that it found.
    static func migrate(_ database: Database, steps: [StaticString]) throws(SQLiteFailure) -> Int64 {
        let found = try database.number("PRAGMA user_version") ?? 0
        // A wounded file may have any number there.
        guard (0..<Int64(steps.count)).contains(found) else { return found }
        try database.execute("BEGIN IMMEDIATE")
        do throws(SQLiteFailure) {
            // Read again under the lock: somebody else may have been faster.
            var version = try database.number("PRAGMA user_version") ?? 0
            while (0..<Int64(steps.count)).contains(version) {
                try database.execute(steps[Int(version)])
                version += 1
            }
            try setVersion(steps.count, database)
            try database.execute("COMMIT")
        } catch {
            try? database.execute("ROLLBACK")
            throw error
        }
        return found
    }

    /// A pragma takes no bound value; versions are few, so each is written out.
    private static func setVersion(_ version: Int, _ database: Database) throws(SQLiteFailure) {
        let pragmas: [StaticString] = [
            "PRAGMA user_version = 1", "PRAGMA user_version = 2", "PRAGMA user_version = 3", "PRAGMA user_version = 4",
            "PRAGMA user_version = 5", "PRAGMA user_version = 6", "PRAGMA user_version = 7", "PRAGMA user_version = 8",
            "PRAGMA user_version = 9", "PRAGMA user_version = 10", "PRAGMA user_version = 11", "PRAGMA user_version = 12",
        ]
        guard pragmas.indices.contains(version - 1) else { throw SQLiteFailure(code: SQLITE_ERROR) }
        try database.execute(pragmas[version - 1])
    }
}
