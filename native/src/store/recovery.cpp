#include "store/recovery.hpp"

#include "hookswitch/bridge/journal.hpp"
#include "hookswitch/bridge/record_json.hpp"
#include "log/log.hpp"

namespace hookswitch::native {
namespace {

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
  std::vector<bridge::JournalLine> lines;
  lines.reserve(rows.size());
  for (const JournalRow& row : rows) lines.push_back({row.unix_ms, row.fact});
  return bridge::record_of_journal(call_id, lines);
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
