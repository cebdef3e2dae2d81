#include <utility>

#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/jambonz/jambonz.hpp"

// The call's facts, with the verb's metadata among them at top level.

namespace hookswitch::carrier {
namespace {

/// What is the vendor's own; the rest is the application's.
constexpr const char* kOwn[] = {"callSid",
                                "accountSid",
                                "applicationSid",
                                "parentCallSid",
                                "callId",
                                "from",
                                "to",
                                "direction",
                                "callStatus",
                                "sipStatus",
                                "sipReason",
                                "callerName",
                                "sampleRate",
                                "mixType",
                                "traceId",
                                "apiBaseUrl",
                                "fsPublicIp",
                                "fsSipAddress",
                                "localSipAddress",
                                "originatingSipIp",
                                "originatingSipTrunkName"};

bool is_jambonz_rate(std::int64_t rate) {
  for (const int each : kJambonzStyle.rates_hz)
    if (each == rate) return true;
  return false;
}

}  // namespace

/// An event of the vendor has no callSid; metadata may have any field.
bool is_jambonz_call_info(const wire::Json& message) {
  return message.contains("callSid") || (!message.contains("event") && !message.contains("type"));
}

Result<Started> read_jambonz_call_info(std::string_view text, int rate_hz,
                                       std::optional<Error>& anomaly) {
  auto info = wire::read_object(text);
  if (!info) return tl::unexpected(info.error());
  Started started;
  HS_TRY(started.call_id, id_at(*info, "callSid"));
  HS_TRY(started.from, id_at(*info, "from"));
  HS_TRY(started.to, id_at(*info, "to"));
  started.format = {codec::Encoding::l16_little, rate_hz};
  if (wire::find(*info, "sampleRate") != nullptr) {
    HS_TRY(const std::int64_t rate, wire::integer_at(*info, "sampleRate"));
    if (!is_jambonz_rate(rate)) return fail(Errc::unsupported_format, "sampleRate");
    started.format.rate_hz = static_cast<int>(rate);
  }
  if (wire::string_at(*info, "mixType").value_or("mono") == "stereo")
    return fail(Errc::unsupported_format, "mixType");
  for (const char* const own : kOwn) info->erase(own);
  anomaly = add_parameters(*info, started.parameters);
  return started;
}

std::string write_jambonz_call_info(const CallFacts& facts, Rng& rng) {
  Parameters metadata = facts.parameters;
  for (const char* const own : kOwn) metadata.erase(own);
  wire::ObjectText text;
  text.text("callSid", facts.call_id)
      .text("accountSid", random_uuid(rng))
      .text("applicationSid", random_uuid(rng))
      .text("callId", random_uuid(rng))
      .text("from", facts.from)
      .text("to", facts.to)
      .text("direction", "inbound")
      .text("callStatus", "in-progress")
      .number("sipStatus", 200)
      .number("sampleRate", facts.rate_hz)
      .text("mixType", "mono");
  std::string info = text.take();
  if (metadata.empty()) return info;
  info.back() = ',';
  return info.append(parameters_json(metadata), 1);
}

}  // namespace hookswitch::carrier
