#include "calls/bridge_config.hpp"

#include "hookswitch/persona/agent_host.hpp"
#include "system/entropy.hpp"

namespace hookswitch::calls {

bridge::Config bridge_config(const ServerContext& context, const carrier::CarrierDialect& which,
                             const WallClock& clock) {
  const CarrierSettings& settings = context.settings.carrier(which);
  bridge::Config config;
  config.carrier = &which;
  config.agent = settings.agent.endpoint;
  if (config.agent.url.empty()) {
    config.agent.url = context.own_agent + std::string(config.agent.dialect->path);
    if (config.agent.model.empty())
      config.agent.model = persona::to_string(persona::Config{}.persona);
  }
  config.session = settings.agent.session;
  config.session.transcription_model = settings.agent.transcription_model.value_or(
      std::string(config.agent.dialect->transcription_model));
  config.agent_audio = settings.agent.audio;
  config.dials_at_once = settings.agent.dials_at_once;
  config.account = settings.account;
  config.bounds = settings.bounds;
  config.lead = settings.lead;
  config.clock = clock;
  config.seed = system::entropy();
  config.secrets = context.secrets;
  return config;
}

}  // namespace hookswitch::calls
