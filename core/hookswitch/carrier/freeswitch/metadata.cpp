#include <algorithm>
#include <utility>

#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/freeswitch/freeswitch.hpp"

// What the dialplan sends first is its own affair: one shape is recommended, every other one is
// taken.

namespace hookswitch::carrier {
namespace {

constexpr const char* kIdKeys[] = {"uuid", "call_uuid", "call_id", "callId"};
constexpr const char* kRateKeys[] = {"sampleRate", "sample_rate", "rate"};

/// Errors for what we cannot play; metadata that means something else by these keys is no fault.
Result<int> rate_of(const wire::Json& metadata, int otherwise) {
  for (const char* const key : kRateKeys) {
    const auto rate = wire::integer_at(metadata, key);
    if (!rate) continue;
    const auto& known = kFreeSwitchStyle.rates_hz;
    if (std::find(known.begin(), known.end(), *rate) == known.end())
      return fail(Errc::unsupported_format, "sampleRate");
    return static_cast<int>(*rate);
  }
  return otherwise;
}

}  // namespace

Result<Started> read_freeswitch_metadata(std::string_view text, int rate_hz,
                                         std::optional<Error>& anomaly) {
  Started started;
  started.format = {codec::Encoding::l16_little, rate_hz};
  auto metadata = wire::read_object(text);
  if (!metadata) {
    if (metadata.error().code != Errc::not_json) return tl::unexpected(metadata.error());
    if (!text.empty()) anomaly = add_parameter("metadata", text, started.parameters);
    return started;
  }
  for (const char* const mix : {"mixType", "mix-type"})
    if (wire::string_at(*metadata, mix).value_or("") == "stereo")
      return fail(Errc::unsupported_format, "mixType");
  if (wire::integer_at(*metadata, "channels").value_or(1) > 1)
    return fail(Errc::unsupported_format, "channels");
  HS_TRY(started.format.rate_hz, rate_of(*metadata, rate_hz));
  for (const char* const key : kIdKeys) {
    const auto id = wire::string_at(*metadata, key);
    if (!id || id->empty()) continue;
    if (id->size() > kMaxIdBytes) return fail(Errc::field_too_long, "uuid");
    started.call_id = *id;
    break;
  }
  anomaly = add_parameters(*metadata, started.parameters);
  return started;
}

std::string write_freeswitch_metadata(const CallFacts& facts, Rng&) {
  Parameters metadata = facts.parameters;
  for (const char* const key : {"mixType", "mix-type", "channels", "sample_rate", "rate"})
    metadata.erase(key);
  metadata["uuid"] = facts.call_id;
  metadata["sampleRate"] = std::to_string(facts.rate_hz);
  return parameters_json(metadata);
}

}  // namespace hookswitch::carrier
