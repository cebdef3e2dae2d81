// Where the dialect is served, and to whom.
#include <utility>

#include "hookswitch/agent/gemini/dialect.hpp"
#include "hookswitch/wire/url_text.hpp"

namespace hookswitch::agent::gemini {
namespace {

bool take(std::string_view& text, std::string_view beginning) {
  if (!text.starts_with(beginning)) return false;
  text.remove_prefix(beginning.size());
  return true;
}

/// The last "/ws/" and what comes after it; a slash more or a prefix does not matter.
std::string_view after_prefix(std::string_view path) {
  constexpr std::string_view kFolder = "/ws/";
  const auto at = path.rfind(kFolder);
  return at == std::string_view::npos ? std::string_view() : path.substr(at + kFolder.size());
}

/// The key or token, wherever the client put it.
std::string credentials(const wire::Upgrade& upgrade) {
  if (const auto key = upgrade.header("x-goog-api-key"); !key.empty()) return std::string(key);
  const std::string_view header = upgrade.header("Authorization");
  for (const std::string_view scheme : {"Bearer ", "Token "})
    if (header.starts_with(scheme)) return std::string(header.substr(scheme.size()));
  for (const std::string_view name : {"key", "access_token"})
    if (auto value = wire::query_value(upgrade.query, name); value && !value->empty())
      return *std::move(value);
  return {};
}

}  // namespace

bool serves(std::string_view path) {
  std::string_view service = after_prefix(path);
  if (take(service, "google.ai.generativelanguage."))
    return (take(service, "v1beta.") || take(service, "v1alpha.") || take(service, "v1.")) &&
           (service == "GenerativeService.BidiGenerateContent" ||
            service == "GenerativeService.BidiGenerateContentConstrained");
  return take(service, "google.cloud.aiplatform.") &&
         (take(service, "v1beta1.") || take(service, "v1.")) &&
         service == "LlmBidiService/BidiGenerateContent";
}

Admitted admit(const wire::Upgrade& upgrade) {
  const std::string key = credentials(upgrade);
  if (key.empty() && !upgrade.from_loopback)
    return UpgradeRefused{403, Errc::agent_refused,
                          "send x-goog-api-key: KEY or ?key=KEY (any key will do)"};
  Admission admission;
  if (key == "bad-key") {
    const std::string why = "API key not valid. Please pass a valid API key.";
    admission.denial = Denial{wire::number(wire::CloseCode::policy),
                              why,
                              {"API_KEY_INVALID", why, ""},
                              Errc::agent_refused};
  }
  return admission;
}

std::string_view short_model(std::string_view model) {
  const auto slash = model.rfind('/');
  return slash == std::string_view::npos ? model : model.substr(slash + 1);
}

}  // namespace hookswitch::agent::gemini
