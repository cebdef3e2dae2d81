#include "hookswitch/wire/http.hpp"

#include <algorithm>

namespace hookswitch::wire {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string_view Upgrade::header(std::string_view name) const {
  for (const Header& header : headers)
    if (std::equal(header.name.begin(), header.name.end(), name.begin(), name.end(),
                   [](char a, char b) { return lower(a) == lower(b); }))
      return header.value;
  return {};
}

}  // namespace hookswitch::wire
