#include "hookswitch/carrier/cloudonix/cloudonix.hpp"
#include "hookswitch/wire/url_text.hpp"

// What Cloudonix says over HTTP. Pure: the socket is the caller's.

namespace hookswitch::carrier {
namespace {

constexpr AccountKey kAccount[] = {{.key = "domain"}, {.key = "api_key", .secret = true}};

wire::HttpRequest hang_up(const Account& account, std::string_view url, std::string_view call_id) {
  return {"DELETE",
          std::string(url) + "/customers/self/domains/" +
              wire::percent_encoded(value_of(account, "domain")) + "/sessions/" +
              wire::percent_encoded(call_id),
          {{"Authorization", "Bearer " + std::string(value_of(account, "api_key"))}},
          {}};
}

}  // namespace

/// source  Cloudonix: sessions API, 404 once the session is over
extern const HangUpApi kCloudonixHangUpApi{.account = kAccount,
                                           .url = "https://api.cloudonix.io",
                                           .request = hang_up,
                                           .was_over = is_not_found};

}  // namespace hookswitch::carrier
