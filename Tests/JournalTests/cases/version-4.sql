BEGIN TRANSACTION;
CREATE TABLE clock (
    one INTEGER PRIMARY KEY CHECK (one = 1), latest INTEGER NOT NULL, since INTEGER NOT NULL, believed INTEGER NOT NULL
) STRICT;
INSERT INTO "clock" VALUES(1,1795729631000,1795722427000,1795729631000);
CREATE TABLE comment (
    seq INTEGER PRIMARY KEY, occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE,
    author TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL
) STRICT;
INSERT INTO "comment" VALUES(1,7,'root',1795729629500,'ask karl');
CREATE TABLE end_count (
    hour INTEGER NOT NULL, host TEXT NOT NULL, cause TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (hour, host, cause)
) STRICT, WITHOUT ROWID;
INSERT INTO "end_count" VALUES(1795618800000,'vpn-1','loggedOut',41);
CREATE TABLE event (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, host TEXT NOT NULL, text TEXT NOT NULL) STRICT;
INSERT INTO "event" VALUES(1,1795729626500,'','engine 0.1.0 started');
CREATE TABLE line (
    occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE, kind TEXT NOT NULL, position INTEGER NOT NULL,
    text TEXT NOT NULL, PRIMARY KEY (occurrence, kind, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "line" VALUES(8,'proof',0,'u-7f3a/10.9.8.0/24 Inactivity timeout (--ping-restart), restarting');
CREATE TABLE occurrence (
    id INTEGER PRIMARY KEY, rule TEXT NOT NULL, host TEXT NOT NULL, entity TEXT NOT NULL, latest INTEGER NOT NULL,
    severity INTEGER NOT NULL, phase TEXT NOT NULL, raised INTEGER NOT NULL, changed INTEGER NOT NULL, returned INTEGER,
    text TEXT NOT NULL, count INTEGER NOT NULL, unseen INTEGER NOT NULL,
    ack_author TEXT, ack_at INTEGER, ack_comment TEXT, ack_expires INTEGER,
    shelf_author TEXT, shelf_at INTEGER, shelf_reason TEXT, shelf_until INTEGER, shelf_wakes TEXT,
    suppressed_by TEXT, out_of_service INTEGER NOT NULL
, announced INTEGER) STRICT;
INSERT INTO "occurrence" VALUES(7,'memory','hv-1','',1,2,'acknowledged',1795729627000,1795729629000,NULL,'memory 96 %, limit 95 %',3,1,'root',1795729629000,'pool grows',1795758427000,NULL,NULL,NULL,NULL,NULL,NULL,0,1795729627000);
INSERT INTO "occurrence" VALUES(8,'timeouts','vpn-1','',1,1,'unacknowledged',1795729628000,1795729628000,NULL,'3 clients lost in 15 min, limit 3',1,0,NULL,NULL,NULL,NULL,'root',1795729630000,'provider works',1795733230000,'hostBack severityUp',NULL,0,1795729628000);
CREATE TABLE outage (
    host TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, ended INTEGER,
    PRIMARY KEY (host, since)
) STRICT, WITHOUT ROWID;
INSERT INTO "outage" VALUES('hv-2',1795729627000,1795736827000,'root','new disk',NULL);
CREATE TABLE reveal (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, host TEXT NOT NULL, pseudonym TEXT NOT NULL, author TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
INSERT INTO "reveal" VALUES(1,1795729631000,'vpn-1','u-7f3a','root','ticket 5');
CREATE TABLE session_end (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, host TEXT NOT NULL, kind TEXT NOT NULL, session TEXT NOT NULL, user TEXT NOT NULL,
    cause TEXT NOT NULL, confidence TEXT NOT NULL, proof TEXT NOT NULL
) STRICT;
INSERT INTO "session_end" VALUES(1,1795729627900,'vpn-1','vpn','17','u-7f3a','clientLost','exact','u-7f3a/10.9.8.0/24 Inactivity timeout (--ping-restart), restarting');
CREATE TABLE transition (
    seq INTEGER PRIMARY KEY, occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE, at INTEGER NOT NULL,
    what TEXT NOT NULL, author TEXT NOT NULL, comment TEXT NOT NULL, severity INTEGER NOT NULL, phase TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
INSERT INTO "transition" VALUES(1,7,1795729627000,'raised','','',2,'unacknowledged','memory 97 %, limit 95 %');
INSERT INTO "transition" VALUES(2,8,1795729628000,'raised','','',1,'unacknowledged','3 clients lost in 15 min, limit 3');
INSERT INTO "transition" VALUES(3,7,1795729629000,'acknowledged','root','pool grows',2,'acknowledged','memory 96 %, limit 95 %');
INSERT INTO "transition" VALUES(4,7,1795729629500,'commented','root','ask karl',2,'acknowledged','memory 96 %, limit 95 %');
INSERT INTO "transition" VALUES(5,8,1795729630000,'shelved','root','provider works',1,'unacknowledged','3 clients lost in 15 min, limit 3');
CREATE INDEX occurrence_raised ON occurrence (raised);
CREATE UNIQUE INDEX occurrence_latest ON occurrence (rule, host, entity) WHERE latest = 1;
CREATE INDEX transition_occurrence ON transition (occurrence);
CREATE INDEX session_end_at ON session_end (at);
CREATE INDEX event_at ON event (at);
CREATE INDEX comment_occurrence ON comment (occurrence);
CREATE INDEX occurrence_changed ON occurrence (changed);
CREATE INDEX transition_at ON transition (at);
PRAGMA user_version = 4;
COMMIT;
