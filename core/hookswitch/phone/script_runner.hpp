#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "hookswitch/phone/input.hpp"
#include "hookswitch/phone/output.hpp"
#include "hookswitch/phone/script.hpp"

namespace hookswitch::phone {

/// The scripts that callers of one phone follow, in the order in which they were given.
///
/// shape   next() until it returns nothing, after each input and at next_deadline(); a ScriptDone
///         for each script that is over goes to `out`
/// errors  none
/// cost    O(scripts)
class ScriptRunner {
 public:
  void follow(const Follow& follow) { running_.push_back({follow.id, Script(*follow.plan)}); }

  std::optional<Input> next(const Script::Call& call, Instant now, std::deque<Output>& out);
  std::optional<Instant> next_deadline(const Script::Call& call) const;
  /// The call is over: ends all scripts.
  void finish(const Script::Call& call, std::deque<Output>& out);

 private:
  struct Running {
    int id;
    Script script;
  };
  std::vector<Running> running_;
  std::size_t at_ = 0;  ///< the script whose turn it is
};

}  // namespace hookswitch::phone
