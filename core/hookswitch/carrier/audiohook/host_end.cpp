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

constexpr std::size_t kMaxPendingMarks = 64;
/// The conversation of a connection that Genesys opens only to see whether it can.
constexpr std::string_view kProbe = "00000000-0000-0000-0000-000000000000";
/// Headers of the upgrade that identify the session. source  reference implementation
constexpr std::string_view kSessionHeader = "audiohook-session-id";
constexpr std::string_view kOrganizationHeader = "audiohook-organization-id";
constexpr std::string_view kCorrelationHeader = "audiohook-correlation-id";

/// The simplest of what is offered: the caller alone before both channels. Then in the order of the
/// offer, as the client prefers it.
std::optional<AudioHookMedia> chosen(const std::vector<AudioHookMedia>& offer) {
  const auto best = std::min_element(offer.begin(), offer.end(), [](const auto& a, const auto& b) {
    return a.channels < b.channels;
  });
  if (best == offer.end()) return std::nullopt;
  return *best;
}

class AudioHookHost final : public HostEnd {
 public:
  const Traits& traits() const override { return kAudioHookTraits; }
  codec::MediaFormat caller_format() const override { return {media_.encoding, kAudioHookRate}; }
  codec::MediaFormat host_format() const override { return kAudioHookHostFormat; }

  /// The signature's fields must come together; to verify them takes a key, which the host's end
  /// does not have.
  Result<wire::UpgradeGrant> accept(const wire::Upgrade& upgrade) override {
    for (const std::string_view name : {kSessionHeader, kOrganizationHeader, kCorrelationHeader})
      if (upgrade.header(name).size() > kMaxIdBytes) return fail(Errc::bad_upgrade, name);
    if (upgrade.header("Signature").empty() != upgrade.header("Signature-Input").empty())
      return fail(Errc::bad_upgrade, "signature");
    announced_ = upgrade.header(kSessionHeader);
    organization_ = upgrade.header(kOrganizationHeader);
    correlation_ = upgrade.header(kCorrelationHeader);
    return wire::UpgradeGrant{};
  }

  Result<void> read(wire::FrameView frame, CarrierReading& out) override {
    out.clear();
    if (frame.opcode == wire::Opcode::binary) return media(frame.payload, out);
    const auto document = wire::read_object(frame.payload);
    if (!document) return tl::unexpected(document.error());
    auto message = read_audiohook(*document, AudioHookSide::client);
    if (!message) return tl::unexpected(message.error());
    if (!id_.empty() && message->id != id_) return fail(Errc::wrong_stream, "id");
    const auto anomaly = counters_.read(*message);
    if (id_.empty()) id_ = message->id;
    const auto read = dispatch(message->type, *message->parameters, out);
    if (read) out.note(anomaly);
    return read;
  }

  void write_audio(PcmView samples, wire::Frame& frame) override {
    payload_out_.write_raw(samples, frame);
    plays_ = true;
  }

  std::optional<wire::Frame> write_clear() override {
    ObjectText text = counters_.begin("event", id_);
    return text_frame(text.json("entities", R"([{"type":"barge_in","data":{}}])"));
  }

  /// There is no mark message: the carrier reports when everything sent has been played.
  MarkRequest write_mark(std::string_view name) override {
    if (!plays_ || marks_.size() == kMaxPendingMarks) return MarkUnsupported{};
    marks_.emplace_back(name);
    return MarkPending{};
  }

  std::optional<wire::Frame> write_hang_up(Outcome outcome) override {
    ObjectText text = counters_.begin("disconnect", id_);
    return text_frame(text.text("reason", outcome == Outcome::completed ? "completed" : "error"));
  }

  void give_back() override {
    payload_in_.give_back();
    payload_out_.give_back();
    hookswitch::give_back(caller_);
  }

 private:
  Result<void> dispatch(std::string_view type, const Json& parameters, CarrierReading& out) {
    if (type == "open") return open(parameters, out);
    if (type == "dtmf") {
      const auto digit = digit_at(parameters, "digit");
      if (!digit) return tl::unexpected(digit.error());
      out.add(Digit{*digit, std::nullopt});
    } else if (type == "ping") {
      reply("pong", out);
    } else if (type == "update") {
      reply("updated", out);
    } else if (type == "close") {
      close(parameters, out);
    } else if (type == "playback_completed") {
      plays_ = false;
      for (std::string& name : std::exchange(marks_, {})) out.add(MarkPlayed{std::move(name)});
    } else if (type == "error") {
      const auto code = wire::integer_at(parameters, "code");
      out.add(Ignored{"error " + std::to_string(code.value_or(0))});
      out.note(Error{Errc::peer_error, 0, "code"});
    } else if (type != "playback_started" && type != "paused" && type != "resumed" &&
               type != "discarded") {
      unknown_event(type, out);
    }
    return {};
  }

