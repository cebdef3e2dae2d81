#pragma once

#include "net/http.hpp"
#include "store/store.hpp"

namespace hookswitch::native {

/// POST /v1/queue/claim. A client that leaves before it has its entries gets none: they are for
/// the next one, and the claim was no attempt.
HttpAnswer claim_from_queue(Store& store, const HttpRequest& request);

}  // namespace hookswitch::native
