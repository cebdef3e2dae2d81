#pragma once

#include <span>
#include <vector>

#include "hookswitch/doctor/finding.hpp"
#include "hookswitch/record/record.hpp"

namespace hookswitch::doctor {

/// What the carrier's protocol promises; from its dialect's traits.
struct Promises {
  bool start = true;
  bool stop = false;
  bool answered_first = true;  ///< the socket opens once the phone was answered
  bool hang_up = true;         ///< the phone call ends when its socket is closed
};

/// What the record rules look at: a call that has ended.
struct EndedCall {
  const record::Record& record;
  const record::EndedFact& end;  ///< the record's
  Promises promises;
};

/// A stop message may come this long after the last audio; a hang-up webhook may overtake it.
inline constexpr std::int64_t kStopAllowanceMs = 1'000;

/// A new rule is a function in record_rules.cpp and a line of the list there.
std::span<const Rule<EndedCall>> record_rules();

/// What went wrong on a call that has ended. Title, cause and remedy are the catalogue's and are
/// added when the record is rendered.
///
/// shape   pure: same record, same diagnosis
/// errors  none; an empty list: nothing was wrong, or the call is live
/// cost    O(record), once per call
/// source  docs/failures.md, as far as one record shows them
std::vector<Finding> diagnose(const record::Record& record, const Promises& promises);
/// By the promises of the record's own dialect and profile; none when this version does not know it.
std::vector<Finding> diagnose(const record::Record& record);

/// How a record keeps a finding.
inline record::DiagnosisFact as_fact(const Finding& finding) {
  return {finding.code, finding.evidence};
}

}  // namespace hookswitch::doctor
