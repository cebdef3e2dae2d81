#include "crypto/hmac.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdint>

#include "hookswitch/base/base64.hpp"

namespace hookswitch::crypto {
namespace {

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

using Digest = std::array<std::uint8_t, EVP_MAX_MD_SIZE>;

std::string as_text(const Digest& digest, unsigned int size) {
  return {reinterpret_cast<const char*>(digest.data()), size};
}

std::string hmac(const EVP_MD* hash, std::string_view key, std::string_view text) {
  Digest digest{};
  unsigned int size = 0;
  HMAC(hash, key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(), digest.data(),
       &size);
  return as_text(digest, size);
}

}  // namespace

std::string hmac_sha1(std::string_view key, std::string_view text) {
  return hmac(EVP_sha1(), key, text);
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
  return hmac(EVP_sha256(), key, text);
}

std::string sha256_hex(std::string_view bytes) {
  Digest digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < size; ++i)
    hex.append(1, kDigits[digest[i] >> 4U]).append(1, kDigits[digest[i] & 15U]);
  return hex;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string base64_text(std::string_view bytes) {
  std::string text;
  base64_append({bytes_of(bytes), bytes.size()}, text);
  return text;
}

}  // namespace hookswitch::crypto
