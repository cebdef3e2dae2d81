// Which clients get a session.
#include <utility>

#include "hookswitch/agent/openai/dialect.hpp"
#include "hookswitch/wire/url_text.hpp"

namespace hookswitch::agent::openai {
namespace {

constexpr std::uint16_t kNoAccess = 3000;
constexpr std::uint16_t kBadRequest = 4000;
constexpr std::size_t kMaxModel = 256;

struct Credentials {
  bool given = false;
  std::string_view key{};
  bool by_subprotocol = false;
};

Credentials credentials(const wire::Upgrade& upgrade) {
  constexpr std::string_view kBearer = "Bearer ";
  constexpr std::string_view kElement = "openai-insecure-api-key.";
  if (const auto header = upgrade.header("Authorization"); header.starts_with(kBearer))
    return {true, header.substr(kBearer.size()), false};
  const auto offered = upgrade.header("Sec-WebSocket-Protocol");
  if (const auto at = offered.find(kElement); at != offered.npos) {
    const auto key = offered.substr(at + kElement.size());
    return {true, key.substr(0, key.find_first_of(", ")), true};
  }
  return {};
}

Denial denial(std::uint16_t close_code, ClientRefused why, Errc finding) {
  std::string reason = "invalid_request_error." + why.code;
  if (!why.param.empty()) reason += " (" + why.param + ")";
  return {close_code, std::move(reason), std::move(why), finding};
}

std::optional<Denial> denial(const wire::Upgrade& upgrade, std::string_view key) {
  if (key == "bad-key")
    return denial(kNoAccess, {"invalid_api_key", "Incorrect API key provided.", ""},
                  Errc::agent_refused);
  if (!upgrade.header("OpenAI-Beta").empty() ||
      upgrade.header("Sec-WebSocket-Protocol").find("openai-beta.") != std::string_view::npos)
    return denial(kBadRequest,
                  {"beta_api_shape_disabled",
                   "The Realtime Beta API is no longer supported. Please use /v1/realtime "
                   "for the GA API, without the OpenAI-Beta header.",
                   ""},
                  Errc::agent_protocol_retired);
  const auto not_served = [](const char* param, std::string_view why) {
    return denial(kBadRequest, {"invalid_value", std::string(why), param},
                  Errc::agent_session_kind);
  };
  if (wire::query_value(upgrade.query, "call_id"))
    return not_served("call_id",
                      "call_id joins a call that the vendor itself carries; there is none here. "
                      "Leave it out and name a model.");
  if (const auto intent = wire::query_value(upgrade.query, "intent");
      intent && *intent != "conversation")
    return not_served("intent",
                      *intent == "transcription"
                          ? "intent=transcription: sessions that only transcribe are not served. "
                            "Leave it out for a conversation."
                          : "This intent is not served. Leave it out for a conversation.");
  if (const auto model = wire::query_value(upgrade.query, "model");
      model && model->size() > kMaxModel)
    return not_served("model", "The name of the model is longer than 256 bytes.");
  return std::nullopt;
}

}  // namespace

Admitted admit(const wire::Upgrade& upgrade) {
  const Credentials sent = credentials(upgrade);
  if (!sent.given && !upgrade.from_loopback)
    return UpgradeRefused{401, Errc::agent_refused,
                          "send Authorization: Bearer KEY (any key will do)"};
  Admission admission;
  admission.denial = denial(upgrade, sent.key);
  admission.model = wire::query_value(upgrade.query, "model").value_or("").substr(0, kMaxModel);
  if (sent.by_subprotocol) admission.subprotocol = "realtime";
  return admission;
}

}  // namespace hookswitch::agent::openai
