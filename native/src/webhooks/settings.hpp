#pragma once

#include <map>
#include <string>

#include "calls/carrier_names.hpp"

namespace hookswitch::native {

/// How a carrier's webhooks are verified.
struct WebhookVerification {
  std::string auth_token;  ///< the account's secret; empty: they are not verified
  std::string public_url;  ///< under which the carrier reaches us, without the path /webhooks/...
};

struct WebhookSettings {
  std::map<std::string, WebhookVerification> carriers;  ///< "twilio", ...

  /// Without an entry of the carrier its webhooks are not verified.
  const WebhookVerification& carrier(const carrier::DialectProfile& which) const {
    static const WebhookVerification none;
    return entry_of(carriers, which, none);
  }
};

}  // namespace hookswitch::native
