#include "hookswitch/persona/agent_host.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "hookswitch/base/give_back.hpp"
#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/persona/farewell.hpp"
#include "hookswitch/persona/listener.hpp"
#include "hookswitch/persona/parrot.hpp"
#include "hookswitch/persona/seconds.hpp"

namespace hookswitch::persona {
namespace {

constexpr std::string_view kNames[] = {"parrot", "silent", "farewell"};

std::unique_ptr<Mind> make_mind(Persona persona, agent::ServerEnd& server, Rng& rng) {
  switch (persona) {
    case Persona::parrot:
      return std::make_unique<Parrot>(server, rng);
    case Persona::silent:
      return std::make_unique<Mind>();
    case Persona::farewell:
      return std::make_unique<Farewell>(server, rng);
  }
  return nullptr;
}

}  // namespace

std::string_view to_string(Persona persona) { return kNames[static_cast<std::size_t>(persona)]; }

std::optional<Persona> persona_from_name(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kNames); ++i)
    if (kNames[i] == name) return static_cast<Persona>(i);
  return std::nullopt;
}

struct AgentHost::State {
  State(const Config& config, Instant start)
      : rng(config.seed),
        server(agent::make_server_end(config.dialect, rng)),
        mind(make_mind(config.persona, *server, rng)),
        now(start) {
    listen_anew();
  }

  void listen_anew() {
    const Micros before = listener ? listener->heard() : Micros{0};
    turns = server->turn_detection();
    rate_hz = server->input_format().rate_hz;
    listener.emplace(rate_hz, turns, before);
  }

  void read(wire::FrameView frame, agent::Replies& out) {
    const auto message = server->read(frame, out);
    if (!message) {
      if (message.error().code == Errc::message_too_large) close_too_large();
      return;  // the dialect has answered
    }
    std::visit(
        Overloaded{
            [](const agent::ClientIgnored&) {},
            [&](const agent::Configured&) {
              if (turns != server->turn_detection() || rate_hz != server->input_format().rate_hz)
                listen_anew();
            },
            [&](const agent::CallerAudio& audio) { hear(audio.samples, out); },
            [&](const agent::Truncated& cut) { mind->truncated(cut.item_id, cut.heard); },
            [&](const agent::Cancelled&) { mind->cancelled(); },
            [&](const agent::Committed&) { turn_over(listener->commit(), out); },
            [&](const agent::Cleared&) { listener->clear(); },
            [&](const agent::SpeakNow&) { mind->asked(now, out); },
            [](const agent::ToolResult&) {},  // its response is asked for separately
        },
        *message);
  }

  void hear(PcmView audio, agent::Replies& out) {
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
      server->finish_response(agent::TurnDone::Outcome::cancelled, out);
      mind->cancelled();
    }
  }

  void turn_over(const Listener::Change& turn, agent::Replies& out) {
    server->caller_text("speech of " + seconds(turn.length, rate_hz), out);
    mind->caller_said({turn.speech, rate_hz, turn.length}, now, out);
  }

  void close_too_large() {
    open = false;
    outputs.push_back(CloseSocket{wire::number(wire::CloseCode::too_large), "message too large"});
  }

  Rng rng;
  std::unique_ptr<agent::ServerEnd> server;
  std::unique_ptr<Mind> mind;
  std::optional<Listener> listener;
  agent::TurnDetection turns;  ///< those that the listener was made with
  int rate_hz = 0;
  Instant now;
  bool open = false;
  std::deque<Output> outputs;
};

AgentHost::AgentHost(const Config& config, Instant now)
    : state_(std::make_unique<State>(config, now)) {}
AgentHost::~AgentHost() = default;
AgentHost::AgentHost(AgentHost&&) noexcept = default;
AgentHost& AgentHost::operator=(AgentHost&&) noexcept = default;

void AgentHost::handle(const Input& input, Instant now) {
  State& state = *state_;
  state.now = std::max(state.now, now);
  agent::Replies out;
  std::visit(Overloaded{
                 [](const Tick&) {},
                 [&](const Opened&) {
                   if (!std::exchange(state.open, true)) out = state.server->opening();
                 },
                 [&](const FrameIn& in) {
                   if (state.open) state.read(in.frame, out);
                   if (in.frame.payload.size() > kKeptBytes) state.server->give_back();
                 },
                 [&](const Closed&) { state.open = false; },
             },
             input);
  if (state.open) state.mind->due(state.now, out);
  for (wire::Frame& frame : out) state.outputs.push_back(SendFrame{std::move(frame)});
}

std::optional<Output> AgentHost::poll() {
  if (state_->outputs.empty()) return std::nullopt;
  Output output = std::move(state_->outputs.front());
  state_->outputs.pop_front();
  return output;
}

std::optional<Instant> AgentHost::next_deadline() const {
  return state_->open ? state_->mind->next_deadline() : std::nullopt;
}

}  // namespace hookswitch::persona
