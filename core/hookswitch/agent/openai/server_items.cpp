// The server end's conversation: items that the client makes, shortens and deletes.
#include <utility>

#include "hookswitch/agent/openai/server.hpp"

namespace hookswitch::agent::openai {
namespace {

constexpr std::size_t kMaxId = 128;

Refusal no_such_item(std::string_view action, std::string_view id) {
  return {"item_" + std::string(action) + "_invalid_item_id",
          "Item with item_id '" + std::string(id.substr(0, kMaxId)) + "' does not exist.",
          "item_id"};
}

}  // namespace

Server::ReadResult Server::on_item_create(const Json& event, Replies& replies) {
  const auto given = wire::object_at(event, "item");
  if (!given) return refuse(event, missing("item"), replies);
  Json item = **given;
  const std::string type = wire::text_or_empty(item, "type");
  std::string call_id;
  std::string output;
  if (type == "function_call_output") {
    if (!wire::string_at(item, "output")) return refuse(event, missing("item.output"), replies);
    call_id = wire::text_or_empty(item, "call_id");
    output = wire::text_or_empty(item, "output");
    if (!items_.has_call(call_id))
      return refuse(event,
                    {"invalid_tool_call_id",
                     "Tool call ID '" + call_id.substr(0, kMaxId) + "' not found in conversation.",
                     "item.call_id"},
                    replies);
  } else if (type == "message") {
    const std::string role = wire::text_or_empty(item, "role");
    if (role != "user" && role != "assistant" && role != "system")
      return refuse(event, invalid("item.role", "'user', 'assistant' or 'system'"), replies);
    if (const auto content = item.find("content"); content == item.end() || !content->is_array())
      return refuse(event, missing("item.content"), replies);
  } else if (type != "function_call") {
    return refuse(event, invalid("item.type", "'message' or 'function_call_output'"), replies);
  }

  std::string id = wire::text_or_empty(item, "id");
  if (id.empty()) id = make_id("item_");
  if (id.size() > kMaxId || items_.find(id) != nullptr)
    return refuse(event, invalid("item.id", "a new id of at most 128 characters"), replies);
  item["id"] = id;
  item["object"] = "realtime.item";
  item["status"] = "completed";
  for (const char* type_name : {"conversation.item.added", "conversation.item.done"}) {
    Json announcement = this->event(type_name);
    announcement["previous_item_id"] = items_.last_id();
    announcement["item"] = item;
    send(announcement, replies);
  }
  items_.keep(std::move(item), 0);
  if (type == "function_call_output") return ToolResult{std::move(call_id), std::move(output)};
  return ClientIgnored{"conversation.item.create"};
}

Server::ReadResult Server::on_item_retrieve(const Json& event, Replies& replies) {
  const std::string id = wire::text_or_empty(event, "item_id");
  const Item* item = items_.find(id);
  if (item == nullptr) return refuse(event, no_such_item("retrieve", id), replies);
  Json retrieved = this->event("conversation.item.retrieved");
  retrieved["item"] = item->document;
  send(retrieved, replies);
  return ClientIgnored{"conversation.item.retrieve"};
}

Server::ReadResult Server::on_item_delete(const Json& event, Replies& replies) {
  const std::string id = wire::text_or_empty(event, "item_id");
  if (!items_.erase(id)) return refuse(event, no_such_item("delete", id), replies);
  Json deleted = this->event("conversation.item.deleted");
  deleted["item_id"] = id;
  send(deleted, replies);
  return ClientIgnored{"conversation.item.delete"};
}

Server::ReadResult Server::on_item_truncate(const Json& event, Replies& replies) {
  const auto id = wire::string_at(event, "item_id");
  if (!id) return refuse(event, missing("item_id"), replies);
  for (const char* key : {"content_index", "audio_end_ms"})
    if (!event.contains(key)) return refuse(event, missing(key), replies);
  if (whole_number(event["content_index"]) != 0)
    return refuse(event, invalid("content_index", "0"), replies);
  const auto end_ms = whole_number(event["audio_end_ms"]);
  if (!end_ms || *end_ms < 0)
    return refuse(event, invalid("audio_end_ms", "an integer of at least 0"), replies);

  Item* item = items_.find(*id);
  if (item == nullptr) return refuse(event, no_such_item("truncate", *id), replies);
  if (wire::text_or_empty(item->document, "role") != "assistant")
    return refuse(event, invalid("item_id", "a message of the agent"), replies);
  const int rate = output_format().rate_hz;
  const std::int64_t has_ms = item->samples * 1'000 / rate;
  if (*end_ms > has_ms)
    return refuse(event,
                  {"invalid_value",
                   "Audio content of " + std::to_string(has_ms) + "ms is already shorter than " +
                       std::to_string(*end_ms) + "ms",
                   ""},
                  replies);
  item->samples = *end_ms * rate / 1'000;
  // The transcript is removed: which of its words lie before the cut is unknown.
  item->document["content"] = Json::array({{{"type", "output_audio"}}});

  Json truncated = this->event("conversation.item.truncated");
  truncated["item_id"] = *id;
  truncated["content_index"] = 0;
  truncated["audio_end_ms"] = *end_ms;
  send(truncated, replies);
  return Truncated{std::string(*id), Millis{*end_ms}};
}

}  // namespace hookswitch::agent::openai
