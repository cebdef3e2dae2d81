#include "sim/faults.hpp"

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// Each fault is seeded by the generator that it is given, so that a call can be repeated.

namespace hookswitch::sim {
namespace {

using kit::World;
using Frames = std::vector<wire::Frame>;

Micros between(Rng& rng, Micros least, Micros most) {
  const auto span = static_cast<std::uint64_t>((most - least).count());
  return least + Micros{static_cast<std::int64_t>(rng.below(span + 1))};
}

bool one_in(Rng& rng, std::uint64_t n) { return rng.below(n) == 0; }

Frames only(wire::Frame frame) {
  Frames frames;
  frames.push_back(std::move(frame));
  return frames;
}

bool is_start(const wire::Frame& frame) {
  return frame.opcode == wire::Opcode::text &&
         (frame.payload.find(R"("event":"start")") != std::string::npos ||
          frame.payload.find("websocket:connected") != std::string::npos);
}

bool is_media(const wire::Frame& frame) {
  return frame.opcode == wire::Opcode::binary ||
         frame.payload.find(R"("event":"media")") != std::string::npos;
}

/// A behaviour with its own generator: it continues after the fault has happened.
template <class Habit>
auto seeded(Rng& rng, Habit habit) {
  return [own = std::make_shared<Rng>(rng.next()), habit](wire::Frame frame) {
    return habit(std::move(frame), *own);
  };
}

void ends_by(World::Config& config, bool stop, bool close) {
  config.phone.end_signals = carrier::EndSignals{.sends_stop = stop, .closes_socket = close};
}

// ---- the carrier ---------------------------------------------------------------------------

void never_starts(World& world, Rng&) {
  world.carrier_habit = [](wire::Frame frame) {
    return is_start(frame) ? Frames{} : only(std::move(frame));
  };
}

void opens_and_drops(World& world, Rng& rng) {
  world.carrier_habit = [](wire::Frame) { return Frames{}; };
  world.at(world.now + between(rng, Micros{0}, Micros{6'000'000}),
           [&world] { world.break_carrier(); });
}

void starts_late(World& world, Rng& rng) {
  const Micros late = between(rng, Micros{20'000}, Micros{7'000'000});
  world.carrier_habit = [&world, late](wire::Frame frame) {
    if (!is_start(frame)) return only(std::move(frame));
    world.at(world.now + late, [&world, frame] { world.from_carrier(frame); });
    return Frames{};
  };
}

void starts_twice(World& world, Rng& rng) {
  const Micros again = between(rng, Micros{0}, Micros{4'000'000});
  world.carrier_habit = [&world, again](wire::Frame frame) {
    if (is_start(frame))
      world.at(world.now + again, [&world, frame] { world.from_carrier(frame); });
    return only(std::move(frame));
  };
}

void sends_no_media(World& world, Rng&) {
  world.carrier_habit = [](wire::Frame frame) {
    return is_media(frame) ? Frames{} : only(std::move(frame));
  };
}

void falls_silent(World& world, Rng&) {
  world.carrier_habit = [](wire::Frame) { return Frames{}; };
}

void pauses(World& world, Rng& rng) {
  const Instant until = world.now + between(rng, Micros{500'000}, Micros{9'800'000});
  world.carrier_habit = [&world, until](wire::Frame frame) {
    return is_media(frame) && world.now < until ? Frames{} : only(std::move(frame));
  };
}

void duplicates(World& world, Rng& rng) {
  world.carrier_habit = seeded(rng, [](wire::Frame frame, Rng& own) {
    Frames frames;
    if (one_in(own, 3)) frames.push_back(frame);
    frames.push_back(std::move(frame));
    return frames;
  });
}

void reorders(World& world, Rng& rng) {
  world.carrier_habit =
      seeded(rng, [held = std::make_shared<Frames>()](wire::Frame frame, Rng& own) {
        if (held->empty() && is_media(frame) && one_in(own, 6)) {
          held->push_back(std::move(frame));
          return Frames{};
        }
        Frames frames = only(std::move(frame));
        for (wire::Frame& late : std::exchange(*held, {})) frames.push_back(std::move(late));
        return frames;
      });
}

void loses_media(World& world, Rng& rng) {
  world.carrier_habit = seeded(rng, [](wire::Frame frame, Rng& own) {
    return is_media(frame) && one_in(own, 4) ? Frames{} : only(std::move(frame));
  });
}

void talks_garbage(World& world, Rng& rng) {
  for (auto left = 1 + rng.below(40); left > 0; --left) world.from_carrier(garbage(rng));
}

void sends_huge(World& world, Rng& rng) {
  const std::size_t size = one_in(rng, 2) ? wire::kMaxCarrierMessage + 1 : 300'000;
  world.from_carrier({wire::Opcode::text, R"({"event":"media","media":{"payload":")" +
                                              std::string(size, 'A') + "\"}}"});
  world.from_carrier({wire::Opcode::binary, std::string(100'001, '\1')});
}

void stops_another(World& world, Rng&) {
  world.from_carrier({wire::Opcode::text, R"({"event":"stop","sequenceNumber":"9",)"
                                          R"("streamSid":"MZ00000000000000000000000000000000",)"
                                          R"("stop":{"callSid":"CA0"},"ucid":"1"})"});
}

void presses_digits(World& world, Rng& rng) {
  for (int i = 0; i < 12; ++i) world.to_phone(phone::PressDigit{"0123456789*#"[rng.below(12)]});
}

void network_stalls(World::Config& config, Rng& rng) {
  for (auto* link : {&config.to_bridge, &config.to_phone}) {
    link->jitter = between(rng, Micros{0}, Micros{40'000});
    link->stall_every = between(rng, Micros{500'000}, Micros{5'000'000});
    link->stall_longest = between(rng, Micros{100'000}, Micros{12'000'000});
  }
}

// ---- the agent -----------------------------------------------------------------------------

void refuses_some(World& world, Rng& rng) {
  const auto refused = static_cast<int>(1 + rng.below(3));
  world.agent_dial = [refused](int number) { return World::DialResult{.opens = number > refused}; };
}

void unauthorised(World& world, Rng& rng) {
  const int status = one_in(rng, 2) ? 401 : 404;
  world.agent_dial = [status](int) {
    return World::DialResult{.opens = false, .http_status = status};
  };
}

void opens_late(World& world, Rng& rng) {
  const Micros late = between(rng, Micros{200'000}, Micros{9'000'000});
  world.agent_dial = [late](int) { return World::DialResult{.after = late}; };
}

void agent_errors(World& world, Rng& rng) {
  constexpr std::array kCodes{"session_expired", "insufficient_quota", "beta_api_shape_disabled",
                              "some_new_code", "response_cancel_not_active"};
  world.from_agent({wire::Opcode::text,
                    R"({"type":"error","event_id":"e1","error":{"type":"invalid_request_error",)"
                    R"("code":")" +
                        std::string(kCodes[rng.below(kCodes.size())]) + R"(","message":"no"}})"});
}

void agent_garbage(World& world, Rng& rng) {
  for (auto left = 1 + rng.below(40); left > 0; --left) world.from_agent(garbage(rng));
}

void agent_silent(World& world, Rng&) {
  world.agent_habit = [](wire::Frame) { return Frames{}; };
}

// ---- those who run it ----------------------------------------------------------------------

void offered_first(World& world, Rng& rng) {
  world.announce();
  world.tell_bridge(bridge::Ringing{});
  if (one_in(rng, 2)) world.tell_bridge(bridge::Answered{});
}

void no_socket(World& world, Rng&) {
  world.upgrades = false;
  world.announce();
  world.tell_bridge(bridge::Ringing{});
  world.tell_bridge(bridge::Answered{});
}

void no_stop(World::Config& config, Rng&) { ends_by(config, false, true); }
void no_close(World::Config& config, Rng&) { ends_by(config, true, false); }
void no_stop_no_close(World::Config& config, Rng&) { ends_by(config, false, false); }
void stops_reading(World& world, Rng&) { world.phone_reads = false; }
void half_open(World& world, Rng&) { world.cut_carrier(); }
void reset(World& world, Rng&) { world.break_carrier(); }
void agent_closes(World& world, Rng& rng) { world.close_agent(one_in(rng, 2) ? 1000 : 1011); }
void agent_resets(World& world, Rng&) { world.close_agent(1006); }
void agent_half_open(World& world, Rng&) { world.cut_agent(); }
void agent_stops_reading(World& world, Rng&) { world.agent_reads = false; }
void hang_up_request(World& world, Rng&) { world.tell_bridge(bridge::HangUpRequest{"by test"}); }
void hang_up_webhook(World& world, Rng&) { world.tell_bridge(bridge::HangUpWebhook{"completed"}); }
void second_socket(World& world, Rng&) { world.tell_bridge(bridge::Replaced{"0190-newer"}); }
void drain(World& world, Rng&) { world.tell_bridge(bridge::Drain{}); }
void killed(World& world, Rng&) { world.kill_bridge(); }
void store_dead(World::Config& config, Rng&) {
  config.store_takes.reset();
  config.claim_takes.reset();
}
void follows(World::Config& config, Rng& rng) {
  config.earlier_call = "0190-older";
  config.claim_takes = between(rng, Micros{0}, Micros{2'000'000});
}
void store_slow(World::Config& config, Rng& rng) {
  config.store_takes = between(rng, Micros{100'000}, Micros{3'000'000});
}

// clang-format off
constexpr auto kFaults = std::to_array<Fault>({
    {"no_stop",             "the socket is closed without a stop message",               no_stop,          nullptr,             Moment::begin},
    {"no_close",            "a stop message, and the socket stays open",                 no_close,         nullptr,             Moment::begin},
    {"no_stop_no_close",    "neither a stop message nor a close",                        no_stop_no_close, nullptr,             Moment::begin},
    {"no_start",            "media, but never a start message",                          nullptr,          never_starts,        Moment::begin},
    {"no_word",             "the socket is opened and closed without a message",         nullptr,          opens_and_drops,     Moment::begin},
    {"late_start",          "media before the start message",                            nullptr,          starts_late,         Moment::begin},
    {"second_start",        "a second start message on the socket",                      nullptr,          starts_twice,        Moment::begin},
    {"no_media",            "a start, but never any media",                              nullptr,          sends_no_media,      Moment::begin},
    {"falls_silent",        "no further messages; the socket stays open",                nullptr,          falls_silent,        Moment::any},
    {"pauses",              "no media for up to 9.8 s, then media again",                nullptr,          pauses,              Moment::any},
    {"duplicates",          "every third message is sent twice",                         nullptr,          duplicates,          Moment::any},
    {"reorders",            "media messages are reordered",                              nullptr,          reorders,            Moment::any},
    {"loses_media",         "a quarter of the media is missing",                         nullptr,          loses_media,         Moment::any},
    {"garbage",             "invalid messages",                                          nullptr,          talks_garbage,       Moment::any},
    {"huge_frames",         "messages near and above the size limit",                    nullptr,          sends_huge,          Moment::any},
    {"stop_of_another",     "the stop message of another stream",                        nullptr,          stops_another,       Moment::any},
    {"digits",              "many digits at once",                                       nullptr,          presses_digits,      Moment::any},
    {"stops_reading",       "the carrier stops reading",                                 nullptr,          stops_reading,       Moment::any},
    {"half_open",           "the carrier's network dies without a reset",                nullptr,          half_open,           Moment::any},
    {"reset",               "the carrier's connection is reset",                         nullptr,          reset,               Moment::any},
    {"stalls",              "the carrier's network stalls for up to 12 s, then bursts",  network_stalls,   nullptr,             Moment::begin},
    {"placed_over_http",    "the call is known before its socket",                       nullptr,          offered_first,       Moment::begin},
    {"no_socket",           "answered over HTTP, and no media socket is opened",         nullptr,          no_socket,           Moment::begin},
    {"agent_refuses",       "the agent's address refuses once, twice or always",         nullptr,          refuses_some,        Moment::begin},
    {"agent_unauthorised",  "the agent's service returns 401 or 404",                    nullptr,          unauthorised,        Moment::begin},
    {"agent_late",          "the agent's socket opens late or not at all",               nullptr,          opens_late,          Moment::begin},
    {"agent_silent",        "the agent stops sending",                                   nullptr,          agent_silent,        Moment::any},
    {"agent_closes",        "the agent closes its session",                              nullptr,          agent_closes,        Moment::any},
    {"agent_resets",        "the agent's connection is reset",                           nullptr,          agent_resets,        Moment::any},
    {"agent_half_open",     "the agent's network dies without a reset",                  nullptr,          agent_half_open,     Moment::any},
    {"agent_stops_reading", "the agent stops reading",                                   nullptr,          agent_stops_reading, Moment::any},
    {"agent_error",         "an error event of the agent, fatal or not",                 nullptr,          agent_errors,        Moment::any},
    {"agent_garbage",       "the agent sends invalid messages",                          nullptr,          agent_garbage,       Moment::any},
    {"hang_up_request",     "a hang-up request over the API",                            nullptr,          hang_up_request,     Moment::any},
    {"hang_up_webhook",     "the carrier reports over HTTP that the call has ended",     nullptr,          hang_up_webhook,     Moment::any},
    {"second_socket",       "another socket carries the call",                           nullptr,          second_socket,       Moment::any},
    {"follows",             "an earlier call had the carrier's id",                      follows,          nullptr,             Moment::begin},
    {"drain",               "the bridge is stopped",                                     nullptr,          drain,               Moment::any},
    {"store_slow",          "the store needs up to 3 s",                                 store_slow,       nullptr,             Moment::begin},
    {"store_dead",          "the store never responds",                                  store_dead,       nullptr,             Moment::begin},
    {"killed",              "the bridge's process dies",                                 nullptr,          killed,              Moment::any},
});
// clang-format on

}  // namespace

std::span<const Fault> faults() { return kFaults; }

const Fault* fault_named(std::string_view name) {
  for (const Fault& fault : kFaults)
    if (fault.name == name) return &fault;
  return nullptr;
}

wire::Frame garbage(Rng& rng) {
  constexpr std::array<std::string_view, 12> kTexts{
      "",
      "{",
      "null",
      "[]",
      "{}",
      R"({"event":"media"})",
      R"({"event":"media","media":{"payload":"%%%"}})",
      R"({"event":17})",
      R"({"event":"start","start":null})",
      R"({"type":"session.created"})",
      R"({"type":"response.output_audio.delta","delta":"="})",
      R"({"event":"stop","streamSid":[]})"};
  switch (rng.below(4)) {
    case 0:
      return {wire::Opcode::text, std::string(kTexts[rng.below(kTexts.size())])};
    case 1:
      return {wire::Opcode::text, std::string(1 + rng.below(60), '{')};
    case 2: {
      std::string bytes(rng.below(400), '\0');
      for (char& byte : bytes) byte = static_cast<char>(rng.next());
      return {wire::Opcode::text, std::move(bytes)};
    }
    default: {
      std::string bytes(rng.below(700), '\0');
      for (char& byte : bytes) byte = static_cast<char>(rng.next());
      return {wire::Opcode::binary, std::move(bytes)};
    }
  }
}

}  // namespace hookswitch::sim
