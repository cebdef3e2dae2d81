#pragma once

#include <string>

#include "hookswitch/record/fact.hpp"
#include "store/store.hpp"

namespace hookswitch::calls {

/// A server-sent event made of a fact; `name` is empty for facts that are not live events.
struct LiveEvent {
  std::string_view name;  ///< call.event or call.turn
  std::string data;       ///< one line of JSON
};
LiveEvent live_event(const std::string& call_id, const record::Fact& fact);

/// One entry of a list of calls, as JSON.
std::string to_json(const store::CallSummary& summary);

/// The state of the call after this fact; empty when the fact does not change it.
std::string_view state_after(const record::Fact& fact);

}  // namespace hookswitch::calls
