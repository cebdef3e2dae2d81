#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hookswitch/base/time.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "net/http.hpp"

namespace hookswitch::api {

/// The fields of a request's body, one JSON object or nothing.
///
/// shape   read each optional or required field, then refusal()
/// errors  refusal(): the first thing that is wrong; an unknown field is one
class RequestBody {
 public:
  explicit RequestBody(const std::string& text);

  std::string text(const char* key);           ///< empty if absent
  std::string required_text(const char* key);  ///< not empty
  Millis seconds(const char* key, double low, double high, Millis fallback);
  std::size_t count(const char* key, std::size_t high, std::size_t fallback);
  std::optional<net::HttpResponse> refusal();

 private:
  std::optional<wire::Json> take(const char* key);
  void refuse(const char* key, const std::string& what);

  wire::Json document_;  ///< the fields not read yet
  std::string wrong_;
};

}  // namespace hookswitch::api
