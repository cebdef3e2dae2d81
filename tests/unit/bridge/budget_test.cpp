// What a call holds in memory, whatever its carrier and its agent send: the rows of docs/limits.md
// that belong to the core.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <variant>

#include "hookswitch/base/base64.hpp"
#include "hookswitch/bridge/bridge.hpp"
#include "hookswitch/bridge/conversation.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "kit/allocation_counter.hpp"
#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kPerCall = 1'000'000;

/// A call whose outputs are thrown away, so that what is held is held by the bridge.
class LeanCall {
 public:
  explicit LeanCall(std::string_view dialect = "twilio")
      : dialect_(dialect),
        bridge_(kit::CallRig::of(dialect), now_),
        begun_with_(kit::bytes_held()) {}

  void up() {
    input(CarrierOpened{"192.0.2.1"});
    start();
    input(AgentOpened{});
    agent(R"({"type":"session.created","session":{"id":"sess_1"}})");
    agent(R"({"type":"session.updated","session":{"id":"sess_1"}})");
  }
  void start() {
    if (dialect_ == "vonage")
      return carrier(R"({"event":"websocket:connected","content-type":"audio/l16;rate=16000"})");
    if (dialect_ == "ucid")
      return carrier(R"({"event":"start","type":"text","ucid":"1","did":"2"})");
    carrier(R"({"event":"start","streamSid":"MZ1","start":{"streamSid":"MZ1","callSid":"CA1"}})");
    carrier(R"({"event":"media","streamSid":"MZ1","media":{"payload":"/////w=="}})");
  }
  void carrier(std::string_view text, wire::Opcode opcode = wire::Opcode::text) {
    input(CarrierFrame{{opcode, text}});
  }
  void agent(std::string_view text) { input(AgentFrame{{wire::Opcode::text, text}}); }
  void wait(Micros time) {
    const Instant end = now_ + time;
    for (auto due = bridge_.next_deadline(); due && *due <= end; due = bridge_.next_deadline()) {
      now_ = std::max(now_, *due);
      input(Tick{});
    }
    now_ = end;
  }
  void media(Micros time) {  // the caller is there
    for (; time > Micros{0}; time -= 1s) {
      wait(1s);
      carrier(R"({"event":"media","streamSid":"MZ1","media":{"payload":"/////w=="}})");
    }
  }

  /// What the call has come to hold in all.
  std::int64_t held() const { return kit::bytes_held() - begun_with_; }
  std::int64_t journalled() const { return journalled_; }
  record::Record record() const { return bridge_.record(now_); }

 private:
  void input(const Input& what) {
    bridge_.handle(what, now_);
    std::uint32_t sent[2] = {0, 0};
    while (const auto output = bridge_.poll()) {
      if (const auto* frame = std::get_if<SendFrame>(&*output))
        ++sent[frame->leg == Leg::carrier ? 0 : 1];
      if (const auto* row = std::get_if<Journal>(&*output))
        if (const auto* turn = std::get_if<record::TurnFact>(&row->fact))
          journalled_ += static_cast<std::int64_t>(turn->text.size() + turn->turn_id.size());
    }
    if (sent[0] > 0) bridge_.handle(Sent{Leg::carrier, sent[0]}, now_);
    if (sent[1] > 0) bridge_.handle(Sent{Leg::agent, sent[1]}, now_);
    while (bridge_.poll()) {
    }
  }

  std::string_view dialect_;
  Instant now_{Micros{90'000'000}};
  Bridge bridge_;
  std::int64_t begun_with_;
  std::int64_t journalled_ = 0;
};

std::string transcript(const std::string& item, const std::string& text) {
  return R"({"type":"response.output_audio_transcript.done","item_id":")" + item +
         R"(","transcript":")" + text + "\"}";
}

std::string delta(const std::string& response, const std::string& item, const std::string& base64) {
  return R"({"type":"response.output_audio.delta","response_id":")" + response +
         R"(","item_id":")" + item + R"(","delta":")" + base64 + "\"}";
}

std::string begins(const std::string& response) {
  return R"({"type":"response.created","response":{"id":")" + response + "\"}}";
}

struct Attack {
  const char* name;
  std::function<void(LeanCall&)> run;
};

