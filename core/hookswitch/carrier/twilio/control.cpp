#include <algorithm>
#include <map>
#include <set>

#include "hookswitch/carrier/twilio/twilio.hpp"

// What Twilio says over HTTP. Pure: the HMAC and the socket are the caller's.

namespace hookswitch::carrier {
namespace {

constexpr std::string_view kHeaders[] = {"X-Twilio-Signature"};
constexpr std::string_view kWords[] = {"completed", "busy", "failed", "no-answer", "canceled"};

/// The public URL as it is configured, without its port, and with its scheme's default port: Twilio
/// signs one or the other.
std::vector<std::string> forms_of(std::string_view public_url) {
  const std::string_view default_port = public_url.starts_with("https") ? ":443" : ":80";
  const auto host = public_url.find("://") + 3;
  const auto end = std::min(public_url.find('/', host), public_url.size());
  const auto colon = public_url.find_last_of(":]", end - 1);
  const bool has_port = colon >= host && public_url[colon] == ':';
  std::string without(public_url);
  if (has_port) without.erase(colon, end - colon);
  std::string with_default = without;
  with_default.insert(has_port ? colon : end, default_port);
  std::vector<std::string> forms{std::move(without), std::move(with_default)};
  if (std::find(forms.begin(), forms.end(), public_url) == forms.end())
    forms.emplace_back(public_url);
  return forms;
}

/// A form adds its fields, sorted, each name before each of its different values.
std::vector<std::string> signed_texts(std::string_view public_url, std::string_view path_and_query,
                                      const WebhookSignature::Pairs& form) {
  std::map<std::string_view, std::set<std::string_view>> sorted;
  for (const auto& [name, value] : form) sorted[name].insert(value);
  std::string added;
  for (const auto& [name, values] : sorted)
    for (const std::string_view value : values) added.append(name).append(value);
  std::vector<std::string> texts;
  for (std::string& url : forms_of(public_url))
    texts.push_back(url.append(path_and_query).append(added));
  return texts;
}

/// source  Twilio: webhooks security, and validateRequest of its SDKs
constexpr WebhookSignature kSignature{.headers = kHeaders, .signed_texts = signed_texts};

constexpr AccountKey kAccount[] = {{.key = "account_sid"}, {.key = "auth_token", .secret = true}};

wire::HttpRequest hang_up(const Account& account, std::string_view url, std::string_view call_id) {
  return completed_by_form(std::string(url) + "/2010-04-01", value_of(account, "account_sid"),
                           value_of(account, "auth_token"), call_id);
}

}  // namespace

/// source  Twilio: Call resource, update a call in progress; 404 with code 20404 once it is over
extern const HangUpApi kTwilioHangUpApi{.account = kAccount,
                                        .url = "https://api.twilio.com",
                                        .request = hang_up,
                                        .was_over = is_not_found};

/// source  Twilio: CallStatus (a stream that stopped may be followed by another)
extern const HangUpWebhook kTwilioHangUp{
    .field = "CallStatus", .words = kWords, .call_id = "CallSid", .signature = &kSignature};

}  // namespace hookswitch::carrier
