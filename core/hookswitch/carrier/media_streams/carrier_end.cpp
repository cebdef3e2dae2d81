#include <algorithm>
#include <utility>

#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/media_streams/media_message.hpp"
#include "hookswitch/carrier/media_streams/start_message.hpp"
#include "hookswitch/carrier/payload.hpp"

namespace hookswitch::carrier {
namespace {

using wire::ObjectText;

/// The format with the requested rate, or the default.
const StreamFormat& format_for(const StreamStyle& style, int rate_hz) {
  const auto found =
      std::find_if(style.formats.begin(), style.formats.end(),
                   [rate_hz](const StreamFormat& each) { return each.format.rate_hz == rate_hz; });
  return found == style.formats.end() ? style.formats.front() : *found;
}

class StreamCarrier final : public CarrierEnd {
 public:
  StreamCarrier(const StreamStyle& style, const CallFacts& facts, Rng& rng)
      : style_(style),
        facts_(facts),
        format_(format_for(style, facts.rate_hz)),
        account_id_(style.make_id("AC", rng)),
        payload_(format_.format.encoding) {
    if (facts_.call_id.empty()) facts_.call_id = style.make_id("CA", rng);
    if (facts_.stream_id.empty()) facts_.stream_id = style.make_id("MZ", rng);
    facts_.rate_hz = format_.format.rate_hz;
  }

  const Traits& traits() const override { return *style_.traits; }
  codec::MediaFormat caller_format() const override { return format_.format; }
  codec::MediaFormat host_format() const override { return format_.format; }
  const CallFacts& facts() const override { return facts_; }
  EndSignals end_signals() const override { return style_.end; }

  Result<void> read(wire::FrameView frame, HostReading& out) override {
    out.clear();
    if (frame.opcode != wire::Opcode::text) return fail(Errc::wrong_opcode);
    if (StreamMedia media; media.scan(frame.payload, scratch_, payload_))
      if (media.stream == facts_.stream_id) return play(std::nullopt, out);
    const auto message = wire::read_object(frame.payload);
    if (!message) return tl::unexpected(message.error());
    const auto event = wire::string_at(*message, "event");
    if (!event) return tl::unexpected(event.error());
    const auto stream = wire::string_at(*message, "streamSid");
    if (!stream) return tl::unexpected(stream.error());
    if (*stream != facts_.stream_id) return fail(Errc::wrong_stream, "streamSid");
    if (*event == "media") {
      std::string_view payload;
      const auto media = StreamMedia::from(*message, payload);
      if (!media) return tl::unexpected(media.error());
      const auto anomaly = payload_.read_base64(payload, "payload");
      if (!anomaly) return tl::unexpected(anomaly.error());
      return play(*anomaly, out);
    }
    if (*event == "clear") {
      out.add(Clear{});
    } else if (*event == "mark") {
      auto name = stream_mark_name(*message);
      if (!name) return tl::unexpected(name.error());
      out.add(Mark{std::move(*name)});
    } else {
      unknown_event(*event, out);
    }
    return {};
  }

  std::vector<wire::Frame> write_opening() override {
    ObjectText connected;
    connected.text("event", "connected")
        .text("protocol", "Call")
        .text("version", style_.connected_version);
    ObjectText start = event("start");
    append_stream_start(facts_, account_id_, format_, start);
    return {text_frame(connected), finish(start)};
  }

  bool write_media(PcmView samples, Micros at, wire::Frame& frame) override {
    ObjectText text(std::move(frame.payload));
    text.text("event", "media")
        .digits("sequenceNumber", ++sequence_)
        .open("media")
        .text("track", "inbound")
        .digits("chunk", ++chunk_)
        .digits("timestamp", to_ms(at));
    payload_.write_base64(samples, "payload", text);
    frame = finish(text.close());
    return true;
  }

  std::optional<wire::Frame> write_digit(char digit, int duration_ms) override {
    ObjectText text;
    text.text("event", "dtmf")
        .text("streamSid", facts_.stream_id)
        .digits("sequenceNumber", ++sequence_)
        .open("dtmf");
    if (!style_.digit_has_duration) text.text("track", "inbound_track");
    text.text("digit", {&digit, 1});
    if (style_.digit_has_duration) text.number("duration", duration_ms);
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
    marks.reserve(pending.size() + 1);
    for (const std::string& name : pending) marks.push_back(*write_mark_played(name, unix_ms));
    if (style_.acknowledges_clear) {
      ObjectText text = event("clear");
      marks.push_back(finish(text));
    }
    return marks;
  }

  std::optional<wire::Frame> write_stop() override {
    ObjectText text = event("stop");
    if (style_.stop_has_body)
      text.open("stop").text("accountSid", account_id_).text("callSid", facts_.call_id).close();
    return finish(text);
  }

 private:
  Result<void> play(std::optional<Error> anomaly, HostReading& out) {
    out.add(Audio{payload_.samples(), format_.format.rate_hz});
    out.note(anomaly);
    return {};
  }

  ObjectText event(std::string_view name) {
    ObjectText text;
    text.text("event", name).digits("sequenceNumber", ++sequence_);
    return text;
  }

  wire::Frame finish(ObjectText& text) const {
    return text_frame(text.text("streamSid", facts_.stream_id));
  }

  const StreamStyle& style_;
  CallFacts facts_;
  const StreamFormat& format_;
  std::string account_id_;
  std::int64_t sequence_ = 0;
  std::int64_t chunk_ = 0;
  Payload payload_;
  std::string scratch_;
};

}  // namespace

std::unique_ptr<CarrierEnd> make_stream_carrier(const StreamStyle& style, const CallFacts& facts,
                                                Rng& rng) {
  return std::make_unique<StreamCarrier>(style, facts, rng);
}

}  // namespace hookswitch::carrier
