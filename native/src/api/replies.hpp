#pragma once

#include <map>
#include <optional>
#include <string>

#include "net/problem.hpp"
#include "store/store_failure.hpp"

/// What the routes of /v1 have in common.
namespace hookswitch::api {

using Parameters = std::map<std::string, std::string>;  ///< of a query

/// 503 with what the store says.
net::HttpResponse store_refusal(const store::StoreFailure& why);

/// The parameter `limit`, else 50; nullopt when it is there but unusable.
std::optional<std::size_t> limit_of(const Parameters& query);
net::HttpResponse bad_limit();

/// Empty when it is not there.
std::string value_of(const Parameters& query, const std::string& name);
/// The id of a call, or empty when it is not there; nullopt when it is there but no id.
std::optional<std::string> id_of(const Parameters& query, const std::string& name);
net::HttpResponse bad_id(const std::string& name);

}  // namespace hookswitch::api
