#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/doctor/carrier_facts.hpp"
#include "hookswitch/doctor/finding.hpp"

namespace hookswitch::doctor {

enum class Verdict : std::uint8_t { kept, late, missing, not_owed, unknown };
inline constexpr std::array<std::string_view, 5> kVerdicts{"kept", "late", "missing", "not_owed",
                                                           "unknown"};

/// units   milliseconds; `at` since the call was created, `delay` since what it follows
struct Judgement {
  Verdict verdict = Verdict::unknown;
  std::string evidence{};
  std::optional<std::int64_t> at{}, delay{}, limit{};
};

/// One thing that a carrier owes on a call by its protocol.
struct Obligation {
  std::string_view name;
  std::string_view owed;  ///< a sentence
  /// What the catalogue calls it when it is missing; nullopt where it has no code, or where each
  /// anomaly has its own.
  std::optional<Errc> code;
  Judgement (*judge)(const CarrierFacts& facts);
};

/// In the order of docs/conformance.md. A new one is a function in obligations.cpp and a line of the
/// list there.
std::span<const Obligation> obligations();

/// What the carrier did not send on this call, live or ended.
std::vector<Finding> missing_obligations(const CarrierFacts& facts);

}  // namespace hookswitch::doctor
