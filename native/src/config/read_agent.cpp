#include "config/read_agent.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/persona/agent_host.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "net/url.hpp"

namespace hookswitch::native {
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

/// Without a URL the built-in agent answers: it has personas and needs no key.
void check_built_in(CheckedObject& agent, const agent::Endpoint& endpoint) {
  if (!endpoint.model.empty() && !persona::persona_from_name(endpoint.model))
    agent.bad("model", "without a url the built-in agent answers, and '" + endpoint.model +
                           "' is none of its personas: parrot, silent, farewell");
  if (!endpoint.key.empty())
    agent.bad("key", "without a url the built-in agent answers, which takes no key");
}

/// One model, and one that whoever is at the address can know.
void check_model(CheckedObject& agent, const agent::Endpoint& endpoint, const Url& url,
                 bool may_lack_it) {
  std::vector<std::string> named = agent::models_in_url(endpoint.dialect, endpoint.url);
  if (!endpoint.model.empty()) named.push_back(endpoint.model);
  const std::string_view key = agent.has("model") || named.empty() ? "model" : "url";
  if (named.empty()) {
    if (!may_lack_it)
      agent.bad(key, "is needed with a url that names no model", Errc::model_missing);
    return;
  }
  const auto is_other = [&](const std::string& name) { return name != named.front(); };
  if (std::any_of(named.begin(), named.end(), is_other))
    agent.bad(key, "url and model together name more than one model; leave one of them out",
              Errc::model_conflict);
  else if (persona::persona_from_name(named.front()) &&
           agent::is_vendors_host(endpoint.dialect, url.host))
    agent.bad(key,
              "'" + named.front() + "' is a persona of the built-in agent; the vendor has none",
              Errc::model_missing);
}

void read_address(CheckedObject& agent, agent::Endpoint& into, CompletedByCarriers completed) {
  agent.text("url", into.url);
  const bool own_address = agent.has("url") && !into.url.empty();
  const bool names_model = !agent::models_in_url(into.dialect, into.url).empty();
  if (own_address && (names_model || persona::persona_from_name(into.model))) into.model.clear();
  agent.text("model", into.model);
  agent.secret("key", into.key);
  if (into.url.empty()) {
    if (!completed.url) check_built_in(agent, into);
    return;
  }
  const auto url = parse_url(into.url);
  if (!url && url.error().field == "fragment")
    agent.bad("url", "must not have a fragment: nothing behind # is ever sent");
  else if (!url)
    agent.bad("url", "must be a ws:// or wss:// address");
  else
    check_model(agent, into, *url, completed.model);
}

}  // namespace

void read_agent(CheckedObject agent, AgentSettings& into, CompletedByCarriers completed) {
  const auto names = agent::dialect_names();
  if (const auto which = agent.choice("dialect", {names.begin(), names.end()}))
    into.endpoint.dialect = *agent::dialect_from_name(names[*which]);
  read_address(agent, into.endpoint, completed);
  agent.text("voice", into.session.voice);
  agent.text("instructions", into.session.instructions);
  agent.text("greeting", into.session.greeting);
  agent.text("transcription_model", into.session.transcription_model);
  agent.millis("silence_ms", 100, 10'000, into.session.silence_duration);
  agent.millis("prefix_ms", 0, 5'000, into.session.prefix_padding);
  if (const auto audio = agent.choice("audio", {"automatic", "pcm", "pcmu", "pcma"}))
    into.audio = static_cast<bridge::AgentAudio>(*audio);
  if (const auto when = agent.choice("dial", {"start", "socket"})) into.dials_at_once = *when == 1;
  read_tools(agent, into.session.tools);
  agent.finish();
}

}  // namespace hookswitch::native
