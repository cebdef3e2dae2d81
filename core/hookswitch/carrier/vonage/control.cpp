#include "hookswitch/carrier/vonage/vonage.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "hookswitch/wire/url_text.hpp"

// What Vonage says over HTTP. Pure: the signing and the socket are the caller's.

namespace hookswitch::carrier {
namespace {

constexpr std::string_view kWords[] = {"completed", "busy",   "cancelled", "unanswered",
                                       "rejected",  "failed", "timeout",   "disconnected"};

constexpr AccountKey kAccount[] = {{.key = "application_id"}, {.key = kPrivateKey, .secret = true}};
constexpr std::int64_t kTokenSeconds = 300;

wire::HttpRequest hang_up(const Account&, std::string_view url, std::string_view call_id) {
  return {"PUT",
          std::string(url) + "/v1/calls/" + wire::percent_encoded(call_id),
          {{"Content-Type", "application/json"}},
          R"({"action":"hangup"})"};
}

std::string claims(const Account& account, std::int64_t unix_s, std::string_view token_id) {
  wire::ObjectText text;
  text.text("application_id", value_of(account, "application_id"))
      .number("iat", unix_s)
      .number("exp", unix_s + kTokenSeconds)
      .text("jti", token_id);
  return text.take();
}

}  // namespace

/// source  Vonage: event webhook
extern const HangUpWebhook kVonageHangUp{.field = "status", .words = kWords, .call_id = "uuid"};

/// source  Vonage: Voice API, modify an in-progress call; JWT of the application
extern const HangUpApi kVonageHangUpApi{.account = kAccount,
                                        .url = "https://api.nexmo.com",
                                        .request = hang_up,
                                        .was_over = is_not_found,
                                        .claims = claims};

}  // namespace hookswitch::carrier
