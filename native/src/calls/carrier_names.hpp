#pragma once

#include <map>
#include <string>
#include <string_view>

#include "hookswitch/carrier/dialect_table.hpp"

namespace hookswitch::calls {

/// "ucid:waybeo", as in URLs and in the configuration.
std::string name_of(const carrier::DialectProfile& which);
/// The names of all dialects and profiles, separated by commas.
std::string dialect_list();
/// Error text for an unknown dialect; lists the known ones.
std::string no_such_dialect(std::string_view name);

/// The profile's own entry, else its dialect's ("ucid" for "ucid:waybeo"), else `otherwise`.
template <class T>
const T& entry_of(const std::map<std::string, T>& carriers, const carrier::DialectProfile& which,
                  const T& otherwise) {
  for (const auto& name : {name_of(which), name_of({which.dialect, ""})})
    if (const auto entry = carriers.find(name); entry != carriers.end()) return entry->second;
  return otherwise;
}

}  // namespace hookswitch::calls
