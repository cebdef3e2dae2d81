// The server end calls a function of the client's.
#include <utility>

#include "hookswitch/agent/openai/server.hpp"

namespace hookswitch::agent::openai {
namespace {

using wire::Json;

Json call_item(std::string_view id, std::string_view status, std::string_view name,
               std::string_view call_id, std::string_view arguments) {
  return {
      {"id", id},     {"object", "realtime.item"}, {"type", "function_call"}, {"status", status},
      {"name", name}, {"call_id", call_id},        {"arguments", arguments}};
}

}  // namespace

void Server::call_tool(std::string_view name, std::string_view arguments, Replies& out) {
  begin_response(out);
  close_item("completed", out);
  tally_.count_tool(name);
  const std::string item_id = make_id("item_");
  const std::string call_id = make_id("call_");
  const std::size_t index = response_->output.size();
  const auto about = [&](std::string_view type) {
    Json one = event(type);
    one["response_id"] = response_->id;
    one["output_index"] = index;
    return one;
  };
  Json item = call_item(item_id, "in_progress", name, call_id, "");
  Json first = about("response.output_item.added");
  first["item"] = item;
  send(first, out);
  Json added = event("conversation.item.added");
  added["previous_item_id"] = items_.last_id();
  added["item"] = item;
  send(added, out);
  for (const bool whole : {false, true}) {
    Json one = about(whole ? "response.function_call_arguments.done"
                           : "response.function_call_arguments.delta");
    one["item_id"] = item_id;
    one["call_id"] = call_id;
    if (whole) one["name"] = name;
    one[whole ? "arguments" : "delta"] = arguments;
    send(one, out);
  }
  item = call_item(item_id, "completed", name, call_id, arguments);
  Json done = event("conversation.item.done");
  done["previous_item_id"] = items_.last_id();
  done["item"] = item;
  send(done, out);
  Json last = about("response.output_item.done");
  last["item"] = item;
  send(last, out);
  response_->output.push_back(item);
  items_.keep(std::move(item), 0);
  close_response(TurnDone::Outcome::completed, "", out);
}

}  // namespace hookswitch::agent::openai
