#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/base/time.hpp"
#include "hookswitch/call/bounds.hpp"
#include "hookswitch/call/identity.hpp"
#include "store/store.hpp"

namespace hookswitch::calls {

/// Changes the bounds that it is given; false: it leaves them as they are.
using BoundsChange = std::function<bool(call::Bounds&)>;

/// A call that is up, as other threads see it: everything may be called from any thread and returns
/// at once.
class LiveCall {
 public:
  virtual ~LiveCall() = default;
  virtual void hang_up(std::string detail) = 0;
  enum class HangUp : std::uint8_t { ending, already_ending, gone };
  /// The carrier reported over HTTP, with this `word`, that the call is over. Reports the effect on
  /// the call's thread.
  virtual void hung_up(std::string word, std::function<void(HangUp)> answer) = 0;
  virtual void replaced(std::string by) = 0;
  /// Applies `change`, if there is one, on the call's thread and passes the bounds that hold then
  /// to `answer`; nullopt when the call ends or has gone.
  virtual void bounds(BoundsChange change,
                      std::function<void(std::optional<call::Bounds>)> answer) = 0;
  virtual void drain() = 0;
  /// Passes on the current record, as JSON, on the call's thread; nothing when the call has
  /// gone.
  virtual void record(std::function<void(std::optional<std::string>)> answer) = 0;
};

/// The live calls. Locked, and therefore not used per frame of audio.
class Registry {
 public:
  void add(const store::CallSummary& summary, std::shared_ptr<LiveCall> call);
  void describe(const store::CallSummary& summary);
  void ending(const std::string& id, Instant decided);
  void remove(const std::string& id);
  /// Releases all calls, at the end, while their threads' contexts still exist.
  void clear();

  /// The carrier's call belongs to `id` from now on; returns our id of the live call that had it.
  /// Where there is none, `ask` is called before any other session can claim the call, and ends.
  std::optional<std::string> claim(const std::string& dialect, const std::string& carrier_call_id,
                                   const std::string& id, const std::function<void()>& ask);

  /// Our id of the live call that has the carrier's id.
  std::optional<std::string> owner(std::string_view dialect,
                                   const std::string& carrier_call_id) const;

  std::shared_ptr<LiveCall> find(const std::string& id) const;
  std::vector<store::CallSummary> list() const;
  std::vector<std::shared_ptr<LiveCall>> all() const;
  std::size_t size() const;
  /// How many calls were decided to end before this and are there yet.
  std::size_t ending_since_before(Instant then) const;

  enum class Wait : std::uint8_t { to_the_end, until_hurried };
  void wait_until_empty(Millis at_most, Wait wait) const;
  void wait_until_hurried(Millis at_most) const;
  void hurry();  ///< ends these waits, now and later

 private:
  struct Entry {
    store::CallSummary summary;
    std::shared_ptr<LiveCall> call;
    std::optional<Instant> decided{};  ///< to end
  };

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;  ///< emptied, or hurried
  bool hurried_ = false;
  std::map<std::string, Entry> calls_;
  call::Owners owners_;
};

}  // namespace hookswitch::calls
