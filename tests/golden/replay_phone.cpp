#include <utility>

#include "golden/subject.hpp"
#include "hookswitch/audio/polyphase.hpp"
#include "hookswitch/base/base64.hpp"
#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/carrier/all.hpp"
#include "hookswitch/phone/phone.hpp"

namespace hookswitch::golden {
namespace {

/// {"subject":"phone","as":"twilio","device_rate_hz":8000,"playout":"clock","rate_hz":0,"seed":1}
///   dial {url} | opened {host_call_id} | not_opened {http_status,detail,location}
///   closed {code,reason} | broken {rule} | tls_refused {fault} | abort {text}
///   frame {text} or {base64} | host_audio {audio} | host_mark {name} | host_clear | host_hang_up
///   microphone {audio} | digit {digit} | hang_up | run (time passes) | pull {samples} | heard
/// Time passes up to each line's at_us, deadline by deadline, before the line is played.
class PhoneSubject final : public Subject {
 public:
  explicit PhoneSubject(const Json& config)
      : config_(configured(config)), host_(config_.as->make_host()), phone_(config_, Instant{}) {}

  bool play(const Json& line, Instant at, Transcript& out) override {
    for (auto due = phone_.next_deadline(); due && *due <= at; due = phone_.next_deadline()) {
      now_ = std::max(now_, *due);
      handle(phone::Tick{}, out);
    }
    now_ = std::max(now_, at);
    const bool understood = play_now(line, out);
    drain(out);
    return understood;
  }

