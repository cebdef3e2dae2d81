#include "hookswitch/carrier/ucid_packet.hpp"

#include <algorithm>
#include <limits>

namespace hookswitch::carrier {
namespace {

using wire::Json;

constexpr std::int64_t kLowest = std::numeric_limits<Sample>::min();
constexpr std::int64_t kHighest = std::numeric_limits<Sample>::max();
constexpr std::string_view kSamples = "samples";

/// One element of the array. Integers are the rule; what JavaScript makes of sloppy arithmetic
/// (fractions, null for NaN, digits as text) is understood and called odd.
Result<std::int64_t> sample_of(const Json& element, std::optional<Error>& oddity) {
  if (element.is_number_unsigned())
    return static_cast<std::int64_t>(
        std::min<std::uint64_t>(*element.get_ptr<const std::uint64_t*>(), INT64_MAX));
  if (element.is_number_integer()) return *element.get_ptr<const std::int64_t*>();
  oddity = Error{Errc::wrong_type, 0, kSamples};
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

}  // namespace

Result<std::optional<Error>> UcidPacket::read(const Json& message, int usual_rate) {
  samples_.clear();
  const auto data = wire::object_at(message, "data");
  if (!data) return tl::unexpected(data.error());
  const auto rate = integer_or(**data, "sampleRate", usual_rate);
  if (!rate) return tl::unexpected(rate.error());
  const auto channels = integer_or(**data, "channelCount", 1);
  const auto bits = integer_or(**data, "bitsPerSample", 16);
  if (*rate < 8'000 || *rate > 48'000) return fail(Errc::unsupported_format, "sampleRate");
  if (!channels || *channels != 1) return fail(Errc::unsupported_format, "channelCount");
  if (!bits || *bits != 16) return fail(Errc::unsupported_format, "bitsPerSample");
  rate_hz_ = static_cast<int>(*rate);

  const auto array = (*data)->find(kSamples);
  if (array == (*data)->end()) return fail(Errc::missing_field, kSamples);
  if (!array->is_array()) return fail(Errc::wrong_type, kSamples);
  if (array->empty()) return fail(Errc::empty_audio, kSamples);
  samples_.reserve(array->size());
  std::optional<Error> oddity;
  for (const Json& element : *array) {
    const auto value = sample_of(element, oddity);
    if (!value) {
      samples_.clear();
      return tl::unexpected(value.error());
    }
    const std::int64_t clamped = std::clamp(*value, kLowest, kHighest);
    if (clamped != *value) oddity = Error{Errc::sample_out_of_range, 0, kSamples};
    samples_.push_back(static_cast<Sample>(clamped));
  }
  return oddity;
}

void append_ucid_data(PcmView samples, int rate_hz, wire::ObjectText& message) {
  std::string& text = message.open("data").value_of(kSamples);
  // A separator before every number, the first of which becomes the bracket.
  const std::size_t start = text.size();
  for (const Sample sample : samples) {
    text += ',';
    wire::append_integer(sample, text);
  }
  if (samples.empty()) text += '[';
  text[start] = '[';
  text += ']';
  message.number("bitsPerSample", 16)
      .number("sampleRate", rate_hz)
      .number("channelCount", 1)
      .number("numberOfFrames", static_cast<std::int64_t>(samples.size()))
      .text("type", "data")
      .close();
}

}  // namespace hookswitch::carrier
