#pragma once

#include "net/http.hpp"
#include "store/store.hpp"

namespace hookswitch::api {

/// POST /v1/queue/claim. A client that leaves before it has its entries gets none: they are for
/// the next one, and the claim was no attempt.
net::HttpAnswer claim_from_queue(store::Store& store, const net::HttpRequest& request);

}  // namespace hookswitch::api
