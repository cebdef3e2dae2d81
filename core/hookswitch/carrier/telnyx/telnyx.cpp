#include "hookswitch/carrier/telnyx/telnyx.hpp"

#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/list.hpp"

namespace hookswitch::carrier {
namespace {

constexpr Micros kMinHostAudio{20'000};
constexpr Micros kMaxHostAudio{30'000'000};

constexpr Traits kTraits{.caller_frame = Micros{20'000},
                         .host_frame = Micros{20'000},
                         .has_start = true,
                         .opens_before_answer = true,
                         .owes_stop = true,
                         .owes_close = true,
                         .hangs_up_by_close = false,
                         .acknowledges_marks = true,
                         .host_quantum = kMinHostAudio,
                         .playout_buffer = Micros{60'000'000}};

constexpr codec::MediaFormat kUlaw{codec::Encoding::pcmu, 8'000};
constexpr codec::MediaFormat kAlaw{codec::Encoding::pcma, 8'000};
constexpr codec::MediaFormat l16(int rate_hz) { return {codec::Encoding::l16_big, rate_hz}; }

constexpr StreamFormat kFormats[] = {
    {"PCMU", kUlaw}, {"L16", l16(16'000)},     {"L16", l16(24'000)},    {"L16", l16(48'000)},
    {"PCMA", kAlaw}, {"audio/x-mulaw", kUlaw}, {"audio/x-alaw", kAlaw}, {"L16", l16(8'000)}};
/// A phone leg in A-law: much of Europe and India.
constexpr StreamFormat kEuropeFormats[] = {
    {"PCMA", kAlaw},      {"PCMU", kUlaw},          {"L16", l16(16'000)},    {"L16", l16(24'000)},
    {"L16", l16(48'000)}, {"audio/x-mulaw", kUlaw}, {"audio/x-alaw", kAlaw}, {"L16", l16(8'000)}};
constexpr StreamFormat kHostFormats[] = {
    {"PCMU", kUlaw}, {"L16", l16(16'000)}, {"L16", l16(24'000)}, {"L16", l16(48'000)}};
constexpr int kRates[] = {8'000, 16'000, 24'000, 48'000};
constexpr int kEuropeRates[] = {8'000};
constexpr PageChoice kPage[] = {{"Telnyx", 8'000}, {"Telnyx, 16 kHz", 16'000}};
constexpr PageChoice kEuropePage[] = {{"Telnyx, A-law", 8'000}};

std::string make_id(std::string_view prefix, Rng& rng) {
  return (prefix == "CA" ? "v3:" : "") + random_uuid(rng);
}

void append_start(const CallFacts& facts, wire::ObjectText& start) {
  start.text("call_session_id", facts.stream_id)
      .text("from", facts.from)
      .text("to", facts.to)
      .json("tags", "[]");
}

bool plays_whole(std::size_t samples, codec::MediaFormat format) {
  const Micros audio = duration_of(static_cast<std::int64_t>(samples), format.rate_hz);
  return audio >= kMinHostAudio && audio <= kMaxHostAudio;
}

void append_error(Errc code, wire::ObjectText& error) {
  const bool is_audio =
      code == Errc::bad_base64 || code == Errc::empty_audio || code == Errc::odd_byte_count;
  error.open("payload")
      .number("code", is_audio ? 100'004 : 100'003)
      .text("title", is_audio ? "invalid_media" : "malformed_frame")
      .text("detail", info(code).title)
      .close();
}

constexpr StreamStyle style_of(std::span<const StreamFormat> formats) {
  return {.traits = &kTraits,
          .formats = formats,
          .host_formats = kHostFormats,
          .names = {.stream = "stream_id",
                    .sequence = "sequence_number",
                    .account = "user_id",
                    .call = "call_control_id",
                    .format = "media_format",
                    .rate = "sample_rate",
                    .parameters = "custom_parameters"},
          .connected_protocol = {},
          .make_id = make_id,
          .append_start = append_start,
          .start_has_tracks = false,
          .start_has_stream = false,
          .digit_has_track = false,
          .append_error = append_error,
          .host_names_stream = false,
          .plays_whole = plays_whole,
          .reorder_window = 2,
          .read_order = read_telnyx_order,
          .write_order = write_telnyx_order};
}

}  // namespace

extern const StreamStyle kTelnyxStyle = style_of(kFormats);
extern const StreamStyle kTelnyxEuropeStyle = style_of(kEuropeFormats);

const CarrierDialect telnyx_dialect{
    .name = "telnyx",
    .profile = "",
    .vendor = "Telnyx",
    .audio = "base64 in JSON text: mu-law or A-law, or 16-bit PCM above 8 kHz",
    .rates_hz = kRates,
    .tells_numbers = true,
    .traits = &kTraits,
    .page = kPage,
    .make_carrier = [](const CallFacts& facts,
                       Rng& rng) { return make_stream_carrier(kTelnyxStyle, facts, rng); },
};
const CarrierDialect telnyx_europe_dialect{
    .name = "telnyx",
    .profile = "europe",
    .vendor = "Telnyx, Europe",
    .audio = "base64 in JSON text: A-law from the caller, mu-law from the host",
    .rates_hz = kEuropeRates,
    .tells_numbers = true,
    .traits = &kTraits,
    .page = kEuropePage,
    .make_carrier = [](const CallFacts& facts,
                       Rng& rng) { return make_stream_carrier(kTelnyxEuropeStyle, facts, rng); },
};

const HostSide telnyx_host{.make = [] { return make_stream_host(kTelnyxStyle); },
                           .credentials = "`x-telnyx-streaming-auth-token`; the URL",
                           .hang_up_api = &kTelnyxHangUpApi};
const HostSide telnyx_europe_host{.make = [] { return make_stream_host(kTelnyxEuropeStyle); },
                                  .credentials = "`x-telnyx-streaming-auth-token`; the URL",
                                  .hang_up_api = &kTelnyxHangUpApi};

}  // namespace hookswitch::carrier
