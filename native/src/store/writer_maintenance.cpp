#include <utility>

#include "log/log.hpp"
#include "store/writer.hpp"

// What the writer's thread does periodically: it checks the files, the reserve, old records.

namespace hookswitch::store {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kMaintenance{60'000};
constexpr std::chrono::milliseconds kMeanwhileOthers{50};

}  // namespace

/// False: the database is missing from its path and cannot be restored yet.
bool Writer::keep_files() {
  std::string wrong = backend_->displaced();
  return wrong.empty() || put_back({{Errc::store_displaced, std::move(wrong)}});
}

bool Writer::put_back(const StoreFailure& why) {
  if (pause_.count() == 0) log::error(why.code, {{"detail", why.detail}});
  const auto found = backend_->put_back();
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

/// Reserves space for the records of live calls while there is any.
void Writer::keep_reserve() {
  const auto reserved = overflow_.reserve();
  const std::string why = reserved ? "" : reserved.error();
  const std::lock_guard lock(mutex_);
  if (!reserved && health_.no_reserve.empty()) log::warn(Errc::reserve_missing, {{"detail", why}});
  health_.no_reserve = why;
  health_.room = overflow_.room();
}

void Writer::run_maintenance() {
  const bool more = backend_->maintain(options_.retention);
  next_maintenance_ = Clock::now() + (more ? kMeanwhileOthers : kMaintenance);
}

/// Whether the record of this id in the database is another one: the same, written by a batch that
/// was tried again, is no second record.
bool Writer::is_new(const FinishedCall& call) {
  const auto there = backend_->find(call.summary.id);
  return !there || *there != call.record;
}

}  // namespace hookswitch::store
