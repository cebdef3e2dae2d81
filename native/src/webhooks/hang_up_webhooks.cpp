#include "webhooks/hang_up_webhooks.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "hookswitch/carrier/dialect_table.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "net/await_callback.hpp"
#include "net/problem.hpp"
#include "net/url.hpp"
#include "webhooks/twilio_signature.hpp"

namespace hookswitch::webhooks {
namespace {

using carrier::Dialect;

/// Where a carrier says that something has ended, in which words, and where it names the call.
struct Row {
  Dialect dialect;
  const char* field;
  std::array<std::string_view, 8> words;
  const char* call_id;
};

constexpr Row kRows[] = {
    {Dialect::twilio,
     "CallStatus",
     {"completed", "busy", "failed", "no-answer", "canceled"},
     "CallSid"},
    {Dialect::vonage,
     "status",
     {"completed", "busy", "cancelled", "unanswered", "rejected", "failed", "timeout",
      "disconnected"},
     "uuid"},
    {Dialect::ucid, "event", {"Hangup", "Disconnect"}, "sid"},
};

/// nullptr: this carrier's webhooks are not known.
const Row* row_of(Dialect dialect) {
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows),
                                 [&](const Row& known) { return known.dialect == dialect; });
  return row == std::end(kRows) ? nullptr : row;
}

/// The answer: our id of the call, and what became of it by this webhook.
net::HttpResponse noted(const std::optional<std::string>& id, std::string_view outcome) {
  return net::json_reply(200, wire::to_text({{"id", id ? wire::Json(*id) : wire::Json(nullptr)},
                                             {"outcome", outcome}}));
}

std::string_view to_string(calls::LiveCall::HangUp hang_up) {
  switch (hang_up) {
    case calls::LiveCall::HangUp::ending:
      return "ending";
    case calls::LiveCall::HangUp::already_ending:
      return "already_ending";
    case calls::LiveCall::HangUp::gone:
      return "no_live_call";
  }
  return {};
}

}  // namespace

system::Checked<std::optional<HungUp>> read_hang_up(Dialect dialect,
                                                    const net::HttpRequest& request) {
  const Row* known = row_of(dialect);
  if (!known) return system::failed(Errc::no_webhooks);
  const Row& row = *known;
  HS_TRY(const WebhookFields fields, WebhookFields::of(request));
  if (fields.none())
    return system::failed(Errc::missing_field,
                          std::string(row.field) + " is missing, as is any other field");
  HS_TRY(std::string word, fields.text(row.field));
  if (word.empty() || std::find(row.words.begin(), row.words.end(), word) == row.words.end())
    return std::nullopt;
  HS_TRY(std::string call_id, fields.text(row.call_id));
  if (call_id.empty())
    return system::failed(Errc::missing_field, std::string(row.call_id) + " is missing");
  return HungUp{std::move(call_id), std::move(word)};
}

asio::awaitable<net::HttpAnswer> hang_up_webhook(calls::ServerContext& context,
                                                 const Settings& settings,
                                                 const net::HttpRequest& request,
                                                 std::string_view name) {
  const auto which = carrier::dialect_from_name(net::percent_decode(name).value_or(""));
  if (!which) co_return net::problem(404, Errc::unknown_dialect, calls::no_such_dialect(name));
  const Verification& verification = settings.carrier(*which);
  if (!verification.auth_token.empty() && !is_signed_by_twilio(verification, request))
    co_return net::problem(403, Errc::bad_signature,
                           request.header("X-Twilio-Signature").empty()
                               ? "there is no X-Twilio-Signature"
                               : "X-Twilio-Signature is not that of this request at the configured "
                                 "public_url, with the configured auth_token");
  auto told = read_hang_up(which->dialect, request);
  if (!told)
    co_return net::problem(told.error().code == Errc::no_webhooks ? 404 : 400, told.error().code,
                           told.error().detail);
  if (!*told) co_return noted({}, "no_end");
  const auto id = context.registry.owner(carrier::to_string(which->dialect), (*told)->call_id);
  const auto call = id ? context.registry.find(*id) : nullptr;
  if (!call) co_return noted({}, "no_live_call");
  const net::Start<calls::LiveCall::HangUp> start = [&](auto answer) {
    call->hung_up(std::move((*told)->word), std::move(answer));
  };
  const auto hang_up = co_await net::await_callback<calls::LiveCall::HangUp>(start);
  co_return noted(hang_up == calls::LiveCall::HangUp::gone ? std::nullopt : id, to_string(hang_up));
}

}  // namespace hookswitch::webhooks
