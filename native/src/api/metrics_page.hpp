#pragma once

#include "calls/server_context.hpp"
#include "net/http.hpp"

namespace hookswitch::api {

/// Everything that is measured, in the text format of Prometheus: docs/metrics.md.
net::HttpResponse metrics_page(const calls::ServerContext& context);

}  // namespace hookswitch::api
