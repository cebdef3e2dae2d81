#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "hookswitch/carrier/audio_fork/clip.hpp"
#include "hookswitch/carrier/fields.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;
using wire::ObjectText;

class ForkCarrier final : public CarrierEnd {
 public:
  ForkCarrier(const ForkStyle& style, const CallFacts& facts, Rng& rng)
      : style_(style), facts_(facts) {
    if (std::find(style.rates_hz.begin(), style.rates_hz.end(), facts.rate_hz) ==
        style.rates_hz.end())
      facts_.rate_hz = style.rates_hz.front();
    if (facts_.call_id.empty()) facts_.call_id = random_uuid(rng);
    facts_.stream_id.clear();  // there is none
    opening_ = style.write_start(facts_, rng);
  }

  const Traits& traits() const override { return *style_.traits; }
  codec::MediaFormat caller_format() const override {
    return {codec::Encoding::l16_little, facts_.rate_hz};
  }
  codec::MediaFormat host_format() const override { return caller_format(); }
  const CallFacts& facts() const override { return facts_; }
  EndSignals end_signals() const override { return style_.end; }

  wire::UpgradeOffer offer() const override {
    wire::UpgradeOffer offer;
    for (const std::string_view one : style_.subprotocols) offer.subprotocols.emplace_back(one);
    return offer;
  }

  Result<void> read(wire::FrameView frame, HostReading& out) override {
    out.clear();
    if (frame.opcode == wire::Opcode::binary) {
      if (style_.playback != ForkPlayback::binary) return fail(Errc::wrong_opcode);
      const auto anomaly = audio_.read_raw(frame.payload);
      if (!anomaly) return tl::unexpected(anomaly.error());
      out.add(Audio{audio_.samples(), facts_.rate_hz});
      out.note(*anomaly);
      return {};
    }
    if (style_.playback != ForkPlayback::binary) {
      ForkClip clip;
      if (clip.scan(style_.playback, style_.max_queued > 0, frame.payload, scratch_, audio_))
        return play(clip, out);
    }
    const auto message = wire::read_object(frame.payload);
    if (!message) return tl::unexpected(message.error());
    const auto type = wire::string_at(*message, "type");
    if (!type) return tl::unexpected(type.error());
    if (style_.playback != ForkPlayback::binary && *type == ForkClip::type(style_.playback)) {
      std::optional<Error> anomaly;
      const auto clip = ForkClip::from(style_.playback, *message, audio_, anomaly);
      if (!clip) return tl::unexpected(clip.error());
      const auto played = play(*clip, out);
      out.note(anomaly);
      return played;
    }
    if (*type == "killAudio") {
      out.add(Clear{});
    } else if (*type == "mark" && style_.marks) {
      return mark(*message, out);
    } else if (*type == "clearMarks" && style_.marks) {
      for (const std::string& name : marks_) out.reply(mark_message(name, "cleared"));
      marks_.clear();
    } else if (*type == "disconnect" && style_.disconnects) {
      out.add(HangUp{"disconnect"});
    } else {
      unknown_event(*type, out);
    }
    return {};
  }

  std::vector<wire::Frame> write_opening() override {
    if (opening_.empty()) return {};
    return {{wire::Opcode::text, opening_}};
  }

  bool write_media(PcmView samples, Micros, wire::Frame& frame) override {
    audio_.write_raw(samples, frame);
    return true;
  }

  std::optional<wire::Frame> write_digit(char digit, int duration_ms) override {
    if (!style_.digits) return std::nullopt;
    constexpr std::int64_t kPerMs = 8;
    ObjectText text;
    text.text("event", "dtmf").text("dtmf", {&digit, 1});
    return text_frame(text.digits("duration", kPerMs * duration_ms));
  }

  std::optional<wire::Frame> write_mark_played(std::string_view name, std::int64_t) override {
    if (style_.marks) {
      // Those that clearMarks has taken have come back already.
      const auto found = std::find(marks_.begin(), marks_.end(), name);
      if (found == marks_.end()) return std::nullopt;
      marks_.erase(found);
      return mark_message(name, "playout");
    }
    ObjectText text;
    if (style_.playback == ForkPlayback::play_audio) {
      if (queued_ > 0) --queued_;
      if (!style_.reports_clips || (name.size() == 1 && name.front() == kNoId)) return std::nullopt;
      text.text("type", "playDone").open("data").text("id", name);
      return text_frame(text);
    }
    if (!style_.reports_drained || name != last_clip_) return std::nullopt;
    return text_frame(text.text("type", "playoutDone"));
  }

  std::vector<wire::Frame> write_cleared(const std::vector<std::string>&, std::int64_t) override {
    if (!std::exchange(replaces_, false)) queued_ = 0;
    std::vector<wire::Frame> frames;
    for (const std::string& name : marks_)
      frames.push_back(mark_message(name, style_.cleared_marks ? "cleared" : "playout"));
    marks_.clear();
    return frames;
  }

  std::optional<wire::Frame> write_stop() override { return std::nullopt; }

 private:
  static constexpr char kNoId = '\x01';  ///< the mark of a clip without an id

  Result<void> play(const ForkClip& clip, HostReading& out) {
    if (style_.max_queued > 0) {
      if (clip.queued && queued_ >= style_.max_queued) {
        out.add(Ignored{"a clip beyond the queue"});
        out.note(Error{Errc::audio_not_played, 0, "queuePlay"});
        return {};
      }
      replaces_ = !clip.queued && queued_ > 0;
      if (replaces_) {
        queued_ = 0;
        out.add(Clear{});
      }
      ++queued_;
    }
    if (style_.playback == ForkPlayback::stream_audio)
      last_clip_ = std::to_string(++clips_);
    else if (clip.id.empty())
      last_clip_.assign(1, kNoId);
    else
      last_clip_ = clip.id;
    out.add(Audio{audio_.samples(), static_cast<int>(clip.rate_hz), last_clip_});
    return {};
  }

  Result<void> mark(const Json& message, HostReading& out) {
    const auto data = wire::object_at(message, "data");
    if (!data) return tl::unexpected(data.error());
    auto name = required_id_at(**data, "name");
    if (!name) return tl::unexpected(name.error());
    if (marks_.size() == kMaxForkMarks) return fail(Errc::too_many_marks, "name");
    marks_.push_back(*name);
    out.add(Mark{std::move(*name)});
    return {};
  }

  static wire::Frame mark_message(std::string_view name, std::string_view event) {
    ObjectText text;
    text.text("type", "mark").open("data").text("name", name).text("event", event);
    return text_frame(text);
  }

  static constexpr std::size_t kMaxForkMarks = 1'000;

  const ForkStyle& style_;
  CallFacts facts_;
  std::string opening_;
  Payload audio_{codec::Encoding::l16_little};
  std::string scratch_;
  std::vector<std::string> marks_;  ///< that have not come back
  std::string last_clip_;           ///< the mark of the newest clip
  std::int64_t clips_ = 0;
  std::size_t queued_ = 0;  ///< clips that wait or play
  bool replaces_ = false;   ///< the Clear that is on its way comes from a clip
};

}  // namespace

std::unique_ptr<CarrierEnd> make_fork_carrier(const ForkStyle& style, const CallFacts& facts,
                                              Rng& rng) {
  return std::make_unique<ForkCarrier>(style, facts, rng);
}

}  // namespace hookswitch::carrier
