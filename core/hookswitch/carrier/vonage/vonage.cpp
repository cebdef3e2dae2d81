#include "hookswitch/carrier/vonage/vonage.hpp"

#include <utility>

#include "hookswitch/carrier/content_type.hpp"
#include "hookswitch/carrier/fields.hpp"
#include "hookswitch/carrier/list.hpp"
#include "hookswitch/carrier/payload.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;
using wire::ObjectText;

constexpr int kUsualRate = 16'000;
constexpr std::size_t kMaxNotifyBytes = 4'096;

bool is_rate(std::int64_t rate) { return rate == 8'000 || rate == 16'000 || rate == 24'000; }

Result<int> rate_of(std::string_view content_type) {
  const auto rate = l16_rate(content_type);
  if (rate && !is_rate(*rate)) return fail(Errc::unsupported_format, "content-type");
  return rate;
}

/// Reads the audio of a binary message into `payload`.
Result<std::optional<Error>> read_audio(std::string_view bytes, int rate_hz, Payload& payload) {
  auto oddity = payload.read_raw(bytes);
  const auto frame = static_cast<std::size_t>(samples_in(kVonageTraits.caller_frame, rate_hz));
  if (oddity && !*oddity && payload.samples().size() != frame)
    *oddity = Error{Errc::bad_frame_size};
  return oddity;
}

/// `{"id":NAME}` is NAME; any other payload is its JSON text, which begins with a brace.
Result<std::string> notify_name(const Json& message) {
  const auto payload = wire::object_at(message, "payload");
  if (!payload) return tl::unexpected(payload.error());
  std::string name;
  const auto id = wire::string_at(**payload, "id");
  if (id && (*payload)->size() == 1 && !id->empty() && id->front() != '{')
    name = *id;
  else
    name = wire::to_text(**payload);
  if (name.size() > kMaxNotifyBytes) return fail(Errc::field_too_long, "payload");
  return name;
}

void append_notify_payload(std::string_view name, ObjectText& text) {
  if (!name.empty() && name.front() == '{' && wire::read_object(name))
    text.json("payload", name);
  else
    text.open("payload").text("id", name).close();
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
    const std::string_view name = event.value_or("");
    if (name == "websocket:connected") return start(*message, out);
    if (name == "websocket:dtmf" || (name.empty() && message->contains("dtmf")))
      return digit(*message, out);
    if (name == "websocket:cleared") {
      out.add(Cleared{});
    } else if (name == "websocket:notify") {
      auto mark = notify_name(*message);
      if (!mark) return tl::unexpected(mark.error());
      out.add(MarkPlayed{std::move(*mark)});
    } else if (name == "websocket:disconnected" || name == "websocket:closed") {
      // Not known to be sent by Vonage; some servers expect them, and they can mean only one thing.
      out.add(Stopped{std::string(name)});
    } else if (!event) {
      return tl::unexpected(event.error());
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

  std::optional<wire::Frame> write_mark(std::string_view name) override {
    ObjectText text;
    append_notify_payload(name, text.text("action", "notify"));
    return text_frame(text);
  }

  std::optional<wire::Frame> write_hang_up() override { return std::nullopt; }
  void give_back() override { audio_.give_back(); }

 private:
  Result<void> media(std::string_view payload, CarrierReading& out) {
    auto oddity = read_audio(payload, rate_in_, audio_);
    if (!oddity) return tl::unexpected(oddity.error());
    if (!started_ && (!*oddity || (*oddity)->code == Errc::bad_frame_size))
      *oddity = Error{Errc::media_before_start};
    if (!*oddity && rate_in_ != format_.rate_hz)
      *oddity = Error{Errc::other_rate, 0, "content-type"};
    out.add(Media{audio_.samples(), rate_in_, std::nullopt});
    out.note(*oddity);
    return {};
  }

  Result<void> start(const Json& message, CarrierReading& out) {
    if (started_) return started_again(message, out);
    const auto content_type = wire::string_at(message, "content-type");
    if (!content_type) return tl::unexpected(content_type.error());
    const auto rate = rate_of(*content_type);
    if (!rate) return tl::unexpected(rate.error());

    Started started;
    std::optional<Error> oddity = add_headers(message, started.parameters);
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
    out.note(oddity);
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

  /// Everything that is not Vonage's own is the application's; nested `headers` are unfolded.
  static std::optional<Error> add_headers(const Json& message, Parameters& out) {
    Json headers = message;
    for (const char* const own : {"event", "content-type", "headers"}) headers.erase(own);
    std::optional<Error> oddity = add_parameters(headers, out);
    if (const auto nested = wire::object_at(message, "headers")) {
      const auto cut = add_parameters(**nested, out);
      if (!oddity) oddity = cut;
    }
    return oddity;
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
  codec::MediaFormat format_{codec::Encoding::l16_little, kUsualRate};
  int rate_in_ = kUsualRate;  ///< of what the carrier sends
  Payload audio_{codec::Encoding::l16_little};
};

class VonageCarrier final : public CarrierEnd {
 public:
  VonageCarrier(const CallFacts& facts, const VonageSwitches& switches, Rng& rng)
      : facts_(facts), switches_(switches) {
    if (!is_rate(facts_.rate_hz)) facts_.rate_hz = kUsualRate;
    bool named = false;
    for (const std::string_view key : kVonageIdKeys) {
      const auto found = facts_.parameters.find(std::string(key));
      if (found == facts_.parameters.end() || found->second.empty()) continue;
      if (facts_.call_id.empty()) facts_.call_id = found->second;
      named = true;
    }
    if (facts_.call_id.empty()) facts_.call_id = random_uuid(rng);
    if (!named) facts_.parameters["uuid"] = facts_.call_id;
  }

  const Traits& traits() const override { return kVonageTraits; }
  codec::MediaFormat caller_format() const override {
    return {codec::Encoding::l16_little, facts_.rate_hz};
  }
  codec::MediaFormat host_format() const override { return caller_format(); }
  const CallFacts& facts() const override { return facts_; }
  EndHabit end_habit() const override { return switches_.end; }

  Result<void> read(wire::FrameView frame, HostReading& out) override {
    out.clear();
    if (frame.opcode == wire::Opcode::binary) {
      auto oddity = read_audio(frame.payload, facts_.rate_hz, audio_);
      if (!oddity) return tl::unexpected(oddity.error());
      if (*oddity && (*oddity)->code == Errc::bad_frame_size && !switches_.reports_frame_size)
        oddity->reset();
      out.add(Audio{audio_.samples(), facts_.rate_hz});
      out.note(*oddity);
      return {};
    }
    const auto message = wire::read_object(frame.payload);
    if (!message) return tl::unexpected(message.error());
    const auto action = wire::string_at(*message, "action");
    if (!action) return tl::unexpected(action.error());
    if (*action == "clear") {
      out.add(Clear{});
    } else if (*action == "notify") {
      auto name = notify_name(*message);
      if (!name) return tl::unexpected(name.error());
      out.add(Mark{std::move(*name)});
    } else {
      unknown_event(*action, out);
    }
    return {};
  }

  std::vector<wire::Frame> write_opening() override {
    // A header that is called like one of Vonage's own keys is left out: theirs win.
    Parameters headers = facts_.parameters;
    headers.erase("event");
    headers.erase("content-type");
    std::string text = parameters_json(headers);
    text.back() = ',';  // there is a call id among the headers, always
    text += "\"event\":\"websocket:connected\",\"content-type\":\"audio/l16;rate=";
    wire::append_integer(facts_.rate_hz, text);
    text += "\"}";
    return {wire::Frame{wire::Opcode::text, std::move(text)}};
  }

  bool write_media(PcmView samples, Micros, wire::Frame& frame) override {
    audio_.write_raw(samples, frame);
    return true;
  }

  std::optional<wire::Frame> write_digit(char digit, int duration_ms) override {
    ObjectText text;
    text.text("event", "websocket:dtmf").text("digit", {&digit, 1});
    return text_frame(text.number("duration", duration_ms));
  }

  std::optional<wire::Frame> write_mark_played(std::string_view name, std::int64_t) override {
    ObjectText text;
    append_notify_payload(name, text.text("event", "websocket:notify"));
    return text_frame(text);
  }

  std::vector<wire::Frame> write_cleared(const std::vector<std::string>& pending,
                                         std::int64_t unix_ms) override {
    std::vector<wire::Frame> frames;
    if (switches_.notify_on_clear == NotifyOnClear::return_first)
      for (const std::string& name : pending) frames.push_back(*write_mark_played(name, unix_ms));
    ObjectText text;
    frames.push_back(text_frame(text.text("event", "websocket:cleared")));
    return frames;
  }

  std::optional<wire::Frame> write_stop() override { return std::nullopt; }

 private:
  CallFacts facts_;
  VonageSwitches switches_;
  Payload audio_{codec::Encoding::l16_little};
};

}  // namespace

std::unique_ptr<HostEnd> make_vonage_host() { return std::make_unique<VonageHost>(); }

std::unique_ptr<CarrierEnd> make_vonage_carrier(const CallFacts& facts,
                                                const VonageSwitches& switches, Rng& rng) {
  return std::make_unique<VonageCarrier>(facts, switches, rng);
}

namespace {

constexpr int kRates[] = {16'000, 8'000, 24'000};
constexpr PageChoice kPage[] = {
    {"Vonage, 16 kHz", 16'000}, {"Vonage, 8 kHz", 8'000}, {"Vonage, 24 kHz", 24'000}};

/// source  Vonage: event webhook
constexpr std::string_view kWords[] = {"completed", "busy",   "cancelled", "unanswered",
                                       "rejected",  "failed", "timeout",   "disconnected"};
constexpr HangUpWebhook kHangUp{.field = "status", .words = kWords, .call_id = "uuid"};

}  // namespace

const CarrierDialect vonage_dialect{
    .name = "vonage",
    .profile = "",
    .vendor = "Vonage Voice API",
    .audio = "binary, 16-bit little-endian PCM",
    .rates_hz = kRates,
    .carries_tokens_in_url = true,
    .traits = &kVonageTraits,
    .page = kPage,
    .make_carrier = [](const CallFacts& facts,
                       Rng& rng) { return make_vonage_carrier(facts, {}, rng); },
};

const HostSide vonage_host{.make = make_vonage_host, .hang_up_webhook = &kHangUp};

}  // namespace hookswitch::carrier
