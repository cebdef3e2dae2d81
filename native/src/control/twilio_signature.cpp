#include "control/twilio_signature.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "control/webhook_fields.hpp"
#include "hookswitch/base/base64.hpp"
#include "net/url.hpp"

namespace hookswitch::native {
namespace {

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string sha256_hex(std::string_view bytes) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < size; ++i)
    hex.append(1, kDigits[digest[i] >> 4U]).append(1, kDigits[digest[i] & 15U]);
  return hex;
}

/// What the body adds to the signed text; nullopt when the signature cannot cover the body.
std::optional<std::string> added_by_body(const HttpRequest& request) {
  if (is_json(request)) {
    auto query = parse_query(request.query);
    if (!equal(query["bodySHA256"], sha256_hex(request.body))) return std::nullopt;
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
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha1(), auth_token.data(), static_cast<int>(auth_token.size()),
       reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(),
       digest.data(), &size);
  std::string text;
  base64_append({digest.data(), size}, text);
  return text;
}

bool is_signed_by_twilio(const WebhookSettings& settings, const HttpRequest& request) {
  const std::string_view given = request.header("X-Twilio-Signature");
  const auto body = added_by_body(request);
  if (given.empty() || !body) return false;
  std::string rest = request.path;
  if (!request.query.empty()) rest += '?' + request.query;
  bool right = false;
  for (const auto& url : both_forms(settings.public_url))
    right = equal(given, twilio_signature(settings.auth_token, url + rest + *body)) || right;
  return right;
}

}  // namespace hookswitch::native
