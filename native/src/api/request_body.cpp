#include "api/request_body.hpp"

#include <cmath>
#include <utility>

#include "hookswitch/wire/json_reader.hpp"
#include "net/problem.hpp"

namespace hookswitch::api {

using wire::Json;

RequestBody::RequestBody(const std::string& text) : document_(Json::object()) {
  if (text.empty()) return;
  auto read = wire::read_object(text);
  if (read)
    document_ = std::move(*read);
  else
    wrong_ = "the body is no JSON object";
}

std::string RequestBody::text(const char* key) {
  const auto value = take(key);
  if (!value) return {};
  if (!value->is_string()) return refuse(key, "a text"), std::string();
  return value->get<std::string>();
}

std::string RequestBody::required_text(const char* key) {
  std::string value = text(key);
  if (value.empty()) refuse(key, "given, a text that is not empty");
  return value;
}

Millis RequestBody::seconds(const char* key, double low, double high, Millis fallback) {
  const auto value = take(key);
  if (!value) return fallback;
  const double given = value->is_number() ? value->get<double>() : -1;
  if (!(given >= low && given <= high)) {
    refuse(key, "a number of seconds from " + Json(low).dump() + " to " + Json(high).dump());
    return fallback;
  }
  return Millis{std::llround(given * 1000.0)};
}

std::size_t RequestBody::count(const char* key, std::size_t high, std::size_t fallback) {
  const auto value = take(key);
  if (!value) return fallback;
  const std::int64_t given = value->is_number_integer() ? value->get<std::int64_t>() : 0;
  if (given >= 1 && given <= static_cast<std::int64_t>(high))
    return static_cast<std::size_t>(given);
  refuse(key, "a whole number from 1 to " + std::to_string(high));
  return fallback;
}

std::optional<net::HttpResponse> RequestBody::refusal() {
  constexpr std::size_t kMaxName = 64;
  if (wrong_.empty() && !document_.empty())
    wrong_ = "the body has an unknown field: " + document_.begin().key().substr(0, kMaxName);
  if (wrong_.empty()) return std::nullopt;
  return net::problem(400, Errc::bad_request, wrong_);
}

std::optional<Json> RequestBody::take(const char* key) {
  const auto found = document_.find(key);
  if (found == document_.end()) return std::nullopt;
  std::optional<Json> value(std::move(*found));
  document_.erase(found);
  return value;
}

void RequestBody::refuse(const char* key, const std::string& what) {
  if (wrong_.empty()) wrong_ = std::string(key) + " must be " + what;
}

}  // namespace hookswitch::api
