// A Bridge under any inputs at any times. Properties: one Ended if there is a journal and none if
// not, Gone comes last, deadlines move on, and 12 s after the last sign of life (and 2 s for the
// bounds that are changed) a call with an open carrier socket is gone.
//
// input   a byte for the dialect, then steps: one byte what, one byte how long before it (powers of
//         two of milliseconds); text of a frame follows up to the next line break
#include <algorithm>
#include <string>
#include <string_view>

#include "hookswitch/base/check.hpp"
#include "hookswitch/bridge/bridge.hpp"
#include "hookswitch/carrier/all.hpp"
#include "hookswitch/record/record_json.hpp"

namespace hookswitch::bridge {
namespace {

class Bytes {
 public:
  explicit Bytes(std::string_view rest) : rest_(rest) {}
  bool empty() const { return rest_.empty(); }
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto first = static_cast<std::uint8_t>(rest_[0]);
    rest_.remove_prefix(1);
    return first;
  }
  std::string line() {
    const std::size_t end = rest_.find('\n');
    std::string text(rest_.substr(0, end));
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return text;
  }

 private:
  std::string_view rest_;
};

class Session {
 public:
  explicit Session(const Config& config) : bridge_(config, now_) { drain(); }

  void handle(const Input& input) {
    bridge_.handle(input, now_);
    drain();
  }

  void pass(Micros span) {
    const Instant until = now_ + span;
    int standing_still = 0;
    while (const auto deadline = bridge_.next_deadline()) {
      if (*deadline > until) break;
      standing_still = *deadline > now_ ? 0 : standing_still + 1;
      HS_CHECK(standing_still < 3);
      now_ = std::max(now_, *deadline);
      handle(Tick{});
    }
    now_ = until;
  }

  bool gone() const { return gone_; }
  bool carrier_opened = false;
  bool stores = true;

 private:
  void drain() {
    while (auto output = bridge_.poll()) {
      HS_CHECK(!gone_);
      if (auto* const ended = std::get_if<Ended>(&*output)) {
        HS_CHECK(!ended_);
        ended_ = true;
        HS_CHECK(ended->record.end.has_value());
        HS_CHECK(!record_to_json(ended->record).empty());
        if (stores) bridge_.handle(RecordStored{}, now_);
      }
      if (const auto* const row = std::get_if<Journal>(&*output)) {
        HS_CHECK(!ended_);
        begun_ = true;
        HS_CHECK(record::fact_from_json(fact_to_json(row->fact)).has_value());
      }
      if (std::holds_alternative<ClaimCall>(*output)) {
        HS_CHECK(!claimed_);
        claimed_ = true;
        if (stores) bridge_.handle(Claimed{{}}, now_);
      }
      if (const auto* const send = std::get_if<SendFrame>(&*output))
        bridge_.handle(Sent{send->leg, 1}, now_);
      if (std::holds_alternative<Gone>(*output)) {
        HS_CHECK(ended_ == begun_);
        gone_ = true;
      }
    }
    if (gone_) HS_CHECK(!bridge_.next_deadline());
  }

