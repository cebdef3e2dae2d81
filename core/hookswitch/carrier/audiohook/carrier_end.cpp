#include <algorithm>
#include <utility>

#include "hookswitch/carrier/audiohook/audiohook.hpp"
#include "hookswitch/carrier/audiohook/envelope.hpp"
#include "hookswitch/carrier/audiohook/media_offer.hpp"
#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/payload.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;
using wire::ObjectText;

constexpr int kRequestTimeout = 408;

std::vector<AudioHookMedia> offer_of(const AudioHookSwitches& switches) {
  std::vector<AudioHookMedia> offer;
  for (const auto encoding : {codec::Encoding::l16_little, codec::Encoding::pcmu}) {
    if (encoding == codec::Encoding::l16_little && !switches.offers_l16) continue;
    if (switches.offers_stereo) offer.push_back({encoding, 2, 0});
    offer.push_back({encoding, 1, 0});
  }
  return offer;
}

class AudioHookCarrier final : public CarrierEnd {
 public:
  AudioHookCarrier(const CallFacts& facts, const AudioHookSwitches& switches, Rng& rng)
      : facts_(facts),
        switches_(switches),
        organization_(random_uuid(rng)),
        participant_(random_uuid(rng)),
        correlation_(random_uuid(rng)),
        offer_(offer_of(switches)) {
    if (facts_.call_id.empty()) facts_.call_id = random_uuid(rng);
    if (facts_.stream_id.empty()) facts_.stream_id = random_uuid(rng);
    facts_.rate_hz = kAudioHookRate;
  }

  const Traits& traits() const override { return kAudioHookTraits; }
  codec::MediaFormat caller_format() const override { return {media_.encoding, kAudioHookRate}; }
  codec::MediaFormat host_format() const override { return kAudioHookHostFormat; }
  const CallFacts& facts() const override { return facts_; }
  EndSignals end_signals() const override { return switches_.end; }

  wire::UpgradeOffer offer() const override {
    wire::UpgradeOffer offer;
    offer.headers = {{"audiohook-organization-id", organization_},
                     {"audiohook-session-id", facts_.stream_id},
                     {"audiohook-correlation-id", correlation_}};
    return offer;
  }

  std::vector<wire::Frame> write_opening() override {
    ObjectText text = begin("open");
    text.text("organizationId", organization_)
        .text("conversationId", facts_.call_id)
        .open("participant")
        .text("id", participant_)
        .text("ani", facts_.from)
        .text("aniName", "")
        .text("dnis", facts_.to)
        .close()
        .json("media", media_json(offer_))
        .text("language", "en-US")
        .json("inputVariables", parameters_json(facts_.parameters));
    return {text_frame(text)};
  }

  Result<void> read(wire::FrameView frame, HostReading& out) override {
    out.clear();
    if (frame.opcode == wire::Opcode::binary) return audio(frame.payload, out);
    const auto document = wire::read_object(frame.payload);
    if (!document) return tl::unexpected(document.error());
    const auto message = read_audiohook(*document, AudioHookSide::server);
    if (!message) return tl::unexpected(message.error());
    if (message->id != facts_.stream_id) return fail(Errc::wrong_stream, "id");
    const auto anomaly = counters_.read(*message);
    const auto read = dispatch(message->type, *message->parameters, out);
    if (read) out.note(anomaly);
    return read;
  }

  bool write_media(PcmView samples, Micros, wire::Frame& frame) override {
    sent_ += static_cast<std::int64_t>(samples.size());
    if (paused_at_) return false;
    if (media_.channels == 1) {
      payload_out_.write_raw(samples, frame);
      return true;
    }
    interleaved_.assign(samples.size() * media_.channels, 0);
    for (std::size_t i = 0; i < samples.size(); ++i)
      interleaved_[i * media_.channels + media_.external] = samples[i];
    payload_out_.write_raw(interleaved_, frame);
    return true;
  }

  std::optional<wire::Frame> write_digit(char digit, int) override {
    ObjectText text = begin("dtmf");
    return text_frame(text.text("digit", {&digit, 1}));
  }

  /// AudioHook reports only the end of all playback.
  std::optional<wire::Frame> write_mark_played(std::string_view name, std::int64_t) override {
    if (!playing_ || name != mark_) return std::nullopt;
    return playback_completed();
  }

  std::vector<wire::Frame> write_cleared(const std::vector<std::string>&, std::int64_t) override {
    if (!playing_) return {};
    return {playback_completed()};
  }

  void write_keep_alive(HostReading& out) override {
    out.clear();
    if (!awaits_pong_) {
      awaits_pong_ = true;
      ObjectText text = begin("ping");
      return out.reply(text_frame(text));
    }
    ObjectText text = begin("error");
    text.number("code", kRequestTimeout).text("message", "Timeout waiting for pong");
    out.reply(text_frame(text));
    close_reason_ = "error";
    out.add(Failed{Error{Errc::keep_alive_unanswered, 0, "pong"}});
  }

  std::optional<wire::Frame> write_stop() override {
    ObjectText text = begin("close");
    return text_frame(text.text("reason", close_reason_));
  }

