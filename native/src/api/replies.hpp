#pragma once

#include <map>
#include <optional>
#include <string>

#include "net/problem.hpp"
#include "store/store_failure.hpp"

/// What the routes of /v1 have in common.
namespace hookswitch::api {

using Parameters = std::map<std::string, std::string>;  ///< of a query

/// 503 with the store's error.
net::HttpResponse store_refusal(const store::StoreFailure& why);

/// The parameter `limit`, 50 by default; nullopt if it is invalid.
std::optional<std::size_t> limit_of(const Parameters& query);
net::HttpResponse bad_limit();

/// Empty if absent.
std::string value_of(const Parameters& query, const std::string& name);
/// The id of a call; empty if absent; nullopt if it is not an id.
std::optional<std::string> id_of(const Parameters& query, const std::string& name);
net::HttpResponse bad_id(const std::string& name);

}  // namespace hookswitch::api
