#include "hookswitch/carrier/smartflo/smartflo.hpp"
#include "hookswitch/wire/json_writer.hpp"

// What Smartflo says over HTTP. Pure: the socket is the caller's.

namespace hookswitch::carrier {
namespace {

constexpr AccountKey kAccount[] = {{.key = "api_token", .secret = true}};

wire::HttpRequest hang_up(const Account& account, std::string_view url, std::string_view call_id) {
  wire::ObjectText body;
  body.text("call_id", call_id);
  return {"POST",
          std::string(url) + "/v1/call/hangup",
          {{"Content-Type", "application/json"},
           {"Authorization", "Bearer " + std::string(value_of(account, "api_token"))}},
          body.take()};
}

constexpr HangUpApi api_at(std::string_view url) {
  return {.account = kAccount, .url = url, .request = hang_up, .was_over = is_not_found};
}

}  // namespace

/// source  Smartflo: call hangup. How it refuses a call that is over is not documented
extern const HangUpApi kSmartfloHangUpApi = api_at("https://api-smartflo.tatateleservices.com");
extern const HangUpApi kAcefoneHangUpApi = api_at({});

}  // namespace hookswitch::carrier
