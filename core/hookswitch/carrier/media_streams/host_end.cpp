#include <algorithm>
#include <string>
#include <utility>

#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/media_streams/media_message.hpp"
#include "hookswitch/carrier/media_streams/media_order.hpp"
#include "hookswitch/carrier/media_streams/start_message.hpp"
#include "hookswitch/carrier/payload.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;
using wire::ObjectText;

/// Audio without a start message, after which the stream counts as started.
constexpr Micros kMaxBeforeStart{1'000'000};

bool is_l16(codec::Encoding encoding) { return codec::bytes_per_sample(encoding) == 2; }

/// What the carrier says of something that it could not use.
std::string stream_error_text(const Json& message) {
  const Json& error = wire::part_or_empty(message, "payload");
  std::string text = "error";
  for (const char* const key : {"code", "title", "detail"})
    if (const auto part = wire::optional_text_at(error, key))
      text.append(" ").append(*part, 0, kMaxIdBytes);
  text.resize(std::min(text.size(), kMaxIdBytes));
  return text;
}

class StreamHost final : public HostEnd {
 public:
  explicit StreamHost(const StreamStyle& style)
      : style_(style),
        order_(style.reorder_window),
        payload_(style.formats.front().format.encoding) {
    const StreamFormat& host =
        style.host_formats.empty() ? style.formats.front() : style.host_formats.front();
    use(style.formats.front().format);
    use_for_host(host.format);
  }

  const Traits& traits() const override { return *style_.traits; }
  codec::MediaFormat caller_format() const override { return format_; }
  codec::MediaFormat host_format() const override { return host_format_; }

  Result<wire::UpgradeGrant> accept(const wire::Upgrade& upgrade) override {
    if (style_.read_order == nullptr) return wire::UpgradeGrant{};
    HS_TRY(const auto order, style_.read_order(upgrade.query));
    l16_ = order.l16;
    use(order.caller.value_or(format_));
    if (order.host) use_for_host(*order.host);
    return wire::UpgradeGrant{};
  }

  Result<void> read(wire::FrameView frame, CarrierReading& out) override {
    out.clear();
    if (frame.opcode != wire::Opcode::text) return fail(Errc::wrong_opcode);
    if (StreamMedia media; media.scan(frame.payload, names(), scratch_, payload_)) {
      if (!belongs(media.stream)) return fail(Errc::wrong_stream, names().stream);
      play(media, std::nullopt, out);
      if (media.sequence) note_first(check_sequence(*media.sequence), out);
      return {};
    }
    const auto document = wire::read_object(frame.payload);
    if (!document) return tl::unexpected(document.error());
    const Json& message = unwrapped(*document);
    HS_TRY(const auto event, wire::string_at(message, "event"));
    HS_TRY(auto stream, id_at(message, names().stream));
    if (event == "start") return start(message, std::move(stream), out);
    if (!belongs(stream)) return fail(Errc::wrong_stream, names().stream);

    const auto read = dispatch(message, event, out);
    if (read) note_first(check_sequence(message), out);
    return read;
  }

  void write_audio(PcmView samples, wire::Frame& frame) override {
    ObjectText text(std::move(frame.payload));
    text.text("event", "media");
    name_stream(text);
    text.open("media");
    if (style_.chunk_rule != ChunkRule::off) text.number("chunk", ++chunk_);
    host_payload_.write_base64(whole(samples), "payload", text);
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
    host_payload_.give_back();
    hookswitch::give_back(scratch_);
    hookswitch::give_back(whole_);
  }

 private:
  const StreamNames& names() const { return style_.names; }

  void use(codec::MediaFormat format) {
    if (l16_ && is_l16(format.encoding)) format.encoding = *l16_;
    const bool same_for_host = style_.host_formats.empty();
    if (format != format_) payload_ = Payload(format.encoding);
    format_ = format;
    if (same_for_host) use_for_host(format);
  }
  void use_for_host(codec::MediaFormat format) {
    if (l16_ && is_l16(format.encoding)) format.encoding = *l16_;
    if (format != host_format_) host_payload_ = Payload(format.encoding);
    host_format_ = format;
  }

