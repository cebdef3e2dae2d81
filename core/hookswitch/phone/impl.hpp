#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/base/deadlines.hpp"
#include "hookswitch/base/rng.hpp"
#include "hookswitch/phone/handset.hpp"
#include "hookswitch/phone/phone.hpp"
#include "hookswitch/phone/phone_context.hpp"
#include "hookswitch/phone/script_runner.hpp"

namespace hookswitch::phone {

enum class Timer : std::uint8_t { dial, accept, keep_alive, close, count };

/// The position of a message's error, as far as it is known.
std::string place_of(const Error& error);

/// The parts of a Phone and what each input means to them: inputs.cpp has the inputs,
/// host_messages.cpp what the host says, transitions.cpp the actions of the table and the timers.
/// source  phone_table.hpp for every change of the state
struct Phone::Impl {
  Impl(const Config& configured, Instant created);

  void handle(const Input& input, Instant at);
  std::optional<Instant> next_deadline() const;
  std::size_t pull(std::span<float> out, Instant at);
  std::string report_text(Instant at) const;

  // inputs.cpp
  void act(const Input& input);
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
  void fail_socket(Report::End why, CloseSocket with);
  void run_scripts();
  Script::Call as_scripts_see_it() const {
    return {context.state, handset.all_said(), handset.answer_watch()};
  }

  // host_messages.cpp
  void act_on_reading();
  void on(const carrier::Audio& audio);
  void on(const carrier::Clear&);
  void on(const carrier::Mark& mark);
  void on(const carrier::HangUp& hang_up);
  void on(const carrier::Accepted&);
  void on(const carrier::Released&);
  void on(const carrier::Failed& failed);
  void on(const carrier::Ignored&) {}  // counted already

  // transitions.cpp
  bool apply(table::Event event);
  void perform(table::Action action);
  void connect();
  void open_stream();
  void start_media();
  void sign_off();
  void report_end();
  void run_timers();
  void on_timer(Timer timer);
  void keep_alive();

  PhoneContext context;
  Rng rng;
  std::unique_ptr<carrier::CarrierEnd> end;
  Handset handset;
  ScriptRunner scripts;
  Deadlines<Timer> deadlines;
  carrier::HostReading reading;  ///< of the host's last frame
  Instant hung_up_at{};
  Instant ended_at{};
  std::string url;
  CloseSocket abandon_with{wire::CloseCode::normal, "giving up"};
};

}  // namespace hookswitch::phone
