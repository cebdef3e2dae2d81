#include "hookswitch/carrier/ucid.hpp"

#include <utility>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/ucid_packet.hpp"
#include "hookswitch/carrier/ucid_seqid.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;
using wire::ObjectText;

constexpr int kUsualRate = 8'000;

bool is_rate(std::int64_t rate) {
  return rate == 8'000 || rate == 16'000 || rate == 24'000 || rate == 48'000;
}

/// `event`, or what a message without one must be: v2.0 leaves it out of audio.
Result<std::string_view> event_of(const Json& message) {
  auto event = wire::string_at(message, "event");
  if (event || event.error().code != Errc::missing_field) return event;
  if (message.contains("data") || message.contains("signal")) return "media";
  return event;
}

/// wrong_stream when `message` names another call at `key`; naming none is allowed.
Result<void> check_call(const Json& message, std::string_view key, const std::string& ucid) {
  const auto named = id_at(message, key);
  if (!named) return tl::unexpected(named.error());
  if (!named->empty() && *named != ucid) return fail(Errc::wrong_stream, key);
  return {};
}

class UcidHost final : public HostEnd {
 public:
  const Traits& traits() const override { return kUcidTraits; }
  codec::MediaFormat format() const override { return format_; }

  Result<Read<CarrierMessage>> read(wire::FrameView frame) override {
    const auto message = wire::read_object(frame.payload);  // in text and binary frames alike
    if (!message) return tl::unexpected(message.error());
    const auto event = event_of(*message);
    if (!event) {
      const auto command = wire::string_at(*message, "command");
      if (!command) return tl::unexpected(event.error());
      return unknown_event<CarrierMessage>(*command);
    }
    if (*event == "start") return start(*message);
    if (started_) {
      if (const auto own = check_call(*message, "ucid", ucid_); !own)
        return tl::unexpected(own.error());
    } else if (auto early = id_at(*message, "ucid"); early && !early->empty()) {
      ucid_ = std::move(*early);  // audio may overtake the start: good enough to answer with
    }
    if (*event == "media") {
      const bool is_key = wire::string_at(*message, "type").value_or("") == "dtmf";
      return is_key || !message->contains("data") ? digit(*message) : media(*message);
    }
    if (*event == "mark") return mark(*message);
    if (*event == "stop") {
      const auto cause = wire::optional_text_at(*message, "cause");
      return Read<CarrierMessage>{
          Stopped{cause ? "cause " + cause->substr(0, kMaxIdBytes) : std::string("stop")}};
    }
    return unknown_event<CarrierMessage>(*event);
  }

