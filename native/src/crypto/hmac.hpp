#pragma once

#include <string>
#include <string_view>

namespace hookswitch::crypto {

/// HMAC of `text`, as raw bytes.
/// source  RFC 2104; SHA-1 only where a carrier's signature demands it
std::string hmac_sha1(std::string_view key, std::string_view text);
std::string hmac_sha256(std::string_view key, std::string_view text);

/// SHA-256 of `bytes` in lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

/// Compares a signature or a token with the expected one.
/// time    depends on the lengths only, not on where the two differ
bool equal_in_constant_time(std::string_view a, std::string_view b);

/// The bytes in base64, as signatures are written in headers.
std::string base64_text(std::string_view bytes);

}  // namespace hookswitch::crypto
