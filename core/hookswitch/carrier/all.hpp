#pragma once

#include <span>
#include <string_view>

#include "hookswitch/carrier/carrier_dialect.hpp"

namespace hookswitch::carrier {

/// Every dialect and profile that hookswitch speaks, default profiles first.
std::span<const CarrierDialect* const> all_dialects();

/// "NAME" or "NAME:PROFILE"; nullptr when unknown.
const CarrierDialect* dialect_from_name(std::string_view name);

}  // namespace hookswitch::carrier
