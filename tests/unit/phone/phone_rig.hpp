#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/carrier/all.hpp"
#include "hookswitch/phone/phone.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::phone {

/// What a host got to know, owned.
struct HostLog {
  std::vector<carrier::Started> started;
  Pcm audio;
  std::vector<Instant> media_at;
  std::string digits;
  std::vector<std::string> marks;
  int cleared = 0;
  int stops = 0;
  int unreadable = 0;
};

/// A phone and a host's end on a perfect wire, in virtual time.
///
/// shape   run() lets time pass, deadline by deadline; everything the phone says is collected
/// time    starts at zero and moves only in run()
struct PhoneRig {
  explicit PhoneRig(std::string_view as, Config config = {})
      : host(carrier::dialect_from_name(as)->make_host()),
        phone(with_dialect(as, std::move(config)), now) {}

  static Config with_dialect(std::string_view as, Config config) {
    config.as = carrier::dialect_from_name(as);
    return config;
  }

  void input(const Input& what) {
    phone.handle(what, now);
    drain();
  }

  void dial(std::string_view url = "ws://host/media") { input(Dial{url}); }
  void call() {
    dial();
    input(Opened{});
  }
  void say(PcmView audio) {
    std::vector<float> samples;
    for (const Sample sample : audio) samples.push_back(static_cast<float>(sample) / 32'768.0F);
    input(Microphone{samples});
  }
  void host_says(const wire::Frame& frame) { input(FrameIn{frame.view()}); }
  void host_says(const std::optional<wire::Frame>& frame) {
    if (frame) host_says(*frame);
  }
  void host_says(const carrier::MarkRequest& mark) {
    if (const auto* const frame = std::get_if<wire::Frame>(&mark)) host_says(*frame);
  }
  void host_says(std::string_view text) { input(FrameIn{{wire::Opcode::text, text}}); }

  void run(Micros span) {
    const Instant until = now + span;
    for (auto due = phone.next_deadline(); due && *due <= until; due = phone.next_deadline()) {
      now = std::max(now, *due);
      input(Tick{});
    }
    now = until;
  }

  Pcm heard() {
    Pcm all;
    phone.take_heard(all);
    return all;
  }

  int count(std::string_view event) const {
    int found = 0;
    for (const Event& e : events) found += e.name == event;
    return found;
  }
  bool warned(Errc code) const {
    for (const Event& e : events)
      if (e.name == "warning" && e.code == number(code)) return true;
    return false;
  }
  wire::Json report() const {
    const auto text = ended ? ended->report_json : phone.report(now);
    return *wire::read_object(text);
  }

  Instant now{};
  std::unique_ptr<carrier::HostEnd> host;
  Phone phone;
  std::vector<std::string> connects;
  std::vector<wire::Frame> sent;
  std::vector<CloseSocket> closes;
  std::vector<Event> events;
  std::vector<ScriptDone> scripts_done;
  std::optional<Ended> ended;
  int outputs_after_end = 0;
  HostLog log;

 private:
  void drain() {
    while (auto output = phone.poll()) {
      outputs_after_end += ended.has_value();
      std::visit(Overloaded{
                     [this](Connect& connect) { connects.push_back(connect.url); },
                     [this](SendFrame& send) { deliver(std::move(send.frame)); },
                     [this](CloseSocket& close) { closes.push_back(close); },
                     [this](Event& event) { events.push_back(event); },
                     [this](ScriptDone& done) { scripts_done.push_back(done); },
                     [this](Ended& end) { ended = std::move(end); },
                 },
                 *output);
    }
  }

  void deliver(wire::Frame frame) {
    carrier::CarrierReading reading;
    const auto read = host->read(frame.view(), reading);
    sent.push_back(std::move(frame));
    for (const wire::Frame& reply : reading.replies) phone.handle(FrameIn{reply.view()}, now);
    if (!read) {
      ++log.unreadable;
      return;
    }
    for (const carrier::CarrierMessage& message : reading.messages)
      std::visit(Overloaded{
                     [this](const carrier::Started& started) { log.started.push_back(started); },
                     [this](const carrier::Media& media) {
                       log.media_at.push_back(now);
                       log.audio.insert(log.audio.end(), media.samples.begin(),
                                        media.samples.end());
                     },
                     [this](const carrier::Digit& digit) { log.digits += digit.digit; },
                     [this](const carrier::MarkPlayed& mark) { log.marks.push_back(mark.name); },
                     [this](const carrier::Cleared&) { ++log.cleared; },
                     [this](const carrier::Stopped&) { ++log.stops; },
                     [](const auto&) {},
                 },
                 message);
  }
};

/// A sawtooth: no two neighbouring samples alike, exact in every format that keeps 16 bits.
inline Pcm sawtooth(std::size_t count, int step = 37) {
  Pcm audio;
  for (std::size_t i = 0; i < count; ++i)
    audio.push_back(static_cast<Sample>(static_cast<int>(i) * step % 20'000 - 10'000));
  return audio;
}

}  // namespace hookswitch::phone
