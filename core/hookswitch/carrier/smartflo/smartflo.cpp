#include "hookswitch/carrier/smartflo/smartflo.hpp"

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/carrier/list.hpp"

namespace hookswitch::carrier {
namespace {

constexpr std::size_t kUnitBytes = 160;

constexpr Traits kTraits{.caller_frame = Micros{20'000},
                         .host_frame = Micros{20'000},
                         .has_start = true,
                         .owes_stop = true,
                         .owes_close = true,
                         .hangs_up_by_close = false,
                         .acknowledges_marks = true,
                         .host_quantum = Micros{20'000},
                         .playout_buffer = Micros{60'000'000}};

constexpr StreamFormat kFormats[] = {{"audio/x-mulaw", {codec::Encoding::pcmu, 8'000}}};
constexpr int kRates[] = {8'000};
constexpr PageChoice kPage[] = {{"Smartflo"}};
constexpr PageChoice kAcefonePage[] = {{"Acefone"}};

std::string make_id(std::string_view, Rng& rng) { return random_text(kHexDigits, 24, rng); }

void append_start(const CallFacts& facts, wire::ObjectText& start) {
  start.text("from", facts.from).text("to", facts.to).text("direction", "inbound");
}

void append_format(codec::MediaFormat format, wire::ObjectText& media_format) {
  media_format.number("sampleRate", format.rate_hz).number("bitRate", 64).number("bitDepth", 8);
}

bool plays_whole(std::size_t samples, codec::MediaFormat) {
  return samples > 0 && samples % kUnitBytes == 0;
}

constexpr StreamStyle style_of(ChunkRule rule) {
  return {.traits = &kTraits,
          .formats = kFormats,
          .connected_protocol = {},
          .connected_version = {},
          .make_id = make_id,
          .append_start = append_start,
          .start_has_tracks = false,
          .start_stream_counts = true,
          .append_format = append_format,
          .media_has_track = false,
          .digit_has_track = false,
          .stop_reason = "hangup",
          .chunk_rule = rule,
          .plays_whole = plays_whole};
}

}  // namespace

extern const StreamStyle kSmartfloStyle = style_of(ChunkRule::report);
extern const StreamStyle kSmartfloLaxStyle = style_of(ChunkRule::off);
extern const StreamStyle kSmartfloStrictStyle = style_of(ChunkRule::drop);

const CarrierDialect smartflo_dialect{
    .name = "smartflo",
    .profile = "",
    .vendor = "Smartflo",
    .audio = "base64 mu-law in JSON text",
    .rates_hz = kRates,
    .tells_numbers = true,
    .traits = &kTraits,
    .page = kPage,
    .make_carrier = [](const CallFacts& facts,
                       Rng& rng) { return make_stream_carrier(kSmartfloStyle, facts, rng); },
};
const CarrierDialect smartflo_acefone_dialect{
    .name = "smartflo",
    .profile = "acefone",
    .vendor = "Acefone",
    .audio = "base64 mu-law in JSON text",
    .rates_hz = kRates,
    .tells_numbers = true,
    .traits = &kTraits,
    .page = kAcefonePage,
    .make_carrier = [](const CallFacts& facts,
                       Rng& rng) { return make_stream_carrier(kSmartfloStyle, facts, rng); },
};

const HostSide smartflo_host{.make = [] { return make_stream_host(kSmartfloStyle); },
                             .credentials = "the URL",
                             .hang_up_api = &kSmartfloHangUpApi};
const HostSide smartflo_acefone_host{.make = [] { return make_stream_host(kSmartfloStyle); },
                                     .credentials = "the URL",
                                     .hang_up_api = &kAcefoneHangUpApi};

}  // namespace hookswitch::carrier
