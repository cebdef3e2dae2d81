#include "store/recovery.hpp"

#include "hookswitch/doctor/record_rules.hpp"
#include "hookswitch/record/journal.hpp"
#include "log/log.hpp"
#include "store/record_document.hpp"

namespace hookswitch::store {
namespace {

/// The journals stay: the next start tries again.
std::uint64_t give_up(const StoreFailure& why) {
  log::error(why.code, {{"what", "recovery"}, {"detail", why.detail}});
  return 0;
}

}  // namespace

record::Record rebuild(const std::string& call_id, const std::vector<JournalRow>& rows) {
  std::vector<record::JournalLine> lines;
  lines.reserve(rows.size());
  for (const JournalRow& row : rows) lines.push_back({row.unix_ms, row.fact});
  record::Record record = record::record_of_journal(call_id, lines);
  for (const auto& finding : doctor::diagnose(record)) record.apply(doctor::as_fact(finding));
  return record;
}

std::uint64_t recover(Backend& backend) {
  constexpr std::size_t kBatchBytes = 4 << 20;
  const auto calls = backend.open_journals();
  if (!calls) return give_up(calls.error());
  std::uint64_t recovered = 0;
  std::vector<FinishedCall> batch;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < calls->size(); ++i) {
    const auto rows = backend.journal((*calls)[i]);
    if (!rows) return recovered + give_up(rows.error());
    record::Record record = rebuild((*calls)[i], *rows);
    std::string document = document_of(record);
    bytes += document.size();
    batch.push_back({summary_of(record), std::move(document)});
    if (bytes < kBatchBytes && i + 1 < calls->size()) continue;
    const auto written = backend.write({}, batch);
    if (!written) return recovered + give_up(written.error());
    for (const auto& call : batch)
      log::warn("call recovered", {{"call_id", call.summary.id}, {"cause", call.summary.cause}});
    recovered += batch.size();
    batch.clear();
    bytes = 0;
  }
  return recovered;
}

}  // namespace hookswitch::store
