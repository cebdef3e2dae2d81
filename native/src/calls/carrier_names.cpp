#include "calls/carrier_names.hpp"

namespace hookswitch::calls {

std::string name_of(const carrier::DialectProfile& which) {
  std::string name(carrier::to_string(which.dialect));
  if (!which.profile.empty()) name += ':' + std::string(which.profile);
  return name;
}

std::string dialect_list() {
  std::string list;
  for (const auto& row : carrier::dialect_table())
    list += (list.empty() ? "" : ", ") + name_of({row.dialect, row.profile});
  return list;
}

std::string no_such_dialect(std::string_view name) {
  return "no dialect '" + std::string(name) + "'; there are: " + dialect_list();
}

}  // namespace hookswitch::calls
