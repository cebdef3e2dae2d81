#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/agent/client_end.hpp"
#include "hookswitch/bridge/call_log.hpp"

namespace hookswitch::bridge {

/// What was said: pieces of transcript and what became of them, as turns in the log.
///
/// shape   speech, text and playback go in; TurnFacts come out in the log
/// range   at most kMaxOpen turns change at a time, kMaxText bytes of text each and
///         kMaxOpenText in all: beyond that the oldest is taken as complete
/// time    a growing text is journalled at most once a second (flush_due). What has been journalled
///         may be replaced kReplacedAtOnce bytes at a time and kReplacedPerSecond on average, and
///         kMaxReplaced in all; more than that waits, at most until the end (flush)
/// errors  none
/// cost    O(open turns) per call
/// source  docs/record.md#transcript; docs/failures.md, row F10
class Conversation {
 public:
  static constexpr std::size_t kMaxOpen = 32;
  static constexpr std::size_t kMaxText = 16 * 1024;
  static constexpr std::size_t kMaxOpenText = 64 * 1024;
  static constexpr std::int64_t kReplacedAtOnce = 64 * 1024;
  static constexpr std::int64_t kReplacedPerSecond = 8 * 1024;
  static constexpr std::int64_t kMaxReplaced = 4 * 1024 * 1024;

  Conversation(CallLog& log, bool caller_is_transcribed)
      : log_(&log), caller_is_transcribed_(caller_is_transcribed) {}

  /// `item` names the transcript that will follow; empty if that is not known yet.
  void caller_started(std::string_view item, Instant now);
  void caller_stopped(Instant now);
  void text(const agent::Transcript& piece, Instant now);
  /// What the caller said could not be transcribed: there is nothing more to wait for.
  void text_failed(std::string_view item);
  void agent_audio(std::string_view item, Instant now);
  /// The caller has heard all of it.
  void played(std::string_view item, Micros heard);
  void interrupted(std::string_view item, Micros heard, Instant now);

  /// Agent items with audio of which it is not yet known how much was heard.
  std::vector<std::string> playing() const;
  /// Something is not in the journal yet.
  bool unsaved() const;
  void flush_due(Instant now);
  void flush();
  /// Utterances of the caller without a transcript yet, and those that never get one.
  std::size_t owed() const;
  std::size_t failed() const { return failed_; }
  /// The transcript of spoken words is still pending.
  bool awaits_text() const;
  bool caller_is_speaking() const { return speaking_since_.has_value(); }
  /// All turns as they stand, for a record of a live call.
  std::vector<record::TurnFact> open_turns() const;
  Micros caller_speech(Instant now) const {
    return caller_speech_ + (speaking_since_ ? now - *speaking_since_ : Micros{0});
  }

 private:
  struct Turn {
    record::TurnFact fact;  ///< without id as long as the dialect has not named the utterance
    bool final = false;     ///< the text is complete
    bool audio = false;     ///< an agent's turn that has audio
    bool settled = false;   ///< it is known how much of the audio was heard
    bool unsaved = false;
    bool saved = false;  ///< the journal has a row of it
  };
  Turn* find(record::TurnSpeaker speaker, std::string_view id);
  Turn* find_utterance(std::string_view id);
  Turn& open(record::TurnSpeaker speaker, std::string_view id, Instant now);
  Turn& add(record::TurnSpeaker speaker, std::string_view id, Instant now);
  static bool is_owed(const Turn& turn) {
    return turn.fact.speaker == record::TurnSpeaker::caller && !turn.final;
  }
  bool may_replace(std::size_t size);
  void save_if_due(Turn& turn);
  void save(Turn& turn);
  void close_done();
  void make_room(std::size_t growing);  ///< for the text of that turn
  void push_out(std::size_t index);     ///< later text of that turn opens it again

  CallLog* log_;
  bool caller_is_transcribed_;
  std::vector<Turn> turns_;
  std::size_t pushed_out_ = 0;  ///< of turns_, while their transcript was pending
  std::size_t failed_ = 0;
  std::optional<Instant> speaking_since_;
  Micros caller_speech_{0};
  Instant now_{};                             ///< the latest instant passed in
  Instant refilled_{};                        ///< when allowance_ was
  std::int64_t allowance_ = kReplacedAtOnce;  ///< bytes that may be replaced now
  std::int64_t replaceable_ = kMaxReplaced;   ///< and in all
};

}  // namespace hookswitch::bridge
