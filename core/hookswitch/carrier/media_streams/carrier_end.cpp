#include <algorithm>
#include <span>
#include <utility>

#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/media_streams/media_message.hpp"
#include "hookswitch/carrier/media_streams/start_message.hpp"
#include "hookswitch/carrier/payload.hpp"

namespace hookswitch::carrier {
namespace {

using wire::ObjectText;

constexpr std::int64_t kMaxChunk = 1'000'000'000'000'000;

/// The first format with the requested rate, or the default.
const StreamFormat& format_for(std::span<const StreamFormat> formats, int rate_hz) {
  const auto found =
      std::find_if(formats.begin(), formats.end(),
                   [rate_hz](const StreamFormat& each) { return each.format.rate_hz == rate_hz; });
  return found == formats.end() ? formats.front() : *found;
}

class StreamCarrier final : public CarrierEnd {
 public:
  StreamCarrier(const StreamStyle& style, const CallFacts& facts, Rng& rng)
      : style_(style),
        facts_(facts),
        format_(format_for(style.formats, facts.rate_hz)),
        host_format_(style.host_formats.empty()
                         ? format_.format
                         : format_for(style.host_formats, format_.format.rate_hz).format),
        payload_(format_.format.encoding),
        host_payload_(host_format_.encoding) {
    ids_.account = style.make_id("AC", rng);
    if (facts_.call_id.empty()) facts_.call_id = style.make_id("CA", rng);
    if (facts_.stream_id.empty()) facts_.stream_id = style.make_id("MZ", rng);
    if (!style.second_call.empty()) ids_.second_call = style.make_id("SX", rng);
    facts_.rate_hz = format_.format.rate_hz;
  }

  const Traits& traits() const override { return *style_.traits; }
  codec::MediaFormat caller_format() const override { return format_.format; }
  codec::MediaFormat host_format() const override { return host_format_; }
  const CallFacts& facts() const override { return facts_; }
  EndSignals end_signals() const override { return style_.end; }

  wire::UpgradeOffer offer() const override {
    wire::UpgradeOffer offer;
    if (style_.write_order != nullptr) offer.query = style_.write_order(host_format_);
    return offer;
  }

  Result<void> read(wire::FrameView frame, HostReading& out) override {
    out.clear();
    auto read = take(frame, out);
    if (!read) {
      out.messages.clear();
      if (style_.append_error != nullptr) {
        ObjectText error;
        error.text("event", "error");
        style_.append_error(read.error().code, error);
        out.reply(finish(error));
      }
    }
    return read;
  }

  std::vector<wire::Frame> write_opening() override {
    ObjectText connected;
    connected.text("event", "connected");
    if (!style_.connected_protocol.empty()) connected.text("protocol", style_.connected_protocol);
    if (!style_.connected_version.empty()) connected.text("version", style_.connected_version);
    ObjectText start = event("start");
    append_stream_start(style_, facts_, ids_, format_, start);
    return {text_frame(connected), finish(start)};
  }

  bool write_media(PcmView samples, Micros at, wire::Frame& frame) override {
    ObjectText text(std::move(frame.payload));
    text.text("event", "media").digits(names().sequence, ++sequence_).open("media");
    if (style_.media_has_track) text.text("track", "inbound");
    text.digits("chunk", ++chunk_).digits("timestamp", to_ms(at));
    payload_.write_base64(samples, "payload", text);
    frame = finish(text.close());
    return true;
  }

  std::optional<wire::Frame> write_digit(char digit, int duration_ms) override {
    ObjectText text;
    text.text("event", "dtmf")
        .text(names().stream, facts_.stream_id)
        .digits(names().sequence, ++sequence_)
        .open("dtmf");
    if (style_.digit_has_track) text.text("track", "inbound_track");
    text.text("digit", {&digit, 1});
    if (style_.digit_duration == DigitDuration::number) text.number("duration", duration_ms);
    if (style_.digit_duration == DigitDuration::text) text.digits("duration", duration_ms);
    return text_frame(text);
  }

