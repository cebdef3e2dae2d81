#pragma once

#include "calls/server_context.hpp"
#include "net/http.hpp"

namespace hookswitch::native {

/// Everything that is measured, in the text format of Prometheus: docs/metrics.md.
HttpResponse metrics_page(const ServerContext& context);

}  // namespace hookswitch::native
