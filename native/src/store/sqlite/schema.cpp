#include "store/sqlite/schema.hpp"

#include <array>
#include <string>

namespace hookswitch::store::sqlite {
namespace {

constexpr const char* kCallsJournalQueue = R"(
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
)";

// What due_ms means depends on the state: queue_table.hpp.
constexpr const char* kLeases = R"(
ALTER TABLE queue ADD COLUMN due_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queue ADD COLUMN lease TEXT NOT NULL DEFAULT '';
ALTER TABLE queue ADD COLUMN reason TEXT NOT NULL DEFAULT '';
UPDATE queue SET due_ms = enqueued_ms;
CREATE INDEX queue_by_state ON queue(state, due_ms);
)";

// due_ms and since_ms are in the time of queue_clock.hpp, which begins as the calendar.
constexpr const char* kQueueTime = R"(
CREATE TABLE queue_time(
  one INTEGER PRIMARY KEY CHECK(one = 1), queue_ms INTEGER NOT NULL, calendar_ms INTEGER NOT NULL,
  boot_ms INTEGER NOT NULL, boot TEXT NOT NULL
);
ALTER TABLE queue ADD COLUMN since_ms INTEGER NOT NULL DEFAULT 0;
UPDATE queue SET since_ms = enqueued_ms;
CREATE INDEX queue_by_age ON queue(since_ms, call_id);
)";

// A journal names its node; rows of before name none. What the delivery of the bridge held is free
// again: its leases name no node.
constexpr const char* kNodes = R"(
ALTER TABLE journal ADD COLUMN node TEXT NOT NULL DEFAULT '';
UPDATE queue SET state = 'ready', due_ms = since_ms
  WHERE state = 'leased' AND substr(lease, 1, 8) = 'courier-';
)";

constexpr std::array<const char*, kSchemaVersion> kSteps{kCallsJournalQueue, kLeases, kQueueTime,
                                                         kNodes};

}  // namespace

bool migrate(Connection& sqlite, std::int64_t version) {
  // So that pages of old records can be returned to the file system. It can only be chosen for an
  // empty file.
  if (version == 0 && !sqlite.execute("PRAGMA auto_vacuum = INCREMENTAL")) return false;
  if (!sqlite.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
                      "PRAGMA journal_size_limit = 16777216; PRAGMA cache_size = -512"))
    return false;
  if (version == kSchemaVersion) return true;
  bool well = sqlite.execute("BEGIN IMMEDIATE");
  for (auto step = static_cast<std::size_t>(version); well && step < kSteps.size(); ++step)
    well = sqlite.execute(kSteps[step]);
  const std::string reached = "PRAGMA user_version = " + std::to_string(kSchemaVersion);
  return well && sqlite.execute(reached.c_str()) && sqlite.execute("COMMIT");
}

}  // namespace hookswitch::store::sqlite
