#include <utility>

#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/vonage/message.hpp"
#include "hookswitch/carrier/vonage/vonage.hpp"

namespace hookswitch::carrier {
namespace {

using wire::ObjectText;

class VonageCarrier final : public CarrierEnd {
 public:
  VonageCarrier(const CallFacts& facts, const VonageSwitches& switches, Rng& rng)
      : facts_(facts), switches_(switches) {
    if (!is_vonage_rate(facts_.rate_hz)) facts_.rate_hz = kVonageDefaultRate;
    bool named = false;
    for (const std::string_view key : kVonageIdKeys) {
      const auto found = facts_.parameters.find(std::string(key));
      if (found == facts_.parameters.end() || found->second.empty()) continue;
      if (facts_.call_id.empty()) facts_.call_id = found->second;
      named = true;
    }
    if (facts_.call_id.empty()) facts_.call_id = random_uuid(rng);
    if (!named) facts_.parameters["uuid"] = facts_.call_id;
  }

  const Traits& traits() const override { return kVonageTraits; }
  codec::MediaFormat caller_format() const override {
    return {codec::Encoding::l16_little, facts_.rate_hz};
  }
  codec::MediaFormat host_format() const override { return caller_format(); }
  const CallFacts& facts() const override { return facts_; }
  EndSignals end_signals() const override { return switches_.end; }

  Result<void> read(wire::FrameView frame, HostReading& out) override {
    out.clear();
    if (frame.opcode == wire::Opcode::binary) {
      auto anomaly = read_vonage_audio(frame.payload, facts_.rate_hz, audio_);
      if (!anomaly) return tl::unexpected(anomaly.error());
      if (*anomaly && (*anomaly)->code == Errc::bad_frame_size && !switches_.reports_frame_size)
        anomaly->reset();
      out.add(Audio{audio_.samples(), facts_.rate_hz});
      out.note(*anomaly);
      return {};
    }
    const auto message = wire::read_object(frame.payload);
    if (!message) return tl::unexpected(message.error());
    const auto action = wire::string_at(*message, "action");
    if (!action) return tl::unexpected(action.error());
    if (*action == "clear") {
      out.add(Clear{});
    } else if (*action == "notify") {
      auto name = vonage_notify_name(*message);
      if (!name) return tl::unexpected(name.error());
      out.add(Mark{std::move(*name)});
    } else {
      unknown_event(*action, out);
    }
    return {};
  }

  std::vector<wire::Frame> write_opening() override {
    // A header that is called like one of Vonage's own keys is left out: theirs win.
    Parameters headers = facts_.parameters;
    headers.erase("event");
    headers.erase("content-type");
    std::string text = parameters_json(headers);
    text.back() = ',';  // there is a call id among the headers, always
    text += "\"event\":\"websocket:connected\",\"content-type\":\"audio/l16;rate=";
    wire::append_integer(facts_.rate_hz, text);
    text += "\"}";
    return {wire::Frame{wire::Opcode::text, std::move(text)}};
  }

  bool write_media(PcmView samples, Micros, wire::Frame& frame) override {
    audio_.write_raw(samples, frame);
    return true;
  }

  std::optional<wire::Frame> write_digit(char digit, int duration_ms) override {
    ObjectText text;
    text.text("event", "websocket:dtmf").text("digit", {&digit, 1});
    return text_frame(text.number("duration", duration_ms));
  }

  std::optional<wire::Frame> write_mark_played(std::string_view name, std::int64_t) override {
    ObjectText text;
    append_vonage_notify(name, text.text("event", "websocket:notify"));
    return text_frame(text);
  }

  std::vector<wire::Frame> write_cleared(const std::vector<std::string>& pending,
                                         std::int64_t unix_ms) override {
    std::vector<wire::Frame> frames;
    if (switches_.notify_on_clear == NotifyOnClear::return_first)
      for (const std::string& name : pending) frames.push_back(*write_mark_played(name, unix_ms));
    ObjectText text;
    frames.push_back(text_frame(text.text("event", "websocket:cleared")));
    return frames;
  }

  std::optional<wire::Frame> write_stop() override { return std::nullopt; }

 private:
  CallFacts facts_;
  VonageSwitches switches_;
  Payload audio_{codec::Encoding::l16_little};
};

}  // namespace

std::unique_ptr<CarrierEnd> make_vonage_carrier(const CallFacts& facts,
                                                const VonageSwitches& switches, Rng& rng) {
  return std::make_unique<VonageCarrier>(facts, switches, rng);
}

}  // namespace hookswitch::carrier
