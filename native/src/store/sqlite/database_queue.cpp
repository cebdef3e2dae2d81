#include "store/sqlite/database.hpp"

// The queue of the backend: the table's times are the queue's own, those of the backend the calendar's.

namespace hookswitch::store::sqlite {
namespace {

std::optional<Millis> span(const std::optional<std::int64_t>& at_ms, std::int64_t now_ms) {
  if (!at_ms) return std::nullopt;
  return Millis{*at_ms - now_ms};
}

}  // namespace

Database::Result<void> Database::open_queue(const QueueRules& rules) {
  HS_TRY_VOID(queue_.load(rules, clock_.now_ms()));
  return {};
}

Database::Result<std::vector<ClaimedEntry>> Database::claim(const ClaimRequest& request) {
  HS_TRY(auto claimed, queue_.claim(request, clock_.now_ms()));
  for (auto& entry : claimed) entry.lease_until_ms = clock_.calendar_of(entry.lease_until_ms);
  return claimed;
}

Database::Result<SettleAnswer> Database::settle(const Settlement& settlement) {
  HS_TRY(SettleAnswer settled, queue_.settle(settlement, clock_.now_ms()));
  settled.entry.due_ms = clock_.calendar_of(settled.entry.due_ms);
  return settled;
}

Database::Result<std::uint64_t> Database::expire_leases() { return queue_.expire(clock_.now_ms()); }

Database::Result<std::vector<QueueEntry>> Database::list_queue(const QueueQuery& query) {
  HS_TRY(auto entries, queue_.list(query));
  for (auto& entry : entries) entry.due_ms = clock_.calendar_of(entry.due_ms);
  return entries;
}

Database::Result<std::optional<Millis>> Database::until_expiry() {
  HS_TRY(const auto at_ms, queue_.next_expiry_ms());
  return span(at_ms, clock_.now_ms());
}

Database::Result<std::optional<Millis>> Database::until_due() {
  HS_TRY(const auto at_ms, queue_.next_due_ms());
  return span(at_ms, clock_.now_ms());
}

}  // namespace hookswitch::store::sqlite