  Instant now_{Micros{1'000'000}};
  Bridge bridge_;
  bool begun_ = false;
  bool claimed_ = false;
  bool ended_ = false;
  bool gone_ = false;
};

/// The defaults, but what a carrier announces is awaited no longer than anything else.
call::Bounds short_bounds() {
  call::Bounds bounds;
  bounds.ringing = bounds.announced_pause = Millis{10'000};
  return bounds;
}

/// Any value up to the default: the last pass is long enough for those.
call::Bounds shorter_bounds(Bytes& bytes) {
  call::Bounds bounds = short_bounds();
  for (Millis* const bound :
       {&bounds.answered_to_socket, &bounds.socket_to_start, &bounds.start_to_media,
        &bounds.media_silence, &bounds.agent_connect, &bounds.send_outstanding})
    *bound = std::min(*bound, Millis{bytes.byte() * 50});
  bounds.end_to_gone = std::min(bounds.end_to_gone, Millis{bytes.byte() * 10});
  return bounds;
}

template <class Closed>
Closed closed(std::uint8_t what) {
  constexpr int kWays = static_cast<int>(wire::SocketEnd::failed_here) + 1;
  return {static_cast<std::uint16_t>(1000 + what), "x", static_cast<wire::SocketEnd>(what % kWays)};
}

AgentNotOpened not_opened(std::uint8_t what) {
  constexpr int kFaults = static_cast<int>(wire::TlsFault::other) + 1;
  constexpr int kRules = static_cast<int>(wire::ProtocolRule::other) + 1;
  AgentNotOpened input{what * 3, "z"};
  if (what % 4 == 1) input.tls = static_cast<wire::TlsFault>(what % kFaults);
  if (what % 4 == 2) input.broken = static_cast<wire::ProtocolRule>(what % kRules);
  return input;
}

void step(Session& session, Bytes& bytes) {
  const std::uint8_t what = bytes.byte();
  const std::uint8_t wait = bytes.byte();
  if (wait % 16 != 0) session.pass(Millis{1 << (wait % 16 - 1)});
  std::string text;
  switch (what % 21) {
    case 0:
      session.carrier_opened = true;
      return session.handle(CarrierOpened{"192.0.2.1"});
    case 1:
    case 2:
      text = bytes.line();
      return session.handle(CarrierFrame{{wire::Opcode::text, text}});
    case 3:
      text = bytes.line();
      return session.handle(CarrierFrame{{wire::Opcode::binary, text}});
    case 4:
      return session.handle(CarrierFrame{
          {wire::Opcode::text,
           R"({"event":"start","streamSid":"MZ1","start":{"streamSid":"MZ1","callSid":"CA1","mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1}}})"}});
    case 5:
      return session.handle(CarrierFrame{
          {wire::Opcode::text,
           R"({"event":"media","streamSid":"MZ1","media":{"track":"inbound","payload":"f39/f39/f39/f39/"}})"}});
    case 6:
      return session.handle(closed<CarrierClosed>(bytes.byte()));
    case 7:
      return session.handle(AgentOpened{});
    case 8:
    case 9:
      text = bytes.line();
      return session.handle(AgentFrame{{wire::Opcode::text, text}});
    case 10:
      return session.handle(closed<AgentClosed>(bytes.byte()));
    case 11:
      return session.handle(not_opened(bytes.byte()));
    case 12:
      return session.handle(Sent{bytes.byte() % 2 ? Leg::agent : Leg::carrier, bytes.byte()});
    case 13:
      return session.handle(HangUpWebhook{"w"});
    case 14:
      return session.handle(HangUpRequest{"r"});
    case 15:
      return session.handle(bytes.byte() % 2 ? Input(Replaced{"p"}) : Input(Drain{}));
    case 16:
      session.stores = !session.stores;
      return session.handle(RecordStored{});
    case 17:
      return session.handle(bytes.byte() % 2 ? Input(Answered{}) : Input(Claimed{"f"}));
    case 19:
      text = bytes.line();
      return session.handle(PhoneReplied{{100 + bytes.byte() * 2, text}});
    case 20:
      return session.handle(PhoneNotReached{"n"});
    case 18:
      return session.handle(ChangeBounds{shorter_bounds(bytes)});
  }
}

}  // namespace
}  // namespace hookswitch::bridge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hookswitch;
  using namespace hookswitch::bridge;
  Bytes bytes({reinterpret_cast<const char*>(data), size});
  const auto all = carrier::all_dialects();
  Config config;
  config.carrier = all[bytes.byte() % all.size()];
  config.agent.url = "ws://agent.invalid";
  config.bounds = short_bounds();
  if (const auto* const api = config.carrier->hang_up_api())
    for (const carrier::AccountKey& each : api->account) config.account.emplace(each.key, "k");
  Session session(config);
  for (int steps = 0; steps < 200 && !bytes.empty(); ++steps) step(session, bytes);
  session.pass(Micros{14'000'000});
  if (session.carrier_opened) HS_CHECK(session.gone());
  return 0;
}
