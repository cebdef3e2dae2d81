#include "hookswitch/bridge/session_plan.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace hookswitch::bridge {
namespace {

using codec::Encoding;
using codec::MediaFormat;

bool offers(std::span<const MediaFormat> formats, const MediaFormat& format) {
  return std::find(formats.begin(), formats.end(), format) != formats.end();
}

/// What the carrier speaks is not converted where it is G.711 and the agent takes it both ways.
std::optional<MediaFormat> passed_through(const agent::AgentDialect& dialect, AgentAudio wanted,
                                          MediaFormat carrier_format) {
  MediaFormat format = carrier_format;
  if (wanted == AgentAudio::pcmu) format = {Encoding::pcmu, 8'000};
  if (wanted == AgentAudio::pcma) format = {Encoding::pcma, 8'000};
  const bool g711 = format.encoding == Encoding::pcmu || format.encoding == Encoding::pcma;
  if (wanted == AgentAudio::pcm || !g711) return std::nullopt;
  if (!offers(dialect.inputs, format) || !offers(dialect.outputs, format)) return std::nullopt;
  return format;
}

/// The preferred PCM, or the first format if there is no PCM.
MediaFormat preferred(std::span<const MediaFormat> formats) {
  const auto pcm = std::find_if(formats.begin(), formats.end(), [](const MediaFormat& format) {
    return format.encoding == Encoding::l16_little || format.encoding == Encoding::l16_big;
  });
  return pcm == formats.end() ? formats.front() : *pcm;
}

}  // namespace

std::string format_text(const codec::MediaFormat& format) {
  return std::string(codec::to_string(format.encoding)) + "/" + std::to_string(format.rate_hz);
}

agent::SessionConfig plan_session(const Config& config, MediaFormat carrier_format) {
  agent::SessionConfig session = config.session;
  const agent::AgentDialect& dialect = *config.agent.dialect;
  const auto same = passed_through(dialect, config.agent_audio, carrier_format);
  session.input = same.value_or(preferred(dialect.inputs));
  session.output = same.value_or(preferred(dialect.outputs));
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
