#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "hookswitch/bridge/config.hpp"

namespace hookswitch::bridge {

/// The tool with which the agent hangs up.
inline constexpr std::string_view kEndCallTool = "end_call";

// Numbers of the bridge other than the bounds of the call.
inline constexpr Micros kSilenceAfter{400'000};  ///< of the carrier: then the agent hears silence
inline constexpr Micros kMaxSilenceOwed{1'000'000};  ///< more than this is not filled in later
inline constexpr Micros kSaveMediaEvery{5'000'000};
inline constexpr Micros kSaveTextEvery{1'000'000};
inline constexpr Micros kFirstBackOff{250'000};  ///< doubled with every try
inline constexpr std::string_view kGoodbyeMark = "hookswitch-goodbye";
/// More frames that a peer has not taken than this are a stalled peer, however slowly it reads.
inline constexpr std::uint32_t kMaxUnsent = 1'500;
/// A message of this size leaves large buffers: they are released once it has been handled.
inline constexpr std::size_t kLargeMessage = 8 * 1024;
/// After a goodbye to a carrier that acknowledges no marks: what may still be in flight.
inline constexpr Micros kGoodbyeSlack{200'000};

/// "pcmu/8000"
std::string format_text(const codec::MediaFormat& format);

/// The session to request from the agent on a call in `carrier_format`: the configured session, its
/// formats chosen by Config::agent_audio, the end_call tool added when it is offered.
agent::SessionConfig plan_session(const Config& config, codec::MediaFormat carrier_format);

}  // namespace hookswitch::bridge
