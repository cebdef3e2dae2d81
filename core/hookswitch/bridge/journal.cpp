#include "hookswitch/bridge/journal.hpp"

#include <algorithm>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/bridge/record_json.hpp"
#include "hookswitch/carrier/dialect_table.hpp"

namespace hookswitch::bridge {

call::Promises promises_of(const call::Record& record) {
  const std::string& profile = record.created.profile;
  const auto which =
      carrier::dialect_from_name(record.created.dialect + (profile.empty() ? "" : ':' + profile));
  if (!which) return {};
  const carrier::Traits traits = carrier::make_host_end(*which)->traits();
  return {traits.has_start, traits.owes_stop, traits.hangs_up_by_close};
}

call::Record record_of_journal(std::string_view call_id, const std::vector<JournalLine>& rows) {
  call::Record record;
  std::uint64_t unreadable = 0;
  std::int64_t last_ms = 0;
  for (const JournalLine& row : rows) {
    last_ms = std::max(last_ms, row.unix_ms);
    if (const auto fact = fact_from_json(row.fact))
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

}  // namespace hookswitch::bridge