  /// Filled up with silence, where the vendor plays whole pieces only.
  PcmView whole(PcmView samples) {
    const auto quantum =
        static_cast<std::size_t>(samples_in(style_.traits->host_quantum, host_format_.rate_hz));
    if (quantum == 0 || samples.size() % quantum == 0) return samples;
    whole_.assign(samples.begin(), samples.end());
    whole_.resize((samples.size() / quantum + 1) * quantum);
    return whole_;
  }

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
      HS_TRY(auto name, stream_mark_name(message));
      out.add(MarkPlayed{std::move(name)});
    } else if (event == "dtmf") {
      HS_TRY(const auto dtmf, wire::object_at(message, "dtmf"));
      HS_TRY(const auto digit, digit_at(*dtmf, "digit"));
      out.add(Digit{digit, duration_at(*dtmf, "duration")});
    } else if (event == "clear" && style_.acknowledges_clear) {
      out.add(Cleared{});
    } else if (event == "error" && style_.append_error != nullptr) {
      out.add(Ignored{stream_error_text(message)});
      out.note(Error{Errc::peer_error, 0, "error"});
    } else {
      unknown_event(event, out);
    }
    return {};
  }

  void stop(const Json& message, CarrierReading& out) {
    order_.flush(out);
    Stopped stopped{"stop"};
    if (const auto body = wire::object_at(message, "stop")) {
      if (!started_) stopped.call_id = id_at(**body, names().call).value_or("");
      if (const auto reason = wire::string_at(**body, "reason"); reason && !reason->empty())
        stopped.reason = reason->substr(0, kMaxIdBytes);
    }
    out.add(std::move(stopped));
  }

  Result<void> start(const Json& message, std::string stream, CarrierReading& out) {
    if (started_) {
      out.add(Ignored{"start"});
      out.note(Error{Errc::duplicate_start, 0, "start"});
      return {};
    }
    std::optional<Error> anomaly;
    HS_TRY(auto started, read_stream_start(message, std::move(stream), style_, format_, anomaly));
    // The bridge's end has been made for the format that was assumed.
    if (assumed_ && style_.host_formats.empty() && started.format != format_)
      return fail(Errc::unsupported_format, names().format);
    started_ = true;
    stream_id_ = started.stream_id;
    use(started.format);
    started.format = format_;
    out.add(std::move(started));
    out.note(anomaly);
    note_first(check_sequence(message), out);
    return {};
  }

  Result<void> media(const Json& message, CarrierReading& out) {
    std::string_view payload;
    HS_TRY(const auto media, StreamMedia::from(message, payload));
    HS_TRY(const auto anomaly, payload_.read_base64(payload, "payload"));
    play(media, anomaly, out);
    return {};
  }

  void play(const StreamMedia& media, std::optional<Error> anomaly, CarrierReading& out) {
    // The agent's own voice, of a stream that was asked for both tracks: not what the caller says.
    if (media.outbound) return out.add(Ignored{"media outbound"});
    if (!started_) {
      if (!anomaly) anomaly = Error{Errc::media_before_start, 0, "event"};
      assume_start(out);
    }
    if (media.chunk && style_.reorder_window > 0)
      order_.take(*media.chunk, payload_.samples(), format_.rate_hz, out);
    else
      out.add(Media{payload_.samples(), format_.rate_hz, media.chunk});
    out.note(anomaly);
  }

  /// A stream that goes on with its audio has no start to wait for: a second one of a call may
  /// begin without. Its start may still follow.
  void assume_start(CarrierReading& out) {
    before_start_ +=
        duration_of(static_cast<std::int64_t>(payload_.samples().size()), format_.rate_hz);
    if (assumed_ || before_start_ < kMaxBeforeStart) return;
    assumed_ = true;
    out.add(Started{{}, stream_id_, {}, {}, format_, {}});
    out.note(Error{Errc::missing_field, 0, "start"});
  }

  /// Whether a message of `stream` is meant for this call.
  bool belongs(std::string_view stream) {
    if (stream.empty()) return true;
    if (started_ || assumed_) return stream == stream_id_;
    stream_id_ = stream;  // audio may overtake the start message: it suffices for replies
    return true;
  }

  /// A message that is irregular in two ways is counted once.
  static void note_first(const std::optional<Error>& anomaly, CarrierReading& out) {
    if (out.anomalies.empty()) out.note(anomaly);
  }

  std::optional<Error> check_sequence(const Json& message) {
    const auto number = wire::integer_at(message, names().sequence);
    if (number) return check_sequence(*number);
    if (number.error().code == Errc::missing_field) return std::nullopt;
    return number.error();
  }

  /// The sequence number grows by one with every message after `connected`.
  std::optional<Error> check_sequence(std::int64_t number) {
    const bool follows = !sequence_ || style_.reorder_window > 0 ||
                         (number > *sequence_ && number - 1 == *sequence_);
    sequence_ = number;
    if (follows) return std::nullopt;
    return Error{Errc::out_of_sequence, 0, names().sequence};
  }

  void name_stream(ObjectText& text) const {
    if (style_.host_names_stream) text.text(names().stream, stream_id_);
  }
  ObjectText command(std::string_view event) const {
    ObjectText text;
    text.text("event", event);
    name_stream(text);
    return text;
  }

  const StreamStyle& style_;
  bool started_ = false;
  bool assumed_ = false;  ///< the host was given a start that has not come
  Micros before_start_{0};
  std::string stream_id_;
  std::optional<std::int64_t> sequence_;
  std::int64_t chunk_ = 0;
  std::optional<codec::Encoding> l16_;
  codec::MediaFormat format_, host_format_;
  MediaOrder order_;
  Payload payload_;
  Payload host_payload_{codec::Encoding::pcmu};
  Pcm whole_;
  std::string scratch_;
};

}  // namespace

std::unique_ptr<HostEnd> make_stream_host(const StreamStyle& style) {
  return std::make_unique<StreamHost>(style);
}

}  // namespace hookswitch::carrier
