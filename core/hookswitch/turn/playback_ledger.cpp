#include "hookswitch/turn/playback_ledger.hpp"

#include <algorithm>

namespace hookswitch::turn {

const PlaybackLedger::Item* PlaybackLedger::find(std::string_view item) const {
  // Newest first: what plays now is nearly always at the end.
  for (auto at = items_.rbegin(); at != items_.rend(); ++at)
    if (at->id == item) return &*at;
  return nullptr;
}

PlaybackLedger::Item& PlaybackLedger::entry(std::string_view item) {
  if (const Item* const known = find(item)) return const_cast<Item&>(*known);
  if (items_.size() == kMaxItems) items_.pop_front();
  items_.push_back(Item{std::string(item), next_serial_++});
  return items_.back();
}

void PlaybackLedger::received(std::string_view item, Micros audio) {
  entry(item).received += audio;
}

void PlaybackLedger::sent(std::string_view item, Micros audio, Instant now) {
  Item& target = entry(item);
  target.sent += audio;
  const Instant from = std::max(plays_until_, now);
  plays_until_ = from + audio;

  const auto played = std::find_if(playing_.begin(), playing_.end(),
                                   [now](const Span& span) { return span.until > now; });
  playing_.erase(playing_.begin(), played);
  if (!playing_.empty() && playing_.back().serial == target.serial && playing_.back().until == from)
    playing_.back().until = plays_until_;
  else
    playing_.push_back(Span{target.serial, from, plays_until_});
}

void PlaybackLedger::cleared(Instant now) {
  for (const Span& span : playing_) {
    if (span.until <= now) continue;
    const Micros unplayed = span.until - std::max(span.from, now);
    for (Item& item : items_)
      if (item.serial == span.serial) item.lost += unplayed;
  }
  playing_.clear();
  plays_until_ = std::min(plays_until_, now);
}

Micros PlaybackLedger::heard(const Item& item, Instant now) const {
  Micros unplayed{0};
  for (const Span& span : playing_)
    if (span.serial == item.serial && span.until > now)
      unplayed += span.until - std::max(span.from, now);
  return std::clamp(item.sent - item.lost - unplayed, Micros{0}, item.received);
}

Micros PlaybackLedger::heard(std::string_view item, Instant now) const {
  const Item* const known = find(item);
  return known == nullptr ? Micros{0} : heard(*known, now);
}

Micros PlaybackLedger::received(std::string_view item) const {
  const Item* const known = find(item);
  return known == nullptr ? Micros{0} : known->received;
}

std::vector<std::string> PlaybackLedger::unheard(Instant now) const {
  std::vector<std::string> waiting;
  for (const Item& item : items_)
    if (item.received - heard(item, now) >= Micros{1'000}) waiting.push_back(item.id);
  return waiting;
}

void PlaybackLedger::forget(std::string_view item) {
  items_.erase(std::remove_if(items_.begin(), items_.end(),
                              [item](const Item& known) { return known.id == item; }),
               items_.end());
}

}  // namespace hookswitch::turn
