#include "hookswitch/agent/openai/dialect.hpp"

#include "hookswitch/agent/openai/client.hpp"
#include "hookswitch/agent/openai/server.hpp"
#include "hookswitch/agent/openai/url.hpp"

namespace hookswitch::agent::openai {
namespace {

using codec::Encoding;

constexpr std::string_view kPath = "/v1/realtime";
constexpr codec::MediaFormat kFormats[] = {
    {Encoding::l16_little, 24'000}, {Encoding::pcmu, 8'000}, {Encoding::pcma, 8'000}};

bool serves(std::string_view path) { return path == kPath; }

std::unique_ptr<ClientEnd> make_client(const Endpoint& endpoint, const SessionConfig& config) {
  return std::make_unique<Client>(endpoint, config);
}
std::unique_ptr<ServerEnd> make_server(Rng& rng, const ServedModel& model) {
  return std::make_unique<Server>(rng, model);
}

}  // namespace

constinit const AgentDialect kDialect{
    .name = "openai",
    .vendor = "OpenAI Realtime (GA)",
    .url = "wss://api.openai.com/v1/realtime",
    .path = kPath,
    .credentials = "Authorization: Bearer",
    .model = "gpt-realtime-2.1",
    .transcription_model = "gpt-4o-mini-transcribe",
    .inputs = kFormats,
    .outputs = kFormats,
    .traits = {},
    .models_in_url = models_in_url,
    .is_vendors_host = is_vendors_host,
    .serves = serves,
    .admit = admit,
    .make_client = make_client,
    .make_server = make_server,
};

}  // namespace hookswitch::agent::openai
