#include "deliver/signature.hpp"

#include <vector>

#include "crypto/hmac.hpp"
#include "hookswitch/base/base64.hpp"

namespace hookswitch::deliver {

std::string signing_key(std::string_view secret) {
  constexpr std::string_view kPrefix = "whsec_";
  if (!secret.starts_with(kPrefix)) return std::string(secret);
  std::vector<std::uint8_t> bytes;
  if (!base64_decode(secret.substr(kPrefix.size()), bytes)) return {};
  return {bytes.begin(), bytes.end()};
}

std::string webhook_signature(std::string_view key, std::string_view id, std::int64_t unix_s,
                              std::string_view body) {
  std::string text;
  text.reserve(id.size() + body.size() + 24);
  text.append(id).append(1, '.').append(std::to_string(unix_s)).append(1, '.').append(body);
  return "v1," + crypto::base64_text(crypto::hmac_sha256(key, text));
}

}  // namespace hookswitch::deliver
