#include "store/sqlite/queue_table.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/base/identifiers.hpp"
#include "log/log.hpp"

namespace hookswitch::store::sqlite {
namespace {

constexpr std::size_t kMaxReason = 512;
/// Begins the leases of a node's own delivery: they are of no use once its process has ended.
std::string own_lease(const std::string& node) { return "delivery:" + node + ':'; }
constexpr const char* kColumns =
    "SELECT call_id, state, enqueued_ms, due_ms, attempts, reason, lease, since_ms FROM queue ";

QueueEntry entry_of(const Statement& row) {
  QueueEntry entry;
  entry.call_id = row.text(0);
  entry.state = queue_state_from_name(row.text(1)).value_or(QueueState::ready);
  entry.enqueued_ms = row.integer(2);
  entry.due_ms = row.integer(3);
  entry.attempts = static_cast<int>(row.integer(4));
  entry.reason = row.text(5);
  entry.since_ms = row.integer(7);
  return entry;
}

}  // namespace

StoreFailure QueueTable::failure(Errc code) const {
  return {{code, sqlite_.error() + " (SQLite " + std::to_string(sqlite_.error_code()) + ')'}};
}

void QueueTable::move(QueueState from, QueueState to) {
  change(from, -1);
  change(to, 1);
}

void QueueTable::change(QueueState state, std::int64_t by) {
  if (loaded_) depth_.by_state[static_cast<std::size_t>(state)] += static_cast<std::uint64_t>(by);
}

/// Ends the transaction that the caller has begun; on failure the counts are restored, too.
template <class T>
QueueTable::Result<T> QueueTable::committed(bool well, T answer) {
  if (well && sqlite_.execute("COMMIT")) return answer;
  StoreFailure why = failure(Errc::store_write_failed);
  sqlite_.roll_back();
  return tl::unexpected(std::move(why));
}

QueueTable::Result<QueueDepth> QueueTable::load(const QueueRules& rules, std::int64_t now_ms) {
  rules_ = rules;
  Statement release = sqlite_.prepare(
      "UPDATE queue SET state = 'ready', due_ms = ?1 WHERE state = 'leased' AND "
      "substr(lease, 1, length(?2)) = ?2");
  if (!release.bind(now_ms, own_lease(node_)).run())
    return tl::unexpected(failure(Errc::store_write_failed));
  // Left by version 0.1, when their record could not be written.
  if (!sqlite_.execute("DELETE FROM queue WHERE state <> 'done' AND "
                       "NOT EXISTS (SELECT 1 FROM calls WHERE id = call_id)"))
    return tl::unexpected(failure(Errc::store_write_failed));
  Statement count = sqlite_.prepare("SELECT state, count(*) FROM queue GROUP BY state");
  QueueDepth depth;
  while (count.step())
    if (const auto state = queue_state_from_name(count.text(0)))
      depth.by_state[static_cast<std::size_t>(*state)] =
          static_cast<std::uint64_t>(count.integer(1));
  if (count.failed()) return tl::unexpected(failure(Errc::store_read_failed));
  loaded_ = true;
  return depth_ = depth;
}

QueueTable::Result<std::vector<ClaimedEntry>> QueueTable::claim(const ClaimRequest& request,
                                                                std::int64_t now_ms) {
  std::vector<ClaimedEntry> claimed;
  if (depth_.of(QueueState::ready) == 0) return claimed;
  const QueueDepth before = depth_;
  const std::string holder = request.claimer == Claimer::delivery ? own_lease(node_) : "";
  bool well = sqlite_.execute("BEGIN IMMEDIATE");
  {
    Statement ready = sqlite_.prepare(
        "SELECT call_id, enqueued_ms, attempts, record FROM queue JOIN calls ON id = call_id "
        "WHERE state = 'ready' AND due_ms <= ? ORDER BY due_ms, call_id LIMIT ?");
    ready.bind(now_ms, static_cast<std::int64_t>(request.limit));
    std::size_t bytes = 0;
    while (well && bytes < ClaimRequest::kMaxBytes && ready.step()) {
      const int attempts = static_cast<int>(ready.integer(2)) + 1;
      claimed.push_back({ready.text(0), holder + random_text(kHexDigits, 32, random_),
                         now_ms + request.lease.count(), ready.integer(1), attempts,
                         ready.text(3)});
      bytes += claimed.back().record.size();
    }
    well = well && !ready.failed();
  }
  Statement lease = sqlite_.prepare(
      "UPDATE queue SET state = 'leased', attempts = ?, due_ms = ?, lease = ? WHERE call_id = ?");
  for (const auto& entry : claimed) {
    well =
        well && lease.bind(entry.attempts, entry.lease_until_ms, entry.lease, entry.call_id).run();
    move(QueueState::ready, QueueState::leased);
  }
  auto answer = committed(well, std::move(claimed));
  if (!answer) depth_ = before;
  return answer;
}

QueueTable::Result<std::optional<QueueEntry>> QueueTable::find(const std::string& call_id,
                                                               std::string& lease) {
  Statement one = sqlite_.prepare((std::string(kColumns) + "WHERE call_id = ?").c_str());
  if (one.bind(call_id).step()) {
    lease = one.text(6);
    return entry_of(one);
  }
  if (one.failed()) return tl::unexpected(failure(Errc::store_read_failed));
  return std::nullopt;
}

bool QueueTable::put(const QueueEntry& entry, const std::string& lease) {
  return sqlite_
      .prepare(
          "UPDATE queue SET state = ?, due_ms = ?, attempts = ?, reason = ?, lease = ? "
          "WHERE call_id = ?")
      .bind(to_string(entry.state), entry.due_ms, entry.attempts, entry.reason, lease,
            entry.call_id)
      .run();
}

/// What an entry is after a failure: ready after a pause that doubles, with jitter so that entries
/// that failed together are not retried together; or dead.
QueueEntry QueueTable::given_back(QueueEntry entry, const std::string& reason, Millis pause,
                                  std::int64_t now_ms) {
  entry.reason = reason.substr(0, kMaxReason);
  entry.due_ms = now_ms;
  if (entry.attempts >= rules_.max_attempts) {
    entry.state = QueueState::dead;
    log::error(Errc::dead_letter, {{"call_id", entry.call_id},
                                   {"attempts", std::to_string(entry.attempts)},
                                   {"detail", entry.reason}});
    return entry;
  }
  Millis own = rules_.first_pause;
  for (int i = 1; i < entry.attempts && own < rules_.longest_pause; ++i) own *= 2;
  own = std::min(own, rules_.longest_pause);
  const auto half = static_cast<std::uint64_t>(own.count() / 2);
  own = Millis{own.count() - static_cast<std::int64_t>(random_.below(half + 1))};
  entry.state = QueueState::ready;
  entry.due_ms += std::max(own, std::min(pause, rules_.longest_pause)).count();
  return entry;
}

QueueTable::Result<SettleAnswer> QueueTable::settle(const Settlement& settlement,
                                                    std::int64_t now_ms) {
  if (!sqlite_.execute("BEGIN IMMEDIATE")) return committed(false, SettleAnswer{});
  using Kind = Settlement::Kind;
  std::string lease;
  const auto looked = find(settlement.call_id, lease);
  if (!looked) {
    sqlite_.roll_back();
    return tl::unexpected(looked.error());
  }
  const auto& found = *looked;
  if (!found) return committed(true, SettleAnswer{});
  QueueEntry entry = *found;
  const bool leased = entry.state == QueueState::leased;
  const bool held = !lease.empty() && lease == settlement.lease;
  // Repeated and late settlements are accepted while no other consumer has the entry.
  const bool was_so = settlement.kind == Kind::ack       ? held && entry.state == QueueState::done
                      : settlement.kind == Kind::requeue ? entry.state == QueueState::ready
                                                         : false;
  if (was_so) return committed(true, SettleAnswer{Settled::done, entry});
  const bool may = settlement.kind == Kind::ack       ? held
                   : settlement.kind == Kind::requeue ? !leased
                                                      : held && leased;
  if (!may) return committed(true, SettleAnswer{Settled::lease_not_held, entry});
  if (settlement.kind == Kind::ack) {
    entry.state = QueueState::done;
    entry.due_ms = entry.since_ms;
    entry.reason.clear();
  } else if (settlement.kind == Kind::nack) {
    entry = given_back(std::move(entry), settlement.reason, settlement.pause, now_ms);
  } else {
    entry.state = QueueState::ready;
    entry.due_ms = now_ms;
    const bool anew = settlement.kind == Kind::requeue;
    entry.attempts = anew ? 0 : entry.attempts - 1;
    if (anew) entry.reason.clear();
    lease.clear();
  }
  const bool well = put(entry, lease);
  const QueueState before = found->state;
  auto answer = committed(well, SettleAnswer{Settled::done, entry});
  if (answer) move(before, answer->entry.state);
  return answer;
}

QueueTable::Result<std::uint64_t> QueueTable::expire(std::int64_t now_ms) {
  if (depth_.of(QueueState::leased) == 0) return 0;
  std::vector<std::pair<QueueEntry, std::string>> expired;
  {
    constexpr std::int64_t kAtOnce = 500;
    Statement late = sqlite_.prepare(
        (std::string(kColumns) + "WHERE state = 'leased' AND due_ms <= ? LIMIT ?").c_str());
    late.bind(now_ms, kAtOnce);
    while (late.step()) expired.emplace_back(entry_of(late), late.text(6));
    if (late.failed()) return tl::unexpected(failure(Errc::store_read_failed));
  }
  if (expired.empty()) return 0;
  const QueueDepth before = depth_;
  bool well = sqlite_.execute("BEGIN IMMEDIATE");
  for (auto& [entry, lease] : expired) {
    entry = given_back(std::move(entry), "the lease ran out", Millis{0}, now_ms);
    // The lease stays: a late ack of it counts.
    well = well && put(entry, lease);
    move(QueueState::leased, entry.state);
  }
  auto answer = committed(well, static_cast<std::uint64_t>(expired.size()));
  if (!answer) depth_ = before;
  return answer;
}

QueueTable::Result<std::vector<QueueEntry>> QueueTable::list(const QueueQuery& query) {
  const std::string sql = std::string(kColumns) +
                          "WHERE call_id > ?1 AND (state = ?2 OR (?2 = '' AND state <> 'done')) "
                          "ORDER BY call_id LIMIT ?3";
  Statement statement = sqlite_.prepare(sql.c_str());
  statement.bind(query.after, query.state ? to_string(*query.state) : std::string_view(),
                 static_cast<std::int64_t>(query.limit));
  std::vector<QueueEntry> entries;
  while (statement.step()) entries.push_back(entry_of(statement));
  if (statement.failed()) return tl::unexpected(failure(Errc::store_read_failed));
  return entries;
}

QueueTable::Result<std::optional<std::int64_t>> QueueTable::next_expiry_ms() {
  if (depth_.of(QueueState::leased) == 0) return std::nullopt;
  Statement soonest = sqlite_.prepare("SELECT min(due_ms) FROM queue WHERE state = 'leased'");
  if (!soonest.step()) return tl::unexpected(failure(Errc::store_read_failed));
  return soonest.integer(0);
}

QueueTable::Result<std::optional<std::int64_t>> QueueTable::next_due_ms() {
  if (depth_.waiting() == 0) return std::nullopt;
  Statement soonest = sqlite_.prepare(
      "SELECT min((SELECT ifnull(min(due_ms), 9e15) FROM queue WHERE state = 'ready'),"
      " (SELECT ifnull(min(due_ms), 9e15) FROM queue WHERE state = 'leased'))");
  if (!soonest.step()) return tl::unexpected(failure(Errc::store_read_failed));
  return soonest.integer(0);
}

}  // namespace hookswitch::store::sqlite
