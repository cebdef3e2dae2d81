#include "hookswitch/carrier/hang_up_api.hpp"

#include "hookswitch/base/base64.hpp"
#include "hookswitch/wire/url_text.hpp"

namespace hookswitch::carrier {

std::string_view value_of(const Account& account, std::string_view key) {
  const auto found = account.find(key);
  return found == account.end() ? std::string_view() : found->second;
}

wire::Header basic_authorization(std::string_view user, std::string_view password) {
  std::string both(user);
  both.append(":").append(password);
  std::string value = "Basic ";
  base64_append({reinterpret_cast<const std::uint8_t*>(both.data()), both.size()}, value);
  return {"Authorization", std::move(value)};
}

wire::HttpRequest completed_by_form(std::string_view url, std::string_view account_id,
                                    std::string_view secret, std::string_view call_id) {
  return {"POST",
          std::string(url) + "/Accounts/" + wire::percent_encoded(account_id) + "/Calls/" +
              wire::percent_encoded(call_id) + ".json",
          {{"Content-Type", "application/x-www-form-urlencoded"},
           basic_authorization(account_id, secret)},
          "Status=completed"};
}

bool is_not_found(const wire::HttpResponse& response) { return response.status == 404; }

}  // namespace hookswitch::carrier