  Result<void> open(const Json& parameters, CarrierReading& out) {
    if (started_) {
      out.add(Ignored{"open"});
      out.note(Error{Errc::duplicate_start, 0, "type"});
      return {};
    }
    auto conversation = required_id_at(parameters, "conversationId");
    if (!conversation) return tl::unexpected(conversation.error());
    const auto offer = read_media_offer(parameters);
    if (!offer) return tl::unexpected(offer.error());
    const auto media = chosen(*offer);
    if (*conversation == kProbe) {
      opened(media, out);
      out.add(Probe{});
      return {};
    }
    if (!media) {
      ObjectText text = counters_.begin("disconnect", id_);
      out.reply(
          text_frame(text.text("reason", "error").text("info", "no media that is supported")));
      return fail(Errc::unsupported_format, "media");
    }
    media_ = *media;
    payload_in_ = Payload(media_.encoding);

    Started started;
    if (const auto participant = wire::object_at(parameters, "participant")) {
      auto from = id_at(**participant, "ani");
      if (!from) return tl::unexpected(from.error());
      auto to = id_at(**participant, "dnis");
      if (!to) return tl::unexpected(to.error());
      started.from = std::move(*from);
      started.to = std::move(*to);
    }
    started.call_id = std::move(*conversation);
    started.stream_id = id_;
    started.format = caller_format();
    out.note(add_facts(parameters, started.parameters));
    if (!announced_.empty() && announced_ != id_)
      out.note(Error{Errc::wrong_stream, 0, kSessionHeader});
    started_ = true;
    opened(media, out);
    out.add(std::move(started));
    return {};
  }

  /// Everything that says whose call this is, and what the flow passes on.
  std::optional<Error> add_facts(const Json& parameters, Parameters& to) const {
    std::optional<Error> cut;
    const auto add = [&](std::string_view name, std::string_view value) {
      if (value.empty()) return;
      const auto anomaly = add_parameter(name, value, to);
      if (!cut) cut = anomaly;
    };
    add("organization_id", wire::string_at(parameters, "organizationId").value_or(organization_));
    add("correlation_id", correlation_);
    add("language", wire::string_at(parameters, "language").value_or(""));
    for (const std::string_view holder : {"customConfig", "inputVariables"})
      if (const auto values = wire::object_at(parameters, holder)) {
        const auto anomaly = add_parameters(**values, to);
        if (!cut) cut = anomaly;
      }
    return cut;
  }

  void opened(const std::optional<AudioHookMedia>& media, CarrierReading& out) {
    ObjectText text = counters_.begin("opened", id_);
    const auto* const first = media ? &*media : nullptr;
    out.reply(text_frame(text.json("media", media_json({first, media ? 1u : 0u}))));
  }

  void close(const Json& parameters, CarrierReading& out) {
    const std::string_view reason = wire::string_at(parameters, "reason").value_or("");
    reply("closed", out);
    out.add(Stopped{"close " + std::string(reason.substr(0, kMaxIdBytes))});
  }

  void reply(std::string_view type, CarrierReading& out) {
    ObjectText text = counters_.begin(type, id_);
    out.reply(text_frame(text));
  }

  Result<void> media(std::string_view bytes, CarrierReading& out) {
    auto anomaly = payload_in_.read_raw(bytes);
    if (!anomaly) return tl::unexpected(anomaly.error());
    if (!started_ && !*anomaly) *anomaly = Error{Errc::media_before_start, 0, "type"};
    const PcmView all = payload_in_.samples();
    if (media_.channels > 1 && all.size() % media_.channels != 0 && !*anomaly)
      *anomaly = Error{Errc::bad_frame_size};
    const PcmView caller = media_.channels > 1 ? external(all) : all;
    if (caller.empty()) return fail(Errc::empty_audio);
    out.add(Media{caller, kAudioHookRate, std::nullopt});
    out.note(*anomaly);
    return {};
  }

  /// The caller's channel of interleaved samples.
  PcmView external(PcmView all) {
    caller_.clear();
    for (std::size_t i = media_.external; i < all.size(); i += media_.channels)
      caller_.push_back(all[i]);
    return caller_;
  }

  AudioHookCounters counters_{AudioHookSide::server};
  std::string id_;
  std::string announced_, organization_, correlation_;  ///< by the upgrade
  bool started_ = false;
  AudioHookMedia media_;
  Payload payload_in_{codec::Encoding::pcmu};
  Payload payload_out_{kAudioHookHostFormat.encoding};
  Pcm caller_;
  bool plays_ = false;              ///< audio was sent of which playback_completed is due
  std::vector<std::string> marks_;  ///< that playback_completed will return
};

}  // namespace

std::unique_ptr<HostEnd> make_audiohook_host() { return std::make_unique<AudioHookHost>(); }

}  // namespace hookswitch::carrier
