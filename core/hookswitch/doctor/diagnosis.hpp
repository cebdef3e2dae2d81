#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "hookswitch/record/record.hpp"

namespace hookswitch::doctor {

/// What the carrier's protocol promises; from its dialect's traits.
struct Promises {
  bool start = true;
  bool stop = false;
  bool hang_up = true;  ///< the phone call ends when its socket is closed
};

/// A stop message may come this long after the last audio; a hang-up webhook may overtake it.
constexpr std::int64_t kStopAllowanceMs = 1'000;

/// A sample as loud as this (-30 dBFS) is more than the noise of a line on which nobody speaks.
inline constexpr int kLoudEnoughForSpeech = 1'036;

/// The timeline entry of a record whose transcript is not whole: how many of the caller's
/// utterances have no words, and why.
inline constexpr std::string_view kWordsMissing = "words_missing";

/// What went wrong on a call that has ended: catalogue codes, each with its evidence from the
/// record. Title, cause and remedy are the catalogue's and are added when the record is rendered.
///
/// shape   pure: same record, same diagnosis
/// errors  none; an empty list means that nothing was wrong
/// cost    O(record), once per call
/// source  docs/failures.md, as far as one record shows them
std::vector<record::DiagnosisFact> diagnose(const record::Record& record, const Promises& promises);
/// By the promises of the record's own dialect and profile; none when this version does not know it.
std::vector<record::DiagnosisFact> diagnose(const record::Record& record);

}  // namespace hookswitch::doctor
