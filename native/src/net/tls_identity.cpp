#include "net/tls_identity.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <memory>

#include "net/asio.hpp"
#include "system/read_file.hpp"

namespace hookswitch::net {
namespace {

template <auto free_it>
struct Freed {
  template <class T>
  void operator()(T* what) const {
    free_it(what);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free_all>>;

constexpr long kDay = 24L * 60 * 60;

std::string why() {
  const char* reason = ERR_reason_error_string(ERR_get_error());
  ERR_clear_error();
  return reason ? reason : "unknown error";
}

std::string text_of(const Memory& memory) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

bool add(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// Names a client may reach it by. The unspecified address is not one of them.
std::string alternative_names(const std::string& host) {
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  ErrorCode error;
  const auto address = asio::ip::make_address(host, error);
  if (!error && !address.is_unspecified() && !address.is_loopback())
    names += ",IP:" + address.to_string();
  return names;
}

bool set_serial(X509* certificate) {
  unsigned char random[8];
  if (RAND_bytes(random, sizeof random) != 1) return false;
  std::uint64_t serial = 0;
  for (const unsigned char byte : random) serial = serial << 8 | byte;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1;
}

bool fill(X509* certificate, EVP_PKEY* key, const std::string& host) {
  X509_NAME* const name = X509_get_subject_name(certificate);
  const auto* const common = reinterpret_cast<const unsigned char*>("hookswitch emulate agent");
  return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
         X509_gmtime_adj(X509_getm_notBefore(certificate), -kDay) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(certificate), 30 * kDay) != nullptr &&
         X509_set_pubkey(certificate, key) == 1 &&
         X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1 &&
         add(certificate, NID_subject_alt_name, alternative_names(host)) &&
         add(certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
         add(certificate, NID_key_usage, "critical,digitalSignature,keyCertSign") &&
         add(certificate, NID_ext_key_usage, "serverAuth") &&
         X509_sign(certificate, key, EVP_sha256()) != 0;
}

}  // namespace

system::OrReason<TlsIdentity> make_tls_identity(const std::string& host) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  const Memory certificate_pem(BIO_new(BIO_s_mem()));
  const Memory key_pem(BIO_new(BIO_s_mem()));
  if (!key || !certificate || !certificate_pem || !key_pem ||
      !fill(certificate.get(), key.get(), host) ||
      PEM_write_bio_X509(certificate_pem.get(), certificate.get()) != 1 ||
      PEM_write_bio_PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
          1)
    return tl::unexpected("no certificate can be made: " + why());
  return TlsIdentity{text_of(certificate_pem), text_of(key_pem)};
}

system::OrReason<TlsIdentity> read_tls_identity(const std::string& certificate_file,
                                                const std::string& key_file) {
  constexpr std::size_t kMaxFile = 256 << 10;
  TlsIdentity identity;
  for (const auto& [file, into] :
       {std::pair(&certificate_file, &identity.certificate), std::pair(&key_file, &identity.key)}) {
    auto text = system::read_file(*file, kMaxFile);
    if (!text) return tl::unexpected(*file + ": " + text.error());
    *into = std::move(*text);
  }
  return identity;
}

system::OrReason<boost::asio::ssl::context> server_tls(const TlsIdentity& identity) {
  namespace ssl = asio::ssl;
  ssl::context context(ssl::context::tls_server);
  context.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                      ssl::context::no_tlsv1_1);
  ErrorCode error;
  context.use_certificate_chain(asio::buffer(identity.certificate), error);
  if (error) return tl::unexpected("the certificate cannot be used: " + error.message());
  context.use_private_key(asio::buffer(identity.key), ssl::context::pem, error);
  if (error) return tl::unexpected("the key cannot be used: " + error.message());
  return context;
}

}  // namespace hookswitch::net
