#include "hookswitch/bridge/session_plan.hpp"

#include <algorithm>

namespace hookswitch::bridge {
namespace {

using codec::Encoding;
using codec::MediaFormat;

MediaFormat agent_format(AgentAudio wanted, MediaFormat carrier_format) {
  constexpr MediaFormat kPcm{Encoding::l16_little, 24'000};
  switch (wanted) {
    case AgentAudio::pcm:
      return kPcm;
    case AgentAudio::pcmu:
      return {Encoding::pcmu, 8'000};
    case AgentAudio::pcma:
      return {Encoding::pcma, 8'000};
    case AgentAudio::automatic:
      break;
  }
  const bool g711 =
      carrier_format.encoding == Encoding::pcmu || carrier_format.encoding == Encoding::pcma;
  return g711 && carrier_format.rate_hz == 8'000 ? carrier_format : kPcm;
}

}  // namespace

agent::SessionConfig plan_session(const Config& config, MediaFormat carrier_format) {
  agent::SessionConfig session = config.session;
  session.format = agent_format(config.agent_audio, carrier_format);
  const bool known = std::any_of(session.tools.begin(), session.tools.end(),
                                 [](const agent::Tool& tool) { return tool.name == kEndCallTool; });
  if (config.offers_end_call && !known)
    session.tools.push_back(
        {std::string(kEndCallTool),
         "Hangs up the phone. Use it after you have said goodbye, when the conversation is over.",
         R"({"type":"object","properties":{"reason":{"type":"string"}}})"});
  return session;
}

}  // namespace hookswitch::bridge
