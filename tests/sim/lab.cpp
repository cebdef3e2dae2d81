#include "sim/lab.hpp"

#include <algorithm>

namespace hookswitch::sim {
namespace {

using call::EndCause;
using kit::World;
using persona::Persona;
using record::Record;

// ---- faults that only a row of the catalogue needs -----------------------------------------

void agent_error(World& world, std::string_view code) {
  world.from_agent({wire::Opcode::text, R"({"type":"error","event_id":"e","error":{"type":)"
                                        R"("invalid_request_error","message":"no","code":")" +
                                            std::string(code) + "\"}}"});
}
void retired(World& world, Rng&) { agent_error(world, "beta_api_shape_disabled"); }
void expired(World& world, Rng&) { agent_error(world, "session_expired"); }
void refuses_always(World& world, Rng&) {
  world.agent_dial = [](int) { return World::DialResult{.opens = false}; };
}
void start_after_media(World& world, Rng&) {
  world.carrier_habit = [&world, held = false](wire::Frame frame) mutable {
    std::vector<wire::Frame> frames;
    if (!held && frame.payload.find(R"("event":"start")") != std::string::npos) {
      held = true;
      world.at(world.now + Micros{300'000}, [&world, frame] { world.from_carrier(frame); });
    } else {
      frames.push_back(std::move(frame));
    }
    return frames;
  };
}
void opens_never(World& world, Rng&) {
  world.agent_dial = [](int) { return World::DialResult{.after = Micros{60'000'000}}; };
}

constexpr Fault kRetired{"agent_error", "the protocol was retired", nullptr, retired, Moment::any};
constexpr Fault kExpired{"agent_error", "the session expired", nullptr, expired, Moment::any};
constexpr Fault kRefuses{"agent_refuses", "always", nullptr, refuses_always, Moment::begin};
constexpr Fault kLateStart{"late_start", "by 300 ms", nullptr, start_after_media, Moment::begin};
constexpr Fault kNeverOpens{"agent_late", "never", nullptr, opens_never, Moment::begin};

const Fault* named(std::string_view name) { return fault_named(name); }

// ---- what is special about a row -----------------------------------------------------------

int count(const Record& record, std::string_view event) {
  return static_cast<int>(
      std::count_if(record.timeline.begin(), record.timeline.end(),
                    [&](const record::EventFact& fact) { return fact.event == event; }));
}

std::string agent_is_closed(const Record& record) {
  const auto closed = record.at(record::Milestone::agent_closed);
  if (!closed) return "the agent's session was not closed";
  return *closed - record.end->at_ms <= 1'500 ? "" : "the agent's session was closed late";
}
std::string hang_up_was_sent(const Record& record) {
  return count(record, "hang_up_sent") == 1 ? "" : "no hang-up message";
}
std::string request_is_a_note(const Record& record) {
  return count(record, "hang_up_request") == 1 && count(record, "hang_up_sent") == 0
             ? ""
             : "the late request was not just noted";
}
std::string stop_is_a_note(const Record& record) {
  return record.at(record::Milestone::stop_received) && count(record, "ended") == 1
             ? ""
             : "the late stop was not just noted";
}
std::string names_the_earlier(const Record& record) {
  return record.created.follows == "0190-older" ? "" : "the earlier record is not named";
}
std::string last_turn_is_cut(const Record& record) {
  for (const record::TurnFact& turn : record.transcript)
    if (turn.interrupted && turn.heard_ms && *turn.heard_ms > 0 && *turn.heard_ms < 1'500)
      return "";
  return "no interrupted turn with what was heard of it";
}
std::string caller_was_understood(const Record& record) {
  for (const record::TurnFact& turn : record.transcript)
    if (turn.speaker == record::TurnSpeaker::caller && !turn.text.empty()) return "";
  return "the caller's last words are missing";
}
std::string few_tries(const Record& record) {
  return count(record, "agent_dialed") <= 3 ? "" : "a storm of tries";
}

}  // namespace

const std::vector<Scenario>& lab() {
  constexpr Micros s{1'000'000};
  // clang-format off
  static const std::vector<Scenario> rows{
      {"F1",  "AnsweredButNoSocketEver",             {.as = "vonage"}, {{named("no_socket"), {}}},
       EndCause::no_media_socket, Errc::no_media_socket, {}, 0, 13 * s},
      {"F2",  "TheUpgradeNeverArrives",              {.as = "twilio"}, {{named("no_socket"), {}}},
       EndCause::no_media_socket, Errc::no_media_socket, {}, 0, 13 * s},
      {"F4",  "TheLineStaysOpenAfterTheGoodbye",     {.persona = Persona::farewell}, {},
       EndCause::goodbye, {}, {Errc::line_left_to_carrier}, 2},
      {"F4",  "TheGoodbyeHangsUpWhereTheDialectCan", {.as = "ucid", .persona = Persona::farewell}, {},
       EndCause::goodbye, {}, {}, 2, 20 * s, hang_up_was_sent},
      {"F5",  "AHangUpRequestAfterTheCallerLeft",    {.says_for = 2 * s, .hangs_up_at = 2 * s}, {{named("agent_silent"), 1'900 * s / 1'000}, {named("hang_up_request"), 2'100 * s / 1'000}},
       EndCause::carrier_stop, {}, {Errc::words_missing}, 0, 20 * s, request_is_a_note},
      {"F6",  "StopWithoutAClose",                   {.hangs_up_at = 4 * s}, {{named("no_close"), {}}},
       EndCause::carrier_stop, {}, {}, 2, 7 * s, agent_is_closed},
      {"F6",  "ACloseWithoutAStop",                  {.hangs_up_at = 4 * s}, {{named("no_stop"), {}}},
       EndCause::carrier_closed, {}, {Errc::stop_not_sent}, 2, 7 * s, agent_is_closed},
      {"F7",  "AHungCallMakesRoomForTheNext",        {}, {{named("falls_silent"), 3 * s}, {named("second_socket"), 5 * s}},
       EndCause::replaced, Errc::replaced, {}, 2, 8 * s},
      {"F8",  "AHalfDeadCarrierSocket",              {.says_for = 2 * s}, {{named("stops_reading"), 3'500 * s / 1'000}},
       EndCause::send_stalled, Errc::send_stalled, {Errc::line_left_to_carrier}, 1, 12 * s, agent_is_closed},
      {"F8",  "AnAgentThatTakesNothing",             {}, {{named("agent_stops_reading"), 3 * s}},
       EndCause::send_stalled, Errc::send_stalled, {Errc::line_left_to_carrier}, 2, 12 * s},
      {"F9",  "AStreamThatComesBackAfterTheEnd",     {.hangs_up_at = 4 * s}, {{named("follows"), {}}},
       EndCause::carrier_stop, {}, {}, 2, 8 * s, names_the_earlier},
      {"F10", "TheCallerIsCutOffInMidSentence",      {.says_for = 2 * s, .hangs_up_at = 2 * s}, {},
       EndCause::carrier_stop, {}, {}, 1, 6 * s, caller_was_understood},
      {"F10", "TheAgentIsCutOffInMidSentence",       {.says_for = 3 * s, .hangs_up_at = 5 * s}, {},
       EndCause::carrier_stop, {}, {}, 2, 9 * s, last_turn_is_cut},
      {"F11", "ACallThatNobodyStreams",              {}, {{named("no_socket"), {}}},
       EndCause::no_media_socket, Errc::no_media_socket, {}, 0, 13 * s},
      {"F11", "TheProcessIsKilled",                  {}, {{named("killed"), 4 * s}},
       EndCause::crashed, Errc::crashed, {Errc::line_left_to_carrier}, 1, 5 * s},
      {"F12", "TheCarriersSocketBreaks",             {}, {{named("reset"), 4 * s}},
       EndCause::carrier_lost, Errc::carrier_socket_lost, {Errc::stop_not_sent}, 2, 7 * s, agent_is_closed},
      {"F13", "NothingRunsOnAfterTheEnd",            {}, {{named("reset"), 2 * s}},
       EndCause::carrier_lost, Errc::carrier_socket_lost, {Errc::stop_not_sent}, 1, 5 * s},
      {"F14", "TheCallerVanishesBehindADeadLink",    {}, {{named("half_open"), 4 * s}},
       EndCause::media_silence, Errc::media_silence, {Errc::stop_not_sent, Errc::line_left_to_carrier}, 2, 17 * s, agent_is_closed},
      {"F14", "TheSocketStaysAndTheAudioStops",      {.as = "vonage"}, {{named("falls_silent"), 4 * s}},
       EndCause::media_silence, Errc::media_silence, {Errc::line_left_to_carrier}, 2, 17 * s},
      {"F15", "MediaBeforeTheStart",                 {.hangs_up_at = 5 * s}, {{&kLateStart, {}}},
       EndCause::carrier_stop, {}, {Errc::media_before_start}, 2, 9 * s},
      {"F17", "TheBridgeIsDeployedAnew",             {}, {{named("drain"), 3 * s}},
       EndCause::draining, Errc::draining, {Errc::line_left_to_carrier}, 2, 6 * s},
      {"F20", "SentIsNotHeard",                      {.says_for = 3 * s, .hangs_up_at = 5 * s}, {},
       EndCause::carrier_stop, {}, {}, 2, 9 * s, last_turn_is_cut},
      {"F21", "TheAgentsProtocolIsRetired",          {}, {{&kRetired, s}},
       EndCause::agent_failed, Errc::agent_protocol_retired, {Errc::line_left_to_carrier}, 0, 5 * s},
      {"F22", "TheAgentsSessionExpires",             {}, {{&kExpired, 3 * s}},
       EndCause::agent_failed, Errc::agent_session_expired, {Errc::line_left_to_carrier}, 2, 6 * s},
      {"F23", "TheAgentRefusesEveryTry",             {}, {{&kRefuses, {}}},
       EndCause::agent_unreachable, Errc::agent_unreachable, {Errc::line_left_to_carrier}, 0, 11 * s, few_tries},
      {"F23", "TheAgentsAddressNeverAnswers",        {}, {{&kNeverOpens, {}}},
       EndCause::agent_unreachable, Errc::agent_unreachable, {Errc::line_left_to_carrier}, 0, 11 * s, few_tries},
      {"F24", "CompletedAfterASecondWithoutASocket", {.as = "vonage"}, {{named("no_socket"), {}}, {named("hang_up_webhook"), s}},
       EndCause::hang_up_webhook, {}, {Errc::no_media_socket}, 0, 4 * s},
      {"F27", "NeitherStopNorClose",                 {.as = "ucid:waybeo", .hangs_up_at = 4 * s}, {},
       EndCause::media_silence, Errc::media_silence, {Errc::stop_not_sent}, 2, 17 * s, agent_is_closed},
      {"F28", "TheStopComesByHttp",                  {}, {{named("falls_silent"), 3 * s}, {named("hang_up_webhook"), 5 * s}},
       EndCause::hang_up_webhook, {}, {Errc::stop_not_sent}, 2, 7 * s},
      {"F28", "TheStopComesByHttpAndThenOnTheSocket",{.says_for = 2 * s, .hangs_up_at = 2'010 * s / 1'000}, {{named("hang_up_webhook"), 2 * s}},
       EndCause::hang_up_webhook, {}, {}, 0, 7 * s, stop_is_a_note},
      {"F28", "ANewSocketTakesOver",                 {}, {{named("half_open"), 3 * s}, {named("second_socket"), 4 * s}},
       EndCause::replaced, Errc::replaced, {}, 2, 7 * s},
  };
  // clang-format on
  return rows;
}

}  // namespace hookswitch::sim
