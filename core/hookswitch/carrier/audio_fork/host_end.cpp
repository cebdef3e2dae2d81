#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "hookswitch/carrier/audio_fork/clip.hpp"
#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/wire/url_text.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;
using wire::ObjectText;

constexpr std::size_t kMaxClipMarks = 256;  ///< the oldest never came back

wire::Frame command_of(std::string_view type) {
  ObjectText text;
  return text_frame(text.text("type", type));
}

class ForkHost final : public HostEnd {
 public:
  explicit ForkHost(const ForkStyle& style)
      : style_(style), format_{codec::Encoding::l16_little, style.rates_hz.front()} {}

  const Traits& traits() const override { return *style_.traits; }
  codec::MediaFormat caller_format() const override { return format_; }
  codec::MediaFormat host_format() const override { return format_; }

  Result<wire::UpgradeGrant> accept(const wire::Upgrade& upgrade) override {
    if (const auto rate = wire::query_value(upgrade.query, "rate"); rate && style_.rate_in_query) {
      const auto known = std::find_if(style_.rates_hz.begin(), style_.rates_hz.end(),
                                      [&](int each) { return std::to_string(each) == *rate; });
      if (known == style_.rates_hz.end()) return fail(Errc::bad_upgrade, "rate");
      format_.rate_hz = *known;
    }
    for (const std::string_view one : style_.subprotocols)
      if (upgrade.offers(one)) return wire::UpgradeGrant{std::string(one)};
    return wire::UpgradeGrant{};
  }

  Result<void> read(wire::FrameView frame, CarrierReading& out) override {
    out.clear();
    if (frame.opcode == wire::Opcode::binary) return media(frame.payload, out);
    if (!started_ && style_.is_start == nullptr) return start(frame.payload, out);
    const auto message = wire::read_object(frame.payload);
    if (!message) {
      // Free text, which the vendor's application has sent.
      if (style_.is_start != nullptr || message.error().code != Errc::not_json)
        return tl::unexpected(message.error());
      out.add(Ignored{"text"});
      return {};
    }
    if (style_.is_start != nullptr && style_.is_start(*message)) {
      if (!started_) return start(frame.payload, out);
      out.add(Ignored{"start"});
      out.note(Error{Errc::duplicate_start});
      return {};
    }
    return control(*message, out);
  }

  void write_audio(PcmView samples, wire::Frame& frame) override {
    if (style_.playback == ForkPlayback::binary) return audio_.write_raw(samples, frame);
    ForkClip clip{format_.rate_hz};
    std::string id;
    if (style_.playback == ForkPlayback::play_audio) clip.id = id = std::to_string(++clips_);
    clip.write(style_.playback, samples, audio_, frame);
  }

  std::optional<wire::Frame> write_clear() override { return command_of("killAudio"); }

  MarkRequest write_mark(std::string_view name) override {
    if (style_.marks) {
      ObjectText text;
      text.text("type", "mark").open("data").text("name", name);
      return text_frame(text);
    }
    if (!style_.traits->acknowledges_marks) return MarkUnsupported{};
    if (marks_.size() == kMaxClipMarks) marks_.erase(marks_.begin());
    marks_.push_back({clips_, std::string(name)});
    return MarkPending{};
  }

  std::optional<wire::Frame> write_hang_up(Outcome) override {
    if (!style_.disconnects) return std::nullopt;
    return command_of("disconnect");
  }
  void give_back() override { audio_.give_back(); }

 private:
  /// A mark is the end of the clip before it.
  struct ClipMark {
    std::int64_t clip;
    std::string name;
  };

  Result<void> media(std::string_view bytes, CarrierReading& out) {
    const auto anomaly = audio_.read_raw(bytes);
    if (!anomaly) return tl::unexpected(anomaly.error());
    if (!started_ && style_.is_start == nullptr) {
      started_ = true;
      Started started;
      started.format = format_;
      out.add(std::move(started));
    }
    out.add(Media{audio_.samples(), format_.rate_hz, std::nullopt});
    out.note(started_ ? *anomaly : Error{Errc::media_before_start});
    return {};
  }

  Result<void> start(std::string_view text, CarrierReading& out) {
    std::optional<Error> anomaly;
    auto started = style_.read_start(text, format_.rate_hz, anomaly);
    if (!started) return tl::unexpected(started.error());
    format_ = started->format;
    started_ = true;
    out.add(std::move(*started));
    out.note(anomaly);
    return {};
  }

  Result<void> control(const Json& message, CarrierReading& out) {
    auto name = wire::string_at(message, "event");
    if (!name && name.error().code == Errc::missing_field) name = wire::string_at(message, "type");
    if (!name) {
      if (style_.is_start != nullptr || name.error().code != Errc::missing_field)
        return tl::unexpected(name.error());
      out.add(Ignored{"text"});
    } else if (*name == "dtmf" && style_.digits) {
      return digit(message, out);
    } else if (*name == "mark") {
      return mark(message, out);
    } else if (*name == "playDone") {
      return clip_played(message, out);
    } else if (*name == "playoutDone") {
      played_until(clips_, out);
    } else {
      unknown_event(*name, out);
    }
    return {};
  }

  static Result<void> digit(const Json& message, CarrierReading& out) {
    const auto key = digit_at(message, "dtmf");
    if (!key) return tl::unexpected(key.error());
    constexpr std::int64_t kPerMs = 8;
    constexpr std::int64_t kMaxDuration = 60'000 * kPerMs;
    std::optional<int> duration;
    if (const auto samples = wire::integer_at(message, "duration"))
      if (*samples >= 0 && *samples <= kMaxDuration) duration = static_cast<int>(*samples / kPerMs);
    out.add(Digit{*key, duration});
    return {};
  }

  static Result<void> mark(const Json& message, CarrierReading& out) {
    const auto data = wire::object_at(message, "data");
    if (!data) return tl::unexpected(data.error());
    auto name = required_id_at(**data, "name");
    if (!name) return tl::unexpected(name.error());
    if (wire::string_at(**data, "event").value_or("playout") == "cleared")
      out.add(Ignored{"mark cleared"});  // the caller has not heard it
    else
      out.add(MarkPlayed{std::move(*name)});
    return {};
  }

  Result<void> clip_played(const Json& message, CarrierReading& out) {
    const auto data = wire::object_at(message, "data");
    if (!data) return tl::unexpected(data.error());
    const auto id = wire::integer_at(**data, "id");
    if (!id) return tl::unexpected(id.error());
    played_until(*id, out);
    return {};
  }

  void played_until(std::int64_t clip, CarrierReading& out) {
    const auto end = std::find_if(marks_.begin(), marks_.end(),
                                  [clip](const ClipMark& each) { return each.clip > clip; });
    for (auto each = marks_.begin(); each != end; ++each)
      out.add(MarkPlayed{std::move(each->name)});
    marks_.erase(marks_.begin(), end);
    if (out.messages.empty()) out.add(Ignored{"played"});
  }

  const ForkStyle& style_;
  bool started_ = false;
  codec::MediaFormat format_;
  Payload audio_{codec::Encoding::l16_little};
  std::int64_t clips_ = 0;  ///< written
  std::vector<ClipMark> marks_;
};

}  // namespace

std::unique_ptr<HostEnd> make_fork_host(const ForkStyle& style) {
  return std::make_unique<ForkHost>(style);
}

}  // namespace hookswitch::carrier
