#include "store/queue.hpp"

#include <algorithm>

namespace hookswitch::store {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(QueueState::count)> kStates{
    "ready", "leased", "dead", "done"};

}  // namespace

std::string_view to_string(QueueState state) { return kStates[static_cast<std::size_t>(state)]; }

std::optional<QueueState> queue_state_from_name(std::string_view name) {
  const auto* const found = std::find(kStates.begin(), kStates.end(), name);
  if (found == kStates.end()) return std::nullopt;
  return static_cast<QueueState>(found - kStates.begin());
}

}  // namespace hookswitch::store
