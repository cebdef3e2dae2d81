#include <string>
#include <utility>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/carrier/asterisk/asterisk.hpp"
#include "hookswitch/carrier/asterisk/playout.hpp"
#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/payload.hpp"

namespace hookswitch::carrier {
namespace {

using wire::ObjectText;

constexpr std::size_t kMaxAudioMessage = 65'531;  ///< with its header, what a frame may have
constexpr std::size_t kMaxCorrelationId = 36;
constexpr char kBuffered = '\x02';  ///< begins the mark of STOP_MEDIA_BUFFERING

/// Marks of our own, which no correlation id may pass for.
bool is_our_own(std::string_view name) {
  return !name.empty() && (name.front() == kBuffered || name.front() == AsteriskPlayout::kSign);
}

const AsteriskFormat& format_for(const AsteriskSwitches& switches, int rate_hz) {
  for (const std::string_view name : {"slin12", "slin16", "slin24", "slin32", "slin44", "slin48"})
    if (asterisk_format(name)->format.rate_hz == rate_hz) return *asterisk_format(name);
  const AsteriskFormat* const chosen = asterisk_format(switches.codec_at_8k);
  return chosen != nullptr && chosen->format.rate_hz == 8'000 ? *chosen : *asterisk_format("ulaw");
}

class AsteriskCarrier final : public CarrierEnd {
 public:
  AsteriskCarrier(const CallFacts& facts, const AsteriskSwitches& switches, Rng& rng)
      : facts_(facts),
        switches_(switches),
        format_(format_for(switches, facts.rate_hz)),
        audio_(format_.format.encoding),
        frame_bytes_(static_cast<std::size_t>(
            samples_in(kAsteriskTraits.host_frame, format_.format.rate_hz) *
            codec::bytes_per_sample(format_.format.encoding))),
        playout_(samples_in(kAsteriskTraits.host_frame, format_.format.rate_hz)) {
    if (facts_.call_id.empty())
      facts_.call_id = "pbx1-17" + random_text(kDecimalDigits, 8, rng) + "." +
                       std::to_string(1 + rng.below(9'999));
    if (facts_.stream_id.empty()) facts_.stream_id = random_uuid(rng);
    facts_.rate_hz = format_.format.rate_hz;
  }

  const Traits& traits() const override { return kAsteriskTraits; }
  codec::MediaFormat caller_format() const override { return format_.format; }
  codec::MediaFormat host_format() const override { return format_.format; }
  const CallFacts& facts() const override { return facts_; }
  EndSignals end_signals() const override { return switches_.end; }

  wire::UpgradeOffer offer() const override {
    wire::UpgradeOffer offer;
    offer.subprotocols = {"media"};
    return offer;
  }

  Result<void> read(wire::FrameView frame, HostReading& out) override {
    out.clear();
    if (frame.opcode == wire::Opcode::binary) return audio(frame.payload, out);
    if (switches_.control == AsteriskControl::plain) {
      if (is_too_long(frame.payload, out)) return {};
      const auto blank = frame.payload.find(' ');
      return run(frame.payload.substr(0, blank),
                 blank == std::string_view::npos ? "" : frame.payload.substr(blank + 1), out);
    }
    const auto message = wire::read_object(frame.payload);
    if (!message) return tl::unexpected(message.error());
    const auto command = wire::string_at(*message, "command");
    if (!command) return tl::unexpected(command.error());
    if (is_too_long(frame.payload, out)) return {};
    return run(*command, wire::text_or_empty(*message, "correlation_id"), out);
  }

  std::vector<wire::Frame> write_opening() override {
    const auto frame_size = static_cast<std::int64_t>(frame_bytes_);
    const std::string channel = "WebSocket/hookswitch/" + facts_.stream_id.substr(0, 8);
    if (is_plain()) {
      std::string text = "MEDIA_START connection_id:" + facts_.stream_id + " channel:" + channel +
                         " channel_id:" + facts_.call_id + " format:";
      text.append(format_.name).append(" optimal_frame_size:") += std::to_string(frame_size);
      return {{wire::Opcode::text, text + " ptime:20"}};
    }
    ObjectText text;
    text.text("event", "MEDIA_START")
        .text("connection_id", facts_.stream_id)
        .text("channel", channel)
        .text("channel_id", facts_.call_id)
        .text("format", format_.name)
        .number("optimal_frame_size", frame_size)
        .number("ptime", 20)
        .json("channel_variables", parameters_json(facts_.parameters));
    return {text_frame(text)};
  }

  bool write_media(PcmView samples, Micros, wire::Frame& frame) override {
    audio_.write_raw(samples, frame);
    return true;
  }

  std::optional<wire::Frame> write_digit(char digit, int) override {
    if (is_plain())
      return plain(std::string("DTMF_END digit:") + digit + " channel_id:" + facts_.call_id);
    ObjectText text = event("DTMF_END");
    return text_frame(text.text("digit", {&digit, 1}));
  }

  std::optional<wire::Frame> write_mark_played(std::string_view name, std::int64_t) override {
    if (!is_our_own(name)) return with_id("MEDIA_MARK_PROCESSED", name);
    if (name.front() == kBuffered) return with_id("MEDIA_BUFFERING_COMPLETED", name.substr(1));
    playout_.played(name);
    if (playout_.turns_on()) return word("MEDIA_XON");
    return drained();
  }

  /// Marks that are flushed never come back.
  std::vector<wire::Frame> write_cleared(const std::vector<std::string>&, std::int64_t) override {
    playout_.clear();
    std::vector<wire::Frame> frames;
    if (playout_.turns_on()) frames.push_back(word("MEDIA_XON"));
    if (auto frame = drained()) frames.push_back(std::move(*frame));
    return frames;
  }

  std::optional<wire::Frame> write_stop() override { return std::nullopt; }

 private:
  bool is_plain() const { return switches_.control == AsteriskControl::plain; }

  static bool is_too_long(std::string_view text, HostReading& out) {
    if (text.size() <= kMaxAsteriskCommand) return false;
    out.add(Ignored{"a command of more than 128 bytes"});
    out.note(Error{Errc::message_too_large, 0, "command"});
    return true;
  }

  Result<void> audio(std::string_view bytes, HostReading& out) {
    if (bytes.empty()) return fail(Errc::empty_audio);
    if (bytes.size() > kMaxAudioMessage) {
      out.add(Failed{{Errc::message_too_large}});
      return {};
    }
    if (buffers_) {
      rest_ += bytes;
      bytes = rest_;
    }
    const std::size_t whole = bytes.size() / frame_bytes_ * frame_bytes_;
    const std::string_view over = bytes.substr(whole);
    if (whole > 0) play(bytes.substr(0, whole), out);
    if (buffers_)
      rest_.erase(0, whole);
    else if (!over.empty() && whole == 0)
      return fail(Errc::bad_frame_size);
    else if (!over.empty())
      out.note(Error{Errc::bad_frame_size});
    return {};
  }

  void play(std::string_view whole_frames, HostReading& out) {
    if (!audio_.read_raw(whole_frames)) return;
    const PcmView samples = audio_.samples();
    out.add(Audio{samples, format_.format.rate_hz,
                  playout_.add(static_cast<std::int64_t>(samples.size()))});
    if (playout_.turns_off()) out.reply(word("MEDIA_XOFF"));
  }

  Result<void> run(std::string_view command, std::string_view id, HostReading& out) {
    if (is_our_own(id)) return fail(Errc::wrong_type, "correlation_id");
    if (id.size() > kMaxCorrelationId) out.note(Error{Errc::field_too_long, 0, "correlation_id"});
    if (command == "MARK_MEDIA") {
      out.add(Mark{std::string(id)});
    } else if (command == "FLUSH_MEDIA") {
      buffers_ = false;
      rest_.clear();
      out.add(Clear{});
    } else if (command == "HANGUP") {
      out.add(HangUp{"HANGUP"});
    } else if (command == "START_MEDIA_BUFFERING") {
      buffers_ = true;
    } else if (command == "STOP_MEDIA_BUFFERING") {
      stop_buffering(id, out);
    } else if (command == "GET_STATUS") {
      out.reply(status());
    } else if (command == "REPORT_QUEUE_DRAINED") {
      reports_drained_ = true;
      if (auto frame = drained()) out.reply(std::move(*frame));
    } else if (command != "ANSWER") {  // the channel has been answered
      unknown_event(command, out);
    }
    return {};
  }

  /// What does not fill a frame is filled up with silence.
  void stop_buffering(std::string_view id, HostReading& out) {
    if (!buffers_) return;
    buffers_ = false;
    if (!rest_.empty()) {
      rest_.resize(frame_bytes_, asterisk_silence(format_.format.encoding));
      play(rest_, out);
      rest_.clear();
    }
    out.add(Mark{std::string(1, kBuffered).append(id)});
  }

  std::optional<wire::Frame> drained() {
    if (!reports_drained_ || !playout_.is_empty()) return std::nullopt;
    reports_drained_ = false;
    return word("QUEUE_DRAINED");
  }

  wire::Frame status() const {
    const auto flag = [](bool is) { return std::string_view(is ? "true" : "false"); };
    const bool is_full = playout_.frames() >= AsteriskPlayout::kMaxFrames;
    if (is_plain())
      return plain("STATUS queue_length:" + std::to_string(playout_.frames()) +
                   " xon_level:800 xoff_level:900 queue_full:" + std::string(flag(is_full)) +
                   " bulk_media:" + std::string(flag(buffers_)) + " media_paused:false");
    ObjectText text = event("STATUS");
    text.number("queue_length", playout_.frames())
        .number("xon_level", AsteriskPlayout::kXonFrames)
        .number("xoff_level", AsteriskPlayout::kXoffFrames)
        .json("queue_full", flag(is_full))
        .json("bulk_media", flag(buffers_))
        .json("media_paused", "false");
    return text_frame(text);
  }

  static wire::Frame plain(std::string text) { return {wire::Opcode::text, std::move(text)}; }
  wire::Frame word(std::string_view name) const {
    if (is_plain()) return plain(std::string(name));
    ObjectText text = event(name);
    return text_frame(text);
  }
  wire::Frame with_id(std::string_view name, std::string_view id) const {
    if (is_plain()) return plain(std::string(name).append(" ").append(id));
    ObjectText text = event(name);
    return text_frame(text.text("correlation_id", id));
  }
  ObjectText event(std::string_view name) const {
    ObjectText text;
    text.text("event", name).text("channel_id", facts_.call_id);
    return text;
  }

  CallFacts facts_;
  AsteriskSwitches switches_;
  const AsteriskFormat& format_;
  Payload audio_;
  std::size_t frame_bytes_;
  AsteriskPlayout playout_;
  bool buffers_ = false;  ///< between START_ and STOP_MEDIA_BUFFERING
  bool reports_drained_ = false;
  std::string rest_;  ///< while buffering, what does not fill a frame yet
};

}  // namespace

std::unique_ptr<CarrierEnd> make_asterisk_carrier(const CallFacts& facts,
                                                  const AsteriskSwitches& switches, Rng& rng) {
  return std::make_unique<AsteriskCarrier>(facts, switches, rng);
}

}  // namespace hookswitch::carrier
