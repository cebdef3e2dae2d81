#include "hookswitch/carrier/ucid/ucid.hpp"
#include "hookswitch/wire/json_writer.hpp"

// What Ozonetel and Waybeo say over HTTP. Pure: the socket is the caller's.

namespace hookswitch::carrier {
namespace {

constexpr std::string_view kWords[] = {"Hangup", "Disconnect"};

constexpr AccountKey kAccount[] = {{.key = "token", .secret = true}};

wire::HttpRequest hang_up(const Account& account, std::string_view url, std::string_view call_id) {
  wire::ObjectText body;
  body.text("command", "hangup_call").text("callId", call_id);
  std::string bearer = "Bearer ";
  bearer += value_of(account, "token");
  return {"POST",
          std::string(url),
          {{"Content-Type", "application/json"}, {"Authorization", std::move(bearer)}},
          body.take()};
}

}  // namespace

/// source  Ozonetel: event=Hangup and event=Disconnect of the IVR's URL
extern const HangUpWebhook kUcidHangUp{.field = "event", .words = kWords, .call_id = "sid"};

/// source  integrations with Waybeo of 2026, as docs/reference/carriers.md has them: its address differs by
///         account, and a socket that is closed at once can leave the caller connected
extern const HangUpApi kWaybeoHangUpApi{.account = kAccount,
                                        .url = {},
                                        .request = hang_up,
                                        .was_over = is_not_found,
                                        .before_close = Micros{1'000'000}};

}  // namespace hookswitch::carrier
