#include "hookswitch/carrier/twilio/twilio.hpp"

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
constexpr PageChoice kPage[] = {{"Twilio Media Streams"}};

std::string make_id(std::string_view prefix, Rng& rng) {
  return std::string(prefix) + random_text(kHexDigits, 32, rng);
}

}  // namespace

extern const StreamStyle kTwilioStyle{.traits = &kTraits, .formats = kFormats, .make_id = make_id};

const CarrierDialect twilio_dialect{
    .name = "twilio",
    .profile = "",
    .vendor = "Twilio Media Streams",
    .audio = "base64 mu-law in JSON text",
    .rates_hz = kRates,
    .traits = &kTraits,
    .page = kPage,
    .make_carrier = [](const CallFacts& facts,
                       Rng& rng) { return make_stream_carrier(kTwilioStyle, facts, rng); },
};

const HostSide twilio_host{.make = [] { return make_stream_host(kTwilioStyle); },
                           .credentials = "the URL's path; a parameter",
                           .hang_up_webhook = &kTwilioHangUp,
                           .hang_up_api = &kTwilioHangUpApi};

}  // namespace hookswitch::carrier
