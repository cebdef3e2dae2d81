#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "kit/trace_file.hpp"

namespace hookswitch::kit {

/// Kinds of links as TCP shows them: everything arrives, in order, but late and in bunches.
enum class LinkKind : std::uint8_t {
  good,          ///< a millisecond of jitter, a rare retransmission
  stall_burst,   ///< retransmissions: every few seconds 60 to 300 ms of nothing, then all at once
  rate_limited,  ///< a queue that a competing flow fills and drains
  bursty_wifi,   ///< spikes on many packets, now and then a bad second
  handover,      ///< outages of 100 to 1,000 ms, some seconds apart; routes differ in delay
  calm_storm,    ///< half a minute of nothing, then ten bad seconds
};

inline constexpr std::array kLinkKinds{LinkKind::good,         LinkKind::stall_burst,
                                       LinkKind::rate_limited, LinkKind::bursty_wifi,
                                       LinkKind::handover,     LinkKind::calm_storm};

std::string_view to_string(LinkKind kind);

/// A generated trace, the same for the same seed.
Trace generate_trace(LinkKind kind, std::uint64_t seed, int seconds = 120);

}  // namespace hookswitch::kit
