#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "hookswitch/base/time.hpp"
#include "hookswitch/wire/http.hpp"

/// The phone call behind a stream, and how a vendor's HTTP API ends it. Pure: the HTTP and the
/// signing of tokens are the caller's.
namespace hookswitch::carrier {

/// The account at the vendor, by the keys of the configuration. Empty: none is configured.
using Account = std::map<std::string, std::string, std::less<>>;

struct AccountKey {
  std::string_view key;
  bool secret = false;  ///< never logged, hidden in records
  bool required = true;
};

/// The key that every API has: where it is. Optional where the vendor has one address for all.
inline constexpr std::string_view kApiUrl = "api_url";
/// The key of a private key in PEM, which signs tokens (RS256).
inline constexpr std::string_view kPrivateKey = "private_key";

/// shape   one request per try; the response says whether the call is over
/// range   ids are opaque and percent-encoded
/// errors  none: an account without a required key is refused by the configuration
struct HangUpApi {
  std::span<const AccountKey> account;
  std::string_view url;  ///< default of kApiUrl; empty: required
  wire::HttpRequest (*request)(const Account& account, std::string_view url,
                               std::string_view call_id);
  /// A refusal that means that the call was over before.
  bool (*was_over)(const wire::HttpResponse& response);
  /// The claims of the bearer token that the request needs besides; nullptr: it is complete.
  std::string (*claims)(const Account& account, std::int64_t unix_s,
                        std::string_view token_id) = nullptr;
  /// How long the media socket stays open after the request.
  Micros before_close{0};
};

/// The account's value; empty where it has none.
std::string_view value_of(const Account& account, std::string_view key);

/// `Authorization: Basic ...`
wire::Header basic_authorization(std::string_view user, std::string_view password);

/// A form post that ends a call as Twilio's API does, and those that copy it.
wire::HttpRequest completed_by_form(std::string_view url, std::string_view account_id,
                                    std::string_view secret, std::string_view call_id);

/// 404, as most vendors answer for a call that has ended.
bool is_not_found(const wire::HttpResponse& response);

}  // namespace hookswitch::carrier
