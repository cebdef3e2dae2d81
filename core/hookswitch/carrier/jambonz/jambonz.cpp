#include "hookswitch/carrier/jambonz/jambonz.hpp"

#include "hookswitch/carrier/list.hpp"

namespace hookswitch::carrier {
namespace {

constexpr int kRates[] = {8'000, 16'000, 24'000, 48'000};
constexpr PageChoice kPage[] = {{"jambonz, 8 kHz", 8'000}, {"jambonz, 16 kHz", 16'000}};
/// The documentation's name, that of the vendor's SDK and media module, that of older builds.
constexpr std::string_view kSubprotocols[] = {"audio.jambonz.org", "audio.drachtio.org",
                                              "audiostream.drachtio.org"};

/// A clip is played as a whole: longer ones leave fewer gaps.
constexpr Traits kClassicTraits = [] {
  Traits traits = kJambonzTraits;
  traits.host_frame = Micros{200'000};
  return traits;
}();

constexpr ForkStyle style(ForkPlayback playback, const Traits& traits) {
  const bool streams = playback == ForkPlayback::binary;
  return {.traits = &traits,
          .rates_hz = kRates,
          .subprotocols = kSubprotocols,
          .playback = playback,
          .is_start = is_jambonz_call_info,
          .read_start = read_jambonz_call_info,
          .write_start = write_jambonz_call_info,
          .marks = streams,
          .digits = true,
          .disconnects = true,
          .reports_clips = !streams,
          .max_queued = streams ? 0u : 11u};  // one that plays, ten that wait
}

}  // namespace

extern const ForkStyle kJambonzStyle = style(ForkPlayback::binary, kJambonzTraits);
extern const ForkStyle kJambonzClassicStyle = style(ForkPlayback::play_audio, kClassicTraits);

const CarrierDialect jambonz_dialect{
    .name = "jambonz",
    .profile = "",
    .vendor = "jambonz",
    .audio = "binary, 16-bit little-endian PCM; JSON text for control",
    .rates_hz = kRates,
    .tells_numbers = true,
    .traits = &kJambonzTraits,
    .page = kPage,
    .make_carrier = [](const CallFacts& facts,
                       Rng& rng) { return make_fork_carrier(kJambonzStyle, facts, rng); },
};

const HostSide jambonz_host{.make = [] { return make_fork_host(kJambonzStyle); },
                            .credentials = "`Authorization: Basic`; the URL"};

}  // namespace hookswitch::carrier
