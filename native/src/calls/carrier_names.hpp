#pragma once

#include <map>
#include <string>
#include <string_view>

#include "hookswitch/carrier/carrier_dialect.hpp"

namespace hookswitch::calls {

/// The names of all dialects and profiles, separated by commas.
std::string dialect_list();
/// Of those whose start message has the telephone numbers.
std::string dialects_with_numbers();
/// Error text for an unknown dialect; lists the known ones.
std::string no_such_dialect(std::string_view name);

/// The profile's own entry, else its dialect's, else `otherwise`.
template <class T>
const T& entry_of(const std::map<std::string, T>& carriers, const carrier::CarrierDialect& which,
                  const T& otherwise) {
  for (const auto& name : {which.full_name(), std::string(which.name)})
    if (const auto entry = carriers.find(name); entry != carriers.end()) return entry->second;
  return otherwise;
}

}  // namespace hookswitch::calls
