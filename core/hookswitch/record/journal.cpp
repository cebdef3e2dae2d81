#include "hookswitch/record/journal.hpp"

#include <algorithm>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/record/record_json.hpp"

namespace hookswitch::record {

Record record_of_journal(std::string_view call_id, const std::vector<JournalLine>& rows) {
  Record record;
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
    record.apply(event_fact(at_ms, Origin::bridge, TimelineEvent::journal_damaged,
                            std::to_string(unreadable) + " rows could not be read"));
  if (!record.end) {
    const std::string detail = "the journal ends at " + rfc3339(last_ms);
    record.apply(EndedFact{at_ms, call::EndCause::crashed, detail});
    record.apply(event_fact(at_ms, Origin::bridge, TimelineEvent::ended,
                            std::string(to_string(call::EndCause::crashed))));
  }
  record.diagnosis.clear();
  return record;
}

}  // namespace hookswitch::record
