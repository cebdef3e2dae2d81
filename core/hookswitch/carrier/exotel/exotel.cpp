#include "hookswitch/carrier/exotel/exotel.hpp"

#include <algorithm>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/carrier/list.hpp"
#include "hookswitch/wire/url_text.hpp"

namespace hookswitch::carrier {
namespace {

constexpr std::size_t kUnitBytes = 320;
constexpr std::size_t kMinBytes = 3'200;
constexpr std::size_t kMaxBytes = 100'000;

constexpr Traits traits_with(Micros host_message) {
  return {.caller_frame = Micros{100'000},
          .host_frame = host_message,
          .has_start = true,
          .owes_stop = true,
          .owes_close = true,
          .hangs_up_by_close = false,
          .acknowledges_marks = true,
          .host_quantum = host_message,
          .playout_buffer = Micros{60'000'000}};
}
constexpr Traits kTraits = traits_with(Micros{200'000});
constexpr Traits kSmallTraits = traits_with(Micros{20'000});

constexpr codec::MediaFormat pcm(int rate_hz) { return {codec::Encoding::l16_little, rate_hz}; }

/// Documents and public servers name the same encoding in three ways.
constexpr StreamFormat kFormats[] = {
    {"audio/x-raw", pcm(8'000)}, {"audio/x-raw", pcm(16'000)}, {"audio/x-raw", pcm(24'000)},
    {"base64", pcm(8'000)},      {"base64", pcm(16'000)},      {"base64", pcm(24'000)},
    {"raw/slin", pcm(8'000)},    {"raw/slin", pcm(16'000)},    {"raw/slin", pcm(24'000)},
};
constexpr int kRates[] = {8'000, 16'000, 24'000};
constexpr PageChoice kPage[] = {{"Exotel", 8'000}, {"Exotel, 16 kHz", 16'000}};

std::string make_id(std::string_view, Rng& rng) { return random_text(kHexDigits, 32, rng); }

void append_start(const CallFacts& facts, wire::ObjectText& start) {
  start.text("from", facts.from).text("to", facts.to);
}

void append_format(codec::MediaFormat format, wire::ObjectText& media_format) {
  media_format.digits("sample_rate", format.rate_hz).text("bit_rate", "16");
}

template <std::size_t kMin>
bool plays_whole(std::size_t samples, codec::MediaFormat format) {
  const std::size_t bytes =
      samples * static_cast<std::size_t>(codec::bytes_per_sample(format.encoding));
  return bytes % kUnitBytes == 0 && bytes >= kMin && bytes <= kMaxBytes;
}

Result<StreamOrder> read_order(std::string_view query) {
  StreamOrder order;
  const auto rate = wire::query_value(query, "sample-rate");
  if (!rate) return order;
  for (const StreamFormat& each : kFormats)
    if (std::to_string(each.format.rate_hz) == *rate) order.caller = each.format;
  if (!order.caller) return fail(Errc::unsupported_format, "sample-rate");
  return order;
}

std::string write_order(codec::MediaFormat format) {
  if (format.rate_hz == kRates[0]) return {};
  return "sample-rate=" + std::to_string(format.rate_hz);
}

constexpr StreamStyle style_of(const Traits& traits,
                               bool (*whole)(std::size_t, codec::MediaFormat)) {
  return {.traits = &traits,
          .formats = kFormats,
          .names = {.stream = "stream_sid",
                    .sequence = "sequence_number",
                    .account = "account_sid",
                    .call = "call_sid",
                    .format = "media_format",
                    .rate = "sample_rate",
                    .parameters = "custom_parameters"},
          .connected_protocol = {},
          .connected_version = {},
          .make_id = make_id,
          .append_start = append_start,
          .start_has_tracks = false,
          .append_format = append_format,
          .media_has_track = false,
          .digit_has_track = false,
          .digit_duration = DigitDuration::text,
          .stop_reason = "callended",
          .plays_whole = whole,
          .read_order = read_order,
          .write_order = write_order};
}

}  // namespace

extern const StreamStyle kExotelStyle = style_of(kTraits, plays_whole<kMinBytes>);
extern const StreamStyle kExotelSmallStyle = style_of(kSmallTraits, plays_whole<kUnitBytes>);

const CarrierDialect exotel_dialect{
    .name = "exotel",
    .profile = "",
    .vendor = "Exotel",
    .audio = "base64 in JSON text, 16-bit little-endian PCM",
    .rates_hz = kRates,
    .tells_numbers = true,
    .traits = &kTraits,
    .page = kPage,
    .make_carrier = [](const CallFacts& facts,
                       Rng& rng) { return make_stream_carrier(kExotelStyle, facts, rng); },
};

const HostSide exotel_host{.make = [] { return make_stream_host(kExotelStyle); },
                           .credentials = "`Authorization: Basic`; the URL",
                           .hang_up_webhook = &kExotelHangUp};

}  // namespace hookswitch::carrier
