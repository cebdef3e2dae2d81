#include "calls/persona_registry.hpp"

#include "calls/persona_session.hpp"

namespace hookswitch::calls {

void PersonaRegistry::add(const std::shared_ptr<PersonaSession>& session) {
  const std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [](const auto& each) { return each.expired(); });
  sessions_.push_back(session);
}

void PersonaRegistry::leave() {
  const std::lock_guard lock(mutex_);
  for (const auto& each : sessions_)
    if (const auto session = each.lock()) session->leave();
}

}  // namespace hookswitch::calls
