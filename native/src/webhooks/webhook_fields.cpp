#include "webhooks/webhook_fields.hpp"

#include <algorithm>

#include "hookswitch/wire/json_reader.hpp"
#include "net/url.hpp"

namespace hookswitch::webhooks {
namespace {

std::optional<std::string> form_decode(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return net::percent_decode(spaced);
}

/// Calls `take(name, value)` for each pair, undecoded.
template <class Take>
void each_pair(std::string_view form, Take take) {
  while (!form.empty()) {
    const auto ampersand = form.find('&');
    const std::string_view pair = form.substr(0, ampersand);
    form = ampersand == form.npos ? "" : form.substr(ampersand + 1);
    const auto equals = pair.find('=');
    if (!pair.empty())
      take(pair.substr(0, equals), equals == pair.npos ? "" : pair.substr(equals + 1));
  }
}

}  // namespace

bool is_json(const net::HttpRequest& request) {
  const auto first = request.body.find_first_not_of(" \t\r\n");
  return request.header("Content-Type").starts_with("application/json") ||
         (first != std::string::npos && request.body[first] == '{');
}

std::optional<WebhookFields::Pairs> form_pairs(std::string_view form) {
  WebhookFields::Pairs pairs;
  bool whole = true;
  each_pair(form, [&](std::string_view name, std::string_view value) {
    auto plain_name = form_decode(name);
    auto plain_value = form_decode(value);
    whole = whole && plain_name && plain_value;
    if (whole) pairs.emplace_back(std::move(*plain_name), std::move(*plain_value));
  });
  if (!whole) return std::nullopt;
  return pairs;
}

system::Checked<WebhookFields> WebhookFields::of(const net::HttpRequest& request) {
  WebhookFields fields;
  fields.add_pairs(request.query);
  if (!is_json(request)) {
    fields.add_pairs(request.body);
    return fields;
  }
  const auto object = wire::read_object(request.body);
  if (!object) return system::failed(object.error().code);
  for (const auto& [name, value] : object->items()) fields.add_json(name, value);
  return fields;
}

void WebhookFields::add_pairs(std::string_view text) {
  each_pair(text, [this](std::string_view name, std::string_view value) {
    const auto plain_name = form_decode(name);
    if (!plain_name || plain_name->empty()) return;
    if (auto plain = form_decode(value))
      fields_.emplace(*plain_name, Field{std::move(*plain)});
    else
      fields_.emplace(
          *plain_name,
          Field{{}, system::Failure{Errc::bad_request, *plain_name + " has a broken % escape"}});
  });
}

void WebhookFields::add_json(const std::string& name, const nlohmann::json& value) {
  // Null is what was not sent; an id in digits may come as a number.
  if (value.is_null()) return;
  if (value.is_string())
    fields_.emplace(name, Field{value.get<std::string>()});
  else if (value.is_number_integer())
    fields_.emplace(name, Field{value.dump()});
  else
    fields_.emplace(name, Field{{}, system::Failure{Errc::wrong_type, name + " must be a text"}});
}

system::Checked<std::string> WebhookFields::text(const std::string& name) const {
  const auto found = fields_.find(name);
  if (found == fields_.end()) return std::string();
  if (found->second.wrong) return tl::unexpected(*found->second.wrong);
  return found->second.text;
}

}  // namespace hookswitch::webhooks