  std::optional<wire::Frame> write_mark_played(std::string_view name, std::int64_t) override {
    ObjectText text = event("mark");
    text.text(names().stream, facts_.stream_id).open("mark").text("name", name);
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
    if (style_.stop_has_body) {
      text.open("stop").text(names().account, ids_.account);
      if (style_.second_call.empty())
        text.text(names().call, facts_.call_id);
      else
        text.text(style_.second_call, ids_.second_call);
      if (!style_.stop_reason.empty()) text.text("reason", style_.stop_reason);
      text.close();
    }
    return finish(text);
  }

 private:
  const StreamNames& names() const { return style_.names; }

  Result<void> take(wire::FrameView frame, HostReading& out) {
    if (frame.opcode != wire::Opcode::text) return fail(Errc::wrong_opcode);
    if (StreamMedia media; media.scan(frame.payload, names(), scratch_, host_payload_))
      if (!style_.host_names_stream || media.stream == facts_.stream_id)
        return play(media, std::nullopt, out);
    HS_TRY(const auto message, wire::read_object(frame.payload));
    HS_TRY(const auto event, wire::string_at(message, "event"));
    if (style_.host_names_stream) {
      HS_TRY(const auto stream, wire::string_at(message, names().stream));
      if (stream != facts_.stream_id) return fail(Errc::wrong_stream, names().stream);
    }
    if (event == "media") {
      std::string_view payload;
      HS_TRY(const auto media, StreamMedia::from(message, payload));
      HS_TRY(const auto anomaly, host_payload_.read_base64(payload, "payload"));
      return play(media, anomaly, out);
    }
    if (event == "clear") {
      out.add(Clear{});
    } else if (event == "mark") {
      HS_TRY(auto name, stream_mark_name(message));
      out.add(Mark{std::move(name)});
    } else {
      unknown_event(event, out);
    }
    return {};
  }

  Result<void> play(const StreamMedia& media, std::optional<Error> anomaly, HostReading& out) {
    if (const auto miscounted = check_chunk(media)) {
      if (style_.chunk_rule == ChunkRule::drop) return tl::unexpected(*miscounted);
      if (!anomaly) anomaly = miscounted;
    }
    const PcmView samples = host_payload_.samples();
    if (!anomaly && style_.plays_whole != nullptr &&
        !style_.plays_whole(samples.size(), host_format_))
      anomaly = Error{Errc::bad_frame_size, 0, "payload"};
    out.add(Audio{samples, host_format_.rate_hz});
    out.note(anomaly);
    return {};
  }

  /// The host counts its audio messages from 1, by one.
  std::optional<Error> check_chunk(const StreamMedia& media) {
    if (style_.chunk_rule == ChunkRule::off) return std::nullopt;
    if (!media.chunk) return Error{Errc::missing_field, 0, "chunk"};
    const bool follows = *media.chunk == host_chunk_ + 1;
    host_chunk_ = std::clamp<std::int64_t>(*media.chunk, 0, kMaxChunk);
    if (follows) return std::nullopt;
    return Error{Errc::out_of_sequence, 0, "chunk"};
  }

  ObjectText event(std::string_view name) {
    ObjectText text;
    text.text("event", name).digits(names().sequence, ++sequence_);
    return text;
  }

  wire::Frame finish(ObjectText& text) const {
    return text_frame(text.text(names().stream, facts_.stream_id));
  }

  const StreamStyle& style_;
  CallFacts facts_;
  const StreamFormat& format_;
  codec::MediaFormat host_format_;
  StreamIds ids_;
  std::int64_t sequence_ = 0;
  std::int64_t chunk_ = 0;
  std::int64_t host_chunk_ = 0;
  Payload payload_;
  Payload host_payload_;
  std::string scratch_;
};

}  // namespace

std::unique_ptr<CarrierEnd> make_stream_carrier(const StreamStyle& style, const CallFacts& facts,
                                                Rng& rng) {
  return std::make_unique<StreamCarrier>(style, facts, rng);
}

}  // namespace hookswitch::carrier
