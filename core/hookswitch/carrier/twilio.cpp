#include "hookswitch/carrier/twilio.hpp"

#include <utility>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/payload.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;
using wire::ObjectText;

constexpr codec::MediaFormat kFormat{codec::Encoding::pcmu, 8'000};
constexpr std::string_view kEncoding = "audio/x-mulaw";

Result<Json> parse(wire::FrameView frame) {
  if (frame.opcode != wire::Opcode::text) return fail(Errc::wrong_opcode);
  return wire::read_object(frame.payload);
}

/// Reads the audio of a media message into `payload`.
Result<std::optional<Error>> read_audio(const Json& message, Payload& payload) {
  const auto media = wire::object_at(message, "media");
  if (!media) return tl::unexpected(media.error());
  const auto text = wire::string_at(**media, "payload");
  if (!text) return tl::unexpected(text.error());
  auto oddity = payload.read_base64(*text);
  if (!oddity) return fail(oddity.error().code, "payload", oddity.error().at);
  return oddity;
}

Result<std::string> mark_name(const Json& message) {
  const auto mark = wire::object_at(message, "mark");
  if (!mark) return tl::unexpected(mark.error());
  return required_id_at(**mark, "name");
}

/// mu-law, 8 kHz, mono, as far as the start message says anything.
bool is_supported(const Json& start) {
  const auto format = start.find("mediaFormat");
  if (format == start.end() || format->is_null()) return true;
  const auto encoding = wire::string_at(*format, "encoding");
  const auto rate = wire::integer_at(*format, "sampleRate");
  const auto channels = wire::integer_at(*format, "channels");
  const auto absent = [](const auto& field) { return field.error().code == Errc::missing_field; };
  return (encoding ? *encoding == kEncoding : absent(encoding)) &&
         (rate ? *rate == kFormat.rate_hz : absent(rate)) &&
         (channels ? *channels == 1 : absent(channels));
}

class TwilioHost final : public HostEnd {
 public:
  const Traits& traits() const override { return kTwilioTraits; }
  codec::MediaFormat format() const override { return kFormat; }

  Result<Read<CarrierMessage>> read(wire::FrameView frame) override {
    const auto message = parse(frame);
    if (!message) return tl::unexpected(message.error());
    const auto event = wire::string_at(*message, "event");
    if (!event) return tl::unexpected(event.error());
    auto stream = id_at(*message, "streamSid");
    if (!stream) return tl::unexpected(stream.error());
    if (*event == "start") return start(*message, std::move(*stream));
    if (started_ && !stream->empty() && *stream != stream_id_)
      return fail(Errc::wrong_stream, "streamSid");
    // Audio may overtake the start message: its stream id is good enough to answer with.
    if (!started_ && !stream->empty()) stream_id_ = std::move(*stream);

    auto read = dispatch(*message, *event);
    if (!read) return read;
    const auto oddity = check_sequence(*message);
    if (!read->oddity) read->oddity = oddity;
    return read;
  }

  wire::Frame write_audio(PcmView samples) override {
    ObjectText text = command("media");
    payload_.write_base64(samples, "payload", text.open("media"));
    return text_frame(text);
  }

  std::optional<wire::Frame> write_clear() override {
    ObjectText text = command("clear");
    return text_frame(text);
  }

  std::optional<wire::Frame> write_mark(std::string_view name) override {
    ObjectText text = command("mark");
    return text_frame(text.open("mark").text("name", name));
  }

  std::optional<wire::Frame> write_hang_up() override { return std::nullopt; }

 private:
  Result<Read<CarrierMessage>> dispatch(const Json& message, std::string_view event) {
    if (event == "media") return media(message);
    if (event == "connected") return Read<CarrierMessage>{Connected{}};
    if (event == "stop") return Read<CarrierMessage>{Stopped{"stop"}};
    if (event == "mark") {
      auto name = mark_name(message);
      if (!name) return tl::unexpected(name.error());
      return Read<CarrierMessage>{MarkPlayed{std::move(*name)}};
    }
    if (event == "dtmf") {
      const auto dtmf = wire::object_at(message, "dtmf");
      if (!dtmf) return tl::unexpected(dtmf.error());
      const auto digit = digit_at(**dtmf, "digit");
      if (!digit) return tl::unexpected(digit.error());
      return Read<CarrierMessage>{
          Digit{*digit, duration_at(**dtmf, "duration")}
      };
    }
    return unknown_event<CarrierMessage>(event);
  }

  Result<Read<CarrierMessage>> start(const Json& message, std::string stream) {
    if (started_)
      return Read<CarrierMessage>{
          Ignored{"start" },
          Error{ Errc::duplicate_start, 0, "start"}
      };
    const auto body = wire::object_at(message, "start");
    if (!body) return tl::unexpected(body.error());
    if (stream.empty()) {
      auto inner = required_id_at(**body, "streamSid");
      if (!inner) return tl::unexpected(inner.error());
      stream = std::move(*inner);
    }
    auto call = id_at(**body, "callSid");
    if (!call) return tl::unexpected(call.error());
    if (!is_supported(**body)) return fail(Errc::unsupported_format, "mediaFormat");

    started_ = true;
    stream_id_ = stream;
    std::optional<Error> oddity;
    Started started{std::move(*call), std::move(stream), {}, {}, kFormat, {}};
    if (const auto custom = wire::object_at(**body, "customParameters"))
      oddity = add_parameters(**custom, started.parameters);
    else if (custom.error().code != Errc::missing_field)
      oddity = custom.error();
    if (const auto broken = check_sequence(message); !oddity) oddity = broken;
    return Read<CarrierMessage>{std::move(started), oddity};
  }

  Result<Read<CarrierMessage>> media(const Json& message) {
    auto oddity = read_audio(message, payload_);
    if (!oddity) return tl::unexpected(oddity.error());
    const Json& body = message.find("media").value();
    // The agent's own voice, of a stream that was asked for both tracks: not what the caller says.
    if (wire::string_at(body, "track").value_or("") == "outbound")
      return Read<CarrierMessage>{Ignored{"media outbound"}};
    if (!started_ && !*oddity) oddity = Error{Errc::media_before_start, 0, "event"};
    const auto chunk = wire::integer_at(body, "chunk");
    std::optional<std::int64_t> sequence;
    if (chunk) sequence = *chunk;
    return Read<CarrierMessage>{
        Media{payload_.samples(), kFormat.rate_hz, sequence},
        *oddity
    };
  }

  /// `sequenceNumber` grows by one with every message after `connected`.
  std::optional<Error> check_sequence(const Json& message) {
    const auto number = wire::integer_at(message, "sequenceNumber");
    if (!number) {
      if (number.error().code == Errc::missing_field) return std::nullopt;
      return number.error();
    }
    const bool follows = !sequence_ || (*number > *sequence_ && *number - 1 == *sequence_);
    sequence_ = *number;
    if (follows) return std::nullopt;
    return Error{Errc::out_of_sequence, 0, "sequenceNumber"};
  }

  ObjectText command(std::string_view event) const {
    ObjectText text;
    text.text("event", event).text("streamSid", stream_id_);
    return text;
  }

  bool started_ = false;
  std::string stream_id_;
  std::optional<std::int64_t> sequence_;
  Payload payload_{kFormat.encoding};
};

class TwilioCarrier final : public CarrierEnd {
 public:
  TwilioCarrier(const CallFacts& facts, const TwilioSwitches& switches, Rng& rng)
      : facts_(facts), switches_(switches), account_id_("AC" + random_text(kHexDigits, 32, rng)) {
    if (facts_.call_id.empty()) facts_.call_id = "CA" + random_text(kHexDigits, 32, rng);
    if (facts_.stream_id.empty()) facts_.stream_id = "MZ" + random_text(kHexDigits, 32, rng);
    facts_.rate_hz = kFormat.rate_hz;
  }

  const Traits& traits() const override { return kTwilioTraits; }
  codec::MediaFormat format() const override { return kFormat; }
  const CallFacts& facts() const override { return facts_; }
  EndHabit end_habit() const override { return switches_.end; }

  Result<Read<HostMessage>> read(wire::FrameView frame) override {
    const auto message = parse(frame);
    if (!message) return tl::unexpected(message.error());
    const auto event = wire::string_at(*message, "event");
    if (!event) return tl::unexpected(event.error());
    const auto stream = wire::string_at(*message, "streamSid");
    if (!stream) return tl::unexpected(stream.error());
    if (*stream != facts_.stream_id) return fail(Errc::wrong_stream, "streamSid");
    if (*event == "media") {
      const auto oddity = read_audio(*message, payload_);
      if (!oddity) return tl::unexpected(oddity.error());
      return Read<HostMessage>{
          Audio{payload_.samples(), kFormat.rate_hz},
          *oddity
      };
    }
    if (*event == "clear") return Read<HostMessage>{Clear{}};
    if (*event == "mark") {
      auto name = mark_name(*message);
      if (!name) return tl::unexpected(name.error());
      return Read<HostMessage>{Mark{std::move(*name)}};
    }
    return unknown_event<HostMessage>(*event);
  }

  std::vector<wire::Frame> write_opening() override {
    ObjectText connected;
    connected.text("event", "connected").text("protocol", "Call").text("version", "1.0.0");
    ObjectText start = event("start");
    start.open("start")
        .text("accountSid", account_id_)
        .text("streamSid", facts_.stream_id)
        .text("callSid", facts_.call_id)
        .json("tracks", "[\"inbound\"]")
        .open("mediaFormat")
        .text("encoding", kEncoding)
        .number("sampleRate", kFormat.rate_hz)
        .number("channels", 1)
        .close()
        .json("customParameters", parameters_json(facts_.parameters))
        .close();
    return {text_frame(connected), finish(start)};
  }

  wire::Frame write_media(PcmView samples, Micros at) override {
    ObjectText text = event("media");
    text.open("media")
        .text("track", "inbound")
        .digits("chunk", ++chunk_)
        .digits("timestamp", to_ms(at));
    payload_.write_base64(samples, "payload", text);
    return finish(text.close());
  }

  std::optional<wire::Frame> write_digit(char digit, int /*duration_ms*/) override {
    ObjectText text;
    text.text("event", "dtmf")
        .text("streamSid", facts_.stream_id)
        .digits("sequenceNumber", ++sequence_)
        .open("dtmf")
        .text("track", "inbound_track")
        .text("digit", {&digit, 1});
    return text_frame(text);
  }

  std::optional<wire::Frame> write_mark_played(std::string_view name, std::int64_t) override {
    ObjectText text = event("mark");
    text.text("streamSid", facts_.stream_id).open("mark").text("name", name);
    return text_frame(text);
  }

  std::vector<wire::Frame> write_cleared(const std::vector<std::string>& pending,
                                         std::int64_t unix_ms) override {
    std::vector<wire::Frame> marks;
    for (const std::string& name : pending) marks.push_back(*write_mark_played(name, unix_ms));
    return marks;
  }

  std::optional<wire::Frame> write_stop() override {
    ObjectText text = event("stop");
    text.open("stop").text("accountSid", account_id_).text("callSid", facts_.call_id);
    return finish(text.close());
  }

 private:
  ObjectText event(std::string_view name) {
    ObjectText text;
    text.text("event", name).digits("sequenceNumber", ++sequence_);
    return text;
  }

  wire::Frame finish(ObjectText& text) const {
    return text_frame(text.text("streamSid", facts_.stream_id));
  }

  CallFacts facts_;
  TwilioSwitches switches_;
  std::string account_id_;
  std::int64_t sequence_ = 0;
  std::int64_t chunk_ = 0;
  Payload payload_{kFormat.encoding};
};

}  // namespace

std::unique_ptr<HostEnd> make_twilio_host() { return std::make_unique<TwilioHost>(); }

std::unique_ptr<CarrierEnd> make_twilio_carrier(const CallFacts& facts,
                                                const TwilioSwitches& switches, Rng& rng) {
  return std::make_unique<TwilioCarrier>(facts, switches, rng);
}

}  // namespace hookswitch::carrier
