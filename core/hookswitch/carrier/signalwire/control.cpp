#include <map>

#include "hookswitch/carrier/signalwire/signalwire.hpp"

// What SignalWire says over HTTP. Pure: the HMAC and the socket are the
// caller's.

namespace hookswitch::carrier {
namespace {

constexpr std::string_view kHeaders[] = {"X-SignalWire-Signature", "X-Twilio-Signature"};
constexpr std::string_view kWords[] = {"completed", "busy", "failed", "no-answer", "canceled"};

/// A form adds its fields, sorted by name; repeated values stay in their order,
/// each after its name.
std::vector<std::string> signed_texts(std::string_view public_url, std::string_view path_and_query,
                                      const WebhookSignature::Pairs& form) {
  std::multimap<std::string_view, std::string_view> sorted;
  for (const auto& [name, value] : form) sorted.emplace(name, value);
  std::string text(public_url);
  text += path_and_query;
  for (const auto& [name, value] : sorted) text.append(name).append(value);
  return {std::move(text)};
}

/// source  SignalWire's Node SDK: validateRequest of the compatibility API
constexpr WebhookSignature kSignature{.headers = kHeaders, .signed_texts = signed_texts};

constexpr AccountKey kAccount[] = {{.key = "project_id"}, {.key = "api_token", .secret = true}};

wire::HttpRequest hang_up(const Account& account, std::string_view url, std::string_view call_id) {
  return completed_by_form(std::string(url) + "/api/laml/2010-04-01",
                           value_of(account, "project_id"), value_of(account, "api_token"),
                           call_id);
}

}  // namespace

/// source  SignalWire: compatibility API, update a call; its host is the account's own space
extern const HangUpApi kSignalWireHangUpApi{
    .account = kAccount, .url = {}, .request = hang_up, .was_over = is_not_found};

/// source  SignalWire: compatibility API, status callbacks
extern const HangUpWebhook kSignalWireHangUp{
    .field = "CallStatus", .words = kWords, .call_id = "CallSid", .signature = &kSignature};

}  // namespace hookswitch::carrier