 private:
  ObjectText begin(std::string_view type) {
    return counters_.begin(type, facts_.stream_id, duration_of(sent_, kAudioHookRate));
  }

  Result<void> dispatch(std::string_view type, const Json& parameters, HostReading& out) {
    if (type == "opened") return opened(parameters, out);
    if (type == "event") return event(parameters, out);
    if (type == "pong") {
      if (!std::exchange(awaits_pong_, false)) out.note(Error{Errc::out_of_sequence, 0, "pong"});
    } else if (type == "closed") {
      out.add(Released{});
    } else if (type == "disconnect") {
      disconnect(parameters, out);
    } else if (type == "pause") {
      if (!paused_at_) paused_at_ = sent_;
      ObjectText text = begin("paused");
      out.reply(text_frame(text));
    } else if (type == "resume") {
      resume(out);
    } else if (type != "updated") {
      unknown_event(type, out);
    }
    return {};
  }

  Result<void> opened(const Json& parameters, HostReading& out) {
    if (accepted_) {
      out.add(Ignored{"opened"});
      out.note(Error{Errc::duplicate_start, 0, "type"});
      return {};
    }
    const auto media = read_media_offer(parameters);
    if (!media) return tl::unexpected(media.error());
    if (media->size() != 1 ||
        std::find(offer_.begin(), offer_.end(), media->front()) == offer_.end())
      return fail(Errc::unsupported_format, "media");
    media_ = media->front();
    payload_out_ = Payload(media_.encoding);
    accepted_ = true;
    const auto paused = parameters.find("startPaused");
    if (paused != parameters.end() && paused->is_boolean() && paused->get<bool>())
      paused_at_ = sent_;
    out.add(Accepted{});
    return {};
  }

  /// The caller interrupts; what else an event holds (transcripts, suggestions) is for a desktop.
  static Result<void> event(const Json& parameters, HostReading& out) {
    const auto entities = parameters.find("entities");
    if (entities == parameters.end()) return fail(Errc::missing_field, "entities");
    if (!entities->is_array()) return fail(Errc::wrong_type, "entities");
    const bool interrupts = std::any_of(entities->begin(), entities->end(), [](const Json& entity) {
      return entity.is_object() && wire::string_at(entity, "type").value_or("") == "barge_in";
    });
    if (interrupts) out.add(Clear{});
    return {};
  }

  void disconnect(const Json& parameters, HostReading& out) {
    std::string reason = "disconnect";
    for (const std::string_view key : {"reason", "info"})
      if (const auto text = wire::string_at(parameters, key); text && !text->empty())
        reason.append(" ").append(text->substr(0, kMaxIdBytes));
    close_reason_ = "disconnect";
    out.add(HangUp{std::move(reason)});
  }

  /// Says what of the caller's audio was left out.
  void resume(HostReading& out) {
    const std::int64_t from = std::exchange(paused_at_, std::nullopt).value_or(sent_);
    ObjectText text = begin("resumed");
    text.text("start", iso_duration(duration_of(from, kAudioHookRate)))
        .text("discarded", iso_duration(duration_of(sent_ - from, kAudioHookRate)));
    out.reply(text_frame(text));
  }

  Result<void> audio(std::string_view bytes, HostReading& out) {
    auto anomaly = payload_in_.read_raw(bytes);
    if (!anomaly) return tl::unexpected(anomaly.error());
    if (!accepted_ && !*anomaly) *anomaly = Error{Errc::media_before_start, 0, "type"};
    mark_ = "audio ";
    wire::append_integer(++audio_messages_, mark_);
    if (!std::exchange(playing_, true)) {
      ObjectText text = begin("playback_started");
      out.reply(text_frame(text));
    }
    out.add(Audio{payload_in_.samples(), kAudioHookRate, mark_});
    out.note(*anomaly);
    return {};
  }

  wire::Frame playback_completed() {
    playing_ = false;
    ObjectText text = begin("playback_completed");
    return text_frame(text);
  }

  CallFacts facts_;
  AudioHookSwitches switches_;
  std::string organization_, participant_, correlation_;
  std::vector<AudioHookMedia> offer_;
  AudioHookCounters counters_{AudioHookSide::client};
  AudioHookMedia media_;
  bool accepted_ = false;
  bool playing_ = false;  ///< playback_started was sent, playback_completed was not
  bool awaits_pong_ = false;
  std::string close_reason_ = "end";
  std::string mark_;  ///< of the last audio message: our own name for it
  std::int64_t audio_messages_ = 0;
  std::int64_t sent_ = 0;  ///< samples of the caller, those of a pause included
  std::optional<std::int64_t> paused_at_;
  Payload payload_in_{kAudioHookHostFormat.encoding};
  Payload payload_out_{codec::Encoding::pcmu};
  Pcm interleaved_;
};

}  // namespace

std::unique_ptr<CarrierEnd> make_audiohook_carrier(const CallFacts& facts,
                                                   const AudioHookSwitches& switches, Rng& rng) {
  return std::make_unique<AudioHookCarrier>(facts, switches, rng);
}

}  // namespace hookswitch::carrier
