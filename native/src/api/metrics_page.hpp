#pragma once

#include "calls/exchange.hpp"
#include "net/http.hpp"

namespace hookswitch::native {

/// Everything that is measured, in the text format of Prometheus: docs/metrics.md.
HttpResponse metrics_page(const Exchange& exchange);

}  // namespace hookswitch::native
