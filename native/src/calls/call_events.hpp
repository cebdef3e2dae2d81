#pragma once

#include <string>

#include "hookswitch/record/fact.hpp"
#include "store/store.hpp"

namespace hookswitch::calls {

/// A server-sent event made of a fact; `name` is empty for facts that nobody watches live.
struct LiveEvent {
  std::string_view name;  ///< call.event or call.turn
  std::string data;       ///< one line of JSON
};
LiveEvent live_event(const std::string& call_id, const record::Fact& fact);

/// One entry of a list of calls, as JSON.
std::string to_json(const store::CallSummary& summary);

/// What the call is doing, as far as this fact tells; empty when it does not.
std::string_view state_after(const record::Fact& fact);

}  // namespace hookswitch::calls
