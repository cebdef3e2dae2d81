#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/agent/server_end.hpp"
#include "hookswitch/base/error_catalogue.hpp"
#include "hookswitch/base/time.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::persona {

/// Who ended a session.
enum class EndedBy : std::uint8_t {
  nobody,   ///< it is still open
  client,   ///< by a close, or by breaking the protocol
  network,  ///< the connection was lost without one
  agent,
};
std::string_view to_string(EndedBy who);

/// The report of one session of a built-in agent: docs/agents.md has the fields.
///
/// range   at most kMaxRefusals different refusals, the rest is counted
struct SessionReport {
  static constexpr std::size_t kMaxRefusals = 16;
  static constexpr Micros kLongSilence{10'000'000};

  struct Refused {
    agent::ClientRefused what;
    std::int64_t times = 1;
  };
  struct Finding {
    Errc code;
    std::string detail;
  };

  std::string session_id;
  std::string_view persona;
  std::string asked_model;  ///< in the URL; empty: none
  std::string model;        ///< that the session has
  Micros duration{0};
  EndedBy ended_by = EndedBy::nobody;
  std::uint16_t close_code = 0;
  std::string close_reason;

  codec::MediaFormat input, output;
  Micros heard{0};
  std::int64_t messages = 0;       ///< with audio
  std::optional<double> pace;      ///< PaceMeter::ratio()
  Micros silent{0};                ///< without audio either way, at the end
  std::int64_t turns = 0;          ///< of the caller
  std::int64_t interruptions = 0;  ///< of the agent, by the caller
  agent::Tally did;
  std::vector<Refused> refused;
  std::int64_t refused_in_all = 0;
  std::vector<Finding> findings;

  void add_refusal(const agent::ClientRefused& refusal);
  void add_finding(Errc code, std::string detail);
};

wire::Json to_json(const SessionReport& report);

}  // namespace hookswitch::persona
