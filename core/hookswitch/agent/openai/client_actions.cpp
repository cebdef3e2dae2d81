// What the bridge asks of the client end, and its bookkeeping.
#include <algorithm>

#include "hookswitch/agent/openai/client.hpp"
#include "hookswitch/agent/openai/errors.hpp"
#include "hookswitch/agent/openai/request.hpp"
#include "hookswitch/base/give_back.hpp"

namespace hookswitch::agent::openai {
namespace {

constexpr std::size_t kItemsPerResponse = 32;
constexpr std::size_t kDiscardedResponses = 8;

}  // namespace

void Client::append_audio(PcmView samples, wire::Frame& frame) {
  frame.opcode = wire::Opcode::text;
  frame.payload = R"({"type":"input_audio_buffer.append","audio":")";
  append_audio_text(config_.input.encoding, samples, bytes_, frame.payload);
  frame.payload += "\"}";
}

std::optional<wire::Frame> Client::truncate(std::string_view item_id, Millis heard) {
  if (item_id.empty()) return std::nullopt;
  for (const Item& known : items_)
    if (known.id == item_id) discard(active_);
  return item_truncate(item_id, heard, next_event_id());
}

Replies Client::tool_result(std::string_view call_id, std::string_view output) {
  const auto call = std::find(unanswered_calls_.begin(), unanswered_calls_.end(), call_id);
  if (call == unanswered_calls_.end()) return {};
  unanswered_calls_.erase(call);
  Replies frames{function_output(call_id, output, next_event_id())};
  ask_for_response(frames);
  return frames;
}

void Client::give_back() {
  hookswitch::give_back(bytes_);
  hookswitch::give_back(samples_);
  hookswitch::give_back(scratch_);
}

Errc Client::meaning_of_close(std::uint16_t code, std::string_view reason) const {
  return openai::meaning_of_close(code, reason);
}

Client::Item* Client::item(std::string_view id) {
  for (Item& known : items_)
    if (known.id == id) return &known;
  if (items_.size() == kItemsPerResponse) return nullptr;
  items_.push_back({std::string(id), {}});
  return &items_.back();
}

std::string Client::next_event_id() { return "hs_" + std::to_string(++event_count_); }

// All results of a batch first, then one go-ahead, and only when the agent is not speaking.
void Client::ask_for_response(Replies& replies) {
  response_wanted_ = !active_.empty() || !requested_.empty() || !unanswered_calls_.empty();
  if (response_wanted_) return;
  requested_ = next_event_id();
  replies.push_back(response_create("", requested_));
}

void Client::discard(const std::string& response_id) {
  if (response_id.empty() || discarded(response_id)) return;
  if (discarded_.size() == kDiscardedResponses) discarded_.pop_front();
  discarded_.push_back(response_id);
}

bool Client::discarded(std::string_view response_id) const {
  return std::find(discarded_.begin(), discarded_.end(), response_id) != discarded_.end();
}

}  // namespace hookswitch::agent::openai
