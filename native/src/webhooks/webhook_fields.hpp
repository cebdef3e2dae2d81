#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http.hpp"
#include "system/failure.hpp"

namespace hookswitch::webhooks {

/// What a carrier sent with a webhook: query, form or JSON, whichever it uses.
///
/// shape   of() reads a request, text() asks for one field
/// range   JSON by its type or its first character, else a form; the query's fields count first
/// errors  of: not_json. text: wrong_type, bad_request if the field is malformed
class WebhookFields {
 public:
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  static system::Checked<WebhookFields> of(const net::HttpRequest& request);

  /// Empty if it was not sent.
  system::Checked<std::string> text(const std::string& name) const;
  /// Nothing was sent, or nothing is readable.
  bool none() const { return fields_.empty(); }

 private:
  struct Field {
    std::string text;
    std::optional<system::Failure> wrong{};
  };
  void add_pairs(std::string_view text);
  void add_json(const std::string& name, const nlohmann::json& value);

  std::map<std::string, Field> fields_;
};

/// The pairs of a form, decoded, in order; nullopt when one of them is broken.
std::optional<WebhookFields::Pairs> form_pairs(std::string_view form);

bool is_json(const net::HttpRequest& request);

}  // namespace hookswitch::webhooks
