#include "calls/carrier_names.hpp"

#include "hookswitch/carrier/all.hpp"

namespace hookswitch::calls {

std::string dialect_list() {
  std::string list;
  for (const carrier::CarrierDialect* dialect : carrier::all_dialects())
    list += (list.empty() ? "" : ", ") + dialect->full_name();
  return list;
}

std::string dialects_with_numbers() {
  std::string list;
  for (const carrier::CarrierDialect* dialect : carrier::all_dialects())
    if (dialect->tells_numbers && dialect->profile.empty())
      list.append(list.empty() ? "" : ", ").append(dialect->name);
  return list;
}

std::string no_such_dialect(std::string_view name) {
  return "no dialect '" + std::string(name) + "'; known are: " + dialect_list();
}

}  // namespace hookswitch::calls
