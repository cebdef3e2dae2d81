#include "config/read_agent.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/persona/agent_host.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "net/url.hpp"

namespace hookswitch::config {
namespace {

using Json = nlohmann::json;

void read_tools(CheckedObject& agent, std::vector<agent::Tool>& into) {
  const Json* tools = agent.array("tools");
  if (!tools) return;
  constexpr std::size_t kMaxTools = 128;
  if (tools->size() > kMaxTools) return agent.bad("tools", "at most 128");
  into.clear();
  for (std::size_t i = 0; i < tools->size(); ++i) {
    const std::string key = "tools[" + std::to_string(i) + "]";
    if (!(*tools)[i].is_object()) {
      agent.bad(key, "must be an object");
      continue;
    }
    CheckedObject tool((*tools)[i], agent.path_of(key), agent.environment(), agent.errors());
    agent::Tool made;
    tool.text("name", made.name);
    tool.text("description", made.description);
    const Json* parameters = tool.object("parameters");
    made.parameters_json = parameters ? wire::to_text(*parameters) : R"({"type":"object"})";
    if (made.name.empty()) tool.bad("name", "must not be empty");
    tool.finish();
    into.push_back(std::move(made));
  }
}

/// Without a URL the built-in agent is used: it has personas and needs no key.
void check_built_in(CheckedObject& agent, const agent::Endpoint& endpoint) {
  if (!endpoint.model.empty() && !persona::persona_from_name(endpoint.model))
    agent.bad("model", "without a url the built-in agent answers, and '" + endpoint.model +
                           "' is none of its personas: parrot, silent, farewell");
  if (!endpoint.key.empty())
    agent.bad("key",
              "without a url the built-in agent answers, which takes no key; the vendor is at " +
                  std::string(endpoint.dialect->url));
}

/// Exactly one model, and one that the server at the address can know.
void check_model(CheckedObject& agent, const agent::Endpoint& endpoint, const net::Url& url,
                 bool may_lack_it) {
  std::vector<std::string> named = endpoint.dialect->models_in_url(endpoint.url);
  if (!endpoint.model.empty()) named.push_back(endpoint.model);
  const std::string_view key = agent.has("model") || named.empty() ? "model" : "url";
  if (named.empty()) {
    if (!may_lack_it)
      agent.bad(key, "is required with a url that names no model", Errc::model_missing);
    return;
  }
  const auto is_other = [&](const std::string& name) { return name != named.front(); };
  if (std::any_of(named.begin(), named.end(), is_other))
    agent.bad(key, "url and model together name more than one model; leave one of them out",
              Errc::model_conflict);
  else if (persona::persona_from_name(named.front()) && endpoint.dialect->is_vendors_host(url.host))
    agent.bad(key,
              "'" + named.front() + "' is a persona of the built-in agent; the vendor has none",
              Errc::model_missing);
}

void read_address(CheckedObject& agent, agent::Endpoint& into, CompletedByCarriers completed) {
  agent.text("url", into.url);
  const bool own_address = agent.has("url") && !into.url.empty();
  const bool names_model = !into.dialect->models_in_url(into.url).empty();
  if (own_address && (names_model || persona::persona_from_name(into.model))) into.model.clear();
  agent.text("model", into.model);
  agent.secret("key", into.key);
  if (into.url.empty()) {
    if (!completed.url) check_built_in(agent, into);
    return;
  }
  const auto url = net::parse_url(into.url);
  if (!url && url.error().field == "fragment")
    agent.bad("url", "must not have a fragment: nothing behind # is ever sent");
  else if (!url)
    agent.bad("url", "must be a ws:// or wss:// address");
  else
    check_model(agent, into, *url, completed.model);
}

void read_dialect(CheckedObject& agent, agent::Endpoint& into) {
  std::vector<std::string_view> names;
  for (const agent::AgentDialect* dialect : agent::all_dialects()) names.push_back(dialect->name);
  if (const auto which = agent.choice("dialect", {names.begin(), names.end()}))
    into.dialect = agent::all_dialects()[*which];
}

void read_transcription(CheckedObject& agent, calls::AgentSettings& into) {
  std::string model;
  agent.text("transcription_model", model);
  if (agent.has("transcription_model")) into.transcription_model = std::move(model);
}

/// G.711 by name is for agents that take it.
void check_audio(CheckedObject& agent, const calls::AgentSettings& settings) {
  const agent::AgentDialect& dialect = *settings.endpoint.dialect;
  const auto takes = [&](codec::Encoding encoding) {
    const codec::MediaFormat format{encoding, 8'000};
    return std::count(dialect.inputs.begin(), dialect.inputs.end(), format) > 0 &&
           std::count(dialect.outputs.begin(), dialect.outputs.end(), format) > 0;
  };
  const bool fits = settings.audio == bridge::AgentAudio::pcmu   ? takes(codec::Encoding::pcmu)
                    : settings.audio == bridge::AgentAudio::pcma ? takes(codec::Encoding::pcma)
                                                                 : true;
  if (!fits)
    agent.bad("audio", "not a format that the dialect " + std::string(dialect.name) +
                           " carries in both directions");
}

}  // namespace

void read_agent(CheckedObject agent, calls::AgentSettings& into, CompletedByCarriers completed) {
  read_dialect(agent, into.endpoint);
  read_address(agent, into.endpoint, completed);
  agent.text("voice", into.session.voice);
  agent.text("instructions", into.session.instructions);
  agent.text("greeting", into.session.greeting);
  read_transcription(agent, into);
  agent.millis("silence_ms", 100, 10'000, into.session.silence_duration);
  agent.millis("prefix_ms", 0, 5'000, into.session.prefix_padding);
  if (const auto audio = agent.choice("audio", {"automatic", "pcm", "pcmu", "pcma"}))
    into.audio = static_cast<bridge::AgentAudio>(*audio);
  check_audio(agent, into);
  if (const auto when = agent.choice("dial", {"start", "socket"})) into.dials_at_once = *when == 1;
  read_tools(agent, into.session.tools);
  agent.finish();
}

}  // namespace hookswitch::config
