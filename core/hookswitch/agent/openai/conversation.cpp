#include "hookswitch/agent/openai/conversation.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::agent::openai {

void Conversation::keep(wire::Json document, std::int64_t samples) {
  if (wire::to_text(document).size() > kMaxContent) {
    document.erase("content");
    document.erase("output");
    document.erase("arguments");
  }
  if (items_.size() == kMaxItems) items_.pop_front();
  items_.push_back({std::move(document), samples});
}

Item* Conversation::find(std::string_view id) {
  for (Item& item : items_)
    if (item.document["id"] == id) return &item;
  return nullptr;
}

bool Conversation::erase(std::string_view id) {
  const auto item = std::find_if(items_.begin(), items_.end(),
                                 [&](const Item& kept) { return kept.document["id"] == id; });
  if (item == items_.end()) return false;
  items_.erase(item);
  return true;
}

bool Conversation::has_call(std::string_view call_id) const {
  return std::any_of(items_.begin(), items_.end(), [&](const Item& kept) {
    return kept.document["type"] == "function_call" &&
           wire::optional_text_at(kept.document, "call_id").value_or("") == call_id;
  });
}

wire::Json Conversation::last_id() const {
  return items_.empty() ? wire::Json() : items_.back().document["id"];
}

}  // namespace hookswitch::agent::openai
