#include "hookswitch/carrier/cloudonix/cloudonix.hpp"

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/carrier/list.hpp"

namespace hookswitch::carrier {
namespace {

constexpr Traits kTraits{.caller_frame = Micros{20'000},
                         .host_frame = Micros{20'000},
                         .has_start = true,
                         .owes_stop = true,
                         .owes_close = true,
                         .hangs_up_by_close = false,
                         .acknowledges_marks = true,
                         .playout_buffer = Micros{600'000'000}};

constexpr StreamFormat kFormats[] = {{"audio/x-mulaw", {codec::Encoding::pcmu, 8'000}}};
constexpr int kRates[] = {8'000};
constexpr PageChoice kPage[] = {{"Cloudonix"}};

/// A domain for an account, else 32 hexadecimal digits.
std::string make_id(std::string_view prefix, Rng& rng) {
  if (prefix == "AC") return random_text(kHexDigits, 8, rng) + ".cloudonix.net";
  return (prefix == "MZ" ? "MZ" : "") + random_text(kHexDigits, 32, rng);
}

void append_start(const CallFacts& facts, wire::ObjectText& start) {
  start.text("from", facts.from).text("to", facts.to);
}

}  // namespace

extern const StreamStyle kCloudonixStyle{.traits = &kTraits,
                                         .formats = kFormats,
                                         .names = {.call = "session"},
                                         .make_id = make_id,
                                         .second_call = "callSid",
                                         .append_start = append_start};

const CarrierDialect cloudonix_dialect{
    .name = "cloudonix",
    .profile = "",
    .vendor = "Cloudonix",
    .audio = "base64 mu-law in JSON text",
    .rates_hz = kRates,
    .tells_numbers = true,
    .traits = &kTraits,
    .page = kPage,
    .make_carrier = [](const CallFacts& facts,
                       Rng& rng) { return make_stream_carrier(kCloudonixStyle, facts, rng); },
};

const HostSide cloudonix_host{.make = [] { return make_stream_host(kCloudonixStyle); },
                              .credentials = "the URL's path; a parameter",
                              .hang_up_api = &kCloudonixHangUpApi};

}  // namespace hookswitch::carrier
