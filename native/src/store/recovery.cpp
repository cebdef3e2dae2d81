#include "store/recovery.hpp"

#include <algorithm>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/bridge/record_json.hpp"
#include "hookswitch/call/diagnosis.hpp"
#include "hookswitch/carrier/dialect_table.hpp"
#include "log/log.hpp"

namespace hookswitch::native {
namespace {

call::Promises promises_of(const call::Record& record) {
  const std::string& profile = record.created.profile;
  const auto which =
      carrier::dialect_from_name(record.created.dialect + (profile.empty() ? "" : ':' + profile));
  if (!which) return {};
  const carrier::Traits traits = carrier::make_host_end(*which)->traits();
  return {traits.has_start, traits.owes_stop};
}

/// The journals stay: the next start tries again.
std::uint64_t give_up(const StoreFailure& why) {
  log::error(why.code, {
                           {"what",   "recovery"},
                           {"detail", why.detail}
  });
  return 0;
}

}  // namespace

call::Record rebuild(const std::string& call_id, const std::vector<JournalRow>& rows) {
  call::Record record;
  record.created.id = call_id;
  std::uint64_t unreadable = 0;
  std::int64_t last_ms = 0;
  for (const auto& row : rows) {
    last_ms = std::max(last_ms, row.unix_ms);
    if (const auto fact = bridge::fact_from_json(row.fact))
      record.apply(*fact);
    else
      ++unreadable;
  }
  record.created.id = call_id;
  if (record.created.created_unix_ms == 0 && !rows.empty())
    record.created.created_unix_ms = rows.front().unix_ms;
  const std::int64_t at_ms = std::max<std::int64_t>(0, last_ms - record.created.created_unix_ms);
  if (unreadable > 0)
    record.apply(call::EventFact{at_ms, call::Origin::bridge, "journal_damaged",
                                 std::to_string(unreadable) + " rows could not be read"});
  if (!record.end) {
    const std::string detail = "the journal ends at " + rfc3339(last_ms);
    record.apply(call::EndedFact{at_ms, call::EndCause::crashed, detail});
    record.apply(call::EventFact{at_ms, call::Origin::bridge, "ended", "crashed"});
  }
  // The findings are a call's last facts: the journal may hold none or some of them.
  record.diagnosis.clear();
  for (const auto& finding : call::diagnose(record, promises_of(record))) record.apply(finding);
  return record;
}

std::uint64_t recover(Database& database) {
  std::vector<FinishedCall> finished;
  const auto journals = database.open_journals();
  if (!journals) return give_up(journals.error());
  for (const auto& [call_id, rows] : *journals) {
    const call::Record record = rebuild(call_id, rows);
    finished.push_back({summary_of(record), bridge::record_to_json(record)});
    log::warn("call recovered",
              {
                  {"call_id", call_id                      },
                  {"cause",   finished.back().summary.cause}
    });
  }
  if (finished.empty()) return 0;
  const auto written = database.write({}, finished);
  return written ? finished.size() : give_up(written.error());
}

}  // namespace hookswitch::native