const std::string kLong(60'000, 'x');

const Attack kAttacks[] = {
    {"names without end",
     [](LeanCall& call) {
       for (int i = 0; i < 300; ++i) {
         const std::string name = std::to_string(i) + kLong;
         call.agent(R"({"type":"response.output_item.done","item":{"type":"function_call",)"
                    R"("status":"completed","call_id":")" +
                    name + R"(","name":")" + name + R"(","arguments":"{}"}})");
         call.agent(begins(name));
         call.agent(delta(name, name, "////"));
         call.agent(R"({"type":"input_audio_buffer.speech_started","item_id":")" + name + "\"}");
         call.agent(transcript(name, "hello"));
       }
     }},
    {"names of the longest kind",
     [](LeanCall& call) {
       for (int i = 0; i < 3'000; ++i) {
         std::string name = std::to_string(i);
         name.append(128 - name.size(), 'x');
         call.agent(begins(name));
         call.agent(delta(name, name, "////"));
         call.agent(R"({"type":"response.output_audio.done","item_id":")" + name + "\"}");
       }
     }},
    {"a long transcript again and again",
     [](LeanCall& call) {
       for (int i = 0; i < 2'000; ++i) call.agent(transcript("item_1", std::to_string(i) + kLong));
     }},
    {"long transcripts of ever new items",
     [](LeanCall& call) {
       for (int i = 0; i < 500; ++i) call.agent(transcript("item_" + std::to_string(i), kLong));
     }},
    {"words of many items that never end",
     [](LeanCall& call) {
       for (int i = 0; i < 5'000; ++i)
         call.agent(R"({"type":"response.output_audio_transcript.delta","item_id":"item_)" +
                    std::to_string(i % 40) + R"(","delta":")" + kLong.substr(0, 4'000) + "\"}");
     }},
    {"tools with long arguments",
     [](LeanCall& call) {
       for (int i = 0; i < 240; ++i)
         call.agent(R"({"type":"response.output_item.done","item":{"type":"function_call",)"
                    R"("status":"completed","call_id":"call_)" +
                    std::to_string(i) + R"(","name":"look_up","arguments":")" + kLong + "\"}}");
     }},
    {"failures with long reasons",
     [](LeanCall& call) {
       for (int i = 0; i < 5'000; ++i)
         call.agent(R"({"type":"response.done","response":{"id":"r","status":"incomplete",)"
                    R"("status_details":{"reason":")" +
                    kLong.substr(0, 500) + R"("}}})");
     }},
    {"a start with everything that fits",
     [](LeanCall& call) {
       std::string start =
           R"({"event":"start","streamSid":"MZ1","start":{"streamSid":"MZ1","customParameters":{)";
       for (int i = 0; i < 200; ++i)
         start +=
             (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":\"" + kLong.substr(0, 4'000) + '"';
       call.carrier(start + "}}}");
     }},
    {"one message of a megabyte of audio each way",
     [](LeanCall& call) {
       const std::string base64((1 << 20) - 200, '/');
       call.agent(begins("resp_1"));
       call.agent(delta("resp_1", "item_1", base64));
       call.carrier(R"({"event":"media","streamSid":"MZ1","media":{"payload":")" + base64 + "\"}}");
     }},
    {"a megabyte of nothing each way",
     [](LeanCall& call) {
       std::string values = R"({"event":"x","type":"response.done","streamSid":"MZ1","a":[)";
       while (values.size() < (1 << 20) - 10) values += "\"\",";
       call.carrier(values + "0]}");
       call.agent(values + "0]}");
     }},
};

class Budget : public testing::TestWithParam<Attack> {};

TEST_P(Budget, ACallTakesAtMostAMegabyte) {
  LeanCall call;
  call.up();
  GetParam().run(call);
  EXPECT_LE(call.held(), kPerCall) << "at once";
  call.media(5s);
  EXPECT_LE(call.held(), kPerCall) << "later";
  EXPECT_LE(call.journalled(), 2 * Conversation::kMaxReplaced);
}

INSTANTIATE_TEST_SUITE_P(OfACall, Budget, testing::ValuesIn(kAttacks), [](const auto& attack) {
  std::string name;
  for (const char c : std::string_view(attack.param.name)) name += c == ' ' ? '_' : c;
  return name;
});

TEST(BudgetOfOneMessage, WhatALargeMessageTookIsFreedWithIt) {
  const std::string bytes(1 << 20, '\x11');
  for (const std::string_view dialect : {"twilio", "ucid", "vonage"}) {
    LeanCall call(dialect);
    call.up();
    call.media(1s);
    const auto before = call.held();
    call.carrier(R"({"event":"media","streamSid":"MZ1","media":{"payload":")" +
                 std::string(900'000, 'A') + "\"}}");
    call.carrier(bytes, wire::Opcode::binary);
    call.carrier(std::string(1 << 20, '['));
    EXPECT_LE(call.held() - before, 100'000) << dialect;
  }
}

TEST(BudgetOfAMessage, ADocumentTakesAtMostTwentyTimesItsText) {
  std::string texts = R"({"a":[)";
  while (texts.size() < (1 << 20) - 10) texts += "\"\",";
  std::string numbers = R"({"a":[)";
  while (numbers.size() < (1 << 20) - 10) numbers += "1,";
  std::string names = "{";
  for (int i = 0; names.size() < (1 << 20) - 20; ++i) names += '"' + std::to_string(i) + "\":0,";
  for (const std::string& text : {texts + "0]}", numbers + "0]}", names + "\"a\":0}"}) {
    const auto before = kit::bytes_held();
    kit::forget_peak();
    { const auto read = wire::read_object(text); }
    EXPECT_LE(kit::bytes_peak() - before, 28 * (1 << 20)) << text.substr(0, 20);
    EXPECT_EQ(kit::bytes_held(), before);
  }
}

}  // namespace
}  // namespace hookswitch::bridge
