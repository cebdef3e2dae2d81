#include "hookswitch/call/identity.hpp"

namespace hookswitch::call {

std::optional<std::string> Owners::claim(std::string_view dialect, std::string_view carrier_call_id,
                                         const std::string& session) {
  std::string& owner = owners_[key(dialect, carrier_call_id)];
  std::string before = std::exchange(owner, session);
  if (before.empty() || before == session) return std::nullopt;
  return before;
}

void Owners::release(std::string_view dialect, std::string_view carrier_call_id,
                     const std::string& session) {
  const auto owner = owners_.find(key(dialect, carrier_call_id));
  if (owner != owners_.end() && owner->second == session) owners_.erase(owner);
}

std::optional<std::string> Owners::of(std::string_view dialect,
                                      std::string_view carrier_call_id) const {
  const auto owner = owners_.find(key(dialect, carrier_call_id));
  if (owner == owners_.end()) return std::nullopt;
  return owner->second;
}

}  // namespace hookswitch::call
