#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "hookswitch/record/fact.hpp"

namespace hookswitch::record {

/// The one document per call, schema 1: its facts, folded.
///
/// shape   apply() facts in the order they happened, then read
/// errors  none: the first EndedFact stays in force, a later one becomes a timeline entry
/// range   at most kMax... of each; timeline entries beyond are counted, that a turn found no room
///         is noted, arguments are cut. A record takes at most 900 kB of memory
/// cost    O(1) amortised per fact
/// source  docs/record.md; docs/reference/design.md#record-and-store
struct Record {
  static constexpr int kSchema = 1;
  static constexpr std::size_t kMaxEvents = 2'000;
  static constexpr std::size_t kEventsOfTheEnd = 100;  ///< of them, kept free until there is an end
  static constexpr std::size_t kMaxTurns = 2'000;
  static constexpr std::size_t kMaxTools = 250;
  static constexpr std::size_t kMaxDiagnoses = 32;
  // In bytes of text: two hours of people who talk without a pause are 110 kB.
  static constexpr std::size_t kMaxTimelineText = 64 * 1024;
  static constexpr std::size_t kTimelineTextOfTheEnd = 16 * 1024;
  static constexpr std::size_t kMaxTranscriptText = 192 * 1024;
  static constexpr std::size_t kMaxArguments = 64 * 1024;  ///< of all tool calls

  CreatedFact created;
  CarrierFact carrier;
  AgentFact agent;
  std::array<std::optional<std::int64_t>, static_cast<std::size_t>(Milestone::count)> milestones{};
  std::vector<EventFact> timeline;
  std::uint64_t timeline_dropped = 0;
  std::vector<TurnFact> transcript;
  bool transcript_full = false;  ///< there was more than it holds
  std::vector<ToolFact> tools;
  MediaFact media;
  std::vector<DiagnosisFact> diagnosis;
  std::optional<EndedFact> end;
  std::optional<HangUpFact> hang_up;  ///< nullopt: the carrier's API was not asked
  std::size_t timeline_text = 0, transcript_text = 0, arguments = 0;  ///< bytes kept so far

  void apply(const Fact& fact);
  bool has_room_for(const EventFact& event) const;
  std::size_t room_for_turns() const { return kMaxTranscriptText - transcript_text; }
  std::size_t room_for_arguments() const { return kMaxArguments - arguments; }
  /// False when nothing would be different afterwards.
  bool is_news(const TurnFact& turn) const;
  std::optional<std::int64_t> at(Milestone milestone) const {
    return milestones[static_cast<std::size_t>(milestone)];
  }
  /// nullptr if there is no such turn; valid until the next apply().
  const TurnFact* turn(TurnSpeaker speaker, std::string_view turn_id) const;
};

}  // namespace hookswitch::record
