#include "hookswitch/carrier/ucid/ucid.hpp"

#include <utility>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/ucid/packet.hpp"
#include "hookswitch/carrier/ucid/seqid.hpp"
#include "hookswitch/carrier/ucid/start.hpp"

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

class UcidHost final : public HostEnd {
 public:
  explicit UcidHost(UcidNumbers numbers) : numbers_(numbers) {}

  const Traits& traits() const override { return kUcidTraits; }
  codec::MediaFormat caller_format() const override { return format_; }
  codec::MediaFormat host_format() const override { return format_; }

  Result<void> read(wire::FrameView frame, CarrierReading& out) override {
    out.clear();
    if (const auto names = packet_in_.scan(frame.payload, format_.rate_hz)) {
      if (!belongs(names->ucid)) return fail(Errc::wrong_stream, "ucid");
      return play(std::nullopt, out);
    }
    const auto message = wire::read_object(frame.payload);  // in text and binary frames alike
    if (!message) return tl::unexpected(message.error());
    const auto event = ucid_event(*message);
    if (!event) {
      const auto command = wire::string_at(*message, "command");
      if (!command) return tl::unexpected(event.error());
      unknown_event(*command, out);
      return {};
    }
    if (*event == "start") return start(*message, out);
    const auto ucid = id_at(*message, "ucid");
    if (!ucid && started_) return tl::unexpected(ucid.error());
    if (ucid && !belongs(*ucid)) return fail(Errc::wrong_stream, "ucid");
    if (*event == "media") {
      const bool is_key = wire::string_at(*message, "type").value_or("") == "dtmf";
      return is_key || !message->contains("data") ? digit(*message, out) : media(*message, out);
    }
    if (*event == "mark") return mark(*message, out);
    if (*event == "stop") {
      const auto cause = wire::optional_text_at(*message, "cause");
      out.add(Stopped{cause ? "cause " + cause->substr(0, kMaxIdBytes) : std::string("stop"),
                      started_ ? std::string() : ucid.value_or("")});
    } else {
      unknown_event(*event, out);
    }
    return {};
  }

  void write_audio(PcmView samples, wire::Frame& frame) override {
    ObjectText text(std::move(frame.payload));
    text.text("event", "media").text("type", "media").text("ucid", ucid_);
    text.text("seqid", seqids_.next());
    append_ucid_data(samples, format_.rate_hz, text);
    frame = text_frame(text);
  }

  std::optional<wire::Frame> write_clear() override {
    seqids_.clear();
    ObjectText text;
    return text_frame(text.text("command", "clearBuffer").text("sessionId", ucid_));
  }

  /// There is no mark command: the seqid of the audio before it stands for the mark.
  std::optional<wire::Frame> write_mark(std::string_view name) override {
    seqids_.mark(name);
    return std::nullopt;
  }

  std::optional<wire::Frame> write_hang_up() override {
    ObjectText text;
    return text_frame(text.text("command", "callDisconnect").text("sessionId", ucid_));
  }
  void give_back() override { packet_in_.give_back(); }

 private:
  Result<void> start(const Json& message, CarrierReading& out) {
    if (started_) {
      out.add(Ignored{"start"});
      out.note(Error{Errc::duplicate_start, 0, "event"});
      return {};
    }
    std::optional<Error> anomaly;
    auto started = read_ucid_start(message, numbers_, anomaly);
    if (!started) return tl::unexpected(started.error());
    started_ = true;
    call_rate_ = told_ucid_rate(message);
    ucid_ = started->call_id;
    format_ = started->format;
    out.add(std::move(*started));
    out.note(anomaly);
    return {};
  }

  Result<void> media(const Json& message, CarrierReading& out) {
    const auto anomaly = packet_in_.read(message, format_.rate_hz);
    if (!anomaly) return tl::unexpected(anomaly.error());
    return play(*anomaly, out);
  }

  /// The packet that has just been read.
  Result<void> play(std::optional<Error> anomaly, CarrierReading& out) {
    if (!is_ucid_rate(packet_in_.rate_hz())) return fail(Errc::unsupported_format, "sampleRate");
    const bool first = std::exchange(first_packet_, false);
    if (first && packet_in_.rate_hz() != format_.rate_hz) {
      out.add(Ignored{"calibration packet"});
      return {};
    }
    // A start that tells no rate leaves it to the first packet.
    if (!call_rate_) call_rate_ = packet_in_.rate_hz();
    if (!started_ && !anomaly) anomaly = Error{Errc::media_before_start, 0, "event"};
    if (!anomaly) anomaly = packet_in_.contradiction(*call_rate_);
    out.add(Media{packet_in_.samples(), packet_in_.rate_hz(), std::nullopt});
    out.note(anomaly);
    return {};
  }

  /// Whether a message that names `ucid` is meant for this call.
  bool belongs(std::string_view ucid) {
    if (ucid.empty()) return true;
    if (started_) return ucid == ucid_;
    ucid_ = ucid;  // audio may overtake the start: good enough to answer with
    return true;
  }

  static Result<void> digit(const Json& message, CarrierReading& out) {
    const auto key = digit_at(message, "signal");
    if (!key) return tl::unexpected(key.error());
    out.add(Digit{*key, duration_at(message, "duration")});
    return {};
  }

  Result<void> mark(const Json& message, CarrierReading& out) {
    auto seqid = required_id_at(message, "seqid");
    if (!seqid) return tl::unexpected(seqid.error());
    auto name = seqids_.played(*seqid);
    out.add(MarkPlayed{name ? std::move(*name) : std::move(*seqid)});
    return {};
  }

  UcidNumbers numbers_;
  bool started_ = false;
  bool first_packet_ = true;
  std::optional<int> call_rate_;  ///< of what the carrier sends, once it is known
  std::string ucid_;
  codec::MediaFormat format_{codec::Encoding::l16_little, kUcidUsualRate};
  UcidPacket packet_in_;
  SeqidMaker seqids_;
};

class UcidCarrier final : public CarrierEnd {
 public:
  UcidCarrier(const CallFacts& facts, const UcidSwitches& switches, Rng& rng)
      : facts_(facts), switches_(switches), traits_(kUcidTraits) {
    // Only the full start message can tell another rate.
    if (!is_ucid_rate(facts_.rate_hz) || switches_.start != UcidStart::full)
      facts_.rate_hz = kUcidUsualRate;
    if (facts_.call_id.empty()) {
      if (switches_.ucid_style == UcidStyle::random_text)
        facts_.call_id = random_text(kUrlSafe, 21, rng);
      else
        facts_.call_id = '2' + random_text(kDecimalDigits, 16, rng);
    }
    facts_.stream_id.clear();
    traits_.caller_frame = duration_of(switches_.packet_samples, kUcidUsualRate);
    traits_.host_frame = traits_.caller_frame;
  }

  const Traits& traits() const override { return traits_; }
  codec::MediaFormat caller_format() const override {
    return {codec::Encoding::l16_little, facts_.rate_hz};
  }
  codec::MediaFormat host_format() const override { return caller_format(); }
  const CallFacts& facts() const override { return facts_; }
  EndHabit end_habit() const override { return switches_.end; }

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
    // Real ones say 16 kHz; on a call of that rate nobody could tell it from audio.
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

std::unique_ptr<HostEnd> make_ucid_host(UcidNumbers numbers) {
  return std::make_unique<UcidHost>(numbers);
}

std::unique_ptr<CarrierEnd> make_ucid_carrier(const CallFacts& facts, const UcidSwitches& switches,
                                              Rng& rng) {
  return std::make_unique<UcidCarrier>(facts, switches, rng);
}

}  // namespace hookswitch::carrier
