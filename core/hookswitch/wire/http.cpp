#include "hookswitch/wire/http.hpp"

#include <algorithm>

#include "hookswitch/wire/ascii.hpp"

namespace hookswitch::wire {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

std::string_view Upgrade::header(std::string_view name) const {
  for (const Header& header : headers)
    if (same_ignoring_case(header.name, name)) return header.value;
  return {};
}

bool Upgrade::offers(std::string_view subprotocol) const {
  for (const Header& header : headers) {
    if (!same_ignoring_case(header.name, "Sec-WebSocket-Protocol")) continue;
    std::string_view rest = header.value;
    while (!rest.empty()) {
      const auto comma = std::min(rest.find(','), rest.size());
      if (trimmed(rest.substr(0, comma)) == subprotocol) return true;
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return false;
}

}  // namespace hookswitch::wire
