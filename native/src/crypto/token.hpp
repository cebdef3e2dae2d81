#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hookswitch::crypto {

/// A JSON Web Token of these claims (JSON text), signed with a private RSA key in PEM; nullopt when
/// the key is none.
/// source  RFC 7519, RFC 7518 section 3.3 (RS256)
std::optional<std::string> rs256_token(std::string_view claims, std::string_view private_key);

bool is_rsa_key(std::string_view private_key);

/// The bytes in base64 with the URL's alphabet and no padding.
std::string base64url_text(std::string_view bytes);

}  // namespace hookswitch::crypto
