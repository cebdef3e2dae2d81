#include "net/tls_watch.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <string_view>

namespace hookswitch::net {
namespace {

using wire::TlsFault;

TlsFault fault_of_certificate(int error, int depth) {
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return TlsFault::expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return TlsFault::not_yet_valid;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return TlsFault::wrong_host;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return TlsFault::self_signed;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
      return TlsFault::unknown_issuer;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
      return depth == 0 ? TlsFault::incomplete_chain : TlsFault::unknown_issuer;
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return TlsFault::incomplete_chain;
    case X509_V_ERR_CERT_REVOKED:
      return TlsFault::revoked;
    default:
      return TlsFault::bad_certificate;
  }
}

/// What OpenSSL prints.
template <class Print>
std::string printed(Print print) {
  BIO* const out = BIO_new(BIO_s_mem());
  std::string text;
  if (out && print(out)) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(out, &bytes);
    constexpr long kEnough = 200;
    if (size > 0) text.assign(bytes, static_cast<std::size_t>(std::min(size, kEnough)));
  }
  BIO_free(out);
  return text;
}

std::string time_text(const ASN1_TIME* time) {
  return printed([time](BIO* out) { return time && ASN1_TIME_print(out, time); });
}

std::string name_text(const X509_NAME* name) {
  return printed(
      [name](BIO* out) { return X509_NAME_print_ex(out, name, 0, XN_FLAG_ONELINE) >= 0; });
}

/// What it is valid for: the names of its extension, or its subject.
std::string names_text(X509* certificate) {
  const int at = X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1);
  if (at < 0) return name_text(X509_get_subject_name(certificate));
  return printed(
      [=](BIO* out) { return X509V3_EXT_print(out, X509_get_ext(certificate, at), 0, 0); });
}

/// The details of the certificate at fault.
std::string evidence(TlsFault fault, X509_STORE_CTX* verified) {
  std::string text = X509_verify_cert_error_string(X509_STORE_CTX_get_error(verified));
  X509* const certificate = X509_STORE_CTX_get_current_cert(verified);
  if (!certificate) return text;
  if (fault == TlsFault::expired)
    text += "; valid until " + time_text(X509_get0_notAfter(certificate));
  else if (fault == TlsFault::not_yet_valid)
    text += "; valid from " + time_text(X509_get0_notBefore(certificate));
  else if (fault == TlsFault::wrong_host)
    text += "; it is for " + names_text(certificate);
  else
    text += "; issued by " + name_text(X509_get_issuer_name(certificate));
  return text;
}

std::shared_ptr<TlsWatch::Seen>* kept(const SSL* tls);

int on_verified(int ok, X509_STORE_CTX* verified) {
  if (ok) return ok;
  const auto* const tls = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(verified, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* const seen = kept(tls);
  if (!seen || (*seen)->certificate) return ok;
  const TlsFault fault = fault_of_certificate(X509_STORE_CTX_get_error(verified),
                                              X509_STORE_CTX_get_error_depth(verified));
  (*seen)->certificate = TlsRefusal{fault, evidence(fault, verified)};
  return ok;
}

void on_message(int is_ours, int, int kind, const void* bytes, std::size_t size, SSL* tls, void*) {
  if (is_ours || kind != SSL3_RT_HANDSHAKE || size == 0) return;
  if (*static_cast<const unsigned char*>(bytes) != SSL3_MT_CERTIFICATE_REQUEST) return;
  if (auto* const seen = kept(tls)) (*seen)->wants_ours = true;
}

/// The slot of an SSL that holds what the callbacks share, and frees it with the SSL.
int slot() {
  static const int index = SSL_get_ex_new_index(
      0, nullptr, nullptr, nullptr, [](void*, void* data, CRYPTO_EX_DATA*, int, long, void*) {
        delete static_cast<std::shared_ptr<TlsWatch::Seen>*>(data);
      });
  return index;
}

std::shared_ptr<TlsWatch::Seen>* kept(const SSL* tls) {
  return tls ? static_cast<std::shared_ptr<TlsWatch::Seen>*>(SSL_get_ex_data(tls, slot()))
             : nullptr;
}

TlsFault fault_of_handshake(const ErrorCode& error, bool wants_ours) {
  if (error.category() != asio::error::get_ssl_category()) return TlsFault::other;
  switch (ERR_GET_REASON(static_cast<unsigned long>(error.value()))) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_RECORD_LENGTH_MISMATCH:
    case SSL_R_UNEXPECTED_MESSAGE:
      return TlsFault::not_tls;
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_WRONG_SSL_VERSION:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
      return TlsFault::protocol_version;
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
      return TlsFault::client_certificate_wanted;
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
      return wants_ours ? TlsFault::client_certificate_wanted : TlsFault::no_common_cipher;
    case SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY:
    case SSL_R_NO_CIPHERS_AVAILABLE:
    case SSL_R_NO_SHARED_CIPHER:
    case SSL_R_WRONG_CIPHER_RETURNED:
    case SSL_R_DH_KEY_TOO_SMALL:
    case SSL_R_EE_KEY_TOO_SMALL:
    case SSL_R_WRONG_CURVE:
      return TlsFault::no_common_cipher;
    default:
      return wants_ours ? TlsFault::client_certificate_wanted : TlsFault::other;
  }
}

}  // namespace

TlsWatch::TlsWatch(SSL* tls, const std::string& host, bool verify_certificate) {
  SSL_set_ex_data(tls, slot(), new std::shared_ptr<Seen>(seen_));
  SSL_set_msg_callback(tls, on_message);
  if (!verify_certificate) return;
  SSL_set_verify(tls, SSL_VERIFY_PEER, on_verified);
  ErrorCode is_name;
  asio::ip::make_address(host, is_name);
  if (is_name)
    SSL_set1_host(tls, host.c_str());
  else
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str());
}

TlsRefusal TlsWatch::refusal(const ErrorCode& error) const {
  if (seen_->certificate) return *seen_->certificate;
  if (error == asio::error::eof || error == asio::ssl::error::stream_truncated ||
      error == asio::error::connection_reset)
    return {seen_->wants_ours ? TlsFault::client_certificate_wanted : TlsFault::other,
            "the connection was ended in the middle of it: " + error.message()};
  return {fault_of_handshake(error, seen_->wants_ours), error.message()};
}

}  // namespace hookswitch::net
