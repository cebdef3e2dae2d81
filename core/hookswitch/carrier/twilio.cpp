#include "hookswitch/carrier/twilio.hpp"

#include <utility>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/payload.hpp"
#include "hookswitch/carrier/twilio_media.hpp"
#include "hookswitch/carrier/twilio_start.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;
using wire::ObjectText;

constexpr codec::MediaFormat kFormat = kTwilioFormat;

Result<std::string> mark_name(const Json& message) {
  const auto mark = wire::object_at(message, "mark");
  if (!mark) return tl::unexpected(mark.error());
  return required_id_at(**mark, "name");
}

class TwilioHost final : public HostEnd {
 public:
  const Traits& traits() const override { return kTwilioTraits; }
  codec::MediaFormat format() const override { return kFormat; }

  Result<Read<CarrierMessage>> read(wire::FrameView frame) override {
    if (frame.opcode != wire::Opcode::text) return fail(Errc::wrong_opcode);
    if (TwilioMedia media; media.scan(frame.payload, scratch_, payload_)) {
      if (!belongs(media.stream)) return fail(Errc::wrong_stream, "streamSid");
      auto read = play(media, std::nullopt);
      if (media.sequence) add_oddity(*read, check_sequence(*media.sequence));
      return read;
    }
    const auto message = wire::read_object(frame.payload);
    if (!message) return tl::unexpected(message.error());
    const auto event = wire::string_at(*message, "event");
    if (!event) return tl::unexpected(event.error());
    auto stream = id_at(*message, "streamSid");
    if (!stream) return tl::unexpected(stream.error());
    if (*event == "start") return start(*message, std::move(*stream));
    if (!belongs(*stream)) return fail(Errc::wrong_stream, "streamSid");

    auto read = dispatch(*message, *event);
    if (read) add_oddity(*read, check_sequence(*message));
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

  std::optional<wire::Frame> write_mark(std::string_view name) override {
    ObjectText text = command("mark");
    return text_frame(text.open("mark").text("name", name));
  }

  std::optional<wire::Frame> write_hang_up() override { return std::nullopt; }
  void give_back() override {
    payload_.give_back();
    hookswitch::give_back(scratch_);
  }

 private:
  Result<Read<CarrierMessage>> dispatch(const Json& message, std::string_view event) {
    if (event == "media") return media(message);
    if (event == "connected") return Read<CarrierMessage>{Connected{}};
    if (event == "stop") return stop(message);
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
      return Read<CarrierMessage>{Digit{*digit, duration_at(**dtmf, "duration")}};
    }
    return unknown_event<CarrierMessage>(event);
  }

  Result<Read<CarrierMessage>> stop(const Json& message) {
    Stopped stopped{"stop"};
    if (!started_)
      if (const auto body = wire::object_at(message, "stop"))
        stopped.call_id = id_at(**body, "callSid").value_or("");
    return Read<CarrierMessage>{std::move(stopped)};
  }

  Result<Read<CarrierMessage>> start(const Json& message, std::string stream) {
    if (started_)
      return Read<CarrierMessage>{Ignored{"start"}, Error{Errc::duplicate_start, 0, "start"}};
    auto started = read_twilio_start(message, std::move(stream));
    if (!started) return tl::unexpected(started.error());
    started_ = true;
    stream_id_ = started->message.stream_id;
    Read<CarrierMessage> read{std::move(started->message), started->oddity};
    add_oddity(read, check_sequence(message));
    return read;
  }

  Result<Read<CarrierMessage>> media(const Json& message) {
    std::string_view payload;
    const auto media = TwilioMedia::from(message, payload);
    if (!media) return tl::unexpected(media.error());
    const auto oddity = payload_.read_base64(payload, "payload");
    if (!oddity) return tl::unexpected(oddity.error());
    return play(*media, *oddity);
  }

  Result<Read<CarrierMessage>> play(const TwilioMedia& media, std::optional<Error> oddity) {
    // The agent's own voice, of a stream that was asked for both tracks: not what the caller says.
    if (media.outbound) return Read<CarrierMessage>{Ignored{"media outbound"}};
    if (!started_ && !oddity) oddity = Error{Errc::media_before_start, 0, "event"};
    return {tl::in_place, Media{payload_.samples(), kFormat.rate_hz, media.chunk}, oddity};
  }

  /// Whether a message of `stream` is meant for this call.
  bool belongs(std::string_view stream) {
    if (stream.empty()) return true;
    if (started_) return stream == stream_id_;
    stream_id_ = stream;  // audio may overtake the start message: good enough to answer with
    return true;
  }

  static void add_oddity(Read<CarrierMessage>& read, const std::optional<Error>& oddity) {
    if (!read.oddity) read.oddity = oddity;
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

  bool started_ = false;
  std::string stream_id_;
  std::optional<std::int64_t> sequence_;
  Payload payload_{kFormat.encoding};
  std::string scratch_;
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
    if (frame.opcode != wire::Opcode::text) return fail(Errc::wrong_opcode);
    if (TwilioMedia media; media.scan(frame.payload, scratch_, payload_))
      if (media.stream == facts_.stream_id) return play(std::nullopt);
    const auto message = wire::read_object(frame.payload);
    if (!message) return tl::unexpected(message.error());
    const auto event = wire::string_at(*message, "event");
    if (!event) return tl::unexpected(event.error());
    const auto stream = wire::string_at(*message, "streamSid");
    if (!stream) return tl::unexpected(stream.error());
    if (*stream != facts_.stream_id) return fail(Errc::wrong_stream, "streamSid");
    if (*event == "media") {
      std::string_view payload;
      const auto media = TwilioMedia::from(*message, payload);
      if (!media) return tl::unexpected(media.error());
      const auto oddity = payload_.read_base64(payload, "payload");
      if (!oddity) return tl::unexpected(oddity.error());
      return play(*oddity);
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
    append_twilio_start(facts_, account_id_, start);
    return {text_frame(connected), finish(start)};
  }

  void write_media(PcmView samples, Micros at, wire::Frame& frame) override {
    ObjectText text(std::move(frame.payload));
    text.text("event", "media")
        .digits("sequenceNumber", ++sequence_)
        .open("media")
        .text("track", "inbound")
        .digits("chunk", ++chunk_)
        .digits("timestamp", to_ms(at));
    payload_.write_base64(samples, "payload", text);
    frame = finish(text.close());
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
    marks.reserve(pending.size());
    for (const std::string& name : pending) marks.push_back(*write_mark_played(name, unix_ms));
    return marks;
  }

  std::optional<wire::Frame> write_stop() override {
    ObjectText text = event("stop");
    text.open("stop").text("accountSid", account_id_).text("callSid", facts_.call_id);
    return finish(text.close());
  }

 private:
  Result<Read<HostMessage>> play(std::optional<Error> oddity) {
    return {tl::in_place, Audio{payload_.samples(), kFormat.rate_hz}, oddity};
  }

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
  std::string scratch_;
};

}  // namespace

std::unique_ptr<HostEnd> make_twilio_host() { return std::make_unique<TwilioHost>(); }

std::unique_ptr<CarrierEnd> make_twilio_carrier(const CallFacts& facts,
                                                const TwilioSwitches& switches, Rng& rng) {
  return std::make_unique<TwilioCarrier>(facts, switches, rng);
}

}  // namespace hookswitch::carrier
