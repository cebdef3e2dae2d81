#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hookswitch::call {

/// Which of the carrier's calls one session carries: the first id that the carrier names. It is
/// claimed once, and the reply names the session that carried that call before.
///
/// shape   unnamed -> claiming -> known; events in another order change nothing
/// errors  none
/// source  docs/identity.md
class Identity {
 public:
  /// True: this id is the one, and is to be claimed now.
  bool name(std::string_view carrier_call_id) {
    if (state_ != State::unnamed || carrier_call_id.empty()) return false;
    state_ = State::claiming;
    return true;
  }
  /// True: this is the first reply to the claim.
  bool answer() {
    if (state_ != State::claiming) return false;
    state_ = State::known;
    return true;
  }
  /// The reply to the claim is pending; it belongs in the record.
  bool is_claiming() const { return state_ == State::claiming; }

 private:
  enum class State : std::uint8_t { unnamed, claiming, known };
  State state_ = State::unnamed;
};

/// Which session carries each of the carriers' calls now: the newest one that named it.
///
/// shape   sessions claim and release; anyone may ask
/// errors  none
/// cost    O(log calls); as many entries as there are live calls with an id
/// source  docs/identity.md: a second socket for a live call
class Owners {
 public:
  /// `session` carries the call from now on. Returns the other session that carried it until now
  /// and is replaced.
  std::optional<std::string> claim(std::string_view dialect, std::string_view carrier_call_id,
                                   const std::string& session);
  /// `session` is over. A session that replaced it keeps the call.
  void release(std::string_view dialect, std::string_view carrier_call_id,
               const std::string& session);
  std::optional<std::string> of(std::string_view dialect, std::string_view carrier_call_id) const;
  std::size_t size() const { return owners_.size(); }
  void clear() { owners_.clear(); }

 private:
  using CarrierCall = std::pair<std::string, std::string>;  ///< dialect and the carrier's id
  static CarrierCall key(std::string_view dialect, std::string_view carrier_call_id) {
    return {std::string(dialect), std::string(carrier_call_id)};
  }

  std::map<CarrierCall, std::string> owners_;
};

}  // namespace hookswitch::call
