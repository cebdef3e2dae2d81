#include "hookswitch/persona/session_report.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::persona {
namespace {

using wire::Json;

constexpr int kSchema = 1;
constexpr std::string_view kWho[] = {"nobody", "client", "network", "agent"};

Json format_json(const codec::MediaFormat& format) {
  return {{"encoding", codec::to_string(format.encoding)}, {"rate_hz", format.rate_hz}};
}

Json findings_json(const SessionReport& report) {
  Json list = Json::array();
  for (const auto& finding : report.findings)
    list.push_back({{"code", number(finding.code)},
                    {"name", info(finding.code).name},
                    {"detail", finding.detail},
                    {"remedy", info(finding.code).remedy}});
  return list;
}

Json refusals_json(const SessionReport& report) {
  Json list = Json::array();
  for (const auto& [what, times] : report.refused)
    list.push_back({{"code", what.code},
                    {"param", wire::text_or_null(what.param)},
                    {"message", what.message},
                    {"times", times}});
  return list;
}

}  // namespace

std::string_view to_string(EndedBy who) { return kWho[static_cast<std::size_t>(who)]; }

void SessionReport::add_refusal(const agent::ClientRefused& refusal) {
  ++refused_in_all;
  const auto same = std::find_if(refused.begin(), refused.end(), [&](const Refused& known) {
    return known.what.code == refusal.code && known.what.param == refusal.param;
  });
  if (same != refused.end())
    ++same->times;
  else if (refused.size() < kMaxRefusals)
    refused.push_back({refusal});
}

void SessionReport::add_finding(Errc code, std::string detail) {
  findings.push_back({code, std::move(detail)});
}

wire::Json to_json(const SessionReport& report) {
  Json input = format_json(report.input);
  input["audio_ms"] = to_ms(report.heard);
  input["messages"] = report.messages;
  input["rate_ratio"] = report.pace ? Json(std::round(*report.pace * 1'000.0) / 1'000.0) : Json();
  Json output = format_json(report.output);
  output["audio_ms"] = to_ms(report.did.said);
  return {
      {"schema", kSchema},
      {"session_id", report.session_id},
      {"persona", report.persona},
      {"model", {{"asked", wire::text_or_null(report.asked_model)}, {"served", report.model}}},
      {"duration_ms", to_ms(report.duration)},
      {"ended",
       {{"by", to_string(report.ended_by)},
        {"code", report.close_code},
        {"reason", report.close_reason}}},
      {"input", std::move(input)},
      {"output", std::move(output)},
      {"silent_ms", to_ms(report.silent)},
      {"turns", report.turns},
      {"interruptions", report.interruptions},
      {"responses",
       {{"completed", report.did.responses[0]},
        {"cancelled", report.did.responses[1]},
        {"failed", report.did.responses[2]},
        {"incomplete", report.did.responses[3]}}},
      {"tool_calls", {{"count", report.did.tool_calls}, {"names", report.did.tool_names}}},
      {"refused_count", report.refused_in_all},
      {"refused", refusals_json(report)},
      {"findings", findings_json(report)},
  };
}

}  // namespace hookswitch::persona
