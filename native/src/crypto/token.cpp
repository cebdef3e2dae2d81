#include "crypto/token.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

#include "crypto/hmac.hpp"

namespace hookswitch::crypto {
namespace {

template <auto kFree>
struct Freed {
  template <class T>
  void operator()(T* one) const {
    kFree(one);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Signing = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;

/// A key with a passphrase is refused: nothing must ask for one on a terminal.
int no_passphrase(char*, int, int, void*) { return 0; }

Key key_of(std::string_view pem) {
  const Bio text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Key key(text ? PEM_read_bio_PrivateKey(text.get(), nullptr, no_passphrase, nullptr) : nullptr);
  if (key && EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) key.reset();
  return key;
}

std::optional<std::string> signature(EVP_PKEY* key, std::string_view text) {
  const Signing signing(EVP_MD_CTX_new());
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  if (!signing || EVP_DigestSignInit(signing.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
      EVP_DigestSign(signing.get(), nullptr, &size, bytes, text.size()) != 1)
    return std::nullopt;
  std::string made(size, '\0');
  if (EVP_DigestSign(signing.get(), reinterpret_cast<unsigned char*>(made.data()), &size, bytes,
                     text.size()) != 1)
    return std::nullopt;
  made.resize(size);
  return made;
}

}  // namespace

std::string base64url_text(std::string_view bytes) {
  std::string text = base64_text(bytes);
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  text.erase(text.find_last_not_of('=') + 1);
  return text;
}

bool is_rsa_key(std::string_view private_key) { return key_of(private_key) != nullptr; }

std::optional<std::string> rs256_token(std::string_view claims, std::string_view private_key) {
  const Key key = key_of(private_key);
  if (!key) return std::nullopt;
  std::string token = base64url_text(R"({"alg":"RS256","typ":"JWT"})") + '.';
  token += base64url_text(claims);
  const auto made = signature(key.get(), token);
  if (!made) return std::nullopt;
  return token.append(1, '.').append(base64url_text(*made));
}

}  // namespace hookswitch::crypto
