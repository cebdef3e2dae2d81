#pragma once

#include <string>

#include "net/http.hpp"
#include "webhooks/settings.hpp"

namespace hookswitch::webhooks {

/// The value of X-Twilio-Signature: base64 of HMAC-SHA1 over the URL and what the form adds to it.
std::string twilio_signature(const std::string& auth_token, const std::string& signed_text);

/// Whether Twilio sent the request to the public URL, signed with the account's token.
///
/// range   a form adds its fields, sorted, each name before its values; a JSON body counts by the
///         bodySHA256 of the URL. The URL is tried with and without its scheme's usual port
/// cost    compares in constant time
/// source  Twilio: webhooks security, and validateRequest of its SDKs
bool is_signed_by_twilio(const Verification& settings, const net::HttpRequest& request);

}  // namespace hookswitch::webhooks
