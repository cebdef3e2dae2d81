#include <utility>

#include "log/log.hpp"
#include "store/restore_overflow.hpp"
#include "store/writer.hpp"

// The overflow file: for records that the backend cannot write, until it can.

namespace hookswitch::store {

/// The overflow file is a second copy of what waits in memory: for a crash, and for when memory is
/// full.
void Writer::write_overflow() {
  for (auto& call : finished_)
    if (!call.in_overflow) write_overflow(call);
  close_overflow();
  if (finished_.size() <= kMaxRecords / 2 && finished_bytes_ <= kMaxWaitingBytes) return;
  std::size_t dropped = 0;
  for (std::size_t i = 0; i < finished_.size(); ++i) {
    if (finished_[i].in_overflow) {
      finished_bytes_ -= finished_[i].record.size();
      ++dropped;
      continue;
    }
    std::swap(finished_[i - dropped], finished_[i]);
    std::swap(stored_[i - dropped], stored_[i]);
  }
  finished_.resize(finished_.size() - dropped);
  stored_.resize(finished_.size());
  const std::lock_guard lock(mutex_);
  health_.pending_records -= dropped;
}

void Writer::close_overflow() {
  if (const auto closed = overflow_.close(); !closed)
    log::error(Errc::store_write_failed, {{"what", overflow_.file()}, {"detail", closed.error()}});
}

/// False: the backend failed again meanwhile.
bool Writer::restore() {
  close_overflow();
  const Restored restored = restore_overflow(*backend_, options_.beside);
  {
    const std::lock_guard lock(mutex_);
    health_.records += restored.records;
    health_.queue = backend_->queue_depth();
    if (restored.removed) health_.overflow_records = 0;
  }
  if (!restored.complete) fail({{Errc::store_write_failed, restored.why}});
  return restored.complete;
}

/// On failure the call is still in memory.
system::OrReason<void> Writer::write_overflow(FinishedCall& call) {
  HS_TRY_VOID(overflow_.append(call.record));
  call.in_overflow = true;
  log::error(
      Errc::record_spilled,
      {{"call_id", call.summary.id}, {"cause", call.summary.cause}, {"detail", overflow_.file()}});
  const std::lock_guard lock(mutex_);
  ++health_.overflow_records;
  health_.room = overflow_.room();
  return {};
}

/// The last resort for a call.
void Writer::overflow_or_lose(FinishedCall& call) {
  const auto kept = write_overflow(call);
  if (kept) return;
  log::error(Errc::record_lost, {{"call_id", call.summary.id},
                                 {"cause", call.summary.cause},
                                 {"detail", overflow_.file() + ": " + kept.error()}});
  const std::lock_guard lock(mutex_);
  ++health_.lost_records;
}

}  // namespace hookswitch::store
