#pragma once

#include "net/http.hpp"
#include "serve/exchange.hpp"

namespace hookswitch::native {

HttpResponse healthz(const Exchange& exchange);
HttpResponse readyz(const Exchange& exchange);

}  // namespace hookswitch::native
