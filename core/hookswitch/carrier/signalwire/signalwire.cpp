#include "hookswitch/carrier/signalwire/signalwire.hpp"

#include "hookswitch/carrier/fields.hpp"
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
                         .playout_buffer = Micros{60'000'000}};

constexpr StreamFormat kFormats[] = {
    {"audio/x-mulaw", {codec::Encoding::pcmu, 8'000}},
    {"audio/x-L16", {codec::Encoding::l16_little, 16'000}},
    {"audio/x-L16", {codec::Encoding::l16_little, 24'000}},
};
constexpr int kRates[] = {8'000, 16'000, 24'000};
constexpr PageChoice kPage[] = {{"SignalWire", 8'000}, {"SignalWire, 24 kHz", 24'000}};

std::string make_id(std::string_view, Rng& rng) { return random_uuid(rng); }

}  // namespace

/// The documents show each message wrapped in an object under `rawEvent`,
/// public clients read it plain: the host's end takes both.
extern const StreamStyle kSignalWireStyle{.traits = &kTraits,
                                          .formats = kFormats,
                                          .connected_version = "0.2.0",
                                          .make_id = make_id,
                                          .digit_has_track = false,
                                          .digit_duration = DigitDuration::number,
                                          .stop_has_body = false,
                                          .acknowledges_clear = true,
                                          .wrapper = "rawEvent"};

const CarrierDialect signalwire_dialect{
    .name = "signalwire",
    .profile = "",
    .vendor = "SignalWire",
    .audio = "base64 in JSON text: mu-law, or 16-bit little-endian PCM above 8 kHz",
    .rates_hz = kRates,
    .traits = &kTraits,
    .page = kPage,
    .make_carrier = [](const CallFacts& facts,
                       Rng& rng) { return make_stream_carrier(kSignalWireStyle, facts, rng); },
};

const HostSide signalwire_host{.make = [] { return make_stream_host(kSignalWireStyle); },
                               .credentials = "`Authorization: Bearer`; a parameter",
                               .hang_up_webhook = &kSignalWireHangUp,
                               .hang_up_api = &kSignalWireHangUpApi};

}  // namespace hookswitch::carrier
