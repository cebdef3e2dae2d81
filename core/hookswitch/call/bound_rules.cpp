#include "hookswitch/call/bound_rules.hpp"

#include <array>

namespace hookswitch::call {
namespace {

// clang-format off
constexpr std::array<BoundRule, 12> kRules{{
    {"answered_to_socket", &Bounds::answered_to_socket, Millis{100},   Millis{600'000}   },
    {"socket_to_start",    &Bounds::socket_to_start,    Millis{100},   Millis{600'000}   },
    {"start_to_media",     &Bounds::start_to_media,     Millis{100},   Millis{600'000}   },
    {"media_silence",      &Bounds::media_silence,      Millis{100},   Millis{11'500}    },  // the guarantee says 12 s
    {"longest_pause",      &Bounds::longest_pause,      Millis{0},     Millis{7'200'000} },
    {"agent_connect",      &Bounds::agent_connect,      Millis{100},   Millis{600'000}   },
    {"send_outstanding",   &Bounds::send_outstanding,   Millis{100},   Millis{600'000}   },
    {"goodbye_to_hang_up", &Bounds::goodbye_to_hang_up, Millis{100},   Millis{600'000}   },
    {"stop_to_close",      &Bounds::stop_to_close,      Millis{50},    Millis{10'000}    },
    {"last_words",         &Bounds::last_words,         Millis{50},    Millis{2'000}     },
    {"end_to_gone",        &Bounds::end_to_gone,        Millis{100},   Millis{2'000}     },
    {"longest_call",       &Bounds::longest_call,       Millis{1'000}, Millis{86'400'000}},
}};
// clang-format on

std::string ms(Millis length) { return std::to_string(length.count()) + " ms"; }

std::optional<BoundFault> out_of_range(const Bounds& bounds) {
  for (const BoundRule& rule : kRules) {
    const Millis value = bounds.*rule.bound;
    if (value < rule.least || value > rule.most)
      return BoundFault{rule.name,
                        ms(value) + " is not between " + ms(rule.least) + " and " + ms(rule.most)};
  }
  if (bounds.agent_tries < 1 || bounds.agent_tries > 100)
    return BoundFault{"agent_tries", "must be between 1 and 100"};
  return std::nullopt;
}

}  // namespace

std::span<const BoundRule> bound_rules() { return kRules; }

std::optional<BoundFault> fault_of(const Bounds& bounds) {
  if (auto fault = out_of_range(bounds)) return fault;
  if (bounds.last_words > bounds.end_to_gone / 2)
    return BoundFault{"last_words", "must leave half of end_to_gone for closing the sockets"};
  if (bounds.stop_to_close > bounds.end_to_gone)
    return BoundFault{"stop_to_close", "must not be longer than end_to_gone"};
  if (bounds.longest_pause > Millis{0} && bounds.longest_pause < bounds.media_silence)
    return BoundFault{"longest_pause", "must not be shorter than media_silence"};
  constexpr Millis kLeastTry{100};
  if (bounds.agent_connect < bounds.agent_tries * kLeastTry)
    return BoundFault{"agent_connect", "leaves less than " + ms(kLeastTry) + " for each of " +
                                           std::to_string(bounds.agent_tries) + " tries"};
  for (const Millis Bounds::*const part :
       {&Bounds::answered_to_socket, &Bounds::socket_to_start, &Bounds::start_to_media,
        &Bounds::media_silence, &Bounds::longest_pause, &Bounds::agent_connect})
    if (bounds.*part > bounds.longest_call)
      return BoundFault{"longest_call",
                        "is shorter than another bound of the call, " + ms(bounds.*part)};
  return std::nullopt;
}

}  // namespace hookswitch::call
