#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "calls/server_context.hpp"
#include "webhooks/settings.hpp"
#include "webhooks/webhook_fields.hpp"

namespace hookswitch::webhooks {

/// What a carrier reported over HTTP about the end of a call.
struct HungUp {
  std::string call_id;  ///< the carrier's
  std::string word;     ///< the carrier's own status, such as "completed"
};

/// Reads a status webhook of `dialect`: form, JSON or query, as the carrier sends it.
///
/// shape   nullopt: it does not report an end, as most do not
/// errors  no_webhooks: the carrier has no webhooks; not_json, missing_field, wrong_type,
///         bad_request: the detail names the field
/// source  carrier::HangUpWebhook of the vendor
system::Checked<std::optional<HungUp>> read_hang_up(const carrier::CarrierDialect& dialect,
                                                    const net::HttpRequest& request);

/// `/webhooks/{dialect}`: ends the live call that the webhook names, once, whatever else reports
/// its end before or after. Returns 200 for unknown calls, too, so that the carrier does not send
/// it again.
asio::awaitable<net::HttpReply> hang_up_webhook(calls::ServerContext& context,
                                                const Settings& settings,
                                                const net::HttpRequest& request,
                                                std::string_view dialect);

}  // namespace hookswitch::webhooks
