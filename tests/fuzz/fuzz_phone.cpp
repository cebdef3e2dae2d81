#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "hookswitch/carrier/all.hpp"
#include "hookswitch/phone/phone.hpp"

// Host frames, time steps and pull sizes in any order. Whatever the host says: the phone ends
// exactly once and then says nothing, its next deadline is never in the past, and the speaker gets
// real samples at most as many as it asked for.

namespace {

using namespace hookswitch;
using namespace hookswitch::phone;

void require(bool condition) {
  if (!condition) std::abort();
}

/// Reads the fuzzer's bytes as choices; zeros when they are used up.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : left_(data, size) {}
  bool empty() const { return left_.empty(); }
  std::uint8_t byte() {
    if (left_.empty()) return 0;
    const std::uint8_t value = left_.front();
    left_ = left_.subspan(1);
    return value;
  }
  /// In a heap block of exactly its size, so that reading past its end is noticed.
  std::vector<char> bytes(std::size_t count) {
    count = std::min(count, left_.size());
    std::vector<char> copy(left_.begin(), left_.begin() + count);
    copy.shrink_to_fit();
    left_ = left_.subspan(count);
    return copy;
  }

 private:
  std::span<const std::uint8_t> left_;
};

struct Caller {
  explicit Caller(Choices& choices) : host(nullptr), phone(configured(choices), now) {}

  Config configured(Choices& choices) {
    Config config;
    const auto all = carrier::all_dialects();
    config.as = all[choices.byte() % all.size()];
    config.facts.rate_hz = config.as->rates_hz[choices.byte() % config.as->rates_hz.size()];
    config.device_rate_hz = choices.byte() % 2 ? 48'000 : 16'000;
    config.playout = choices.byte() % 2 ? Playout::clock : Playout::device;
    host = config.as->make_host();
    return config;
  }

  void input(const Input& what) {
    phone.handle(what, now);
    drain();
  }

  void drain() {
    while (auto output = phone.poll()) {
      require(ended == 0);  // Ended is the last output
      if (std::holds_alternative<Ended>(*output)) ++ended;
      if (const auto* send = std::get_if<SendFrame>(&*output))
        (void)host->read(send->frame.view(), heard);
    }
    require((phone.state() == State::ended) == (ended == 1));
    if (ended == 1) require(!phone.next_deadline());
  }

  void tick() {
    input(Tick{});
    const auto due = phone.next_deadline();
    require(!due || *due > now);
  }

  std::unique_ptr<carrier::HostEnd> host;
  carrier::CarrierReading heard;
  Instant now{};
  Phone phone;
  int ended = 0;
};

void act(Caller& caller, Choices& choices) {
  switch (choices.byte() % 20) {
    case 0:
      return caller.input(Dial{"ws://host/"});
    case 1:
      return caller.input(Opened{"id"});
    case 2:
      return caller.input(NotOpened{choices.byte() * 4, "no"});
    case 3:
      return caller.input(Closed{static_cast<std::uint16_t>(1000 + choices.byte() % 16), ""});
    case 4: {
      const auto opcode = choices.byte() % 2 ? wire::Opcode::text : wire::Opcode::binary;
      const auto payload = choices.bytes(static_cast<std::size_t>(choices.byte()) * 4);
      return caller.input(FrameIn{{opcode, {payload.data(), payload.size()}}});
    }
    case 5: {  // what a good host would send
      const Pcm audio(static_cast<std::size_t>(choices.byte()) * 8, choices.byte());
      return caller.input(FrameIn{caller.host->write_audio(audio).view()});
    }
    case 6: {
      const auto name = choices.bytes(choices.byte() % 16);
      const auto mark = caller.host->write_mark({name.data(), name.size()});
      const auto* const frame = std::get_if<wire::Frame>(&mark);
      return frame != nullptr ? caller.input(FrameIn{frame->view()}) : void();
    }
    case 7: {
      const auto frame = choices.byte() % 2
                             ? caller.host->write_clear()
                             : caller.host->write_hang_up(carrier::Outcome::completed);
      return frame ? caller.input(FrameIn{frame->view()}) : void();
    }
    case 8: {
      const std::vector<float> samples(static_cast<std::size_t>(choices.byte()) * 16, 0.25F);
      return caller.input(Microphone{samples});
    }
    case 9:
      return caller.input(PressDigit{static_cast<char>(choices.byte())});
    case 10:
      switch (choices.byte() % 8) {
        case 0:
          return caller.input(HangUp{});
        case 1:
          return caller.input(GiveUp{});
        default:
          return;
      }
    case 13: {
      const auto detail = choices.bytes(choices.byte());
      const std::string_view text(detail.data(), detail.size());
      return caller.input(NotOpened{301, text, text});
    }
    case 14: {
      const auto rule = choices.byte() % (static_cast<int>(wire::ProtocolRule::other) + 1);
      return caller.input(Broken{static_cast<wire::ProtocolRule>(rule), "x"});
    }
    case 15: {
      const auto fault = choices.byte() % (static_cast<int>(wire::TlsFault::other) + 1);
      return caller.input(TlsRefused{static_cast<wire::TlsFault>(fault)});
    }
    case 16:
      return choices.byte() % 8 == 0 ? caller.input(TooLarge{}) : void();
    case 17: {
      const auto why = choices.bytes(choices.byte());
      if (choices.byte() % 8 == 0)
        caller.input(Abort{choices.byte() % 2 == 0, {why.data(), why.size()}});
      else
        caller.input(Remark{Errc::wav_incomplete, {why.data(), why.size()}});
      return;
    }
    case 18: {
      TestCall call;
      call.speech.assign(static_cast<std::size_t>(choices.byte()) * 16, 0.25F);
      call.digits.assign(static_cast<std::size_t>(choices.byte() % 4), '5');
      if (choices.byte() % 2 == 0) call.barge_in = Millis{choices.byte() * 4};
      call.answer = {Millis{choices.byte() * 16}, Millis{choices.byte() * 64},
                     Millis{choices.byte() * 256}};
      call.hangs_up = choices.byte() % 2 == 0;
      const auto plan = std::make_shared<const Plan>(plan_of(std::move(call)));
      return caller.input(Follow{0, &plan});
    }
    case 19:
      return caller.input(EndTurn{});
    case 11: {
      std::vector<float> out(static_cast<std::size_t>(choices.byte()) * 4);
      require(caller.phone.pull(out, caller.now) <= out.size());
      return caller.drain();
    }
    default: {
      const std::int64_t step = choices.byte();
      caller.now += Millis{step > 250 ? step * 100 : step};
      return caller.tick();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  Caller caller(choices);
  while (!choices.empty()) act(caller, choices);
  // In whatever state: hung up, it ends within its bound, even if no peer ever closes.
  caller.input(HangUp{});
  caller.now += 16s;
  caller.tick();
  require(caller.ended == 1);
  return 0;
}
