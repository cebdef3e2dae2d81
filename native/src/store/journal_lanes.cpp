#include "store/journal_lanes.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/record/record.hpp"

namespace hookswitch::store {
namespace {

constexpr std::size_t kOverhead = 128;  ///< of a row: its keys, numbers and names of fields

std::size_t size_of(const std::map<std::string, std::uint64_t>& counts) {
  std::size_t size = 0;
  for (const auto& [name, count] : counts) size += name.size() + 16;
  return size;
}

std::size_t size_of(const record::Fact& fact) {
  return kOverhead +
         std::visit(
             Overloaded{
                 [](const record::CreatedFact& it) {
                   return it.id.size() + it.dialect.size() + it.profile.size() + it.follows.size();
                 },
                 [](const record::CarrierFact& it) {
                   std::size_t size = it.call_id.size() + it.stream_id.size() + it.from.size() +
                                      it.to.size() + it.format.size();
                   for (const auto& [name, value] : it.parameters)
                     size += name.size() + value.size() + 16;
                   return size;
                 },
                 [](const record::AgentFact& it) {
                   return it.dialect.size() + it.session_id.size() + it.format.size();
                 },
                 [](const record::MilestoneFact&) { return std::size_t{0}; },
                 [](const record::EventFact& it) { return it.event.size() + it.detail.size(); },
                 [](const record::TurnFact& it) { return it.turn_id.size() + it.text.size(); },
                 [](const record::ToolFact& it) {
                   return it.call_id.size() + it.name.size() + it.arguments.size() +
                          it.result.size();
                 },
                 [](const record::MediaFact& it) {
                   return size_of(it.oddities) + size_of(it.carrier_oddities) + 256;
                 },
                 [](const record::DiagnosisFact& it) { return it.evidence.size(); },
                 [](const record::EndedFact& it) { return it.detail.size(); },
                 [](const record::HangUpFact& it) { return it.detail.size(); },
             },
             fact);
}

/// Facts of one key replace each other (record::Record::apply).
std::optional<std::size_t> key_of(const record::Fact& fact) {
  constexpr std::hash<std::string> kHash;
  if (std::holds_alternative<record::MediaFact>(fact)) return kHash("media");
  if (const auto* turn = std::get_if<record::TurnFact>(&fact))
    return kHash((turn->speaker == record::TurnSpeaker::caller ? "caller " : "agent ") +
                 turn->turn_id);
  return std::nullopt;
}

/// The totals, the turns that a record holds, and one more, from which it learns that it is full.
constexpr std::size_t kMaxRows = record::Record::kMaxTurns + 2;

}  // namespace

bool JournalLanes::add(const std::string& call_id, std::int64_t unix_ms, record::Fact fact) {
  Lane& lane = lanes_[call_id];
  if (const auto* created = std::get_if<record::CreatedFact>(&fact))
    lane.created_ms = created->created_unix_ms;
  const std::size_t bytes = size_of(fact);
  const auto key = key_of(fact);
  const auto known = key ? lane.rows.find(*key) : lane.rows.end();
  const bool again = known != lane.rows.end();
  if (key && !again && lane.rows.size() >= kMaxRows) return true;  // nor would the record hold it
  const auto before = again ? lane.waiting.find(known->second.sequence) : lane.waiting.end();
  const std::size_t frees = before == lane.waiting.end() ? 0 : before->second.bytes;
  const std::size_t journal = lane.journal_bytes - (again ? known->second.bytes : 0) + bytes;
  const std::size_t most = bytes_ > kMaxBytes / 2 ? kMaxLaneBytes / 16 : kMaxLaneBytes;
  const bool fits = lane.waiting_bytes - frees + bytes <= most &&
                    bytes_ - frees + bytes <= kMaxBytes && journal <= kMaxJournalBytes &&
                    facts_ < kMaxFacts;
  if (!fits && !std::holds_alternative<record::EndedFact>(fact)) {
    if (!std::exchange(lane.incomplete, true))
      put(call_id, lane, lane.next_sequence++,
          {unix_ms,
           record::event_fact(unix_ms - lane.created_ms, record::Origin::bridge,
                              record::TimelineEvent::journal_incomplete,
                              "the store was given more than it keeps of a live call"),
           kOverhead});
    return false;
  }
  const std::int64_t sequence = again ? known->second.sequence : lane.next_sequence++;
  put(call_id, lane, sequence, {unix_ms, std::move(fact), bytes});
  if (key) lane.rows.insert_or_assign(*key, Row{sequence, bytes});
  lane.journal_bytes = journal;
  return true;
}

void JournalLanes::put(const std::string& call_id, Lane& lane, std::int64_t sequence,
                       Waiting waiting) {
  if (lane.waiting.empty()) turns_.push_back(call_id);
  if (lane.waiting.count(sequence) > 0) forget(lane, sequence);
  lane.waiting_bytes += waiting.bytes;
  bytes_ += waiting.bytes;
  ++facts_;
  lane.waiting.emplace(sequence, std::move(waiting));
}

std::size_t JournalLanes::forget(Lane& lane, std::int64_t sequence) {
  const auto gone = lane.waiting.find(sequence);
  const std::size_t bytes = gone->second.bytes;
  lane.waiting.erase(gone);
  lane.waiting_bytes -= bytes;
  bytes_ -= bytes;
  --facts_;
  return bytes;
}

std::size_t JournalLanes::serve(const std::string& call_id, Lane& lane,
                                std::vector<WaitingFact>& batch) {
  std::size_t served = 0;
  while (!lane.waiting.empty() && served < kShareBytes) {
    auto& [sequence, next] = *lane.waiting.begin();
    batch.push_back({call_id, sequence, next.unix_ms, std::move(next.fact)});
    served += forget(lane, sequence);
  }
  return served;
}

std::vector<WaitingFact> JournalLanes::take() {
  std::vector<WaitingFact> batch;
  for (std::size_t batch_bytes = 0; !turns_.empty() && batch_bytes < kBatchBytes;) {
    const std::string call_id = std::move(turns_.front());
    turns_.pop_front();
    Lane& lane = lanes_[call_id];
    batch_bytes += serve(call_id, lane, batch);
    if (!lane.waiting.empty()) turns_.push_back(call_id);
  }
  return batch;
}

std::size_t JournalLanes::close(const std::string& call_id) {
  const auto found = lanes_.find(call_id);
  if (found == lanes_.end()) return 0;
  Lane& lane = found->second;
  const std::size_t waiting = lane.waiting.size();
  if (waiting > 0) std::erase(turns_, call_id);
  facts_ -= waiting;
  bytes_ -= lane.waiting_bytes;
  lanes_.erase(found);
  return waiting;
}

}  // namespace hookswitch::store
