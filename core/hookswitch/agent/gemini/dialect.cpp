#include "hookswitch/agent/gemini/dialect.hpp"

#include "hookswitch/agent/gemini/client.hpp"
#include "hookswitch/agent/gemini/server.hpp"
#include "hookswitch/wire/url_text.hpp"

namespace hookswitch::agent::gemini {
namespace {

constexpr codec::MediaFormat kInputs[] = {kInput};
constexpr codec::MediaFormat kOutputs[] = {kOutput};

/// The first message names the model.
std::vector<std::string> models_in_url(std::string_view) { return {}; }

bool is_vendors_host(std::string_view host) { return wire::is_host_of(host, "googleapis.com"); }

std::unique_ptr<ClientEnd> make_client(const Endpoint& endpoint, const SessionConfig& config) {
  return std::make_unique<Client>(endpoint, config);
}
std::unique_ptr<ServerEnd> make_server(Rng& rng, const ServedModel& model) {
  return std::make_unique<Server>(rng, model);
}

}  // namespace

constinit const AgentDialect kDialect{
    .name = "gemini",
    .vendor = "Google Gemini Live",
    .url =
        "wss://generativelanguage.googleapis.com/ws/"
        "google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent",
    .path = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent",
    .credentials = "x-goog-api-key; Authorization: Token or Bearer",
    .model = "gemini-2.5-flash-native-audio-latest",
    .transcription_model = "default",
    .inputs = kInputs,
    .outputs = kOutputs,
    .traits = {.min_output = Micros{40'000},
               .max_output = Micros{200'000},
               .model_in_session = true},
    .models_in_url = models_in_url,
    .is_vendors_host = is_vendors_host,
    .serves = serves,
    .admit = admit,
    .make_client = make_client,
    .make_server = make_server,
};

}  // namespace hookswitch::agent::gemini
