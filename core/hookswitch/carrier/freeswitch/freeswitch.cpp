#include "hookswitch/carrier/freeswitch/freeswitch.hpp"

#include "hookswitch/carrier/list.hpp"

namespace hookswitch::carrier {
namespace {

constexpr int kRates[] = {8'000, 16'000};
constexpr PageChoice kPage[] = {{"FreeSWITCH, 8 kHz", 8'000}, {"FreeSWITCH, 16 kHz", 16'000}};
constexpr std::string_view kSubprotocols[] = {"audio.drachtio.org", "audiostream.drachtio.org"};

constexpr Traits kPlayoutTraits = [] {
  Traits traits = kFreeSwitchTraits;
  traits.acknowledges_marks = true;
  return traits;
}();

constexpr ForkStyle style_of_streams(const Traits& traits) {
  return {.traits = &traits,
          .rates_hz = kRates,
          .rate_in_query = true,
          .playback = ForkPlayback::stream_audio,
          .read_start = read_freeswitch_metadata,
          .write_start = write_freeswitch_metadata,
          .reports_drained = traits.acknowledges_marks};
}

}  // namespace

extern const ForkStyle kFreeSwitchStyle = style_of_streams(kFreeSwitchTraits);
extern const ForkStyle kFreeSwitchPlayoutStyle = style_of_streams(kPlayoutTraits);
extern const ForkStyle kFreeSwitchForkStyle{.traits = &kFreeSwitchTraits,
                                            .rates_hz = kRates,
                                            .rate_in_query = true,
                                            .subprotocols = kSubprotocols,
                                            .playback = ForkPlayback::play_audio,
                                            .read_start = read_freeswitch_metadata,
                                            .write_start = write_freeswitch_metadata,
                                            .disconnects = true};

const CarrierDialect freeswitch_dialect{
    .name = "freeswitch",
    .profile = "",
    .vendor = "FreeSWITCH",
    .audio = "binary, 16-bit little-endian PCM; the host's as base64 in JSON text",
    .rates_hz = kRates,
    .traits = &kFreeSwitchTraits,
    .page = kPage,
    .make_carrier = [](const CallFacts& facts,
                       Rng& rng) { return make_fork_carrier(kFreeSwitchStyle, facts, rng); },
};

const CarrierDialect freeswitch_fork_dialect{
    .name = "freeswitch",
    .profile = "fork",
    .vendor = "FreeSWITCH",
    .audio = "binary, 16-bit little-endian PCM; the host's as base64 in JSON text",
    .rates_hz = kRates,
    .traits = &kFreeSwitchTraits,
    .make_carrier = [](const CallFacts& facts,
                       Rng& rng) { return make_fork_carrier(kFreeSwitchForkStyle, facts, rng); },
};

const HostSide freeswitch_host{.make = [] { return make_fork_host(kFreeSwitchStyle); },
                               .credentials = "the URL; any header"};
const HostSide freeswitch_fork_host{.make = [] { return make_fork_host(kFreeSwitchForkStyle); },
                                    .credentials = "`Authorization: Basic`; the URL"};

}  // namespace hookswitch::carrier
