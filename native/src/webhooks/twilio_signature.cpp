#include "webhooks/twilio_signature.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "crypto/hmac.hpp"
#include "net/url.hpp"
#include "webhooks/webhook_fields.hpp"

namespace hookswitch::webhooks {
namespace {

/// What the body adds to the signed text; nullopt when the signature cannot cover the body.
std::optional<std::string> added_by_body(const net::HttpRequest& request) {
  if (is_json(request)) {
    auto query = net::parse_query(request.query);
    if (!crypto::equal_in_constant_time(query["bodySHA256"], crypto::sha256_hex(request.body)))
      return std::nullopt;
    return std::string();
  }
  const auto pairs = form_pairs(request.body);
  if (!pairs) return std::nullopt;
  std::map<std::string, std::set<std::string>> sorted;
  for (const auto& [name, value] : *pairs) sorted[name].insert(value);
  std::string text;
  for (const auto& [name, values] : sorted)
    for (const auto& value : values) text.append(name).append(value);
  return text;
}

/// The public URL as it is configured, and with its scheme's usual port named or left out.
std::array<std::string, 2> both_forms(const std::string& public_url) {
  const std::string port = public_url.starts_with("https") ? ":443" : ":80";
  const auto host = public_url.find("://") + 3;
  const auto end = std::min(public_url.find('/', host), public_url.size());
  const auto colon = public_url.find_last_of(":]", end - 1);
  std::string other = public_url;
  if (colon < host || public_url[colon] == ']')
    other.insert(end, port);
  else if (public_url.compare(colon, end - colon, port) == 0)
    other.erase(colon, end - colon);
  return {public_url, std::move(other)};
}

}  // namespace

std::string twilio_signature(const std::string& auth_token, const std::string& signed_text) {
  return crypto::base64_text(crypto::hmac_sha1(auth_token, signed_text));
}

bool is_signed_by_twilio(const Verification& settings, const net::HttpRequest& request) {
  const std::string_view given = request.header("X-Twilio-Signature");
  const auto body = added_by_body(request);
  if (given.empty() || !body) return false;
  std::string rest = request.path;
  if (!request.query.empty()) rest += '?' + request.query;
  bool right = false;
  for (const auto& url : both_forms(settings.public_url))
    right = crypto::equal_in_constant_time(
                given, twilio_signature(settings.auth_token, url + rest + *body)) ||
            right;
  return right;
}

}  // namespace hookswitch::webhooks
