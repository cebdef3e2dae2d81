#include "hookswitch/bridge/conversation.hpp"

#include <algorithm>

#include "hookswitch/base/utf8_prefix.hpp"

namespace hookswitch::bridge {
namespace {

record::TurnSpeaker speaker_of(agent::Speaker speaker) {
  return speaker == agent::Speaker::caller ? record::TurnSpeaker::caller
                                           : record::TurnSpeaker::agent;
}

}  // namespace

// The caller's turn begins when they are first heard, not when their words have been understood.
void Conversation::caller_started(std::string_view item, Instant now) {
  now_ = std::max(now_, now);
  if (speaking_since_) return;
  speaking_since_ = now;
  if (item.empty() || find(record::TurnSpeaker::caller, item) == nullptr)
    add(record::TurnSpeaker::caller, item, now);
}

void Conversation::caller_stopped(Instant now) {
  if (!speaking_since_) return;
  caller_speech_ += now - *speaking_since_;
  speaking_since_.reset();
}

Conversation::Turn* Conversation::find(record::TurnSpeaker speaker, std::string_view id) {
  id = id.substr(0, CallLog::kMaxDetail);
  for (auto at = turns_.rbegin(); at != turns_.rend(); ++at)
    if (at->fact.speaker == speaker && at->fact.turn_id == id) return &*at;
  return nullptr;
}

// The utterance with that id; else the oldest without one, which gets it.
Conversation::Turn* Conversation::find_utterance(std::string_view id) {
  if (Turn* const known = find(record::TurnSpeaker::caller, id)) return known;
  for (Turn& turn : turns_) {
    if (turn.fact.speaker != record::TurnSpeaker::caller || !turn.fact.turn_id.empty()) continue;
    turn.fact.turn_id = id.substr(0, CallLog::kMaxDetail);
    return &turn;
  }
  return nullptr;
}

Conversation::Turn& Conversation::open(record::TurnSpeaker speaker, std::string_view id,
                                       Instant now) {
  Turn* const known =
      speaker == record::TurnSpeaker::caller ? find_utterance(id) : find(speaker, id);
  if (known != nullptr) return *known;
  if (speaker == record::TurnSpeaker::caller && pushed_out_ > 0) --pushed_out_;  // here it is
  return add(speaker, id, now);
}

Conversation::Turn& Conversation::add(record::TurnSpeaker speaker, std::string_view id,
                                      Instant now) {
  now_ = std::max(now_, now);
  if (turns_.size() == kMaxOpen) push_out(0);
  Turn turn;
  turn.fact.turn_id = id.substr(0, CallLog::kMaxDetail);
  turn.fact.speaker = speaker;
  if (const record::TurnFact* const saved = log_->record().turn(speaker, turn.fact.turn_id)) {
    // A turn that seemed to be over: its content must not be lost.
    turn.fact = *saved;
    turn.final = !saved->text.empty();
    turn.settled = saved->heard_ms.has_value();
    turn.saved = true;
    turns_.push_back(std::move(turn));
    return turns_.back();
  }
  turn.fact.at_ms = log_->at_ms(now);
  turns_.push_back(std::move(turn));
  return turns_.back();
}

void Conversation::text(const agent::Transcript& piece, Instant now) {
  now_ = std::max(now_, now);
  const record::TurnSpeaker speaker = speaker_of(piece.speaker);
  Turn& turn = open(speaker, piece.item_id, now);
  if (piece.final) {
    turn.fact.text = utf8_prefix(piece.text, kMaxText);
    turn.final = true;
    save_if_due(turn);
  } else if (!turn.final) {
    const std::size_t room = kMaxText - std::min(kMaxText, turn.fact.text.size());
    turn.fact.text.append(utf8_prefix(piece.text, room));
    turn.unsaved = true;
  }
  make_room(static_cast<std::size_t>(&turn - turns_.data()));
  close_done();
}

void Conversation::text_failed(std::string_view item) {
  Turn* const turn = find_utterance(item);
  if (turn == nullptr) return;
  turn->final = true;
  ++failed_;
  if (turn->unsaved) save_if_due(*turn);  // what had been understood until then
  close_done();
}

void Conversation::agent_audio(std::string_view item, Instant now) {
  Turn& turn = open(record::TurnSpeaker::agent, item, now);
  turn.audio = true;
  if (!turn.fact.interrupted) turn.settled = false;
}

void Conversation::played(std::string_view item, Micros heard) {
  Turn* const turn = find(record::TurnSpeaker::agent, item);
  if (turn == nullptr || turn->settled) return;
  turn->settled = true;
  turn->fact.heard_ms = to_ms(heard);
  save_if_due(*turn);
  close_done();
}

void Conversation::interrupted(std::string_view item, Micros heard, Instant now) {
  Turn& turn = open(record::TurnSpeaker::agent, item, now);
  turn.fact.interrupted = true;
  turn.fact.heard_ms = to_ms(heard);
  turn.settled = true;
  save_if_due(turn);
  close_done();
}

std::vector<std::string> Conversation::playing() const {
  std::vector<std::string> items;
  for (const Turn& turn : turns_)
    if (turn.audio && !turn.settled) items.push_back(turn.fact.turn_id);
  return items;
}

bool Conversation::unsaved() const {
  return std::any_of(turns_.begin(), turns_.end(), [](const Turn& turn) { return turn.unsaved; });
}

void Conversation::flush_due(Instant now) {
  now_ = std::max(now_, now);
  for (Turn& turn : turns_)
    if (turn.unsaved) save_if_due(turn);
  close_done();
}

void Conversation::flush() {
  for (Turn& turn : turns_)
    if (turn.unsaved) save(turn);
  close_done();
}

std::size_t Conversation::owed() const {
  if (!caller_is_transcribed_) return 0;
  return pushed_out_ +
         static_cast<std::size_t>(std::count_if(turns_.begin(), turns_.end(), is_owed));
}

bool Conversation::awaits_text() const {
  return owed() > 0 || std::any_of(turns_.begin(), turns_.end(), [](const Turn& turn) {
           return !turn.final && !turn.fact.interrupted && !turn.fact.text.empty();
         });
}

std::vector<record::TurnFact> Conversation::open_turns() const {
  std::vector<record::TurnFact> facts;
  for (const Turn& turn : turns_)
    if (turn.fact.speaker == record::TurnSpeaker::agent || !turn.fact.text.empty())
      facts.push_back(turn.fact);
  return facts;
}

// An agent may send the same turn again and again: a record holds it once, but each time is a row
// of the journal, on a disk that all calls share.
bool Conversation::may_replace(std::size_t size) {
  const auto refill = (now_ - refilled_).count() * kReplacedPerSecond / 1'000'000;
  if (refill > 0) {
    allowance_ = std::min(kReplacedAtOnce, allowance_ + refill);
    refilled_ = now_;
  }
  const auto cost = static_cast<std::int64_t>(size);
  if (cost > allowance_ || cost > replaceable_) return false;
  allowance_ -= cost;
  replaceable_ -= cost;
  return true;
}

void Conversation::save_if_due(Turn& turn) {
  constexpr std::size_t kRow = 128;  // what a row takes besides
  if (!turn.saved || may_replace(turn.fact.text.size() + turn.fact.turn_id.size() + kRow))
    return save(turn);
  turn.unsaved = true;
}

void Conversation::save(Turn& turn) {
  turn.unsaved = false;
  turn.saved = true;
  log_->fact(turn.fact);
}

// A turn that can no longer change is the record's business alone. An agent's text may be
// complete before its audio has arrived: that turn is kept.
void Conversation::close_done() {
  const auto done = [](const Turn& turn) {
    return turn.final && !turn.unsaved &&
           (turn.settled || turn.fact.speaker == record::TurnSpeaker::caller);
  };
  turns_.erase(std::remove_if(turns_.begin(), turns_.end(), done), turns_.end());
}

void Conversation::make_room(std::size_t growing) {
  std::size_t text = 0;
  for (const Turn& turn : turns_) text += turn.fact.text.size();
  while (text > kMaxOpenText && turns_.size() > 1) {
    const std::size_t oldest = growing == 0 ? 1 : 0;
    text -= turns_[oldest].fact.text.size();
    push_out(oldest);
    growing -= oldest < growing ? 1 : 0;
  }
}

void Conversation::push_out(std::size_t index) {
  if (turns_[index].unsaved) save(turns_[index]);
  if (is_owed(turns_[index])) ++pushed_out_;
  turns_.erase(turns_.begin() + static_cast<std::ptrdiff_t>(index));
}

}  // namespace hookswitch::bridge
