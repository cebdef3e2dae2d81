#pragma once

#include <cstdint>
#include <deque>
#include <string_view>

#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent::openai {

/// One item of the conversation.
struct Item {
  wire::Json document;
  std::int64_t samples = 0;  ///< of speech, for truncation
};

/// The items that the server end remembers, the oldest first.
///
/// range   the last kMaxItems; content above kMaxContent bytes is not kept
class Conversation {
 public:
  static constexpr std::size_t kMaxItems = 128;
  static constexpr std::size_t kMaxContent = 16 << 10;

  void keep(wire::Json document, std::int64_t samples);
  Item* find(std::string_view id);
  bool erase(std::string_view id);
  bool has_call(std::string_view call_id) const;
  wire::Json last_id() const;  ///< null if the conversation is empty

 private:
  std::deque<Item> items_;
};

}  // namespace hookswitch::agent::openai
