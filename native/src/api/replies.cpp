#include "api/replies.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "hookswitch/base/identifiers.hpp"

namespace hookswitch::api {
namespace {

constexpr std::size_t kMaxListed = 500;
constexpr std::size_t kDefaultLimit = 50;

}  // namespace

net::HttpResponse store_refusal(const store::StoreFailure& why) {
  return net::problem(503, why.code, why.detail);
}

std::optional<std::size_t> limit_of(const Parameters& query) {
  const auto given = query.find("limit");
  if (given == query.end()) return kDefaultLimit;
  std::size_t limit = 0;
  const char* end = given->second.data() + given->second.size();
  const auto [stop, error] = std::from_chars(given->second.data(), end, limit);
  if (error != std::errc{} || stop != end || limit == 0 || limit > kMaxListed) return std::nullopt;
  return limit;
}

net::HttpResponse bad_limit() {
  return net::problem(400, Errc::bad_request,
                      "limit is a number from 1 to " + std::to_string(kMaxListed));
}

std::string value_of(const Parameters& query, const std::string& name) {
  const auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

std::optional<std::string> id_of(const Parameters& query, const std::string& name) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  std::string id = value_of(query, name);
  if (id.empty()) return id;
  const auto fits = [](char form, char c) {
    return form == '-' ? c == '-' : kHexDigits.find(c) != kHexDigits.npos;
  };
  if (!std::equal(kForm.begin(), kForm.end(), id.begin(), id.end(), fits)) return std::nullopt;
  return id;
}

net::HttpResponse bad_id(const std::string& name) {
  return net::problem(400, Errc::bad_request, name + " is the id of a call");
}

}  // namespace hookswitch::api
