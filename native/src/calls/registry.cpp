#include "calls/registry.hpp"

#include <algorithm>

namespace hookswitch::calls {

void Registry::add(const store::CallSummary& summary, std::shared_ptr<LiveCall> call) {
  const std::lock_guard lock(mutex_);
  calls_[summary.id] = {summary, std::move(call), std::nullopt};
}

void Registry::describe(const store::CallSummary& summary) {
  const std::lock_guard lock(mutex_);
  if (const auto entry = calls_.find(summary.id); entry != calls_.end())
    entry->second.summary = summary;
}

void Registry::remove(const std::string& id) {
  std::shared_ptr<LiveCall> last;  // may die here, outside the lock
  const std::lock_guard lock(mutex_);
  const auto entry = calls_.find(id);
  if (entry == calls_.end()) return;
  last = std::move(entry->second.call);
  owners_.release(entry->second.summary.dialect, entry->second.summary.carrier_call_id, id);
  calls_.erase(entry);
  if (calls_.empty()) changed_.notify_all();
}

void Registry::clear() {
  std::map<std::string, Entry> calls;  // die outside the lock
  const std::lock_guard lock(mutex_);
  calls.swap(calls_);
  owners_.clear();
}

std::optional<std::string> Registry::claim(const std::string& dialect,
                                           const std::string& carrier_call_id,
                                           const std::string& id,
                                           const std::function<void()>& ask) {
  const std::lock_guard lock(mutex_);
  auto live = owners_.claim(dialect, carrier_call_id, id);
  if (!live) ask();
  return live;
}

std::optional<std::string> Registry::owner(std::string_view dialect,
                                           const std::string& carrier_call_id) const {
  const std::lock_guard lock(mutex_);
  return owners_.of(dialect, carrier_call_id);
}

std::shared_ptr<LiveCall> Registry::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto entry = calls_.find(id);
  return entry == calls_.end() ? nullptr : entry->second.call;
}

std::vector<store::CallSummary> Registry::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<store::CallSummary> summaries;
  summaries.reserve(calls_.size());
  for (auto entry = calls_.rbegin(); entry != calls_.rend(); ++entry)
    summaries.push_back(entry->second.summary);
  return summaries;
}

std::vector<std::shared_ptr<LiveCall>> Registry::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<LiveCall>> calls;
  calls.reserve(calls_.size());
  for (const auto& [id, entry] : calls_) calls.push_back(entry.call);
  return calls;
}

void Registry::wait_until_empty(Millis at_most, Wait wait) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, at_most,
                    [&] { return calls_.empty() || (hurried_ && wait == Wait::until_hurried); });
}

void Registry::wait_until_hurried(Millis at_most) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, at_most, [this] { return hurried_; });
}

void Registry::hurry() {
  const std::lock_guard lock(mutex_);
  hurried_ = true;
  changed_.notify_all();
}

void Registry::ending(const std::string& id, Instant decided) {
  const std::lock_guard lock(mutex_);
  if (const auto entry = calls_.find(id); entry != calls_.end()) entry->second.decided = decided;
}

std::size_t Registry::ending_since_before(Instant then) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(
      calls_.begin(), calls_.end(),
      [&](const auto& each) { return each.second.decided && *each.second.decided < then; }));
}

std::size_t Registry::size() const {
  const std::lock_guard lock(mutex_);
  return calls_.size();
}

}  // namespace hookswitch::calls
