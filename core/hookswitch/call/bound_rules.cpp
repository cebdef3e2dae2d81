#include "hookswitch/call/bound_rules.hpp"

#include <array>
#include <string>

namespace hookswitch::call {
namespace {

// clang-format off
constexpr std::array<BoundRule, 14> kRules{{
    {"answered_to_socket_s", &Bounds::answered_to_socket, Millis{100},   Millis{600'000}   },
    {"ringing_s",            &Bounds::ringing,            Millis{100},   Millis{600'000}   },
    {"socket_to_start_s",    &Bounds::socket_to_start,    Millis{100},   Millis{600'000}   },
    {"start_to_media_s",     &Bounds::start_to_media,     Millis{100},   Millis{600'000}   },
    {"media_silence_s",      &Bounds::media_silence,      Millis{100},   Millis{11'500}    },  // ended within 12 s, whatever is configured
    {"longest_pause_s",      &Bounds::longest_pause,      Millis{0},     Millis{7'200'000} },
    {"announced_pause_s",    &Bounds::announced_pause,    Millis{100},   Millis{7'200'000} },
    {"agent_connect_s",      &Bounds::agent_connect,      Millis{100},   Millis{600'000}   },
    {"send_outstanding_s",   &Bounds::send_outstanding,   Millis{100},   Millis{600'000}   },
    {"goodbye_to_hang_up_s", &Bounds::goodbye_to_hang_up, Millis{100},   Millis{600'000}   },
    {"stop_to_close_s",      &Bounds::stop_to_close,      Millis{50},    Millis{10'000}    },
    {"last_words_s",         &Bounds::last_words,         Millis{50},    Millis{2'000}     },
    {"end_to_gone_s",        &Bounds::end_to_gone,        Millis{100},   Millis{2'000}     },
    {"longest_call_s",       &Bounds::longest_call,       Millis{1'000}, Millis{86'400'000}},
}};
// clang-format on

void out_of_range(const Bounds& bounds, std::vector<BoundFault>& faults) {
  for (const BoundRule& rule : kRules) {
    const Millis value = bounds.*rule.bound;
    if (value < rule.least || value > rule.most)
      faults.push_back({rule.key, seconds_text(value) + " is not between " +
                                      seconds_text(rule.least) + " and " +
                                      seconds_text(rule.most)});
  }
  if (bounds.agent_tries < 1 || bounds.agent_tries > 100)
    faults.push_back({"agent_tries", "must be between 1 and 100"});
}

/// The bounds of a call's parts that the whole call is too short for.
std::string longer_than_the_call(const Bounds& bounds) {
  std::string list;
  for (const BoundRule& rule : kRules) {
    const bool is_part =
        rule.bound == &Bounds::answered_to_socket || rule.bound == &Bounds::socket_to_start ||
        rule.bound == &Bounds::start_to_media || rule.bound == &Bounds::media_silence ||
        rule.bound == &Bounds::longest_pause || rule.bound == &Bounds::agent_connect;
    if (!is_part || bounds.*rule.bound <= bounds.longest_call) continue;
    list += (list.empty() ? "" : ", ") + std::string(rule.key) + " (" +
            seconds_text(bounds.*rule.bound) + ")";
  }
  return list;
}

void contradictions(const Bounds& bounds, std::vector<BoundFault>& faults) {
  const std::string gone = "end_to_gone_s (" + seconds_text(bounds.end_to_gone) + ")";
  if (bounds.last_words > most_last_words(bounds))
    faults.push_back({"last_words_s", seconds_text(bounds.last_words) +
                                          " is more than three fifths of " + gone +
                                          ": closing the sockets needs the rest"});
  if (bounds.stop_to_close > bounds.end_to_gone)
    faults.push_back(
        {"stop_to_close_s", seconds_text(bounds.stop_to_close) + " is longer than " + gone});
  if (bounds.longest_pause > Millis{0} && bounds.longest_pause < bounds.media_silence)
    faults.push_back({"longest_pause_s", seconds_text(bounds.longest_pause) +
                                             " is shorter than media_silence_s (" +
                                             seconds_text(bounds.media_silence) + ")"});
  constexpr Millis kMinTry{100};
  if (bounds.agent_connect < bounds.agent_tries * kMinTry)
    faults.push_back({"agent_connect_s", seconds_text(bounds.agent_connect) + " leaves less than " +
                                             seconds_text(kMinTry) +
                                             " for each of the tries of agent_tries (" +
                                             std::to_string(bounds.agent_tries) + ")"});
  if (const auto list = longer_than_the_call(bounds); !list.empty())
    faults.push_back(
        {"longest_call_s", seconds_text(bounds.longest_call) + " is shorter than " + list});
}

}  // namespace

std::span<const BoundRule> bound_rules() { return kRules; }

Millis most_last_words(const Bounds& bounds) { return bounds.end_to_gone * 3 / 5; }

std::vector<BoundFault> faults_of(const Bounds& bounds) {
  std::vector<BoundFault> faults;
  out_of_range(bounds, faults);
  contradictions(bounds, faults);
  return faults;
}

std::string changes_text(const Bounds& before, const Bounds& after) {
  std::string text;
  const auto add = [&](std::string_view key, const std::string& from, const std::string& to) {
    text.append(text.empty() ? "" : ", ").append(key);
    text.append(" ").append(from).append(" to ").append(to);
  };
  for (const BoundRule& rule : kRules)
    if (before.*rule.bound != after.*rule.bound)
      add(rule.key, seconds_text(before.*rule.bound), seconds_text(after.*rule.bound));
  if (before.agent_tries != after.agent_tries)
    add("agent_tries", std::to_string(before.agent_tries), std::to_string(after.agent_tries));
  return text;
}

std::string seconds_text(Millis length) {
  const auto ms = length.count() < 0 ? -length.count() : length.count();
  std::string text = (length.count() < 0 ? "-" : "") + std::to_string(ms / 1000);
  if (const auto rest = ms % 1000; rest != 0) {
    std::string digits = std::to_string(1000 + rest).substr(1);
    digits.erase(digits.find_last_not_of('0') + 1);
    text += '.' + digits;
  }
  return text + " s";
}

}  // namespace hookswitch::call
