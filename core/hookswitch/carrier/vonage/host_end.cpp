#include <utility>

#include "hookswitch/carrier/content_type.hpp"
#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/vonage/message.hpp"
#include "hookswitch/carrier/vonage/vonage.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;
using wire::ObjectText;

Result<int> rate_of(std::string_view content_type) {
  const auto rate = l16_rate(content_type);
  if (rate && !is_vonage_rate(*rate)) return fail(Errc::unsupported_format, "content-type");
  return rate;
}

class VonageHost final : public HostEnd {
 public:
  const Traits& traits() const override { return kVonageTraits; }
  codec::MediaFormat caller_format() const override { return {format_.encoding, rate_in_}; }
  codec::MediaFormat host_format() const override { return format_; }

  Result<void> read(wire::FrameView frame, CarrierReading& out) override {
    out.clear();
    if (frame.opcode == wire::Opcode::binary) return media(frame.payload, out);
    const auto message = wire::read_object(frame.payload);
    if (!message) return tl::unexpected(message.error());
    const auto event = wire::string_at(*message, "event");
    if (!event && event.error().code != Errc::missing_field) return tl::unexpected(event.error());
    const std::string_view name = event ? *event : name_of_unnamed(*message);
    if (name == "websocket:connected") return start(*message, out);
    if (name == "websocket:dtmf") return digit(*message, out);
    if (name == "websocket:media:update") return media_update(*message, out);
    if (name == "websocket:cleared") {
      out.add(Cleared{});
    } else if (name == "websocket:notify") {
      auto mark = vonage_notify_name(*message);
      if (!mark) return tl::unexpected(mark.error());
      out.add(MarkPlayed{std::move(*mark)});
    } else if (name == "websocket:disconnected" || name == "websocket:closed") {
      // Not known to be sent by Vonage; some servers expect them, and they can mean only one thing.
      out.add(Stopped{std::string(name)});
    } else if (name.empty()) {
      return fail(Errc::missing_field, "event");
    } else {
      unknown_event(name, out);
    }
    return {};
  }

  void write_audio(PcmView samples, wire::Frame& frame) override {
    audio_.write_raw(samples, frame);
  }

  std::optional<wire::Frame> write_clear() override {
    ObjectText text;
    return text_frame(text.text("action", "clear"));
  }

  MarkRequest write_mark(std::string_view name) override {
    ObjectText text;
    append_vonage_notify(name, text.text("action", "notify"));
    return text_frame(text);
  }

  std::optional<wire::Frame> write_hang_up(Outcome) override { return std::nullopt; }
  void give_back() override { audio_.give_back(); }

 private:
  /// Before 2018 messages had no event.
  static std::string_view name_of_unnamed(const Json& message) {
    if (message.contains("dtmf")) return "websocket:dtmf";
    if (message.contains("active")) return "websocket:media:update";
    if (message.contains("content-type")) return "websocket:connected";
    return "";
  }

  Result<void> media(std::string_view payload, CarrierReading& out) {
    auto anomaly = read_vonage_audio(payload, rate_in_, audio_);
    if (!anomaly) return tl::unexpected(anomaly.error());
    if (!started_ && (!*anomaly || (*anomaly)->code == Errc::bad_frame_size))
      *anomaly = Error{Errc::media_before_start};
    if (!*anomaly && rate_in_ != format_.rate_hz)
      *anomaly = Error{Errc::other_rate, 0, "content-type"};
    out.add(Media{audio_.samples(), rate_in_, std::nullopt});
    out.note(*anomaly);
    return {};
  }

  Result<void> start(const Json& message, CarrierReading& out) {
    if (started_) return started_again(message, out);
    const auto content_type = wire::string_at(message, "content-type");
    if (!content_type) return tl::unexpected(content_type.error());
    const auto rate = rate_of(*content_type);
    if (!rate) return tl::unexpected(rate.error());

    Started started;
    std::optional<Error> anomaly = add_headers(message, started.parameters);
    for (const std::string_view key : kVonageIdKeys) {
      const auto found = started.parameters.find(std::string(key));
      if (found == started.parameters.end() || found->second.empty()) continue;
      if (found->second.size() > kMaxIdBytes) return fail(Errc::field_too_long, key);
      started.call_id = found->second;
      break;
    }
    started_ = true;
    format_.rate_hz = rate_in_ = *rate;
    started.format = format_;
    out.add(std::move(started));
    out.note(anomaly);
    return {};
  }

  /// Nothing starts again, but what it says of the audio holds from here on.
  Result<void> started_again(const Json& message, CarrierReading& out) {
    if (const auto content_type = wire::string_at(message, "content-type")) {
      const auto rate = rate_of(*content_type);
      if (!rate) return tl::unexpected(rate.error());
      rate_in_ = *rate;
    }
    out.add(Ignored{"websocket:connected"});
    out.note(Error{Errc::duplicate_start, 0, "event"});
    return {};
  }

  /// The caller is on hold or with another party (`active` false), or back.
  Result<void> media_update(const Json& message, CarrierReading& out) {
    const auto active = message.find("active");
    if (active == message.end()) return fail(Errc::missing_field, "active");
    const bool is_flag = active->is_boolean() || active->is_number_integer();
    if (!is_flag) return fail(Errc::wrong_type, "active");
    const bool flows = active->is_boolean() ? active->get<bool>() : *active != 0;
    if (const auto content_type = wire::string_at(message, "content-type")) {
      const auto rate = rate_of(*content_type);
      if (!rate) return tl::unexpected(rate.error());
      rate_in_ = *rate;
    }
    if (flows)
      out.add(Resumed{});
    else
      out.add(Paused{});
    return {};
  }

  /// Everything that is not Vonage's own is the application's; nested `headers` are unfolded.
  static std::optional<Error> add_headers(const Json& message, Parameters& out) {
    Json headers = message;
    for (const char* const own : {"event", "content-type", "headers"}) headers.erase(own);
    std::optional<Error> anomaly = add_parameters(headers, out);
    if (const auto nested = wire::object_at(message, "headers")) {
      const auto cut = add_parameters(**nested, out);
      if (!anomaly) anomaly = cut;
    }
    return anomaly;
  }

  /// `{"digit":"5"}`, `{"dtmf":{"digit":"5"}}` or `{"dtmf":"5"}`.
  static Result<void> digit(const Json& message, CarrierReading& out) {
    const auto nested = wire::object_at(message, "dtmf");
    const Json& holder = nested ? **nested : message;
    const bool bare = !nested && message.contains("dtmf");
    const auto key = digit_at(holder, bare ? "dtmf" : "digit");
    if (!key) return tl::unexpected(key.error());
    out.add(Digit{*key, duration_at(holder, "duration")});
    return {};
  }

  bool started_ = false;
  codec::MediaFormat format_{codec::Encoding::l16_little, kVonageDefaultRate};
  int rate_in_ = kVonageDefaultRate;  ///< of what the carrier sends
  Payload audio_{codec::Encoding::l16_little};
};

}  // namespace

std::unique_ptr<HostEnd> make_vonage_host() { return std::make_unique<VonageHost>(); }

}  // namespace hookswitch::carrier
