#pragma once

#include <string>

#include "hookswitch/carrier/carrier_dialect.hpp"
#include "net/http.hpp"
#include "webhooks/settings.hpp"

namespace hookswitch::webhooks {

/// base64 of HMAC-SHA1 over `signed_text`.
std::string webhook_signature(const std::string& auth_token, const std::string& signed_text);

/// The error of the signature of a request to the public URL; empty if the vendor has signed it
/// with the account's token.
///
/// range   which texts may have been signed is the vendor's; a JSON body counts by the bodySHA256
///         of the URL
/// cost    compares in constant time
std::string signature_fault(const carrier::WebhookSignature& scheme, const Verification& settings,
                            const net::HttpRequest& request);

}  // namespace hookswitch::webhooks
