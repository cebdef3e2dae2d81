#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "hookswitch/carrier/asterisk/asterisk.hpp"
#include "hookswitch/carrier/asterisk/control_text.hpp"
#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/payload.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;

constexpr std::size_t kMaxEarlyAudio = 64'000;  ///< bytes before MEDIA_START that are kept
constexpr std::size_t kMaxNumberedMarks = 256;  ///< the oldest never came back

std::int64_t frame_bytes(codec::MediaFormat format) {
  return samples_in(kAsteriskTraits.host_quantum, format.rate_hz) *
         codec::bytes_per_sample(format.encoding);
}

class AsteriskHost final : public HostEnd {
 public:
  const Traits& traits() const override { return kAsteriskTraits; }
  codec::MediaFormat caller_format() const override { return format_; }
  codec::MediaFormat host_format() const override { return format_; }

  Result<wire::UpgradeGrant> accept(const wire::Upgrade& upgrade) override {
    return wire::UpgradeGrant{upgrade.offers("media") ? "media" : ""};
  }

  Result<void> read(wire::FrameView frame, CarrierReading& out) override {
    out.clear();
    if (frame.opcode == wire::Opcode::binary) return media(frame.payload, out);
    const auto event = read_asterisk_event(frame.payload);
    if (!event) return tl::unexpected(event.error());
    const auto name = wire::string_at(event->fields, "event");
    if (!name) return tl::unexpected(name.error());
    if (*name == "MEDIA_START") return start(*event, out);
    if (*name == "DTMF_END") {
      const auto key = digit_at(event->fields, "digit");
      if (!key) return tl::unexpected(key.error());
      out.add(Digit{*key, std::nullopt});
      return {};
    }
    if (*name == "MEDIA_MARK_PROCESSED") return mark_played(event->fields, out);
    out.add(Ignored{std::string(name->substr(0, kMaxIdBytes))});
    if (*name == "ERROR")
      out.note(Error{Errc::peer_error, 0, "error_text"});
    else if (*name == "MEDIA_XOFF")
      out.note(Error{Errc::peer_error, 0, "MEDIA_XOFF"});
    else if (*name != "MEDIA_XON" && *name != "STATUS" && *name != "QUEUE_DRAINED" &&
             *name != "MEDIA_BUFFERING_COMPLETED")
      out.note(Error{Errc::unknown_event, 0, "event"});
    return {};
  }

  void write_audio(PcmView samples, wire::Frame& frame) override {
    audio_.write_raw(samples, frame);
    const std::size_t over = frame.payload.size() % frame_bytes_;
    if (over > 0) frame.payload.append(frame_bytes_ - over, asterisk_silence(format_.encoding));
  }

  std::optional<wire::Frame> write_clear() override { return command("FLUSH_MEDIA"); }

  MarkRequest write_mark(std::string_view name) override {
    if (marks_.size() == kMaxNumberedMarks) marks_.erase(marks_.begin());
    std::string id = std::to_string(++last_mark_);
    wire::Frame frame = command("MARK_MEDIA", "correlation_id", id);
    marks_.push_back({std::move(id), std::string(name)});
    return frame;
  }

  std::optional<wire::Frame> write_hang_up(Outcome) override { return command("HANGUP"); }
  void give_back() override { audio_.give_back(); }

 private:
  /// A mark's name may be longer than a command, or hold what the plain form cannot.
  struct Numbered {
    std::string id, name;
  };

  wire::Frame command(std::string_view name, std::string_view key = {},
                      std::string_view value = {}) const {
    return asterisk_command(form_, name, key, value);
  }

  Result<void> media(std::string_view bytes, CarrierReading& out) {
    if (!started_) {  // its format is not known yet
      if (early_.size() + bytes.size() <= kMaxEarlyAudio) early_ += bytes;
      out.note(Error{Errc::media_before_start});
      return {};
    }
    const auto anomaly = audio_.read_raw(bytes);
    if (!anomaly) return tl::unexpected(anomaly.error());
    out.add(Media{audio_.samples(), format_.rate_hz, std::nullopt});
    out.note(*anomaly);
    return {};
  }

  Result<void> start(const ControlEvent& event, CarrierReading& out) {
    const Json& fields = event.fields;
    if (started_) {
      out.add(Ignored{"MEDIA_START"});
      out.note(Error{Errc::duplicate_start, 0, "event"});
      return {};
    }
    const auto codec = wire::string_at(fields, "format");
    if (!codec) return tl::unexpected(codec.error());
    const AsteriskFormat* const known = asterisk_format(*codec);
    if (known == nullptr) return fail(Errc::unsupported_format, "format");
    // Our frame of 20 ms has to be whole ones of theirs.
    const std::int64_t ours = frame_bytes(known->format);
    const auto theirs = wire::integer_at(fields, "optimal_frame_size");
    if (theirs && (*theirs <= 0 || ours % *theirs != 0))
      return fail(Errc::unsupported_format, "optimal_frame_size");

    Started started;
    HS_TRY(started.call_id, id_at(fields, "channel_id"));
    HS_TRY(started.stream_id, id_at(fields, "connection_id"));
    if (const auto variables = wire::object_at(fields, "channel_variables"))
      out.note(add_parameters(**variables, started.parameters));
    started.format = format_ = known->format;
    frame_bytes_ = static_cast<std::size_t>(theirs.value_or(ours));
    form_ = event.form;
    audio_ = Payload(format_.encoding);
    started_ = true;
    out.add(std::move(started));
    if (!early_.empty() && audio_.read_raw(early_))
      out.add(Media{audio_.samples(), format_.rate_hz, std::nullopt});
    early_ = {};
    return {};
  }

  Result<void> mark_played(const Json& fields, CarrierReading& out) {
    const auto id = required_id_at(fields, "correlation_id");
    if (!id) return tl::unexpected(id.error());
    const auto found = std::find_if(marks_.begin(), marks_.end(),
                                    [&](const Numbered& each) { return each.id == *id; });
    if (found == marks_.end()) {
      out.add(Ignored{"MEDIA_MARK_PROCESSED"});
      out.note(Error{Errc::unknown_event, 0, "correlation_id"});
      return {};
    }
    out.add(MarkPlayed{std::move(found->name)});
    marks_.erase(marks_.begin(), found + 1);  // those before it were flushed
    return {};
  }

  bool started_ = false;
  AsteriskControl form_ = AsteriskControl::json;
  codec::MediaFormat format_{};
  std::size_t frame_bytes_ = static_cast<std::size_t>(frame_bytes({}));
  Payload audio_{codec::Encoding::pcmu};
  std::string early_;
  std::vector<Numbered> marks_;  ///< in the order in which they were set
  std::uint32_t last_mark_ = 0;
};

}  // namespace

std::unique_ptr<HostEnd> make_asterisk_host() { return std::make_unique<AsteriskHost>(); }

}  // namespace hookswitch::carrier
