#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace hookswitch::calls {

class PersonaSession;

/// What the sessions of a built-in agent share.
///
/// shape   outlives its sessions, which hold it; used by all threads
class PersonaRegistry {
 public:
  /// `open` counts the sessions that exist; `report`, if given, takes one line of JSON for each
  /// that has ended.
  explicit PersonaRegistry(std::atomic<int>& open,
                           std::function<void(std::string)> report = nullptr)
      : open_(open), report_(std::move(report)) {}

  std::atomic<int>& open() { return open_; }
  bool wants_reports() const { return report_ != nullptr; }
  void report(std::string line) { report_(std::move(line)); }
  void count_ended() { ++ended_; }
  std::uint64_t ended() const { return ended_; }

  void add(const std::shared_ptr<PersonaSession>& session);
  /// Every session that is open says goodbye.
  void leave();

 private:
  std::atomic<int>& open_;
  std::atomic<std::uint64_t> ended_{0};
  std::function<void(std::string)> report_;
  std::mutex mutex_;
  std::vector<std::weak_ptr<PersonaSession>> sessions_;
};

}  // namespace hookswitch::calls
