#include "hookswitch/wire/tls_fault.hpp"

#include <array>

#include "hookswitch/base/check.hpp"

namespace hookswitch::wire {
namespace {

using Fault = TlsFault;

// clang-format off
constexpr std::array<TlsFaultInfo, 13> kFaults{{
    {Fault::expired,                   "expired",                   true,  "the certificate has expired"},
    {Fault::not_yet_valid,             "not_yet_valid",             true,  "the certificate is not valid yet, or this clock is wrong"},
    {Fault::wrong_host,                "wrong_host",                true,  "the certificate is for another name than the one that was dialed"},
    {Fault::self_signed,               "self_signed",               true,  "the certificate is self-signed"},
    {Fault::unknown_issuer,            "unknown_issuer",            true,  "the certificate leads to an authority that this machine does not know"},
    {Fault::incomplete_chain,          "incomplete_chain",          true,  "the issuer of the certificate is neither known here nor sent along: an intermediate certificate is missing, or the authority is unknown"},
    {Fault::revoked,                   "revoked",                   true,  "the certificate has been revoked"},
    {Fault::bad_certificate,           "bad_certificate",           true,  "the certificate cannot be used"},
    {Fault::protocol_version,          "protocol_version",          false, "no version of TLS in common: 1.2 and 1.3 are spoken here"},
    {Fault::no_common_cipher,          "no_common_cipher",          false, "the host finds no cipher or parameter in common, or wants a client certificate"},
    {Fault::client_certificate_wanted, "client_certificate_wanted", false, "a client certificate is wanted, and none is sent"},
    {Fault::not_tls,                   "not_tls",                   false, "the answer is not TLS: the port speaks something else"},
    {Fault::other,                     "other",                     false, "the handshake failed"},
}};
// clang-format on

constexpr bool faults_are_in_order() {
  for (std::size_t i = 0; i < kFaults.size(); ++i)
    if (static_cast<std::size_t>(kFaults[i].fault) != i) return false;
  return true;
}
static_assert(faults_are_in_order());

}  // namespace

const TlsFaultInfo& info(TlsFault fault) {
  const auto at = static_cast<std::size_t>(fault);
  HS_CHECK(at < kFaults.size());
  return kFaults[at];
}

std::optional<TlsFault> tls_fault_from_name(std::string_view name) {
  for (const TlsFaultInfo& each : kFaults)
    if (each.name == name) return each.fault;
  return std::nullopt;
}

std::string describe(TlsFault fault) {
  const TlsFaultInfo& known = info(fault);
  return std::string(known.name).append(": ").append(known.sentence);
}

}  // namespace hookswitch::wire
