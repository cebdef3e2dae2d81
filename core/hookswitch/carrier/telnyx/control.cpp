#include "hookswitch/carrier/telnyx/telnyx.hpp"
#include "hookswitch/wire/url_text.hpp"

// What Telnyx says over HTTP. Pure: the socket is the caller's.

namespace hookswitch::carrier {
namespace {

constexpr AccountKey kAccount[] = {{.key = "api_key", .secret = true}};

wire::HttpRequest hang_up(const Account& account, std::string_view url, std::string_view call_id) {
  return {"POST",
          std::string(url) + "/v2/calls/" + wire::percent_encoded(call_id) + "/actions/hangup",
          {{"Content-Type", "application/json"},
           {"Authorization", "Bearer " + std::string(value_of(account, "api_key"))}},
          "{}"};
}

/// 422 with the code of a call that has ended. 404: the id is of no call any more.
bool was_over(const wire::HttpResponse& response) {
  return is_not_found(response) ||
         (response.status == 422 && response.body.find("90018") != std::string_view::npos);
}

}  // namespace

/// source  Telnyx: Call Control, hang up a call; error 90018, the call has already ended
extern const HangUpApi kTelnyxHangUpApi{
    .account = kAccount, .url = "https://api.telnyx.com", .request = hang_up, .was_over = was_over};

}  // namespace hookswitch::carrier
