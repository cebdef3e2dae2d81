#include "sim/trace.hpp"

#include <ostream>
#include <string>

#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/record/record_json.hpp"

namespace hookswitch::sim {
namespace {

using bridge::Leg;

const char* name(Leg leg) { return leg == Leg::carrier ? "carrier" : "agent"; }

/// A message's beginning, unless it is audio.
std::string shown(wire::FrameView frame) {
  const std::string_view head = frame.payload.substr(0, 120);
  const bool audio = frame.opcode == wire::Opcode::binary || head.find("\"media\"") != head.npos ||
                     head.find("audio.delta") != head.npos ||
                     head.find("audio_buffer.append") != head.npos;
  if (audio) return {};
  std::string text(frame.payload.substr(0, 300));
  for (char& c : text)
    if (c < ' ' || c > '~') c = '.';
  return text;
}

class Line {
 public:
  Line(std::ostream& out, Instant now, const char* way) : out_(out), now_(now), way_(way) {}
  void operator()(std::string_view what, std::string_view detail = {}) {
    out_ << (now_ - Instant{}).count() / 1'000 << " ms " << way_ << ' ' << what << ' ' << detail
         << '\n';
  }
  void frame(std::string_view what, wire::FrameView frame) {
    if (const std::string text = shown(frame); !text.empty()) (*this)(what, text);
  }

 private:
  std::ostream& out_;
  Instant now_;
  const char* way_;
};

}  // namespace

void tell(std::ostream& out, const bridge::Input& input, Instant now) {
  using namespace bridge;
  Line line(out, now, "->");
  std::visit(
      Overloaded{
          [](const Tick&) {},
          [](const Sent&) {},
          [&](const Ringing&) { line("Ringing"); },
          [&](const Answered&) { line("Answered"); },
          [&](const CarrierOpened&) { line("CarrierOpened"); },
          [&](const CarrierFrame& in) { line.frame("CarrierFrame", in.frame); },
          [&](const CarrierClosed& in) { line("CarrierClosed", std::to_string(in.code)); },
          [&](const AgentOpened&) { line("AgentOpened"); },
          [&](const AgentFrame& in) { line.frame("AgentFrame", in.frame); },
          [&](const AgentClosed& in) { line("AgentClosed", std::to_string(in.code)); },
          [&](const AgentNotOpened& in) { line("AgentNotOpened", in.detail); },
          [&](const AgentReplied& in) { line("AgentReplied", std::to_string(in.response.status)); },
          [&](const PhoneReplied& in) { line("PhoneReplied", std::to_string(in.response.status)); },
          [&](const PhoneNotReached& in) { line("PhoneNotReached", in.detail); },
          [&](const HangUpWebhook&) { line("HangUpWebhook"); },
          [&](const HangUpRequest&) { line("HangUpRequest"); },
          [&](const Replaced&) { line("Replaced"); },
          [&](const Claimed& in) { line("Claimed", in.earlier); },
          [&](const ChangeBounds&) { line("ChangeBounds"); },
          [&](const Drain&) { line("Drain"); },
          [&](const RecordStored&) { line("RecordStored"); },
      },
      input);
}

void tell(std::ostream& out, const bridge::Output& output, Instant now) {
  using namespace bridge;
  Line line(out, now, "<-");
  std::visit(Overloaded{
                 [&](const SendFrame& send) {
                   line.frame(std::string("SendFrame ") + name(send.leg), send.frame.view());
                 },
                 [&](const OpenAgent&) { line("OpenAgent"); },
                 [&](const AskAgent&) { line("AskAgent"); },
                 [&](const CloseLeg& close) {
                   line("CloseLeg", name(close.leg) + std::string(" ") +
                                        std::to_string(wire::number(close.code)));
                 },
                 [&](const DropLeg& drop) { line("DropLeg", name(drop.leg)); },
                 [&](const HangUpPhone&) { line("HangUpPhone"); },
                 [&](const Journal& row) { line("Journal", fact_to_json(row.fact)); },
                 [&](const ClaimCall& claim) { line("ClaimCall", claim.carrier_call_id); },
                 [&](const Ended&) { line("Ended"); },
                 [&](const Gone&) { line("Gone"); },
             },
             output);
}

}  // namespace hookswitch::sim
