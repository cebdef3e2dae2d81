#include "hookswitch/carrier/ucid/packet.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <utility>

#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/wire/byte_word.hpp"

namespace hookswitch::carrier {
namespace {

using wire::is;
using wire::Json;

constexpr std::int64_t kLowest = std::numeric_limits<Sample>::min();
constexpr std::int64_t kHighest = std::numeric_limits<Sample>::max();
constexpr std::string_view kSamples = "samples";

/// One element of the array. Integers are the rule; what JavaScript makes of sloppy arithmetic
/// (fractions, null for NaN, digits as text) is understood and called odd.
Result<std::int64_t> sample_of(const Json& element, std::optional<Error>& anomaly) {
  if (element.is_number_unsigned())
    return static_cast<std::int64_t>(
        std::min<std::uint64_t>(*element.get_ptr<const std::uint64_t*>(), INT64_MAX));
  if (element.is_number_integer()) return *element.get_ptr<const std::int64_t*>();
  anomaly = Error{Errc::wrong_type, 0, kSamples};
  if (element.is_null()) return 0;
  if (element.is_number_float()) {
    // Clamped first, to one beyond the range: only then the conversion is defined.
    const double value = *element.get_ptr<const double*>();
    return static_cast<std::int64_t>(std::clamp(value, -32'769.0, 32'768.0));
  }
  if (const auto number = wire::as_integer(element)) return *number;
  return fail(Errc::wrong_type, kSamples);
}

/// The integer at `key`, `otherwise` when absent.
Result<std::int64_t> integer_or(const Json& data, std::string_view key, std::int64_t otherwise) {
  auto value = wire::integer_at(data, key);
  if (!value && value.error().code == Errc::missing_field) return otherwise;
  return value;
}

/// What `type` says where there is no `event`.
constexpr std::pair<std::string_view, std::string_view> kEventOfType[] = {
    {"connected", "start"}, {"start", "start"}, {"disconnected", "stop"},
    {"stop", "stop"},       {"ack", "mark"},    {"mark", "mark"},
};

bool is_packet_rate(std::int64_t rate) { return rate >= 8'000 && rate <= 48'000; }

/// The longest text of a sample with its comma, and what the last one's eight bytes may need more.
constexpr std::size_t kMaxSampleText = 7;
constexpr std::size_t kSlack = 8;

constexpr std::array<std::uint16_t, 100> kPairs = [] {
  std::array<std::uint16_t, 100> pairs{};
  for (unsigned i = 0; i < 100; ++i)
    pairs[i] = static_cast<std::uint16_t>(('0' + i / 10) | ('0' + i % 10) << 8);
  return pairs;
}();

/// Writes `sample` and a comma to `to`; returns where the text goes on. Writes 8 bytes at least, so
/// that nothing depends on how many digits there are.
char* write_sample(Sample sample, char* to) {
  const int value = sample;
  *to = '-';
  to += value < 0 ? 1 : 0;
  const auto magnitude = static_cast<unsigned>(value < 0 ? -value : value);
  const unsigned hundreds = magnitude / 100;
  const std::uint64_t digits = std::uint64_t{hundreds / 100} | '0' |
                               std::uint64_t{kPairs[hundreds % 100]} << 8 |
                               std::uint64_t{kPairs[magnitude % 100]} << 24;
  // The leading zeros go, but never the last digit: the bit there makes it look like none.
  constexpr std::uint64_t kFiveZeros = 0x30'3030'3030;
  constexpr std::uint64_t kLastDigit = 1ULL << 32;
  const int zeros = std::countr_zero((digits ^ kFiveZeros) | kLastDigit) / 8;
  const std::uint64_t text = (digits | std::uint64_t{','} << 40) >> (8 * zeros);
  wire::store_word(text, to);
  return to + (6 - zeros);
}

}  // namespace

Result<std::string_view> ucid_event(const Json& message) {
  auto event = wire::string_at(message, "event");
  if (event || event.error().code != Errc::missing_field) return event;
  const auto type = wire::string_at(message, "type");
  for (const auto& [alias, meaning] : kEventOfType)
    if (type && *type == alias) return meaning;
  if (message.contains("data") || message.contains("signal")) return "media";
  return event;
}

std::optional<UcidPacket::Names> UcidPacket::scan(std::string_view text, int usual_rate) {
  wire::JsonScanner scan(text, scratch_);
  samples_.clear();
  if (!scan.enter_object()) return std::nullopt;
  Names names;
  bool has_event = false;
  bool is_plain = true;  // by its type; else the event decides
  std::string_view key;
  std::string_view value;
  while (scan.next_key(key)) {
    if (is(key, "event")) {
      if (!scan.text(value) || !is(value, "media")) return std::nullopt;
      has_event = true;
    } else if (is(key, "type")) {
      if (!scan.text(value) || is(value, "dtmf")) return std::nullopt;
      is_plain = is(value, "media");
    } else if (is(key, "ucid")) {
      scan.text(names.ucid);
    } else if (is(key, "seqid")) {
      scan.text(names.seqid);
    } else if (is(key, "data")) {
      if (!scan_data(scan, usual_rate)) return std::nullopt;
    } else if (is(key, "command")) {
      return std::nullopt;
    } else {
      scan.skip();
    }
  }
  if (!scan.finished() || samples_.empty() || !(has_event || is_plain) ||
      names.ucid.size() > kMaxIdBytes || names.seqid.size() > kMaxIdBytes)
    return std::nullopt;
  return names;
}

/// The value of `data`. Of a repeated one only the last counts, with all its fields.
bool UcidPacket::scan_data(wire::JsonScanner& scan, int usual_rate) {
  if (!scan.enter_object()) return false;
  std::int64_t rate = usual_rate;
  std::int64_t channels = 1;
  std::int64_t bits = 16;
  std::int64_t frames = 0;
  frames_.reset();
  samples_.clear();
  std::string_view key;
  while (scan.next_key(key)) {
    if (is(key, "samples")) {
      samples_.clear();
      scan.int16_array(samples_);
    } else if (is(key, "sampleRate")) {
      scan.integer(rate);
    } else if (is(key, "channelCount")) {
      scan.integer(channels);
    } else if (is(key, "bitsPerSample")) {
      scan.integer(bits);
    } else if (is(key, "numberOfFrames")) {
      if (scan.integer(frames)) frames_ = frames;
    } else {
      scan.skip();
    }
  }
  if (!is_packet_rate(rate) || channels != 1 || bits != 16) return false;
  rate_hz_ = static_cast<int>(rate);
  return true;
}

Result<std::optional<Error>> UcidPacket::read(const Json& message, int usual_rate) {
  samples_.clear();
  const auto data = wire::object_at(message, "data");
  if (!data) return tl::unexpected(data.error());
  const auto rate = integer_or(**data, "sampleRate", usual_rate);
  if (!rate) return tl::unexpected(rate.error());
  const auto channels = integer_or(**data, "channelCount", 1);
  const auto bits = integer_or(**data, "bitsPerSample", 16);
  if (!is_packet_rate(*rate)) return fail(Errc::unsupported_format, "sampleRate");
  if (!channels || *channels != 1) return fail(Errc::unsupported_format, "channelCount");
  if (!bits || *bits != 16) return fail(Errc::unsupported_format, "bitsPerSample");
  rate_hz_ = static_cast<int>(*rate);
  frames_.reset();
  if (const auto frames = wire::integer_at(**data, "numberOfFrames")) frames_ = *frames;

  const auto array = (*data)->find(kSamples);
  if (array == (*data)->end()) return fail(Errc::missing_field, kSamples);
  if (!array->is_array()) return fail(Errc::wrong_type, kSamples);
  if (array->empty()) return fail(Errc::empty_audio, kSamples);
  samples_.reserve(array->size());
  std::optional<Error> anomaly;
  for (const Json& element : *array) {
    const auto value = sample_of(element, anomaly);
    if (!value) {
      samples_.clear();
      return tl::unexpected(value.error());
    }
    const std::int64_t clamped = std::clamp(*value, kLowest, kHighest);
    if (clamped != *value) anomaly = Error{Errc::sample_out_of_range, 0, kSamples};
    samples_.push_back(static_cast<Sample>(clamped));
  }
  return anomaly;
}

std::optional<Error> UcidPacket::contradiction(int usual_rate) const {
  if (rate_hz_ != usual_rate) return Error{Errc::other_rate, 0, "sampleRate"};
  if (frames_ && *frames_ != static_cast<std::int64_t>(samples_.size()))
    return Error{Errc::wrong_sample_count, 0, "numberOfFrames"};
  return std::nullopt;
}

void append_ucid_data(PcmView samples, int rate_hz, wire::ObjectText& message) {
  std::string& text = message.open("data").value_of(kSamples);
  const std::size_t start = text.size();
  text.resize(start + kMaxSampleText * samples.size() + kSlack);
  char* const begin = text.data();
  char* to = begin + start;
  *to++ = '[';
  for (const Sample sample : samples) to = write_sample(sample, to);
  if (!samples.empty()) --to;  // no comma after the last
  *to++ = ']';
  text.resize(static_cast<std::size_t>(to - begin));
  message.number("bitsPerSample", 16)
      .number("sampleRate", rate_hz)
      .number("channelCount", 1)
      .number("numberOfFrames", static_cast<std::int64_t>(samples.size()))
      .text("type", "data")
      .close();
}

}  // namespace hookswitch::carrier