  wire::Frame write_audio(PcmView samples) override {
    ObjectText text;
    text.text("event", "media").text("type", "media").text("ucid", ucid_);
    text.text("seqid", seqids_.next());
    append_ucid_data(samples, format_.rate_hz, text);
    return text_frame(text);
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

 private:
  Result<Read<CarrierMessage>> start(const Json& message) {
    if (started_)
      return Read<CarrierMessage>{
          Ignored{"start" },
          Error{ Errc::duplicate_start, 0, "event"}
      };
    auto ucid = required_id_at(message, "ucid");
    if (!ucid) return tl::unexpected(ucid.error());
    auto caller = id_at(message, "call_id");  // the caller's number, whatever its name says
    if (!caller) return tl::unexpected(caller.error());
    auto called = id_at(message, "did");
    if (!called) return tl::unexpected(called.error());
    int rate = kUsualRate;
    if (const auto media = wire::object_at(message, "media")) {
      // media.encoding names the codec of the telephone leg, not of this socket.
      const auto told = wire::integer_at(**media, "sampleRate");
      if (told && !is_rate(*told)) return fail(Errc::unsupported_format, "sampleRate");
      if (told) rate = static_cast<int>(*told);
    }
    started_ = true;
    ucid_ = *ucid;
    format_.rate_hz = rate;
    Started started{std::move(*ucid), {}, std::move(*caller), std::move(*called), format_, {}};
    const auto oddity = add_headers(message, started.parameters);
    return Read<CarrierMessage>{std::move(started), oddity};
  }

  /// `x_headers` is a string that holds a JSON object, when the application gave one.
  static std::optional<Error> add_headers(const Json& message, Parameters& out) {
    std::optional<Error> oddity;
    if (const auto account = wire::string_at(message, "x_account"))
      oddity = add_parameter("x_account", *account, out);
    const auto text = wire::string_at(message, "x_headers");
    if (!text) return oddity;
    const auto headers = wire::read_object(*text);
    const auto cut =
        headers ? add_parameters(*headers, out) : add_parameter("x_headers", *text, out);
    return oddity ? oddity : cut;
  }

  Result<Read<CarrierMessage>> media(const Json& message) {
    auto oddity = packet_in_.read(message, format_.rate_hz);
    if (!oddity) return tl::unexpected(oddity.error());
    if (!is_rate(packet_in_.rate_hz())) return fail(Errc::unsupported_format, "sampleRate");
    const bool first = std::exchange(first_packet_, false);
    if (first && packet_in_.rate_hz() != format_.rate_hz)
      return Read<CarrierMessage>{Ignored{"calibration packet"}};
    if (!started_ && !*oddity) *oddity = Error{Errc::media_before_start, 0, "event"};
    return Read<CarrierMessage>{
        Media{packet_in_.samples(), packet_in_.rate_hz(), std::nullopt},
        *oddity
    };
  }

  static Result<Read<CarrierMessage>> digit(const Json& message) {
    const auto key = digit_at(message, "signal");
    if (!key) return tl::unexpected(key.error());
    return Read<CarrierMessage>{
        Digit{*key, duration_at(message, "duration")}
    };
  }

  Result<Read<CarrierMessage>> mark(const Json& message) {
    auto seqid = required_id_at(message, "seqid");
    if (!seqid) return tl::unexpected(seqid.error());
    auto name = seqids_.played(*seqid);
    return Read<CarrierMessage>{MarkPlayed{name ? std::move(*name) : std::move(*seqid)}};
  }

  bool started_ = false;
  bool first_packet_ = true;
  std::string ucid_;
  codec::MediaFormat format_{codec::Encoding::l16_little, kUsualRate};
  UcidPacket packet_in_;
  SeqidMaker seqids_;
};

class UcidCarrier final : public CarrierEnd {
 public:
  UcidCarrier(const CallFacts& facts, const UcidSwitches& switches, Rng& rng)
      : facts_(facts), switches_(switches), traits_(kUcidTraits) {
    // Only the full start message can tell another rate.
    if (!is_rate(facts_.rate_hz) || switches_.start != UcidStart::full) facts_.rate_hz = kUsualRate;
    if (facts_.call_id.empty()) {
      if (switches_.ucid_style == UcidStyle::random_text)
        facts_.call_id = random_text(kUrlSafe, 21, rng);
      else
        facts_.call_id = '2' + random_text(kDecimalDigits, 16, rng);
    }
    facts_.stream_id.clear();
    traits_.frame = duration_of(switches_.packet_samples, kUsualRate);
  }

  const Traits& traits() const override { return traits_; }
  codec::MediaFormat format() const override {
    return {codec::Encoding::l16_little, facts_.rate_hz};
  }
  const CallFacts& facts() const override { return facts_; }
  EndHabit end_habit() const override { return switches_.end; }

  Result<Read<HostMessage>> read(wire::FrameView frame) override {
    const auto message = wire::read_object(frame.payload);
    if (!message) return tl::unexpected(message.error());
    if (message->contains("command")) return command(*message);
    const auto event = event_of(*message);
    if (!event) return tl::unexpected(event.error());
    if (*event != "media") return unknown_event<HostMessage>(*event);
    if (const auto own = check_call(*message, "ucid", facts_.call_id); !own)
      return tl::unexpected(own.error());
    auto seqid = id_at(*message, "seqid");
    if (!seqid) return tl::unexpected(seqid.error());
    auto oddity = packet_in_.read(*message, facts_.rate_hz);
    if (!oddity) return tl::unexpected(oddity.error());
    if (!seqid->empty() && !repeats_.add(*seqid))
      return Read<HostMessage>{
          Ignored{"media" },
          Error{ Errc::duplicate_packet, 0, "seqid"}
      };
    seqid_in_ = std::move(*seqid);
    return Read<HostMessage>{
        Audio{packet_in_.samples(), packet_in_.rate_hz(), seqid_in_},
        *oddity
    };
  }

