#include "hookswitch/wire/masked_url.hpp"

#include <array>

namespace hookswitch::wire {
namespace {

constexpr std::array<std::string_view, 10> kSecretWords{
    "token", "key", "secret", "sig", "auth", "pass", "pwd", "jwt", "credential", "code"};

bool says_secret(std::string_view key) {
  std::string lower;
  for (const char c : key) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const std::string_view word : kSecretWords)
    if (lower.find(word) != std::string::npos) return true;
  return false;
}

}  // namespace

std::string masked_url(std::string_view url) {
  std::string shown;
  // User information: between the scheme and an @ in the authority.
  const auto scheme = url.find("://");
  if (scheme != std::string_view::npos) {
    shown = url.substr(0, scheme + 3);
    url.remove_prefix(scheme + 3);
    const auto authority = url.substr(0, url.find_first_of("/?#"));
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
      shown += "***@";
      url.remove_prefix(at + 1);
    }
  }
  const auto query = url.find('?');
  if (query == std::string_view::npos) return shown.append(url);
  shown.append(url.substr(0, query));
  url.remove_prefix(query);
  // Now `url` is a row of "?key=value" and "&key=value", perhaps with a fragment at the end.
  while (!url.empty()) {
    const auto end = url.find_first_of("&#", 1);
    const auto part = url.substr(0, end);
    const auto equals = part.find('=');
    if (equals != std::string_view::npos && says_secret(part.substr(1, equals - 1)))
      shown.append(part.substr(0, equals + 1)).append("***");
    else
      shown.append(part);
    url.remove_prefix(part.size());
  }
  return shown;
}

}  // namespace hookswitch::wire
