#pragma once

#include "net/http.hpp"
#include "store/store.hpp"

namespace hookswitch::api {

/// POST /v1/queue/claim. If the client leaves before it has its entries, they go to the
/// next one, and the claim does not count as an attempt.
net::HttpReply claim_from_queue(store::Store& store, const net::HttpRequest& request);

}  // namespace hookswitch::api
