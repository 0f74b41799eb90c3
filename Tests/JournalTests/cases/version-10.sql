BEGIN TRANSACTION;
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, principal TEXT NOT NULL, act TEXT NOT NULL, target TEXT NOT NULL, refused TEXT
, message TEXT, uid INTEGER, role TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "audit" VALUES(1,1795880879417,'root','acknowledge','1',NULL,NULL,0,'');
INSERT INTO "audit" VALUES(2,1795880879481,'root','comment','1',NULL,NULL,0,'');
INSERT INTO "audit" VALUES(3,1795880879594,'root','start-maintenance','here',NULL,NULL,0,'');
CREATE TABLE clock (
    one INTEGER PRIMARY KEY CHECK (one = 1), latest INTEGER NOT NULL, since INTEGER NOT NULL, believed INTEGER NOT NULL
) STRICT;
INSERT INTO "clock" VALUES(1,1795880854098,1795880854098,1795880854098);
CREATE TABLE comment (
    seq INTEGER PRIMARY KEY, occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE,
    author TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL
, message TEXT) STRICT;
INSERT INTO "comment" VALUES(1,1,'root',1795880879476,'old words',NULL);
CREATE TABLE end_count (
    hour INTEGER NOT NULL, host TEXT NOT NULL, cause TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (hour, host, cause)
) STRICT, WITHOUT ROWID;
CREATE TABLE event (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, host TEXT NOT NULL, text TEXT NOT NULL, message TEXT) STRICT;
INSERT INTO "event" VALUES(1,1795880854098,'','','{"id":"engine.started","arguments":[{"text":"0.2.0"}]}');
INSERT INTO "event" VALUES(2,1795880857116,'here','','{"id":"step.critical","arguments":[{"message":{"id":"alarm.above_limit","arguments":[{"metric":"cpu"},{"number":100.0,"unit":"%"},{},{"duration_ms":300000},{"number":90.0,"unit":""}]}},{},{}]}');
INSERT INTO "event" VALUES(3,1795880879385,'here','','{"id":"step.acknowledged","arguments":[{"message":{"id":"alarm.above_limit","arguments":[{"metric":"cpu"},{"number":100.0,"unit":"%"},{},{"duration_ms":300000},{"number":90.0,"unit":""}]}},{"text":"root"},{"message":{"id":"text","arguments":[{"raw":"looking"}]}}]}');
INSERT INTO "event" VALUES(4,1795880879476,'here','','{"id":"step.commented","arguments":[{"message":{"id":"alarm.above_limit","arguments":[{"metric":"cpu"},{"number":100.0,"unit":"%"},{},{"duration_ms":300000},{"number":90.0,"unit":""}]}},{"text":"root"},{"message":{"id":"text","arguments":[{"raw":"old words"}]}}]}');
INSERT INTO "event" VALUES(5,1795880879572,'here','','{"id":"step.in_maintenance","arguments":[{"message":{"id":"alarm.above_limit","arguments":[{"metric":"cpu"},{"number":100.0,"unit":"%"},{},{"duration_ms":300000},{"number":90.0,"unit":""}]}},{"text":"root"},{"message":{"id":"text","arguments":[{"raw":"new disk"}]}}]}');
INSERT INTO "event" VALUES(6,1795880879572,'here','','{"id":"host.in_maintenance","arguments":[{"duration_ms":3600000},{"text":"root"},{"text":"new disk"}]}');
INSERT INTO "event" VALUES(7,1795880882857,'','','{"id":"engine.stopped","arguments":[]}');
CREATE TABLE host (
    target TEXT NOT NULL, node TEXT NOT NULL, since INTEGER NOT NULL, missing INTEGER, PRIMARY KEY (target, node)
) STRICT, WITHOUT ROWID;
CREATE TABLE line (
    occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE, kind TEXT NOT NULL, position INTEGER NOT NULL,
    text TEXT NOT NULL, message TEXT, PRIMARY KEY (occurrence, kind, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE occurrence (
    id INTEGER PRIMARY KEY, rule TEXT NOT NULL, host TEXT NOT NULL, entity TEXT NOT NULL, latest INTEGER NOT NULL,
    severity INTEGER NOT NULL, phase TEXT NOT NULL, raised INTEGER NOT NULL, changed INTEGER NOT NULL, returned INTEGER,
    text TEXT NOT NULL, count INTEGER NOT NULL, unseen INTEGER NOT NULL,
    ack_author TEXT, ack_at INTEGER, ack_comment TEXT, ack_expires INTEGER,
    shelf_author TEXT, shelf_at INTEGER, shelf_reason TEXT, shelf_until INTEGER, shelf_wakes TEXT,
    suppressed_by TEXT, out_of_service INTEGER NOT NULL
, announced INTEGER, message TEXT, suppression TEXT) STRICT;
INSERT INTO "occurrence" VALUES(1,'cpu','here','',1,2,'acknowledged',1795880857116,1795880879385,NULL,'',1,0,'root',1795880879385,'looking',1795909679385,NULL,NULL,NULL,NULL,NULL,NULL,1,1795880857116,'{"id":"alarm.above_limit","arguments":[{"metric":"cpu"},{"number":100.0,"unit":"%"},{},{"duration_ms":300000},{"number":90.0,"unit":""}]}',NULL);
CREATE TABLE outage (
    host TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, ended INTEGER,
    PRIMARY KEY (host, since)
) STRICT, WITHOUT ROWID;
INSERT INTO "outage" VALUES('here',1795880879572,1795884479572,'root','new disk',NULL);
CREATE TABLE reveal (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, host TEXT NOT NULL, pseudonym TEXT NOT NULL, author TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE TABLE session (
    target TEXT NOT NULL, host TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, began INTEGER NOT NULL, ended INTEGER, cause TEXT,
    guest TEXT, network TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (host, id, began)
) STRICT, WITHOUT ROWID;
CREATE TABLE session_end (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, host TEXT NOT NULL, kind TEXT NOT NULL, session TEXT NOT NULL, user TEXT NOT NULL,
    cause TEXT NOT NULL, confidence TEXT NOT NULL, proof TEXT NOT NULL
, message TEXT) STRICT;
CREATE TABLE taken (one INTEGER PRIMARY KEY CHECK (one = 1), highest INTEGER NOT NULL) STRICT;
INSERT INTO "taken" VALUES(1,1);
CREATE TABLE transition (
    seq INTEGER PRIMARY KEY, occurrence INTEGER NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE, at INTEGER NOT NULL,
    what TEXT NOT NULL, author TEXT NOT NULL, comment TEXT NOT NULL, severity INTEGER NOT NULL, phase TEXT NOT NULL, text TEXT NOT NULL
, message TEXT, remark TEXT) STRICT;
INSERT INTO "transition" VALUES(1,1,1795880857116,'raised','','',2,'unacknowledged','','{"id":"alarm.above_limit","arguments":[{"metric":"cpu"},{"number":100.0,"unit":"%"},{},{"duration_ms":300000},{"number":90.0,"unit":""}]}',NULL);
INSERT INTO "transition" VALUES(2,1,1795880879385,'acknowledged','root','looking',2,'acknowledged','','{"id":"alarm.above_limit","arguments":[{"metric":"cpu"},{"number":100.0,"unit":"%"},{},{"duration_ms":300000},{"number":90.0,"unit":""}]}',NULL);
INSERT INTO "transition" VALUES(3,1,1795880879476,'commented','root','old words',2,'acknowledged','','{"id":"alarm.above_limit","arguments":[{"metric":"cpu"},{"number":100.0,"unit":"%"},{},{"duration_ms":300000},{"number":90.0,"unit":""}]}',NULL);
INSERT INTO "transition" VALUES(4,1,1795880879572,'outOfService','root','new disk',2,'acknowledged','','{"id":"alarm.above_limit","arguments":[{"metric":"cpu"},{"number":100.0,"unit":"%"},{},{"duration_ms":300000},{"number":90.0,"unit":""}]}',NULL);
CREATE INDEX occurrence_raised ON occurrence (raised);
CREATE UNIQUE INDEX occurrence_latest ON occurrence (rule, host, entity) WHERE latest = 1;
CREATE INDEX transition_occurrence ON transition (occurrence);
CREATE INDEX session_end_at ON session_end (at);
CREATE INDEX event_at ON event (at);
CREATE INDEX comment_occurrence ON comment (occurrence);
CREATE INDEX occurrence_changed ON occurrence (changed);
CREATE INDEX transition_at ON transition (at);
CREATE INDEX session_ended ON session (ended);
CREATE INDEX audit_at ON audit (at);
COMMIT;
PRAGMA user_version = 10;
