#include <utility>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/ucid/packet.hpp"
#include "hookswitch/carrier/ucid/seqid.hpp"
#include "hookswitch/carrier/ucid/start.hpp"
#include "hookswitch/carrier/ucid/ucid.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;
using wire::ObjectText;

/// wrong_stream when `message` names another call at `key`; naming none is allowed.
Result<void> check_call(const Json& message, std::string_view key, const std::string& ucid) {
  const auto named = id_at(message, key);
  if (!named) return tl::unexpected(named.error());
  if (!named->empty() && *named != ucid) return fail(Errc::wrong_stream, key);
  return {};
}

class UcidCarrier final : public CarrierEnd {
 public:
  UcidCarrier(const CallFacts& facts, const UcidSwitches& switches, Rng& rng)
      : facts_(facts), switches_(switches), traits_(kUcidTraits) {
    // Only the full start message can contain another rate.
    if (!is_ucid_rate(facts_.rate_hz) || switches_.start != UcidStart::full)
      facts_.rate_hz = kUcidDefaultRate;
    if (facts_.call_id.empty()) {
      if (switches_.ucid_style == UcidStyle::random_text)
        facts_.call_id = random_text(kUrlSafe, 21, rng);
      else
        facts_.call_id = '2' + random_text(kDecimalDigits, 16, rng);
    }
    facts_.stream_id.clear();
    traits_.caller_frame = duration_of(switches_.packet_samples, kUcidDefaultRate);
    traits_.host_frame = traits_.caller_frame;
  }

  const Traits& traits() const override { return traits_; }
  codec::MediaFormat caller_format() const override {
    return {codec::Encoding::l16_little, facts_.rate_hz};
  }
  codec::MediaFormat host_format() const override { return caller_format(); }
  const CallFacts& facts() const override { return facts_; }
  EndSignals end_signals() const override { return switches_.end; }

  Result<void> read(wire::FrameView frame, HostReading& out) override {
    out.clear();
    if (const auto names = packet_in_.scan(frame.payload, facts_.rate_hz)) {
      if (!names->ucid.empty() && names->ucid != facts_.call_id)
        return fail(Errc::wrong_stream, "ucid");
      seqid_in_ = names->seqid;
      return play(std::nullopt, out);
    }
    const auto message = wire::read_object(frame.payload);
    if (!message) return tl::unexpected(message.error());
    if (message->contains("command")) return command(*message, out);
    const auto event = ucid_event(*message);
    if (!event) return tl::unexpected(event.error());
    if (*event != "media") {
      unknown_event(*event, out);
      return {};
    }
    if (const auto own = check_call(*message, "ucid", facts_.call_id); !own)
      return tl::unexpected(own.error());
    auto seqid = id_at(*message, "seqid");
    if (!seqid) return tl::unexpected(seqid.error());
    const auto anomaly = packet_in_.read(*message, facts_.rate_hz);
    if (!anomaly) return tl::unexpected(anomaly.error());
    seqid_in_ = std::move(*seqid);
    return play(*anomaly, out);
  }

  std::vector<wire::Frame> write_opening() override {
    std::vector<wire::Frame> opening;
    ObjectText start = ucid_start(facts_, switches_.start);
    opening.push_back(finish(start));
    // Real ones say 16 kHz; on a call of that rate it would look like audio.
    constexpr int kCalibrationRate = 16'000;
    if (switches_.calibration_packet && facts_.rate_hz != kCalibrationRate)
      media(Pcm(160), kCalibrationRate, opening.emplace_back());
    return opening;
  }

  bool write_media(PcmView samples, Micros, wire::Frame& frame) override {
    media(samples, facts_.rate_hz, frame);
    return true;
  }

  std::optional<wire::Frame> write_digit(char digit, int) override {
    ObjectText text;
    text.text("event", "media").text("type", "dtmf").text("ucid", facts_.call_id);
    return finish(text.text("signal", {&digit, 1}));
  }

  std::optional<wire::Frame> write_mark_played(std::string_view name,
                                               std::int64_t unix_ms) override {
    last_played_ = name;
    if (switches_.marks == UcidMarks::on_clear_only) return std::nullopt;
    return mark(name, unix_ms);
  }

  std::vector<wire::Frame> write_cleared(const std::vector<std::string>& pending,
                                         std::int64_t unix_ms) override {
    if (switches_.marks == UcidMarks::per_packet) return {};
    const std::string& last = last_played_.empty() && !pending.empty() ? pending[0] : last_played_;
    if (last.empty()) return {};
    return {mark(last, unix_ms)};
  }

  std::optional<wire::Frame> write_stop() override {
    ObjectText text = ucid_stop(facts_, switches_.stop);
    return finish(text);
  }

 private:
  /// The packet that has just been read, and its seqid.
  Result<void> play(std::optional<Error> anomaly, HostReading& out) {
    if (!seqid_in_.empty() && !repeats_.add(seqid_in_)) {
      out.add(Ignored{"media"});
      out.note(Error{Errc::duplicate_packet, 0, "seqid"});
      return {};
    }
    if (!anomaly) anomaly = packet_in_.contradiction(facts_.rate_hz);
    out.add(Audio{packet_in_.samples(), packet_in_.rate_hz(), seqid_in_});
    out.note(anomaly);
    return {};
  }

  wire::Frame finish(ObjectText& text) const { return {switches_.frames, text.take()}; }

  void media(PcmView samples, int rate_hz, wire::Frame& frame) const {
    ObjectText text(std::move(frame.payload));
    text.text("event", "media").text("type", "media").text("ucid", facts_.call_id);
    append_ucid_data(samples, rate_hz, text);
    frame = finish(text);
  }

  wire::Frame mark(std::string_view seqid, std::int64_t unix_ms) const {
    ObjectText text;
    text.text("event", "mark").text("type", "ack").text("ucid", facts_.call_id);
    return finish(text.text("seqid", seqid).number("timestamp", unix_ms));
  }

  Result<void> command(const Json& message, HostReading& out) const {
    const auto name = wire::string_at(message, "command");
    if (!name) return tl::unexpected(name.error());
    if (const auto own = check_call(message, "sessionId", facts_.call_id); !own)
      return tl::unexpected(own.error());
    if (*name == "clearBuffer") {
      out.add(Clear{});
    } else if (*name == "callDisconnect") {
      const auto cause = wire::optional_text_at(message, "causeCode");
      const std::string reason = cause ? " " + cause->substr(0, kMaxIdBytes) : std::string{};
      out.add(HangUp{"callDisconnect" + reason});
    } else {
      unknown_event(*name, out);
    }
    return {};
  }

  CallFacts facts_;
  UcidSwitches switches_;
  Traits traits_;
  UcidPacket packet_in_;
  std::string seqid_in_;
  std::string last_played_;
  RepeatWindow repeats_;
};

}  // namespace

std::unique_ptr<CarrierEnd> make_ucid_carrier(const CallFacts& facts, const UcidSwitches& switches,
                                              Rng& rng) {
  return std::make_unique<UcidCarrier>(facts, switches, rng);
}

}  // namespace hookswitch::carrier
