#include "kit/call_rig.hpp"

#include <gtest/gtest.h>

#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/carrier/all.hpp"

namespace hookswitch::kit {

using bridge::Leg;

bridge::Config CallRig::of(std::string_view dialect) {
  bridge::Config config;
  config.carrier = carrier::dialect_from_name(dialect);
  config.agent.url = "ws://agent.invalid/v1/realtime";
  config.agent.key = "sk-secret-key";
  config.clock = WallClock{Instant{Micros{90'000'000}}, 1'795'000'000'000};
  config.seed = 42;
  return config;
}

bridge::Config CallRig::twilio() { return of("twilio"); }

CallRig::CallRig(bridge::Config config)
    : bridge(config, begin),
      phone(config.carrier->make_carrier({}, rng_)),
      agent(config.agent.dialect->make_server(rng_, {})),
      config_(config) {
  drain();
}

void CallRig::input(const bridge::Input& given) {
  bridge.handle(given, now);
  drain();
  if (const auto deadline = bridge.next_deadline()) {
    EXPECT_GT(*deadline, now) << "what was due has been done";
  }
}

void CallRig::drain() {
  if (draining_) return;
  draining_ = true;
  for (;;) {
    while (auto output = bridge.poll()) take(*output);
    if (pending_.empty()) break;
    const bridge::Input next = pending_.front();
    pending_.pop_front();
    bridge.handle(next, now);
  }
  frames_.clear();
  draining_ = false;
}

void CallRig::take(bridge::Output& output) {
  EXPECT_FALSE(gone_ms) << "nothing comes after Gone";
  std::visit(Overloaded{
                 [&](bridge::SendFrame& send) {
                   const bool to_the_carrier = send.leg == Leg::carrier;
                   EXPECT_TRUE(to_the_carrier ? carrier_open : agent_open);
                   to_the_carrier ? to_carrier(send.frame) : to_agent(send.frame);
                   if (to_the_carrier ? carrier_reads : agent_reads)
                     pending_.push_back(bridge::Sent{send.leg, 1});
                 },
                 [&](bridge::OpenAgent& open) {
                   ++dials;
                   dial_timeouts.push_back(open.timeout);
                   if (!agent_answers) return;
                   agent_open = true;
                   agent = config_.agent.dialect->make_server(rng_, {});
                   pending_.push_back(bridge::AgentOpened{});
                   if (!agent_configures) return;
                   agent::Replies opening;
                   agent->open(opening);
                   for (wire::Frame& frame : opening) {
                     frames_.push_back(std::move(frame));
                     pending_.push_back(bridge::AgentFrame{frames_.back().view()});
                   }
                 },
                 [&](bridge::AskAgent& ask) { requests.push_back(std::move(ask.request)); },
                 [&](bridge::HangUpPhone& hang_up) { phone_requests.push_back(hang_up); },
                 [&](bridge::CloseLeg& closing) {
                   EXPECT_GT(closing.timeout, 0us);
                   closes.push_back(closing);
                   const bool of_the_carrier = closing.leg == Leg::carrier;
                   close(closing.leg, of_the_carrier ? carrier_answers_close : agent_answers_close);
                 },
                 [&](bridge::DropLeg& drop) {
                   drops.push_back(drop.leg);
                   close(drop.leg, false);
                 },
                 [&](bridge::Journal& row) {
                   EXPECT_FALSE(record) << "the journal ends with the record";
                   journal.push_back(row.fact);
                 },
                 [&](bridge::ClaimCall& claim) {
                   claims.push_back(claim.carrier_call_id);
                   if (earlier_call) pending_.push_back(bridge::Claimed{*earlier_call});
                 },
                 [&](bridge::Ended& ended) {
                   ++ended_times;
                   ended_ms = ms();
                   record = ended.record;
                   if (store_works) pending_.push_back(bridge::RecordStored{});
                 },
                 [&](bridge::Gone&) { gone_ms = ms(); },
             },
             output);
}

void CallRig::close(Leg leg, bool answered) {
  const bool of_the_carrier = leg == Leg::carrier;
  (of_the_carrier ? carrier_closed_ms : agent_closed_ms) = ms();
  (of_the_carrier ? carrier_open : agent_open) = false;
  if (!answered) return;
  if (of_the_carrier)
    pending_.push_back(bridge::CarrierClosed{1000, ""});
  else
    pending_.push_back(bridge::AgentClosed{1000, ""});
}

void CallRig::to_carrier(const wire::Frame& frame) {
  if (!reads_host) return;
  carrier::HostReading reading;
  const auto read = phone->read(frame.view(), reading);
  ASSERT_TRUE(read) << to_string(read.error().code) << " in " << frame.payload.substr(0, 200);
  for (const carrier::HostMessage& message : reading.messages)
    std::visit(Overloaded{
                   [&](const carrier::Audio& audio) {
                     audio_to_carrier += static_cast<std::int64_t>(audio.samples.size());
                     sent_audio_ms.push_back(ms());
                     last_audio_mark = audio.mark;
                   },
                   [&](const carrier::Clear&) { ++clears; },
                   [&](const carrier::Mark& mark) {
                     marks.push_back(mark.name);
                     if (!marks_come_back) return;
                     if (auto played = phone->write_mark_played(mark.name, 0)) {
                       frames_.push_back(std::move(*played));
                       pending_.push_back(bridge::CarrierFrame{frames_.back().view()});
                     }
                   },
                   [&](const carrier::HangUp& hang_up) {
                     ++hang_ups;
                     hang_up_reason = hang_up.reason;
                   },
                   [&](const auto&) {},
               },
               message);
}

void CallRig::to_agent(const wire::Frame& frame) {
  agent::ClientReading reading;
  const auto read = agent->read(frame.view(), reading);
  ASSERT_TRUE(read) << to_string(read.error().code) << " in " << frame.payload.substr(0, 200);
  for (const agent::ClientMessage& message : reading.messages)
    std::visit(Overloaded{
                   [&](const agent::CallerAudio& audio) {
                     audio_to_agent += static_cast<std::int64_t>(audio.samples.size());
                   },
                   [&](const agent::Truncated& truncated) { truncations.push_back(truncated); },
                   [&](const agent::ToolResult& result) { tool_results.push_back(result); },
                   [&](const agent::Cancelled&) { ++cancels; },
                   [&](const agent::SpeakNow&) { ++go_aheads; },
                   [&](const auto&) {},
               },
               message);
  if (!agent_configures) return;
  for (wire::Frame& reply : reading.replies) {
    frames_.push_back(std::move(reply));
    pending_.push_back(bridge::AgentFrame{frames_.back().view()});
  }
}

void CallRig::open() {
  carrier_open = true;
  input(bridge::CarrierOpened{"192.0.2.7:4711"});
}

void CallRig::start() {
  for (const wire::Frame& frame : phone->write_opening()) input(bridge::CarrierFrame{frame.view()});
}

void CallRig::media() {
  const Micros frame = phone->traits().caller_frame;
  const Pcm audio(static_cast<std::size_t>(samples_in(frame, phone->caller_format().rate_hz)),
                  1'000);
  const wire::Frame message = phone->write_media(audio, media_time_);
  media_time_ += frame;
  input(bridge::CarrierFrame{message.view()});
}

void CallRig::speak(Micros span) {
  const Micros frame = phone->traits().caller_frame;
  for (Micros said{0}; said < span; said += frame) {
    media();
    run(frame);
  }
}

void CallRig::stop() {
  if (const auto frame = phone->write_stop()) input(bridge::CarrierFrame{frame->view()});
}

void CallRig::has_played(std::string_view mark) {
  if (const auto frame = phone->write_mark_played(mark, 0))
    input(bridge::CarrierFrame{frame->view()});
}

void CallRig::close_carrier(std::uint16_t code, std::string_view reason) {
  carrier_open = false;
  input(bridge::CarrierClosed{code, reason});
}

void CallRig::carrier_text(std::string_view text) {
  input(bridge::CarrierFrame{{wire::Opcode::text, text}});
}

void CallRig::from_agent(const std::function<void(agent::ServerEnd&, agent::Replies&)>& act) {
  agent::Replies out;
  act(*agent, out);
  for (const wire::Frame& frame : out) input(bridge::AgentFrame{frame.view()});
}

void CallRig::agent_text(std::string_view text) {
  input(bridge::AgentFrame{{wire::Opcode::text, text}});
}

void CallRig::close_agent(std::uint16_t code, std::string_view reason) {
  agent_open = false;
  input(bridge::AgentClosed{code, reason});
}

void CallRig::agent_begins() {
  from_agent([](auto& end, auto& out) { EXPECT_TRUE(end.begin_response(out)); });
}

void CallRig::agent_audio(Micros span) {
  const Pcm audio(static_cast<std::size_t>(samples_in(span, agent->output_format().rate_hz)),
                  2'000);
  from_agent([&](auto& end, auto& out) { end.response_audio(audio, out); });
}

void CallRig::agent_finishes(agent::TurnDone::Outcome outcome) {
  from_agent([&](auto& end, auto& out) { end.finish_response(outcome, out); });
}

void CallRig::agent_says(Micros span, std::string_view text) {
  agent_begins();
  from_agent([&](auto& end, auto& out) { end.response_text(text, out); });
  for (Micros said{0}; said < span; said += 500ms)
    agent_audio(std::min(Micros{500ms}, span - said));
  agent_finishes();
}

void CallRig::caller_is_heard() {
  from_agent([&](auto& end, auto& out) {
    end.speech_started(Millis{ms()}, out);
    end.finish_response(agent::TurnDone::Outcome::cancelled, out);
  });
}
void CallRig::caller_is_quiet() {
  from_agent([&](auto& end, auto& out) { end.speech_stopped(Millis{ms()}, out); });
}
void CallRig::caller_is_understood(std::string_view text) {
  from_agent([&](auto& end, auto& out) { end.caller_text(text, out); });
}

void CallRig::up() {
  open();
  start();
  media();
}

void CallRig::run(Micros span) {
  const Instant until = now + span;
  for (;;) {
    const auto deadline = bridge.next_deadline();
    if (!deadline || *deadline > until) break;
    ASSERT_GT(*deadline, now) << "a deadline that is kept must not come back";
    now = std::max(now, *deadline);
    input(bridge::Tick{});
  }
  now = until;
}

std::string CallRig::journal_text() const {
  std::string text;
  for (const record::Fact& fact : journal) text += record::fact_to_json(fact) + "\n";
  return text;
}

}  // namespace hookswitch::kit
