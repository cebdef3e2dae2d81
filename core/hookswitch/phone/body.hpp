#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/base/deadlines.hpp"
#include "hookswitch/base/rng.hpp"
#include "hookswitch/phone/answer_clock.hpp"
#include "hookswitch/phone/earpiece.hpp"
#include "hookswitch/phone/frame_schedule.hpp"
#include "hookswitch/phone/mouthpiece.hpp"
#include "hookswitch/phone/phone.hpp"
#include "hookswitch/phone/report.hpp"
#include "hookswitch/phone/script.hpp"

namespace hookswitch::phone {

enum class Timer : std::uint8_t { dial, accept, keep_alive, close, count };

/// The inside of Phone: the table, the two pieces of the handset, and who is told what.
/// source  phone_table.hpp for every change of `state`
struct Phone::Body {
  Body(const Config& configured, Instant at);

  void handle(const Input& input, Instant at);
  std::optional<Instant> next_deadline() const;
  std::size_t pull(std::span<float> out, Instant at);
  std::string report_text(Instant at) const;

  Config config;
  Rng rng;
  std::unique_ptr<carrier::CarrierEnd> end;
  Mouthpiece mouthpiece;
  Earpiece earpiece;
  AnswerClock answer_clock;
  FrameSchedule schedule;
  Deadlines<Timer> deadlines;
  Report report;
  State state = State::idle;
  std::deque<Output> outputs;

 private:
  void act(const Input& input);

  // One per input.
  void on(const Tick&) {}
  void on(const Dial& dial);
  void on(const Opened& opened);
  void on(const NotOpened& refusal);
  void on(const TlsRefused& refusal);
  void on(const FrameIn& frame);
  void on(const Closed& closed);
  void on(const Broken& broken);
  void on(const TooLarge&);
  void on(const Microphone& microphone);
  void on(const BargeInMissed& missed);
  void on(const EndTurn&);
  void on(const PressDigit& press);
  void on(const Follow& follow);
  void on(const HangUp&);
  void on(const Abort& abort);
  void on(const Remark& remark);
  void on(const GiveUp&);

  // One per message of the host.
  void on(const carrier::Audio& audio);
  void on(const carrier::Clear&);
  void on(const carrier::Mark& mark);
  void on(const carrier::HangUp& hang_up);
  void on(const carrier::Accepted&);
  void on(const carrier::Released&);
  void on(const carrier::Failed& failed);
  void on(const carrier::Ignored&) {}  // counted already
  void act_on_reading();

  void add_mark(std::string_view name, Earpiece::MarkOf kind);

  bool apply(table::Event event);
  void perform(table::Action action);
  void connect();
  void open_stream();
  void start_media();
  void sign_off();
  void report_end();
  void fail_socket(Report::End why, CloseSocket with);

  void run_timers();
  void keep_alive();
  void send_due_frames();
  void notice_playout();  ///< marks that were reached, speech that began or ended
  void run_scripts();
  void finish_scripts();

  Script::Call as_scripts_see_it() const {
    return {state, mouthpiece.waiting() == 0, answer_watch_};
  }
  bool on_the_call() const { return state == State::open || state == State::talking; }
  Report::Media media() const;
  std::int64_t at_ms() const { return to_ms(now_ - dialed_at_); }
  void send(wire::Frame frame) { outputs.push_back(SendFrame{std::move(frame)}); }
  void send(std::optional<wire::Frame> frame) {
    if (frame) send(std::move(*frame));
  }
  void tell(std::string_view name, std::string_view detail = {}, int code = 0);
  void warn(Errc code, std::string_view detail);
  void count(Errc what, std::string_view evidence);

  carrier::HostReading heard_;  ///< what the host said with its last frame
  bool media_started_ = false;
  struct Running {
    int id;
    Script script;
  };

  std::vector<Running> scripts_;
  AnswerWatch answer_watch_;
  Instant now_;
  Instant dialed_at_;
  Instant hung_up_at_{};
  Instant ended_at_{};
  std::string url_;
  CloseSocket abandon_with_{wire::CloseCode::normal, "giving up"};
  Pcm spoken_;  ///< one frame of the caller's audio
  std::int64_t sent_frames_ = 0;
  std::int64_t received_frames_ = 0;
  Micros received_audio_{0};
  std::int64_t microphone_dropped_ = 0;  ///< samples at the wire's rate
  std::int64_t stalls_told_ = 0;
};

}  // namespace hookswitch::phone
