#pragma once

#include <map>
#include <string>

#include "calls/carrier_names.hpp"

namespace hookswitch::webhooks {

/// How a carrier's webhooks are verified.
struct Verification {
  std::string auth_token;  ///< the account's secret; empty: they are not verified
  std::string public_url;  ///< under which the carrier reaches us, without the path /webhooks/...
};

struct Settings {
  std::map<std::string, Verification> carriers;  ///< by full names of dialects

  /// Webhooks of a carrier without an entry are not verified.
  const Verification& carrier(const carrier::CarrierDialect& which) const {
    static const Verification none;
    return calls::entry_of(carriers, which, none);
  }
};

}  // namespace hookswitch::webhooks
