-- A database of schema version 3, as `sqlite3 FILE .dump` shows it after the bridge was killed: an ended call that the bridge's own
-- delivery holds, and a journal that no record closed.
PRAGMA journal_mode = WAL;
BEGIN TRANSACTION;
CREATE TABLE calls(
  id TEXT PRIMARY KEY, dialect TEXT NOT NULL, profile TEXT NOT NULL,
  carrier_call_id TEXT NOT NULL, from_number TEXT NOT NULL, to_number TEXT NOT NULL,
  created_ms INTEGER NOT NULL, ended_ms INTEGER, cause TEXT NOT NULL, record TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO calls VALUES('01a22db8-a15b-73b2-83d5-227aed7e4087','ucid','','25238109910626175','15550100001','15550100002',1796063404379,1796063407406,'carrier_stop','{"id":"01a22db8-a15b-73b2-83d5-227aed7e4087","schema":1,"state":"ended","follows":null,"carrier":{"dialect":"ucid","profile":null,"call_id":"25238109910626175","stream_id":null,"from":"15550100001","to":"15550100002","format":"l16_little/8000","parameters":{}},"agent":{"dialect":"openai","session_id":"sess_kwXcJuQvHnHpKauvcP3n","format":"l16_little/24000"},"created_at":"2026-11-30T18:30:04.379Z","answered_at":"2026-11-30T18:30:04.379Z","streaming_at":"2026-11-30T18:30:04.402Z","ended_at":"2026-11-30T18:30:07.406Z","duration_ms":3027,"talk_ms":0,"end":{"cause":"carrier_stop","code":null,"detail":"cause 433","by":"carrier"},"milestones":[{"name":"answered","at_ms":0},{"name":"socket_opened","at_ms":0},{"name":"started","at_ms":23},{"name":"first_media_in","at_ms":52},{"name":"agent_connected","at_ms":52},{"name":"agent_ready","at_ms":59},{"name":"first_caller_speech","missing":true},{"name":"first_agent_audio","missing":true},{"name":"first_audio_out","missing":true},{"name":"stop_received","at_ms":3027},{"name":"carrier_closed","at_ms":3040},{"name":"agent_closed","at_ms":3040}],"timeline":[{"at_ms":0,"from":"carrier","event":"socket_opened","detail":"127.0.0.1"},{"at_ms":23,"from":"carrier","event":"started","detail":"l16_little/8000, call 25238109910626175, from 15550100001, to 15550100002"},{"at_ms":23,"from":"bridge","event":"agent_dialed","detail":"try 1"},{"at_ms":52,"from":"carrier","event":"first_media","detail":"328 bytes"},{"at_ms":52,"from":"agent","event":"socket_opened","detail":""},{"at_ms":59,"from":"agent","event":"ready","detail":"sess_kwXcJuQvHnHpKauvcP3n"},{"at_ms":3027,"from":"carrier","event":"stop","detail":"cause 433"},{"at_ms":3027,"from":"carrier","event":"ended","detail":"carrier_stop"},{"at_ms":3027,"from":"bridge","event":"carrier_close_sent","detail":"1000"},{"at_ms":3027,"from":"bridge","event":"agent_close_sent","detail":"1000"},{"at_ms":3040,"from":"carrier","event":"socket_closed","detail":"close code 1000: hung up"},{"at_ms":3040,"from":"agent","event":"socket_closed","detail":"close code 1000"}],"timeline_dropped":0,"transcript":[],"tools":[],"media":{"in":{"frames":299,"bytes":98072,"audio_ms":2990,"gaps":0,"longest_gap_ms":0,"dropped_ms":0},"out":{"frames":0,"bytes":0,"audio_ms":0,"gaps":0,"longest_gap_ms":0,"dropped_ms":0},"jitter":{"mean_ms":7.2,"p95_ms":20.0,"max_ms":34.8},"last_in_ms":3015,"mos":4.37,"oddities":{},"carrier_oddities":{}},"recording":null,"diagnosis":[]}');
CREATE TABLE journal(
  call_id TEXT NOT NULL, sequence INTEGER NOT NULL, unix_ms INTEGER NOT NULL, fact TEXT NOT NULL,
  PRIMARY KEY(call_id, sequence)
) WITHOUT ROWID;
INSERT INTO journal VALUES('01a22db8-ae0a-717f-90dd-6f9f9591674f',0,1796063407639,'{"created_unix_ms":1796063407626,"dialect":"twilio","fact":"created","follows":"","id":"01a22db8-ae0a-717f-90dd-6f9f9591674f","profile":""}');
INSERT INTO journal VALUES('01a22db8-ae0a-717f-90dd-6f9f9591674f',1,1796063407639,'{"at_ms":0,"fact":"milestone","milestone":"answered"}');
INSERT INTO journal VALUES('01a22db8-ae0a-717f-90dd-6f9f9591674f',2,1796063407639,'{"at_ms":0,"fact":"milestone","milestone":"socket_opened"}');
INSERT INTO journal VALUES('01a22db8-ae0a-717f-90dd-6f9f9591674f',3,1796063407639,'{"at_ms":0,"detail":"127.0.0.1","event":"socket_opened","fact":"event","from":"carrier"}');
INSERT INTO journal VALUES('01a22db8-ae0a-717f-90dd-6f9f9591674f',4,1796063407639,'{"at_ms":13,"detail":"pcmu/8000, call CA1ef3d67e7154fb02068355069a7184f5, stream MZ824ca9c3c1788fb86999ca323983a6ed","event":"started","fact":"event","from":"carrier"}');
INSERT INTO journal VALUES('01a22db8-ae0a-717f-90dd-6f9f9591674f',5,1796063407639,'{"call_id":"CA1ef3d67e7154fb02068355069a7184f5","fact":"carrier","format":"pcmu/8000","from":"","parameters":{},"stream_id":"MZ824ca9c3c1788fb86999ca323983a6ed","to":""}');
INSERT INTO journal VALUES('01a22db8-ae0a-717f-90dd-6f9f9591674f',6,1796063407639,'{"at_ms":13,"fact":"milestone","milestone":"started"}');
INSERT INTO journal VALUES('01a22db8-ae0a-717f-90dd-6f9f9591674f',7,1796063407639,'{"dialect":"openai","fact":"agent","format":"pcmu/8000","session_id":""}');
INSERT INTO journal VALUES('01a22db8-ae0a-717f-90dd-6f9f9591674f',8,1796063407639,'{"at_ms":13,"detail":"try 1","event":"agent_dialed","fact":"event","from":"bridge"}');
INSERT INTO journal VALUES('01a22db8-ae0a-717f-90dd-6f9f9591674f',9,1796063407639,'{"at_ms":13,"fact":"milestone","milestone":"agent_connected"}');
INSERT INTO journal VALUES('01a22db8-ae0a-717f-90dd-6f9f9591674f',10,1796063407639,'{"at_ms":13,"detail":"","event":"socket_opened","fact":"event","from":"agent"}');
INSERT INTO journal VALUES('01a22db8-ae0a-717f-90dd-6f9f9591674f',11,1796063407639,'{"at_ms":13,"fact":"milestone","milestone":"agent_ready"}');
INSERT INTO journal VALUES('01a22db8-ae0a-717f-90dd-6f9f9591674f',12,1796063407639,'{"at_ms":13,"detail":"sess_IZFkaFBVW7IlaymNfCJE","event":"ready","fact":"event","from":"agent"}');
INSERT INTO journal VALUES('01a22db8-ae0a-717f-90dd-6f9f9591674f',13,1796063407639,'{"dialect":"","fact":"agent","format":"","session_id":"sess_IZFkaFBVW7IlaymNfCJE"}');
INSERT INTO journal VALUES('01a22db8-ae0a-717f-90dd-6f9f9591674f',14,1796063407663,'{"at_ms":37,"fact":"milestone","milestone":"first_media_in"}');
INSERT INTO journal VALUES('01a22db8-ae0a-717f-90dd-6f9f9591674f',15,1796063407663,'{"at_ms":37,"detail":"372 bytes","event":"first_media","fact":"event","from":"carrier"}');
CREATE TABLE queue(
  call_id TEXT PRIMARY KEY, state TEXT NOT NULL, enqueued_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0
, due_ms INTEGER NOT NULL DEFAULT 0, lease TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', since_ms INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
INSERT INTO queue VALUES('01a22db8-a15b-73b2-83d5-227aed7e4087','leased',1796063407406,1,1796063497443,'courier-4d6c62455c2130edc947f17c5cba370e','',1796063407427);
CREATE TABLE queue_time(
  one INTEGER PRIMARY KEY CHECK(one = 1), queue_ms INTEGER NOT NULL, calendar_ms INTEGER NOT NULL,
  boot_ms INTEGER NOT NULL, boot TEXT NOT NULL
);
INSERT INTO queue_time VALUES(1,1796063403883,1796063403883,14929088,'3c680949-32f1-436b-9592-67da942a1e0f');
CREATE INDEX calls_by_carrier_id ON calls(carrier_call_id, id);
CREATE INDEX queue_by_state ON queue(state, due_ms);
CREATE INDEX queue_by_age ON queue(since_ms, call_id);
PRAGMA user_version = 3;
PRAGMA application_id = 1565260407;
COMMIT;
