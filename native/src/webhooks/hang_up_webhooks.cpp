#include "webhooks/hang_up_webhooks.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/carrier/all.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "net/await_callback.hpp"
#include "net/problem.hpp"
#include "net/url.hpp"
#include "webhooks/webhook_signature.hpp"

namespace hookswitch::webhooks {
namespace {

/// The response: our id of the call, and the effect of this webhook.
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

system::Checked<std::optional<HungUp>> read_hang_up(const carrier::CarrierDialect& dialect,
                                                    const net::HttpRequest& request) {
  if (!dialect.hang_up_webhook()) return system::failed(Errc::no_webhooks);
  const carrier::HangUpWebhook& row = *dialect.hang_up_webhook();
  HS_TRY(const WebhookFields fields, WebhookFields::of(request));
  if (fields.none())
    return system::failed(Errc::missing_field,
                          std::string(row.field) + " is missing, as is any other field");
  HS_TRY(std::string word, fields.text(std::string(row.field)));
  if (word.empty() || std::find(row.words.begin(), row.words.end(), word) == row.words.end())
    return std::nullopt;
  HS_TRY(std::string call_id, fields.text(std::string(row.call_id)));
  if (call_id.empty())
    return system::failed(Errc::missing_field, std::string(row.call_id) + " is missing");
  return HungUp{std::move(call_id), std::move(word)};
}

asio::awaitable<net::HttpReply> hang_up_webhook(calls::ServerContext& context,
                                                const Settings& settings,
                                                const net::HttpRequest& request,
                                                std::string_view name) {
  const auto* const which = carrier::dialect_from_name(net::percent_decode(name).value_or(""));
  if (!which) co_return net::problem(404, Errc::unknown_dialect, calls::no_such_dialect(name));
  const Verification& verification = settings.carrier(*which);
  const carrier::HangUpWebhook* const webhook = which->hang_up_webhook();
  if (!verification.auth_token.empty() && webhook && webhook->signature) {
    const auto fault = signature_fault(*webhook->signature, verification, request);
    if (!fault.empty()) co_return net::problem(403, Errc::bad_signature, fault);
  }
  auto told = read_hang_up(*which, request);
  if (!told)
    co_return net::problem(told.error().code == Errc::no_webhooks ? 404 : 400, told.error().code,
                           told.error().detail);
  if (!*told) co_return noted({}, "no_end");
  const auto id = context.registry.owner(which->name, (*told)->call_id);
  const auto call = id ? context.registry.find(*id) : nullptr;
  if (!call) co_return noted({}, "no_live_call");
  const net::Start<calls::LiveCall::HangUp> start = [&](auto answer) {
    call->hung_up(std::move((*told)->word), std::move(answer));
  };
  const auto hang_up = co_await net::await_callback<calls::LiveCall::HangUp>(start);
  co_return noted(hang_up == calls::LiveCall::HangUp::gone ? std::nullopt : id, to_string(hang_up));
}

}  // namespace hookswitch::webhooks
