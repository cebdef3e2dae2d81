#pragma once

#include <optional>
#include <ostream>
#include <span>
#include <string_view>
#include <vector>

#include "sim/soak_call.hpp"

namespace hookswitch::sim {

/// One row of the failure catalogue, run in virtual time; docs/failures.md lists them all.
struct Scenario {
  std::string_view id;    ///< such as F27
  std::string_view name;  ///< a sentence without spaces, for the test's name
  struct Call {
    std::string_view as = "twilio";
    persona::Persona persona = persona::Persona::parrot;
    Micros says_for{1'000'000};  ///< from 500 ms on
    std::optional<Micros> hangs_up_at{};
  } call;
  struct Happens {
    const Fault* fault;
    Micros at;
  };
  std::vector<Happens> happens;
  // What the record must say.
  call::EndCause cause;
  std::optional<Errc> code{};
  std::vector<Errc> findings{};  ///< besides the code
  int turns = 0;                 ///< of the transcript, at least
  Micros lives_at_most{20'000'000};
  /// Further checks of the row; may be null. Returns an empty text if they pass.
  std::string (*also)(const record::Record& record) = nullptr;
};

const std::vector<Scenario>& lab();

inline std::ostream& operator<<(std::ostream& out, const Scenario& row) {
  return out << row.id << ' ' << row.name;
}

}  // namespace hookswitch::sim
