#include <utility>

#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/ucid/packet.hpp"
#include "hookswitch/carrier/ucid/seqid.hpp"
#include "hookswitch/carrier/ucid/start.hpp"
#include "hookswitch/carrier/ucid/ucid.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;
using wire::ObjectText;

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
  MarkRequest write_mark(std::string_view name) override {
    if (!seqids_.mark(name)) return MarkUnsupported{};
    return MarkPending{};
  }

  std::optional<wire::Frame> write_hang_up(Outcome) override {
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
    call_rate_ = announced_ucid_rate(message);
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
    // If the start has no rate, the first packet's counts.
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
    ucid_ = ucid;  // audio may overtake the start: it suffices for replies
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
  codec::MediaFormat format_{codec::Encoding::l16_little, kUcidDefaultRate};
  UcidPacket packet_in_;
  SeqidMaker seqids_;
};

}  // namespace

std::unique_ptr<HostEnd> make_ucid_host(UcidNumbers numbers) {
  return std::make_unique<UcidHost>(numbers);
}

}  // namespace hookswitch::carrier
