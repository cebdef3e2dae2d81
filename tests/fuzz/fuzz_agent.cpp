// The client end of every agent dialect against any server. The first line is "NAME N": the dialect
// and the session. Each line of the rest is one frame; a line that begins with '!' is something the
// bridge does: truncate, return a tool's result.
//
// Checked: audio comes in whole samples; a cancelled response has no more audio; a call is reported
// once; at most one of our own responses is requested at a time; what we send is one JSON object.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "hookswitch/agent/agent_dialect.hpp"
#include "hookswitch/base/check.hpp"
#include "kit/seed.hpp"

namespace {

using namespace hookswitch;
using namespace hookswitch::agent;

struct Run {
  std::unique_ptr<ClientEnd> client;
  AgentReading reading{};
  std::set<std::string> silenced;
  std::set<std::string> calls;
  std::string last_response, last_item, last_call;

  void check(const wire::Frame& frame) {
    const auto event = nlohmann::json::parse(frame.payload, nullptr, false);
    HS_CHECK(frame.opcode == wire::Opcode::binary || event.is_object());
  }

  void act(const std::string& line) {
    if (line == "!truncate") {
      if (const auto frame = client->truncate(last_item, Millis{20})) check(*frame);
    } else if (line == "!answer") {
      for (const auto& frame : client->tool_result(last_call, "\xff ok")) check(frame);
    }
  }

  void read(const std::string& line) {
    const std::vector<char> exact(line.begin(), line.end());
    const auto read =
        client->read({wire::Opcode::text, std::string_view(exact.data(), exact.size())}, reading);
    for (const auto& frame : reading.replies) check(frame);
    HS_CHECK(read || (reading.replies.empty() && reading.messages.empty()));
    for (const AgentMessage& message : reading.messages) take(message);
  }

  void take(const AgentMessage& message) {
    if (const auto* audio = std::get_if<AgentAudio>(&message)) {
      HS_CHECK(!audio->samples.empty());
      HS_CHECK(silenced.count(std::string(audio->response_id)) == 0);
      last_item = audio->item_id;
    } else if (const auto* started = std::get_if<TurnStarted>(&message)) {
      last_response = started->response_id;
      // The client remembers the last eight; a server that reuses an id is on its own.
      silenced.clear();
    } else if (const auto* done = std::get_if<TurnDone>(&message)) {
      if (done->response_id == last_response) last_response.clear();
    } else if (std::holds_alternative<CallerSpeechStarted>(message)) {
      if (!last_response.empty()) silenced.insert(last_response);
    } else if (const auto* call = std::get_if<ToolCall>(&message)) {
      HS_CHECK(calls.insert(call->call_id).second || calls.size() > 256);
      last_call = call->call_id;
    } else if (std::holds_alternative<Ready>(message)) {
      HS_CHECK(client->ready());
    }
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view frames(reinterpret_cast<const char*>(data), size);
  const auto [chosen, options] = hookswitch::kit::choose(
      all_dialects(), [](const AgentDialect& one) { return one.name; }, frames);
  const AgentDialect& dialect = *chosen;
  SessionConfig config = usual_session(dialect);
  config.greeting = (options & 1) != 0 ? "Hello." : "";
  if ((options & 2) != 0) {
    config.input = dialect.inputs.back();
    config.output = dialect.outputs.back();
  }
  config.tools = {{"f", "d", "not json"}};
  Run run{dialect.make_client({&dialect, "ws://agent", "m", "k"}, config), {}, {}, {}, {}, {}, {}};
  Replies opening;
  run.client->open(opening);
  for (const auto& frame : opening) run.check(frame);
  const std::string text(frames);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    if (!line.empty() && line[0] == '!')
      run.act(line);
    else
      run.read(line);
    at = end + 1;
  }
  const auto number = static_cast<std::uint16_t>(size);
  (void)run.client->meaning_of_close(number, text);
  return 0;
}
