#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hookswitch::deliver {

/// The key of a configured secret: base64 after `whsec_`, else the text itself.
/// errors  empty if what follows `whsec_` is not base64
std::string signing_key(std::string_view secret);

/// The value of `webhook-signature`: "v1," and the base64 of HMAC-SHA256 over "ID.TIMESTAMP.BODY".
/// units   `unix_s` seconds since 1970
/// source  Standard Webhooks, symmetric signatures
std::string webhook_signature(std::string_view key, std::string_view id, std::int64_t unix_s,
                              std::string_view body);

}  // namespace hookswitch::deliver
