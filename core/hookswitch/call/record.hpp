#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "hookswitch/call/fact.hpp"

namespace hookswitch::call {

/// The one document per call, schema 1: its facts, folded.
///
/// shape   apply() facts in the order they happened, then read
/// errors  none: the first EndedFact stays in force, a later one becomes a timeline entry
/// range   at most kMax... of each; timeline entries beyond are counted, that a turn found no room
///         is noted
/// cost    O(1) amortised per fact
/// source  section 5 of the design
struct Record {
  static constexpr int kSchema = 1;
  static constexpr std::size_t kMaxEvents = 2'000;
  static constexpr std::size_t kEventsOfTheEnd = 100;  ///< of them, kept free until there is an end
  static constexpr std::size_t kMaxTurns = 10'000;
  static constexpr std::size_t kMaxTools = 1'000;
  static constexpr std::size_t kMaxDiagnoses = 32;

  CreatedFact created;
  CarrierFact carrier;
  AgentFact agent;
  std::array<std::optional<std::int64_t>, static_cast<std::size_t>(Milestone::count)> milestones{};
  std::vector<EventFact> timeline;
  std::uint64_t timeline_dropped = 0;
  std::vector<TurnFact> transcript;
  bool transcript_full = false;  ///< there was a turn more than it holds
  std::vector<ToolFact> tools;
  MediaFact media;
  std::vector<DiagnosisFact> diagnosis;
  std::optional<EndedFact> end;

  void apply(const Fact& fact);
  bool has_room_for_event() const {
    return timeline.size() < (end ? kMaxEvents : kMaxEvents - kEventsOfTheEnd);
  }
  std::optional<std::int64_t> at(Milestone milestone) const {
    return milestones[static_cast<std::size_t>(milestone)];
  }
  /// nullptr when there is none; valid until the next apply().
  const TurnFact* turn(TurnSpeaker speaker, std::string_view turn_id) const;
};

}  // namespace hookswitch::call
