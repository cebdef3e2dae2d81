#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "hookswitch/carrier/carrier_dialect.hpp"
#include "hookswitch/phone/answer_clock.hpp"
#include "hookswitch/phone/answer_watch.hpp"
#include "hookswitch/phone/earpiece.hpp"
#include "hookswitch/phone/frame_schedule.hpp"
#include "hookswitch/phone/input.hpp"
#include "hookswitch/phone/mouthpiece.hpp"
#include "hookswitch/phone/phone_context.hpp"

namespace hookswitch::phone {

/// The audio of a phone: sends what the caller says in frames on time, plays what the host says,
/// reaches its marks, and measures the time between both.
///
/// shape   audio and marks in from both sides; media messages, events and mark acknowledgements out
/// units   floats at the device's rate, samples at the wire's
/// time    from start() on a frame goes out every frame time: send_due() at next_due()
/// errors  none: what exceeds a limit is counted in the report
/// cost    O(samples), no allocation in the steady state
class Handset {
 public:
  Handset(PhoneContext& context, carrier::CarrierEnd& end);

  void start();
  bool started() const { return started_; }
  void send_due();
  std::optional<Instant> next_due() const;

  void speak(const Microphone& microphone);
  /// The caller's turn is over: waits for an answer from here on.
  void end_turn() { answer_watch_.turn(context_.now); }
  bool all_said() const { return mouthpiece_.waiting() == 0; }

  void hear(const carrier::Audio& audio);
  void clear();
  void mark(std::string_view name, Earpiece::MarkOf kind);
  /// For a speaker. Returns how many samples are real audio.
  std::size_t pull(std::span<float> out);
  void take_heard(Pcm& out) { earpiece_.take_heard(out); }

  Report::Media media() const;
  const Mouthpiece& mouthpiece() const { return mouthpiece_; }
  const Earpiece& earpiece() const { return earpiece_; }
  const AnswerWatch& answer_watch() const { return answer_watch_; }

 private:
  void send_due_frames();
  void play_due();
  /// Marks that were reached, speech that began or ended.
  void notice_playout();

  PhoneContext& context_;
  carrier::CarrierEnd& end_;
  Mouthpiece mouthpiece_;
  Earpiece earpiece_;
  AnswerClock answer_clock_;
  AnswerWatch answer_watch_;
  FrameSchedule schedule_;  ///< of the caller's frames
  FrameSchedule playout_;   ///< Playout::clock: of what is played
  bool started_ = false;
  Pcm spoken_;  ///< one frame of the caller's audio
  std::int64_t sent_frames_ = 0;
  std::int64_t received_frames_ = 0;
  Micros received_audio_{0};
  std::int64_t dropped_ = 0;  ///< of the microphone, in samples at the wire's rate
  std::int64_t stalls_reported_ = 0;
};

}  // namespace hookswitch::phone