  std::vector<wire::Frame> write_opening() override {
    std::vector<wire::Frame> opening;
    opening.push_back(start());
    // Real ones say 16 kHz; on a call of that rate nobody could tell it from audio.
    constexpr int kCalibrationRate = 16'000;
    if (switches_.calibration_packet && facts_.rate_hz != kCalibrationRate)
      opening.push_back(media(Pcm(160), kCalibrationRate));
    return opening;
  }

  wire::Frame write_media(PcmView samples, Micros) override {
    return media(samples, facts_.rate_hz);
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
    ObjectText text;
    if (switches_.stop == UcidStop::bare)
      return finish(text.text("event", "stop").text("ucid", facts_.call_id).text("type", "text"));
    text.text("event", "stop").text("type", "text").text("ucid", facts_.call_id);
    text.text("did", number(facts_.to));
    constexpr int kCallerHungUp = 433;
    if (switches_.stop == UcidStop::full) text.number("cause", kCallerHungUp);
    return finish(text);
  }

 private:
  /// The protocol writes numbers without their plus sign.
  static std::string_view number(std::string_view e164) {
    return e164.substr(!e164.empty() && e164.front() == '+' ? 1 : 0);
  }

  wire::Frame finish(ObjectText& text) const { return {switches_.frames, text.take()}; }

  wire::Frame start() const {
    ObjectText text;
    text.text("event", "start");
    if (switches_.start == UcidStart::minimal)
      return finish(text.text("ucid", facts_.call_id).text("type", "text"));
    text.text("type", "text").text("ucid", facts_.call_id).text("did", number(facts_.to));
    if (switches_.start == UcidStart::did) return finish(text);
    text.text("call_id", number(facts_.from))
        .text("x_headers", parameters_json(facts_.parameters))
        .open("media")
        .text("encoding", "PCMU")
        .number("sampleRate", facts_.rate_hz)
        .number("channels", 1)
        .number("bitsPerSample", 16)
        .number("payloadType", 0)
        .close();
    return finish(text);
  }

  wire::Frame media(PcmView samples, int rate_hz) const {
    ObjectText text;
    text.text("event", "media").text("type", "media").text("ucid", facts_.call_id);
    append_ucid_data(samples, rate_hz, text);
    return finish(text);
  }

  wire::Frame mark(std::string_view seqid, std::int64_t unix_ms) const {
    ObjectText text;
    text.text("event", "mark").text("type", "ack").text("ucid", facts_.call_id);
    return finish(text.text("seqid", seqid).number("timestamp", unix_ms));
  }

  Result<Read<HostMessage>> command(const Json& message) const {
    const auto name = wire::string_at(message, "command");
    if (!name) return tl::unexpected(name.error());
    if (const auto own = check_call(message, "sessionId", facts_.call_id); !own)
      return tl::unexpected(own.error());
    if (*name == "clearBuffer") return Read<HostMessage>{Clear{}};
    if (*name == "callDisconnect") {
      const auto cause = wire::optional_text_at(message, "causeCode");
      const std::string reason = cause ? " " + cause->substr(0, kMaxIdBytes) : std::string{};
      return Read<HostMessage>{HangUp{"callDisconnect" + reason}};
    }
    return unknown_event<HostMessage>(*name);
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

std::unique_ptr<HostEnd> make_ucid_host() { return std::make_unique<UcidHost>(); }

std::unique_ptr<CarrierEnd> make_ucid_carrier(const CallFacts& facts, const UcidSwitches& switches,
                                              Rng& rng) {
  return std::make_unique<UcidCarrier>(facts, switches, rng);
}

}  // namespace hookswitch::carrier
