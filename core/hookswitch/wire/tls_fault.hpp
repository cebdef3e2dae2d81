#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hookswitch::wire {

/// Why a TLS connection did not come up, as far as the TLS library reports it.
/// source  RFC 5280, section 6 (certificates); RFC 8446, section 6 (alerts)
enum class TlsFault : std::uint8_t {
  // The certificate.
  expired,
  not_yet_valid,
  wrong_host,
  self_signed,
  unknown_issuer,
  incomplete_chain,
  revoked,
  bad_certificate,  ///< anything else that is wrong with it
  // The handshake.
  protocol_version,
  no_common_cipher,
  client_certificate_wanted,
  not_tls,
  other,
};

/// What is known of a fault. All texts are literals; a name never changes.
struct TlsFaultInfo {
  TlsFault fault;
  std::string_view name;      ///< the enumerator
  bool of_certificate;        ///< a client that does not verify certificates gets past it
  std::string_view sentence;  ///< without a stop at its end
};

const TlsFaultInfo& info(TlsFault fault);
std::optional<TlsFault> tls_fault_from_name(std::string_view name);

/// "expired: the host's certificate has expired".
std::string describe(TlsFault fault);

}  // namespace hookswitch::wire
