BEGIN TRANSACTION;
CREATE TABLE comment (
    occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE, position INTEGER NOT NULL,
    author TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (occurrence, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "comment" VALUES(2,0,'root',1795770408620,'ask karl');
CREATE TABLE end_count (
    hour INTEGER NOT NULL, host TEXT NOT NULL, cause TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (hour, host, cause)
) STRICT, WITHOUT ROWID;
CREATE TABLE event (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, host TEXT NOT NULL, text TEXT NOT NULL) STRICT;
INSERT INTO "event" VALUES(1,1795770337601,'','engine 0.1.0 started');
INSERT INTO "event" VALUES(2,1795770337875,'hv-1','memory 8.6 %, limit 1 (warning)');
INSERT INTO "event" VALUES(3,1795770339290,'vpn-1','poll failed: Connection refused: 127.0.0.1:1');
INSERT INTO "event" VALUES(4,1795770339290,'vpn-1','no data yet: Connection refused: 127.0.0.1:1 (warning)');
INSERT INTO "event" VALUES(5,1795770340956,'vpn-2','poll failed: Connection refused: 127.0.0.1:2');
INSERT INTO "event" VALUES(6,1795770355496,'vpn-1','no data yet: Connection refused: 127.0.0.1:1 is critical now');
INSERT INTO "event" VALUES(7,1795770357074,'vpn-2','no data yet: Connection refused: 127.0.0.1:2 (warning)');
INSERT INTO "event" VALUES(8,1795770398626,'hv-1','CPU pressure 98.3 %, limit 25 (critical)');
INSERT INTO "event" VALUES(9,1795770408565,'hv-1','memory 9.4 %, limit 1 acknowledged by root: pool grows');
INSERT INTO "event" VALUES(10,1795770408603,'vpn-1','no data yet: Connection refused: 127.0.0.1:1 acknowledged by root: uplink is being repaired');
INSERT INTO "event" VALUES(11,1795770408620,'vpn-1','no data yet: Connection refused: 127.0.0.1:1 commented by root: ask karl');
INSERT INTO "event" VALUES(12,1795770408632,'vpn-2','no data yet: Connection refused: 127.0.0.1:2 shelved by root: provider works');
INSERT INTO "event" VALUES(13,1795770408652,'hv-1','out of service for 480 min by root: new disk');
INSERT INTO "event" VALUES(14,1795770408652,'hv-1','memory 9.4 %, limit 1 out of service by root: new disk');
INSERT INTO "event" VALUES(15,1795770408652,'hv-1','CPU pressure 98.2 %, limit 25 out of service by root: new disk');
INSERT INTO "event" VALUES(16,1795770438706,'vpn-2','no data yet: Connection refused: 127.0.0.1:2 is critical now');
INSERT INTO "event" VALUES(17,1795770638622,'hv-1','CPU 99.6 % over 2 min, limit 90 (critical)');
INSERT INTO "event" VALUES(18,1795770782498,'','engine stopped');
CREATE TABLE line (
    occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE, kind TEXT NOT NULL, position INTEGER NOT NULL,
    text TEXT NOT NULL, PRIMARY KEY (occurrence, kind, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "line" VALUES(2,'proof',0,'Connection refused: 127.0.0.1:1');
INSERT INTO "line" VALUES(3,'proof',0,'Connection refused: 127.0.0.1:2');
CREATE TABLE occurrence (
    id INTEGER PRIMARY KEY, rule TEXT NOT NULL, host TEXT NOT NULL, entity TEXT NOT NULL, latest INTEGER NOT NULL,
    severity INTEGER NOT NULL, phase TEXT NOT NULL, raised INTEGER NOT NULL, changed INTEGER NOT NULL, returned INTEGER,
    text TEXT NOT NULL, count INTEGER NOT NULL, unseen INTEGER NOT NULL,
    ack_author TEXT, ack_at INTEGER, ack_comment TEXT, ack_expires INTEGER,
    shelf_author TEXT, shelf_at INTEGER, shelf_reason TEXT, shelf_until INTEGER, shelf_wakes TEXT,
    suppressed_by TEXT, out_of_service INTEGER NOT NULL
) STRICT;
INSERT INTO "occurrence" VALUES(1,'memory','hv-1','',1,1,'acknowledged',1795770337875,1795770408565,NULL,'memory 9.4 %, limit 1',1,0,'root',1795770408565,'pool grows',1795799208565,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "occurrence" VALUES(2,'no_data','vpn-1','',1,2,'acknowledged',1795770339290,1795770408603,NULL,'no data yet: Connection refused: 127.0.0.1:1',1,0,'root',1795770408603,'uplink is being repaired',1795799208603,NULL,NULL,NULL,NULL,NULL,NULL,0);
INSERT INTO "occurrence" VALUES(3,'no_data','vpn-2','',1,2,'unacknowledged',1795770357074,1795770438706,NULL,'no data yet: Connection refused: 127.0.0.1:2',1,0,NULL,NULL,NULL,NULL,'root',1795770408632,'provider works',1795799208632,'hostBack',NULL,0);
INSERT INTO "occurrence" VALUES(4,'pressure_cpu','hv-1','',1,2,'unacknowledged',1795770398626,1795770398626,NULL,'CPU pressure 98.2 %, limit 25',1,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "occurrence" VALUES(5,'cpu','hv-1','',1,2,'unacknowledged',1795770638622,1795770638622,NULL,'CPU 99.6 % over 2 min, limit 90',1,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
CREATE TABLE outage (
    host TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, ended INTEGER,
    PRIMARY KEY (host, since)
) STRICT, WITHOUT ROWID;
INSERT INTO "outage" VALUES('hv-1',1795770408652,1795799208652,'root','new disk',NULL);
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
INSERT INTO "transition" VALUES(1,1,1795770337875,'raised','','',1,'unacknowledged','memory 8.6 %, limit 1');
INSERT INTO "transition" VALUES(2,2,1795770339290,'raised','','',1,'unacknowledged','no data yet: Connection refused: 127.0.0.1:1');
INSERT INTO "transition" VALUES(3,2,1795770355496,'severityRaised','','',2,'unacknowledged','no data yet: Connection refused: 127.0.0.1:1');
INSERT INTO "transition" VALUES(4,3,1795770357074,'raised','','',1,'unacknowledged','no data yet: Connection refused: 127.0.0.1:2');
INSERT INTO "transition" VALUES(5,4,1795770398626,'raised','','',2,'unacknowledged','CPU pressure 98.3 %, limit 25');
INSERT INTO "transition" VALUES(6,1,1795770408565,'acknowledged','root','pool grows',1,'acknowledged','memory 9.4 %, limit 1');
INSERT INTO "transition" VALUES(7,2,1795770408603,'acknowledged','root','uplink is being repaired',2,'acknowledged','no data yet: Connection refused: 127.0.0.1:1');
INSERT INTO "transition" VALUES(8,2,1795770408620,'commented','root','ask karl',2,'acknowledged','no data yet: Connection refused: 127.0.0.1:1');
INSERT INTO "transition" VALUES(9,3,1795770408632,'shelved','root','provider works',1,'unacknowledged','no data yet: Connection refused: 127.0.0.1:2');
INSERT INTO "transition" VALUES(10,1,1795770408652,'outOfService','root','new disk',1,'acknowledged','memory 9.4 %, limit 1');
INSERT INTO "transition" VALUES(11,4,1795770408652,'outOfService','root','new disk',2,'unacknowledged','CPU pressure 98.2 %, limit 25');
INSERT INTO "transition" VALUES(12,3,1795770438706,'severityRaised','','',2,'unacknowledged','no data yet: Connection refused: 127.0.0.1:2');
INSERT INTO "transition" VALUES(13,5,1795770638622,'raised','','',2,'unacknowledged','CPU 99.6 % over 2 min, limit 90');
CREATE INDEX occurrence_raised ON occurrence (raised);
CREATE UNIQUE INDEX occurrence_latest ON occurrence (rule, host, entity) WHERE latest = 1;
CREATE INDEX transition_occurrence ON transition (occurrence);
CREATE INDEX session_end_at ON session_end (at);
CREATE INDEX event_at ON event (at);
PRAGMA user_version = 2;
COMMIT;
