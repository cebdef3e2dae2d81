#include "hookswitch/agent/openai/url.hpp"

#include "hookswitch/wire/url_text.hpp"

namespace hookswitch::agent::openai {
namespace {

constexpr std::string_view kModel = "model";

std::string_view without_fragment(std::string_view url) { return url.substr(0, url.find('#')); }

}  // namespace

std::vector<std::string> models_in_url(std::string_view url) {
  std::vector<std::string> models;
  const auto add = [&](std::string_view name) {
    if (!name.empty()) models.push_back(wire::percent_decoded(name));
  };
  std::string_view query = without_fragment(url);
  std::string_view path = wire::take_until(query, '?');
  for (bool deployment = false; !path.empty();) {
    const std::string_view segment = wire::take_until(path, '/');
    if (deployment) add(segment);
    deployment = segment == "deployments";
  }
  while (!query.empty()) {
    std::string_view value = wire::take_until(query, '&');
    const std::string name = wire::percent_decoded(wire::take_until(value, '='));
    if (name == kModel || name == "deployment") add(value);
  }
  return models;
}

bool is_vendors_host(std::string_view host) {
  return wire::is_host_of(host, "openai.com") || wire::is_host_of(host, "azure.com");
}

std::string url_with_model(std::string_view url, std::string_view model) {
  std::string_view query = without_fragment(url);
  if (model.empty() || !models_in_url(url).empty()) return std::string(query);
  const bool has_query = query.find('?') != std::string_view::npos;
  std::string out(wire::take_until(query, '?'));
  out += '?';
  const std::string named = std::string(kModel) + '=' + wire::percent_encoded(model);
  bool placed = false;
  for (bool first = true; has_query && !query.empty(); first = false) {
    const std::string_view pair = wire::take_until(query, '&');
    if (!first) out += '&';
    std::string_view rest = pair;
    const bool empty_model = wire::percent_decoded(wire::take_until(rest, '=')) == kModel;
    if (!empty_model) out += pair;
    if (empty_model && !placed) out += named;
    placed = placed || empty_model;
  }
  if (placed) return out;
  if (out.back() != '?' && out.back() != '&') out += '&';
  return out + named;
}

}  // namespace hookswitch::agent::openai
