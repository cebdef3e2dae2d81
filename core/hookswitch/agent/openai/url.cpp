#include "hookswitch/agent/openai/url.hpp"

#include <optional>

namespace hookswitch::agent::openai {
namespace {

constexpr std::string_view kModel = "model";
constexpr std::string_view kHex = "0123456789ABCDEF";

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

std::optional<std::size_t> hex_value(char digit) {
  if (digit >= 'a' && digit <= 'f') digit = static_cast<char>(digit - 'a' + 'A');
  const auto at = kHex.find(digit);
  if (at == std::string_view::npos) return std::nullopt;
  return at;
}

/// What is no escape stands for itself.
std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const auto high = hex_value(text[i + 1]);
      const auto low = hex_value(text[i + 2]);
      if (high && low) {
        out += static_cast<char>(*high * 16 + *low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

/// The beginning of `rest` up to `end`, which is taken off with it.
std::string_view take(std::string_view& rest, char end) {
  const auto at = rest.find(end);
  const std::string_view taken = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return taken;
}

std::string_view without_fragment(std::string_view url) { return url.substr(0, url.find('#')); }

}  // namespace

std::vector<std::string> models_in_url(std::string_view url) {
  std::vector<std::string> models;
  const auto add = [&](std::string_view name) {
    if (!name.empty()) models.push_back(percent_decoded(name));
  };
  std::string_view query = without_fragment(url);
  std::string_view path = take(query, '?');
  for (bool deployment = false; !path.empty();) {
    const std::string_view segment = take(path, '/');
    if (deployment) add(segment);
    deployment = segment == "deployments";
  }
  while (!query.empty()) {
    std::string_view value = take(query, '&');
    const std::string name = percent_decoded(take(value, '='));
    if (name == kModel || name == "deployment") add(value);
  }
  return models;
}

bool is_vendors_host(std::string_view host) {
  std::string lower(host);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  for (const std::string_view domain : {"openai.com", "azure.com"}) {
    if (lower == domain) return true;
    if (lower.size() > domain.size() && lower.ends_with(domain) &&
        lower[lower.size() - domain.size() - 1] == '.')
      return true;
  }
  return false;
}

std::string url_with_model(std::string_view url, std::string_view model) {
  std::string_view query = without_fragment(url);
  if (model.empty() || !models_in_url(url).empty()) return std::string(query);
  const bool has_query = query.find('?') != std::string_view::npos;
  std::string out(take(query, '?'));
  out += '?';
  const std::string named = std::string(kModel) + '=' + percent_encoded(model);
  bool placed = false;
  for (bool first = true; has_query && !query.empty(); first = false) {
    const std::string_view pair = take(query, '&');
    if (!first) out += '&';
    std::string_view rest = pair;
    const bool empty_model = percent_decoded(take(rest, '=')) == kModel;
    if (!empty_model) out += pair;
    if (empty_model && !placed) out += named;
    placed = placed || empty_model;
  }
  if (placed) return out;
  if (out.back() != '?' && out.back() != '&') out += '&';
  return out + named;
}

}  // namespace hookswitch::agent::openai
