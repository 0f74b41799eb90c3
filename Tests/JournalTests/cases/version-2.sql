BEGIN TRANSACTION;
CREATE TABLE comment (
    occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE, position INTEGER NOT NULL,
    author TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (occurrence, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "comment" VALUES(1,0,'root',1795729629315,'acknowledged: first');
INSERT INTO "comment" VALUES(1,1,'root',1795729629331,'ask karl');
CREATE TABLE end_count (
    hour INTEGER NOT NULL, host TEXT NOT NULL, cause TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (hour, host, cause)
) STRICT, WITHOUT ROWID;
CREATE TABLE event (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, host TEXT NOT NULL, text TEXT NOT NULL) STRICT;
INSERT INTO "event" VALUES(1,1795729626791,'','engine 0.1.0 started');
INSERT INTO "event" VALUES(2,1795729627051,'me','memory 4.9 %, limit 0 (critical)');
INSERT INTO "event" VALUES(3,1795729629315,'me','memory 4.6 %, limit 0 acknowledged by root: first');
INSERT INTO "event" VALUES(4,1795729629317,'me','memory 4.6 %, limit 0 acknowledged by root: second');
INSERT INTO "event" VALUES(5,1795729629318,'me','memory 4.6 %, limit 0 taken back by root: acknowledged');
INSERT INTO "event" VALUES(6,1795729629327,'me','memory 4.6 %, limit 0 commented by root: pool grows on Thursday');
INSERT INTO "event" VALUES(7,1795729629331,'me','memory 4.6 %, limit 0 commented by root: ask karl');
INSERT INTO "event" VALUES(8,1795729629335,'','engine stopped');
CREATE TABLE line (
    occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE, kind TEXT NOT NULL, position INTEGER NOT NULL,
    text TEXT NOT NULL, PRIMARY KEY (occurrence, kind, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE occurrence (
    id INTEGER PRIMARY KEY, rule TEXT NOT NULL, host TEXT NOT NULL, entity TEXT NOT NULL, latest INTEGER NOT NULL,
    severity INTEGER NOT NULL, phase TEXT NOT NULL, raised INTEGER NOT NULL, changed INTEGER NOT NULL, returned INTEGER,
    text TEXT NOT NULL, count INTEGER NOT NULL, unseen INTEGER NOT NULL,
    ack_author TEXT, ack_at INTEGER, ack_comment TEXT, ack_expires INTEGER,
    shelf_author TEXT, shelf_at INTEGER, shelf_reason TEXT, shelf_until INTEGER, shelf_wakes TEXT,
    suppressed_by TEXT, out_of_service INTEGER NOT NULL
) STRICT;
INSERT INTO "occurrence" VALUES(1,'memory','me','',1,2,'acknowledged',1795729627051,1795729629318,NULL,'memory 4.6 %, limit 0',1,0,'root',1795729629315,'first',1795758429315,NULL,NULL,NULL,NULL,NULL,NULL,0);
CREATE TABLE outage (
    host TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, ended INTEGER,
    PRIMARY KEY (host, since)
) STRICT, WITHOUT ROWID;
CREATE TABLE reveal (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, host TEXT NOT NULL, pseudonym TEXT NOT NULL, author TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE TABLE session_end (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, host TEXT NOT NULL, kind TEXT NOT NULL, session TEXT NOT NULL, user TEXT NOT NULL,
    cause TEXT NOT NULL, confidence TEXT NOT NULL, proof TEXT NOT NULL
) STRICT;
CREATE TABLE transition (
    seq INTEGER PRIMARY KEY, occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE, at INTEGER NOT NULL,
    what TEXT NOT NULL, author TEXT NOT NULL, comment TEXT NOT NULL, severity INTEGER NOT NULL, phase TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
INSERT INTO "transition" VALUES(1,1,1795729627051,'raised','','',2,'unacknowledged','memory 4.9 %, limit 0');
INSERT INTO "transition" VALUES(2,1,1795729629315,'acknowledged','root','first',2,'acknowledged','memory 4.6 %, limit 0');
INSERT INTO "transition" VALUES(3,1,1795729629317,'acknowledged','root','second',2,'acknowledged','memory 4.6 %, limit 0');
INSERT INTO "transition" VALUES(4,1,1795729629318,'undone','root','acknowledged',2,'acknowledged','memory 4.6 %, limit 0');
INSERT INTO "transition" VALUES(5,1,1795729629327,'commented','root','pool grows on Thursday',2,'acknowledged','memory 4.6 %, limit 0');
INSERT INTO "transition" VALUES(6,1,1795729629331,'commented','root','ask karl',2,'acknowledged','memory 4.6 %, limit 0');
CREATE INDEX occurrence_raised ON occurrence (raised);
CREATE UNIQUE INDEX occurrence_latest ON occurrence (rule, host, entity) WHERE latest = 1;
CREATE INDEX transition_occurrence ON transition (occurrence);
CREATE INDEX session_end_at ON session_end (at);
CREATE INDEX event_at ON event (at);
PRAGMA user_version = 2;
COMMIT;