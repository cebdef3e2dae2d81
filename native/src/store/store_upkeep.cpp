#include <utility>

#include "log/log.hpp"
#include "store/store_thread.hpp"

// What the store's thread looks after now and then: its files, the reserve, old records.

namespace hookswitch::store {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::minutes kMaintenance{1};
constexpr std::chrono::milliseconds kMeanwhileOthers{50};

void warn(const StoreFailure& why, std::string_view what) {
  log::warn(why.code, {{"what", what}, {"detail", why.detail}});
}

}  // namespace

/// False: the database is not in its place and cannot be put there yet.
bool StoreThread::keep_files() {
  std::string wrong = database_->displaced();
  return wrong.empty() || put_back({{Errc::store_displaced, std::move(wrong)}});
}

bool StoreThread::put_back(const StoreFailure& why) {
  if (pause_.count() == 0) log::error(why.code, {{"detail", why.detail}});
  const auto found = database_->put_back();
  if (!found) {
    fail({{why.code, why.detail + "; it cannot be put back: " + found.error().detail},
          found.error().kind});
    return false;
  }
  const std::string kept = found->empty() ? "" : "; the file found there is now " + *found;
  log::warn("the database was put back", {{"detail", why.detail + kept}});
  const std::lock_guard lock(mutex_);
  ++health_.put_back;
  health_.displaced = why.detail + kept;
  return true;
}

/// Keeps room for the records of live calls while there is any.
void StoreThread::keep_reserve() {
  const auto failed = spill_.set_aside();
  const std::lock_guard lock(mutex_);
  if (failed && health_.no_reserve.empty()) log::warn(Errc::reserve_missing, {{"detail", *failed}});
  health_.no_reserve = failed.value_or("");
  health_.room = spill_.room();
}

void StoreThread::run_maintenance() {
  next_maintenance_ = Clock::now() + kMaintenance;
  if (const auto saved = database_->keep_time(); !saved) warn(saved.error(), "queue time");
  if (const auto freed = database_->give_back(); !freed) warn(freed.error(), "free pages");
  if (!options_.retention.is_set()) return;
  const auto pruned = database_->prune(options_.retention);
  if (!pruned) return warn(pruned.error(), "old records");
  if (*pruned >= static_cast<std::uint64_t>(Database::kPruned))
    next_maintenance_ = Clock::now() + kMeanwhileOthers;
}

/// Whether the record of this id in the database is another one: the same, written by a batch that
/// was tried again, is no second record.
bool StoreThread::is_new(const FinishedCall& call) {
  const auto there = database_->find(call.summary.id);
  return !there || *there != call.record;
}

}  // namespace hookswitch::store
