#include "hookswitch/persona/agent_host.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "hookswitch/base/give_back.hpp"
#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/base/rng.hpp"
#include "hookswitch/persona/listener.hpp"
#include "hookswitch/persona/pace_meter.hpp"
#include "hookswitch/persona/seconds.hpp"

namespace hookswitch::persona {
namespace {

/// A persona's name in the URL selects the persona, and the client may still name its model.
agent::ServedModel served_model(const std::string& asked) {
  return {asked, asked.empty() || persona_from_name(asked)};
}

std::string name_of(const codec::MediaFormat& format) {
  const bool pcm = codec::bytes_per_sample(format.encoding) == 2;
  return (pcm ? "PCM" : std::string(codec::to_string(format.encoding))) + " at " +
         std::to_string(format.rate_hz) + " Hz";
}

/// A client that broke the protocol, said too much or did not read has ended it, whichever end
/// closed.
EndedBy who_ended(wire::SocketEnd how) {
  switch (how) {
    case wire::SocketEnd::closed:
    case wire::SocketEnd::protocol_error:
    case wire::SocketEnd::too_large:
    case wire::SocketEnd::not_read:
      return EndedBy::client;
    case wire::SocketEnd::lost:
    case wire::SocketEnd::silent:
      return EndedBy::network;
    case wire::SocketEnd::failed_here:
      return EndedBy::agent;
  }
  return EndedBy::network;
}

/// 0.167, 2
std::string ratio_text(double ratio) {
  const auto thousandths = static_cast<std::int64_t>(ratio * 1'000.0 + 0.5);
  std::string text = std::to_string(1'000 + thousandths % 1'000);
  text[0] = '.';
  text = std::to_string(thousandths / 1'000) + text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

struct AgentHost::Impl {
  Impl(const Config& config, Instant start)
      : rng(config.seed),
        dialect(*config.dialect),
        server(dialect.make_server(rng, served_model(config.model))),
        behaviour(make_behaviour(config.persona, *server, dialect.traits, rng)),
        now(start),
        opened_at(start),
        quiet_since(start),
        denial(config.denial) {
    facts.persona = to_string(config.persona);
    facts.asked_model = config.model;
    listen_anew();
  }

  void listen_anew() {
    const Micros before = listener ? listener->heard() : Micros{0};
    turns = server->turn_detection();
    format = server->input_format();
    listener.emplace(format.rate_hz, turns, before);
  }

  void open_session(agent::Replies& out) {
    if (std::exchange(open, true)) return;
    opened_at = quiet_since = now;
    if (!denial) return server->open(out);
    server->refuse(denial->why, out);
    deny(*denial);
  }

  void deny(const agent::Denial& why) {
    facts.add_refusal(why.why);
    facts.add_finding(why.finding, why.why.message);
    close_with = CloseSocket{why.close_code, why.close_reason};
    denied = true;
  }

  /// Where the first message names the model, it selects the persona.
  void configured() {
    if (dialect.traits.model_in_session && facts.asked_model.empty()) {
      facts.asked_model = server->model();
      if (const auto named = persona_from_name(facts.asked_model)) {
        behaviour = make_behaviour(*named, *server, dialect.traits, rng);
        facts.persona = to_string(*named);
      }
    }
    if (format != server->input_format()) pace.emplace(server->input_format());
    if (turns != server->turn_detection() || format != server->input_format()) listen_anew();
  }

  void read(wire::FrameView frame, agent::Replies& out) {
    const auto read = server->read(frame, reading);
    for (wire::Frame& reply : reading.replies) out.push_back(std::move(reply));
    for (const Error& odd : reading.anomalies) note(odd);
    if (!read) note(read.error());
    for (const agent::ClientMessage& message : reading.messages) take(message, out);
  }

  void note(const Error& error) {
    const ErrorInfo& about = info(error.code);
    facts.add_refusal(
        {std::string(about.name), std::string(about.title), std::string(error.field)});
    if (error.code == Errc::message_too_large)
      close_with = CloseSocket{wire::number(wire::CloseCode::too_large), "message too large"};
  }

  void take(const agent::ClientMessage& message, agent::Replies& out) {
    std::visit(
        Overloaded{
            [](const agent::ClientIgnored&) {},
            [&](const agent::ClientRefused& refusal) { facts.add_refusal(refusal); },
            [&](const agent::Denial& why) { deny(why); },
            [&](const agent::Configured&) { configured(); },
            [&](const agent::CallerAudio& audio) { hear(audio.samples, out); },
            [&](const agent::Truncated& cut) { behaviour->truncated(cut.item_id, cut.heard); },
            [&](const agent::Cancelled&) { behaviour->cancelled(); },
            [&](const agent::Committed&) { turn_over(listener->commit(), out); },
            [&](const agent::Cleared&) { listener->clear(); },
            [&](const agent::SpeakNow&) { behaviour->asked(now, out); },
            [](const agent::ToolResult&) {},  // its response is asked for separately
        },
        message);
  }

  void measure(PcmView audio) {
    const Micros length = duration_of(static_cast<std::int64_t>(audio.size()), format.rate_hz);
    ++facts.messages;
    facts.heard += length;
    quiet_since = std::max(quiet_since, now);
    const auto verdict = pace->hear(length, now);
    if (!verdict) return;
    std::string detail = "the audio lasts " + ratio_text(verdict->ratio) +
                         " times as long as it takes to come: " + name_of(format) +
                         " is declared, and it comes as " + std::string(verdict->comes) + " would";
    facts.add_finding(Errc::agent_audio_rate, detail);
    outputs.push_back(Noticed{Errc::agent_audio_rate, std::move(detail)});
  }

  void hear(PcmView audio, agent::Replies& out) {
    measure(audio);
    while (!audio.empty()) {
      std::size_t consumed = 0;
      auto change = listener->hear(audio, consumed);
      audio = audio.subspan(consumed);
      if (!change) continue;
      if (change->kind == SpeechGate::Change::Kind::stopped) {
        server->speech_stopped(change->at, out);
        turn_over(*change, out);
        continue;
      }
      server->speech_started(change->at, out);
      if (!turns.interrupt_response || !server->responding()) continue;
      ++facts.interruptions;
      server->finish_response(agent::TurnDone::Outcome::cancelled, out);
      behaviour->cancelled();
    }
  }

  void turn_over(const Listener::Change& turn, agent::Replies& out) {
    ++facts.turns;
    server->caller_text("speech of " + seconds(turn.length, format.rate_hz), out);
    behaviour->caller_said({turn.speech, format.rate_hz, turn.length}, now, out);
  }

  /// Agent audio is ahead of the time it takes to be heard.
  void note_said() {
    const Micros said = server->tally().said;
    if (said == said_before) return;
    quiet_since = std::max(quiet_since, now) + (said - std::exchange(said_before, said));
  }

  void end(EndedBy who, std::uint16_t code, std::string_view reason) {
    open = false;
    if (facts.ended_by == EndedBy::nobody) {
      facts.ended_by = who;
      facts.close_code = code;
      facts.close_reason = reason;
      ended_at = now;
    }
  }

  Rng rng;
  const agent::AgentDialect& dialect;
  std::unique_ptr<agent::ServerEnd> server;
  agent::ClientReading reading;
  std::unique_ptr<Behaviour> behaviour;
  std::optional<Listener> listener;
  agent::TurnDetection turns;  ///< those that the listener was made with
  codec::MediaFormat format;   ///< as well
  std::optional<PaceMeter> pace{server->input_format()};
  Instant now;
  Instant opened_at;
  std::optional<Instant> ended_at;
  Instant quiet_since;  ///< no audio since then, either way; lies ahead while some is played
  Micros said_before{0};
  bool open = false;
  std::optional<agent::Denial> denial;
  bool denied = false;                    ///< no session, or no longer one
  std::optional<CloseSocket> close_with;  ///< after what is to be sent
  SessionReport facts;
  std::deque<Output> outputs;
};

AgentHost::AgentHost(const Config& config, Instant now)
    : impl_(std::make_unique<Impl>(config, now)) {}
AgentHost::~AgentHost() = default;
AgentHost::AgentHost(AgentHost&&) noexcept = default;
AgentHost& AgentHost::operator=(AgentHost&&) noexcept = default;

void AgentHost::handle(const Input& input, Instant now) {
  Impl& impl = *impl_;
  impl.now = std::max(impl.now, now);
  agent::Replies out;
  std::visit(Overloaded{
                 [](const Tick&) {},
                 [&](const Opened&) { impl.open_session(out); },
                 [&](const FrameIn& in) {
                   if (impl.open) impl.read(in.frame, out);
                   if (in.frame.payload.size() > kKeptBytes) {
                     impl.server->give_back();
                     impl.reading.give_back();
                   }
                 },
                 [&](const Leave&) {
                   if (impl.open)
                     impl.close_with = CloseSocket{wire::number(wire::CloseCode::going_away),
                                                   "the agent is being stopped"};
                 },
                 [&](const Closed& closed) {
                   impl.end(who_ended(closed.how), closed.code, closed.reason);
                 },
             },
             input);
  if (impl.open && !impl.close_with) impl.behaviour->due(impl.now, out);
  impl.note_said();
  for (wire::Frame& frame : out) impl.outputs.push_back(SendFrame{std::move(frame)});
  if (!impl.close_with) return;
  impl.end(EndedBy::agent, impl.close_with->code, impl.close_with->reason);
  impl.outputs.push_back(*std::exchange(impl.close_with, std::nullopt));
}

std::optional<Output> AgentHost::poll() {
  if (impl_->outputs.empty()) return std::nullopt;
  Output output = std::move(impl_->outputs.front());
  impl_->outputs.pop_front();
  return output;
}

std::optional<Instant> AgentHost::next_deadline() const {
  return impl_->open ? impl_->behaviour->next_deadline() : std::nullopt;
}

SessionReport AgentHost::report(Instant now) const {
  const Impl& impl = *impl_;
  const Instant end = impl.ended_at.value_or(std::max(now, impl.now));
  SessionReport report = impl.facts;
  report.session_id = impl.server->session_id();
  report.model = impl.server->model();
  report.duration = end - impl.opened_at;
  report.input = impl.server->input_format();
  report.output = impl.server->output_format();
  report.pace = impl.pace->ratio();
  report.silent = std::max(Micros{0}, end - impl.quiet_since);
  report.did = impl.server->tally();
  if (report.silent >= SessionReport::kLongSilence)
    report.add_finding(Errc::agent_left_in_silence,
                       std::to_string(to_ms(report.silent) / 1'000) +
                           " s without audio either way before it was ended by the " +
                           std::string(to_string(report.ended_by)));
  if (!report.refused.empty() && !impl.denied)
    report.add_finding(Errc::agent_refused_message,
                       std::to_string(report.refused_in_all) +
                           " in all, the first: " + report.refused.front().what.message);
  return report;
}

}  // namespace hookswitch::persona
