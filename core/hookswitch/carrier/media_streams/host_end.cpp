#include <utility>

#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/media_streams/media_message.hpp"
#include "hookswitch/carrier/media_streams/start_message.hpp"
#include "hookswitch/carrier/payload.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;
using wire::ObjectText;

class StreamHost final : public HostEnd {
 public:
  explicit StreamHost(const StreamStyle& style)
      : style_(style), format_(style.formats.front().format), payload_(format_.encoding) {}

  const Traits& traits() const override { return *style_.traits; }
  codec::MediaFormat caller_format() const override { return format_; }
  codec::MediaFormat host_format() const override { return format_; }

  Result<void> read(wire::FrameView frame, CarrierReading& out) override {
    out.clear();
    if (frame.opcode != wire::Opcode::text) return fail(Errc::wrong_opcode);
    if (StreamMedia media; media.scan(frame.payload, scratch_, payload_)) {
      if (!belongs(media.stream)) return fail(Errc::wrong_stream, "streamSid");
      play(media, std::nullopt, out);
      if (media.sequence) note_first(check_sequence(*media.sequence), out);
      return {};
    }
    const auto document = wire::read_object(frame.payload);
    if (!document) return tl::unexpected(document.error());
    const Json& message = unwrapped(*document);
    const auto event = wire::string_at(message, "event");
    if (!event) return tl::unexpected(event.error());
    auto stream = id_at(message, "streamSid");
    if (!stream) return tl::unexpected(stream.error());
    if (*event == "start") return start(message, std::move(*stream), out);
    if (!belongs(*stream)) return fail(Errc::wrong_stream, "streamSid");

    const auto read = dispatch(message, *event, out);
    if (read) note_first(check_sequence(message), out);
    return read;
  }

  void write_audio(PcmView samples, wire::Frame& frame) override {
    ObjectText text(std::move(frame.payload));
    text.text("event", "media").text("streamSid", stream_id_).open("media");
    payload_.write_base64(samples, "payload", text);
    frame = text_frame(text);
  }

  std::optional<wire::Frame> write_clear() override {
    ObjectText text = command("clear");
    return text_frame(text);
  }

  MarkRequest write_mark(std::string_view name) override {
    ObjectText text = command("mark");
    return text_frame(text.open("mark").text("name", name));
  }

  std::optional<wire::Frame> write_hang_up(Outcome) override { return std::nullopt; }
  void give_back() override {
    payload_.give_back();
    hookswitch::give_back(scratch_);
  }

 private:
  const Json& unwrapped(const Json& document) const {
    if (style_.wrapper.empty()) return document;
    const auto inner = wire::object_at(document, style_.wrapper);
    return inner ? **inner : document;
  }

  Result<void> dispatch(const Json& message, std::string_view event, CarrierReading& out) {
    if (event == "media") return media(message, out);
    if (event == "connected") {
      out.add(Connected{});
    } else if (event == "stop") {
      stop(message, out);
    } else if (event == "mark") {
      auto name = stream_mark_name(message);
      if (!name) return tl::unexpected(name.error());
      out.add(MarkPlayed{std::move(*name)});
    } else if (event == "dtmf") {
      const auto dtmf = wire::object_at(message, "dtmf");
      if (!dtmf) return tl::unexpected(dtmf.error());
      const auto digit = digit_at(**dtmf, "digit");
      if (!digit) return tl::unexpected(digit.error());
      out.add(Digit{*digit, duration_at(**dtmf, "duration")});
    } else if (event == "clear" && style_.acknowledges_clear) {
      out.add(Cleared{});
    } else {
      unknown_event(event, out);
    }
    return {};
  }

  void stop(const Json& message, CarrierReading& out) const {
    Stopped stopped{"stop"};
    if (!started_)
      if (const auto body = wire::object_at(message, "stop"))
        stopped.call_id = id_at(**body, "callSid").value_or("");
    out.add(std::move(stopped));
  }

  Result<void> start(const Json& message, std::string stream, CarrierReading& out) {
    if (started_) {
      out.add(Ignored{"start"});
      out.note(Error{Errc::duplicate_start, 0, "start"});
      return {};
    }
    std::optional<Error> anomaly;
    auto started = read_stream_start(message, std::move(stream), style_.formats, anomaly);
    if (!started) return tl::unexpected(started.error());
    started_ = true;
    stream_id_ = started->stream_id;
    if (format_ != started->format) {
      format_ = started->format;
      payload_ = Payload(format_.encoding);
    }
    out.add(std::move(*started));
    out.note(anomaly);
    note_first(check_sequence(message), out);
    return {};
  }

  Result<void> media(const Json& message, CarrierReading& out) {
    std::string_view payload;
    const auto media = StreamMedia::from(message, payload);
    if (!media) return tl::unexpected(media.error());
    const auto anomaly = payload_.read_base64(payload, "payload");
    if (!anomaly) return tl::unexpected(anomaly.error());
    play(*media, *anomaly, out);
    return {};
  }

  void play(const StreamMedia& media, std::optional<Error> anomaly, CarrierReading& out) {
    // The agent's own voice, of a stream that was asked for both tracks: not what the caller says.
    if (media.outbound) return out.add(Ignored{"media outbound"});
    if (!started_ && !anomaly) anomaly = Error{Errc::media_before_start, 0, "event"};
    out.add(Media{payload_.samples(), format_.rate_hz, media.chunk});
    out.note(anomaly);
  }

  /// Whether a message of `stream` is meant for this call.
  bool belongs(std::string_view stream) {
    if (stream.empty()) return true;
    if (started_) return stream == stream_id_;
    stream_id_ = stream;  // audio may overtake the start message: it suffices for replies
    return true;
  }

  /// A message that is irregular in two ways is counted once.
  static void note_first(const std::optional<Error>& anomaly, CarrierReading& out) {
    if (out.anomalies.empty()) out.note(anomaly);
  }

  std::optional<Error> check_sequence(const Json& message) {
    const auto number = wire::integer_at(message, "sequenceNumber");
    if (number) return check_sequence(*number);
    if (number.error().code == Errc::missing_field) return std::nullopt;
    return number.error();
  }

  /// `sequenceNumber` grows by one with every message after `connected`.
  std::optional<Error> check_sequence(std::int64_t number) {
    const bool follows = !sequence_ || (number > *sequence_ && number - 1 == *sequence_);
    sequence_ = number;
    if (follows) return std::nullopt;
    return Error{Errc::out_of_sequence, 0, "sequenceNumber"};
  }

  ObjectText command(std::string_view event) const {
    ObjectText text;
    text.text("event", event).text("streamSid", stream_id_);
    return text;
  }

  const StreamStyle& style_;
  bool started_ = false;
  std::string stream_id_;
  std::optional<std::int64_t> sequence_;
  codec::MediaFormat format_;
  Payload payload_;
  std::string scratch_;
};

}  // namespace

std::unique_ptr<HostEnd> make_stream_host(const StreamStyle& style) {
  return std::make_unique<StreamHost>(style);
}

}  // namespace hookswitch::carrier
