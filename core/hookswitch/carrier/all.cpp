#include "hookswitch/carrier/all.hpp"

#include <algorithm>
#include <iterator>

#include "hookswitch/carrier/list.hpp"

namespace hookswitch::carrier {
namespace {

#define HOOKSWITCH_ADDRESS(name) &name##_dialect,
constexpr const CarrierDialect* kAll[] = {HOOKSWITCH_CARRIERS(HOOKSWITCH_ADDRESS)};
#undef HOOKSWITCH_ADDRESS

}  // namespace

std::span<const CarrierDialect* const> all_dialects() { return kAll; }

const CarrierDialect* dialect_from_name(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(kAll), std::end(kAll),
                   [name](const CarrierDialect* dialect) { return dialect->full_name() == name; });
  return found == std::end(kAll) ? nullptr : *found;
}

}  // namespace hookswitch::carrier
