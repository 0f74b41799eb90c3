BEGIN TRANSACTION;
CREATE TABLE comment (
    occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE, position INTEGER NOT NULL,
    author TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (occurrence, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE end_count (
    hour INTEGER NOT NULL, host TEXT NOT NULL, cause TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (hour, host, cause)
) STRICT, WITHOUT ROWID;
INSERT INTO "end_count" VALUES(1795590000000,'vpn-1','clientLost',2);
INSERT INTO "end_count" VALUES(1795590000000,'vpn-1','handshake',1);
INSERT INTO "end_count" VALUES(1795669200000,'vpn-2','loggedOut',1);
CREATE TABLE event (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, host TEXT NOT NULL, text TEXT NOT NULL) STRICT;
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
CREATE TABLE outage (
    host TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, ended INTEGER,
    PRIMARY KEY (host, since)
) STRICT, WITHOUT ROWID;
CREATE TABLE reveal (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, host TEXT NOT NULL, pseudonym TEXT NOT NULL, author TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
INSERT INTO "reveal" VALUES(1,1795770400000,'vpn-1','u-7f3a','root','ticket 17: who is cut off all the time?');
INSERT INTO "reveal" VALUES(2,1795770680000,'vpn-1','u-5d11','karl','she rang');
CREATE TABLE session_end (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, host TEXT NOT NULL, kind TEXT NOT NULL, session TEXT NOT NULL, user TEXT NOT NULL,
    cause TEXT NOT NULL, confidence TEXT NOT NULL, proof TEXT NOT NULL
) STRICT;
INSERT INTO "session_end" VALUES(1,1795770100000,'vpn-1','vpn','21','u-7f3a','clientLost','exact','u-7f3a/192.0.2.0/24 [u-7f3a] Inactivity timeout (--ping-restart), restarting');
INSERT INTO "session_end" VALUES(2,1795770640000,'vpn-1','vpn','22','u-5d11','unknown','inferred','CLIENT_LIST u-5d11 192.0.2.0/24');
CREATE TABLE transition (
    seq INTEGER PRIMARY KEY, occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE, at INTEGER NOT NULL,
    what TEXT NOT NULL, author TEXT NOT NULL, comment TEXT NOT NULL, severity INTEGER NOT NULL, phase TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE INDEX occurrence_raised ON occurrence (raised);
CREATE UNIQUE INDEX occurrence_latest ON occurrence (rule, host, entity) WHERE latest = 1;
CREATE INDEX transition_occurrence ON transition (occurrence);
CREATE INDEX session_end_at ON session_end (at);
CREATE INDEX event_at ON event (at);
PRAGMA user_version = 2;
COMMIT;
