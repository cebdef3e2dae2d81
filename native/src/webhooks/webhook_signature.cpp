#include "webhooks/webhook_signature.hpp"

#include <optional>
#include <utility>

#include "crypto/hmac.hpp"
#include "net/url.hpp"
#include "webhooks/webhook_fields.hpp"

namespace hookswitch::webhooks {
namespace {

/// The form's pairs; empty for a JSON body; nullopt when the signature cannot cover the body.
std::optional<WebhookFields::Pairs> covered_pairs(const net::HttpRequest& request) {
  if (!is_json(request)) return form_pairs(request.body);
  auto query = net::parse_query(request.query);
  if (!crypto::equal_in_constant_time(query["bodySHA256"], crypto::sha256_hex(request.body)))
    return std::nullopt;
  return WebhookFields::Pairs();
}

}  // namespace

std::string webhook_signature(const std::string& auth_token, const std::string& signed_text) {
  return crypto::base64_text(crypto::hmac_sha1(auth_token, signed_text));
}

std::string signature_fault(const carrier::WebhookSignature& scheme, const Verification& settings,
                            const net::HttpRequest& request) {
  std::string_view header = scheme.headers.front();
  std::string_view given;
  for (const std::string_view name : scheme.headers) {
    given = request.header(name);
    if (given.empty()) continue;
    header = name;
    break;
  }
  if (given.empty()) return "the header " + std::string(header) + " is missing";
  const auto form = covered_pairs(request);
  std::string rest = request.path;
  if (!request.query.empty()) rest += '?' + request.query;
  bool right = false;
  if (form)
    for (const auto& text : scheme.signed_texts(settings.public_url, rest, *form))
      right = crypto::equal_in_constant_time(given, webhook_signature(settings.auth_token, text)) ||
              right;
  if (right) return {};
  return std::string(header) +
         " is not that of this request at the configured public_url, with the configured "
         "auth_token";
}

}  // namespace hookswitch::webhooks