 private:
  static phone::Config configured(const Json& line) {
    phone::Config config;
    const auto* const as = carrier::dialect_from_name(text_of(line, "as"));
    config.as = as ? as : carrier::all_dialects().front();
    config.device_rate_hz = static_cast<int>(number_of(line, "device_rate_hz", 8'000));
    config.facts.rate_hz = static_cast<int>(number_of(line, "rate_hz"));
    config.facts.parameters = {{"campaign", "golden"}};
    config.playout =
        text_of(line, "playout") == "device" ? phone::Playout::device : phone::Playout::clock;
    config.seed = static_cast<std::uint64_t>(number_of(line, "seed", 1));
    config.clock.unix_ms = 1'790'000'000'000;
    return config;
  }

  void handle(const phone::Input& input, Transcript& out) {
    phone_.handle(input, now_);
    drain(out);
  }

  void host_says(const wire::Frame& frame, Transcript& out) {
    out.frame("host", now_, frame);
    handle(phone::FrameIn{frame.view()}, out);
  }
  void host_says(const std::optional<wire::Frame>& frame, Transcript& out) {
    if (frame) host_says(*frame, out);
  }
  void host_says(const carrier::MarkRequest& mark, Transcript& out) {
    if (const auto* const frame = std::get_if<wire::Frame>(&mark)) host_says(*frame, out);
  }

  bool play_broken(const Json& line, Transcript& out) {
    const auto rule = wire::protocol_rule_from_name(text_of(line, "rule"));
    if (rule) handle(phone::Broken{*rule}, out);
    return rule.has_value();
  }

  bool play_now(const Json& line, Transcript& out) {
    const std::string what = text_of(line, "in");
    const std::string text = text_of(line, "text");
    if (what == "run") return true;
    if (what == "dial") return handle(phone::Dial{text_of(line, "url")}, out), true;
    if (what == "opened") {
      const std::string granted = text_of(line, "subprotocol");
      return handle(phone::Opened{text_of(line, "host_call_id"), granted}, out), true;
    }
    if (what == "not_opened") {
      const std::string detail = text_of(line, "detail");
      const std::string location = text_of(line, "location");
      handle(phone::NotOpened{static_cast<int>(number_of(line, "http_status")), detail, location},
             out);
      return true;
    }
    if (what == "broken") return play_broken(line, out);
    if (what == "tls_refused") {
      const auto fault = wire::tls_fault_from_name(text_of(line, "fault"));
      if (fault) handle(phone::TlsRefused{*fault}, out);
      return fault.has_value();
    }
    if (what == "abort") return handle(phone::Abort{false, text}, out), true;
    if (what == "closed") {
      const std::string reason = text_of(line, "reason");
      handle(phone::Closed{static_cast<std::uint16_t>(number_of(line, "code", 1000)), reason}, out);
      return true;
    }
    if (what == "frame") return play_frame(line, out);
    if (what == "host_audio") return host_says(host_->write_audio(audio_of(line)), out), true;
    if (what == "host_mark") return host_says(host_->write_mark(text_of(line, "name")), out), true;
    if (what == "host_clear") return host_says(host_->write_clear(), out), true;
    if (what == "host_hang_up")
      return host_says(host_->write_hang_up(carrier::Outcome::completed), out), true;
    if (what == "microphone") {
      std::vector<float> samples;
      for (const Sample s : audio_of(line)) samples.push_back(static_cast<float>(s) / 32'768.0F);
      handle(phone::Microphone{samples}, out);
      return true;
    }
    if (what == "digit") {
      const std::string digit = text_of(line, "digit");
      if (digit.size() != 1) return false;
      handle(phone::PressDigit{digit[0]}, out);
      return true;
    }
    if (what == "hang_up") return handle(phone::HangUp{}, out), true;
    if (what == "pull") return pull(line, out);
    if (what != "heard") return false;
    Pcm heard;
    phone_.take_heard(heard);
    out.audio("heard", heard);
    return true;
  }

  bool play_frame(const Json& line, Transcript& out) {
    if (line.contains("text")) {
      const std::string text = text_of(line, "text");
      handle(phone::FrameIn{{wire::Opcode::text, text}}, out);
      return true;
    }
    std::vector<std::uint8_t> bytes;
    if (!base64_decode(text_of(line, "base64"), bytes)) return false;
    const std::string payload(bytes.begin(), bytes.end());
    handle(phone::FrameIn{{wire::Opcode::binary, payload}}, out);
    return true;
  }

  bool pull(const Json& line, Transcript& out) {
    std::vector<float> block(static_cast<std::size_t>(number_of(line, "samples", 480)));
    const std::size_t real = phone_.pull(block, now_);
    drain(out);
    Pcm samples;
    for (const float value : block) samples.push_back(static_cast<Sample>(value * 32'768.0F));
    out.out({{"out", "pulled"}, {"real", real}});
    const int wire_hz = phone_.carrier_rate_hz();
    if (config_.device_rate_hz == wire_hz || Polyphase::serves(wire_hz, config_.device_rate_hz))
      out.audio("audio", samples);
    else
      out.audio_within(2, "audio", samples);
    return true;
  }

  void drain(Transcript& out) {
    while (auto output = phone_.poll())
      std::visit(Overloaded{
                     [&](phone::Connect& connect) {
                       Json line{{"out", "connect"}, {"url", connect.url}};
                       for (const wire::Header& header : connect.headers)
                         line["headers"][header.name] = header.value;
                       out.out(line);
                     },
                     [&](phone::SendFrame& send) {
                       // The host's ids come from the phone: it must have read its start.
                       (void)host_->read(send.frame.view(), heard_);
                       out.frame("send", now_, send.frame);
                       const auto replies = std::exchange(heard_.replies, {});
                       for (const wire::Frame& reply : replies) host_says(reply, out);
                     },
                     [&](phone::CloseSocket& close) {
                       out.out({{"out", "close"}, {"code", wire::number(close.code)}});
                     },
                     [&](phone::Event& event) {
                       out.out({{"out", "event"},
                                {"name", event.name},
                                {"detail", event.detail},
                                {"at_ms", event.at_ms},
                                {"code", event.code}});
                     },
                     [](phone::ScriptDone&) {},
                     [&](phone::Ended& ended) {
                       out.out({{"out", "ended"},
                                {"failed", ended.failed},
                                {"report", *wire::read_object(ended.report_json)}});
                     },
                 },
                 *output);
  }

  phone::Config config_;
  std::unique_ptr<carrier::HostEnd> host_;
  carrier::CarrierReading heard_;
  phone::Phone phone_;
  Instant now_{};
};

}  // namespace

std::unique_ptr<Subject> make_phone_subject(const Json& config) {
  return std::make_unique<PhoneSubject>(config);
}

}  // namespace hookswitch::golden
