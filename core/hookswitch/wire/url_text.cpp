#include "hookswitch/wire/url_text.hpp"

#include <cstddef>

#include "hookswitch/wire/ascii.hpp"

namespace hookswitch::wire {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

std::optional<std::size_t> hex_value(char digit) {
  if (digit >= 'a' && digit <= 'f') digit = static_cast<char>(digit - 'a' + 'A');
  const auto at = kHex.find(digit);
  if (at == std::string_view::npos) return std::nullopt;
  return at;
}

}  // namespace

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

std::string_view take_until(std::string_view& rest, char end) {
  const auto at = rest.find(end);
  const std::string_view taken = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return taken;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    std::string_view value = take_until(query, '&');
    if (percent_decoded(take_until(value, '=')) == name) return percent_decoded(value);
  }
  return std::nullopt;
}

bool is_host_of(std::string_view host, std::string_view domain) {
  if (host.size() < domain.size()) return false;
  const std::size_t at = host.size() - domain.size();
  for (std::size_t i = 0; i < domain.size(); ++i)
    if (lower(host[at + i]) != lower(domain[i])) return false;
  return at == 0 || host[at - 1] == '.';
}

}  // namespace hookswitch::wire
