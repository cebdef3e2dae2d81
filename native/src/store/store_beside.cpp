#include <utility>

#include "log/log.hpp"
#include "store/store_thread.hpp"
#include "store/unsaved.hpp"

// The file beside the database: where records go that it does not take, and from where they come
// back.

namespace hookswitch::store {

/// The file of unsaved records is a second copy of what waits in memory: for a crash, and for when
/// there is no more room.
void StoreThread::put_beside() {
  for (auto& call : finished_)
    if (!call.is_beside) put_beside(call);
  close_beside();
  if (finished_.size() <= kMaxRecords / 2 && finished_bytes_ <= kMaxWaitingBytes) return;
  std::size_t dropped = 0;
  for (std::size_t i = 0; i < finished_.size(); ++i) {
    if (finished_[i].is_beside) {
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

void StoreThread::close_beside() {
  if (const auto failed = spill_.close())
    log::error(Errc::store_write_failed, {{"what", spill_.file()}, {"detail", *failed}});
}

/// False: the database failed again meanwhile.
bool StoreThread::take_in() {
  close_beside();
  const TakenIn taken = take_in_unsaved(*database_);
  {
    const std::lock_guard lock(mutex_);
    health_.records += taken.records;
    health_.queue = claims_.table().depth();
    if (taken.removed) health_.spilled_records = 0;
  }
  if (!taken.complete) fail({{Errc::store_write_failed, taken.why}});
  return taken.complete;
}

/// Answers why not; the call is still in memory.
std::optional<std::string> StoreThread::put_beside(FinishedCall& call) {
  auto failed = spill_.append(call.record);
  if (failed) return failed;
  call.is_beside = true;
  log::error(
      Errc::record_spilled,
      {{"call_id", call.summary.id}, {"cause", call.summary.cause}, {"detail", spill_.file()}});
  const std::lock_guard lock(mutex_);
  ++health_.spilled_records;
  health_.room = spill_.room();
  return std::nullopt;
}

/// The last resort for a call.
void StoreThread::write_beside(FinishedCall& call) {
  const auto failed = put_beside(call);
  if (!failed) return;
  log::error(Errc::record_lost, {{"call_id", call.summary.id},
                                 {"cause", call.summary.cause},
                                 {"detail", spill_.file() + ": " + *failed}});
  const std::lock_guard lock(mutex_);
  ++health_.lost_records;
}

}  // namespace hookswitch::store
