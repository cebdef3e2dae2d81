-- A database of schema version 1, as `sqlite3 FILE .dump` shows one: an ended call and a journal that no record closed.
PRAGMA journal_mode = WAL;
BEGIN TRANSACTION;
CREATE TABLE calls(
  id TEXT PRIMARY KEY, dialect TEXT NOT NULL, profile TEXT NOT NULL,
  carrier_call_id TEXT NOT NULL, from_number TEXT NOT NULL, to_number TEXT NOT NULL,
  created_ms INTEGER NOT NULL, ended_ms INTEGER, cause TEXT NOT NULL, record TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX calls_by_carrier_id ON calls(carrier_call_id, id);
CREATE TABLE journal(
  call_id TEXT NOT NULL, sequence INTEGER NOT NULL, unix_ms INTEGER NOT NULL, fact TEXT NOT NULL,
  PRIMARY KEY(call_id, sequence)
) WITHOUT ROWID;
CREATE TABLE queue(
  call_id TEXT PRIMARY KEY, state TEXT NOT NULL, enqueued_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
INSERT INTO calls VALUES('01a1fbef-31f7-79de-98b2-1e73523b36dd','ucid','','23051396853394195','15550100001','15550100002',1700000000000,1700000009335,'carrier_stop','{"id":"01a1fbef-31f7-79de-98b2-1e73523b36dd","schema":1,"end":{"cause":"carrier_stop","code":null,"detail":"stop","by":"carrier"},"transcript":[]}');
INSERT INTO queue VALUES('01a1fbef-31f7-79de-98b2-1e73523b36dd','ready',1700000009335,0);
INSERT INTO journal VALUES('01a1fbf0-0000-7000-8000-000000000001',0,1700000010000,'{"fact":"created","id":"01a1fbf0-0000-7000-8000-000000000001","dialect":"twilio","profile":"","created_unix_ms":1700000010000,"follows":""}');
INSERT INTO journal VALUES('01a1fbf0-0000-7000-8000-000000000001',1,1700000012000,'{"fact":"turn","at_ms":2000,"turn_id":"t1","speaker":"caller","text":"hello","interrupted":false,"heard_ms":null}');
PRAGMA user_version = 1;
COMMIT;
