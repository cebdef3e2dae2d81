// What every agent dialect must do, for each row of the list; a vendor's own tests hold vectors.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "hookswitch/wire/json_reader.hpp"
#include "kit/agent_pair.hpp"
#include "kit/allocation_counter.hpp"

namespace hookswitch::agent {
namespace {

using kit::AgentPair;
using wire::Json;

Pcm ramp(std::size_t samples, int step = 37) {
  Pcm audio(samples);
  for (std::size_t i = 0; i < samples; ++i)
    audio[i] = static_cast<Sample>(static_cast<int>(i) * step % 20'000 - 10'000);
  return audio;
}

SessionConfig with_tool(const AgentDialect& dialect) {
  SessionConfig config = usual_session(dialect);
  config.instructions = "Be brief.";
  config.voice = "somebody";
  config.tools = {
      {"lookup", "Finds an order", R"({"type":"object","properties":{"id":{"type":"string"}}})"}};
  return config;
}

class EveryAgent : public ::testing::TestWithParam<const AgentDialect*> {
 protected:
  const AgentDialect& dialect = *GetParam();
  AgentPair pair{dialect, with_tool(dialect)};

  void speak(PcmView audio, std::size_t chunk, std::string_view text = "Hello there.") {
    pair.agent_does([&](ServerEnd& end, Replies& out) {
      EXPECT_TRUE(end.begin_response(out));
      EXPECT_FALSE(end.begin_response(out)) << "one at a time";
      end.response_text(text, out);
      for (PcmView rest = audio; !rest.empty(); rest = rest.subspan(std::min(chunk, rest.size())))
        end.response_audio(rest.first(std::min(chunk, rest.size())), out);
      end.finish_response(TurnDone::Outcome::completed, out);
    });
  }
};

TEST_P(EveryAgent, HasADescriptorThatSaysEverything) {
  EXPECT_EQ(dialect_from_name(dialect.name), &dialect);
  EXPECT_EQ(std::count_if(all_dialects().begin(), all_dialects().end(),
                          [&](const AgentDialect* other) { return other->name == dialect.name; }),
            1);
  for (const std::string_view text : {dialect.name, dialect.vendor, dialect.url, dialect.path,
                                      dialect.credentials, dialect.model})
    EXPECT_FALSE(text.empty());
  ASSERT_FALSE(dialect.inputs.empty());
  ASSERT_FALSE(dialect.outputs.empty());
  EXPECT_GT(dialect.traits.input_frame, Micros{0});
  EXPECT_GE(dialect.traits.max_input, dialect.traits.input_frame);
  EXPECT_GE(dialect.traits.max_output, dialect.traits.min_output);
  std::string_view host = dialect.url.substr(dialect.url.find("://") + 3);
  host = host.substr(0, host.find('/'));
  EXPECT_TRUE(dialect.is_vendors_host(host)) << host;
  EXPECT_FALSE(dialect.is_vendors_host("127.0.0.1"));
  EXPECT_TRUE(dialect.url.ends_with(dialect.path));
}

TEST_P(EveryAgent, IsServedAtItsPathAndAdmitsItsOwnClient) {
  EXPECT_EQ(serving(dialect.path), &dialect);
  EXPECT_EQ(serving("/healthz"), nullptr);
  const auto plan = pair.client->plan();
  const Dial* const dial = std::get_if<Dial>(&plan);
  if (dial == nullptr) GTEST_SKIP() << "asks first where the agent is";
  std::string_view query = dial->url;
  query.remove_prefix(std::min(query.find('?'), query.size()));
  if (!query.empty()) query.remove_prefix(1);
  EXPECT_TRUE(
      std::holds_alternative<Admission>(dialect.admit({dialect.path, query, dial->headers})));
  const Admitted without = dialect.admit({dialect.path, "", {}});
  ASSERT_TRUE(std::holds_alternative<UpgradeRefused>(without));
  EXPECT_GE(std::get<UpgradeRefused>(without).http_status, 400);
  EXPECT_TRUE(std::holds_alternative<Admission>(dialect.admit({dialect.path, "", {}, true})))
      << "from this machine no key is needed";
}

TEST_P(EveryAgent, ADeniedClientDoesNotTryAgain) {
  const auto client = dialect.make_client({&dialect, "ws://h", "m", "bad-key"}, {});
  const auto plan = client->plan();
  const Dial* const dial = std::get_if<Dial>(&plan);
  if (dial == nullptr) GTEST_SKIP() << "asks first where the agent is";
  const Admitted admitted = dialect.admit({dialect.path, "", dial->headers});
  ASSERT_TRUE(std::holds_alternative<Admission>(admitted));
  const auto& denial = std::get<Admission>(admitted).denial;
  ASSERT_TRUE(denial);
  EXPECT_EQ(client->meaning_of_close(denial->close_code, denial->close_reason),
            Errc::agent_refused);
}

TEST_P(EveryAgent, ClosesAreWorthAnotherTryOnlyWhereTheyMayPass) {
  for (const std::uint16_t code : std::initializer_list<std::uint16_t>{429, 500, 503})
    EXPECT_EQ(pair.client->meaning_of_close(code, ""), Errc::agent_unreachable) << code;
  for (const std::uint16_t code : std::initializer_list<std::uint16_t>{400, 401, 403, 404, 1008})
    EXPECT_EQ(pair.client->meaning_of_close(code, ""), Errc::agent_refused) << code;
  for (const std::uint16_t code :
       std::initializer_list<std::uint16_t>{1000, 1001, 1005, 1006, 1011, 1012, 1013})
    EXPECT_EQ(pair.client->meaning_of_close(code, ""), Errc::agent_closed) << code;
  for (const std::uint16_t code : std::initializer_list<std::uint16_t>{1002, 1003, 1009})
    EXPECT_EQ(pair.client->meaning_of_close(code, ""), Errc::agent_failed) << code;
}

TEST_P(EveryAgent, BothEndsAgreeOnASession) {
  EXPECT_FALSE(pair.client->ready());
  pair.connect();
  EXPECT_TRUE(pair.client->ready());
  ASSERT_EQ(pair.bridge_got<Ready>().size(), 1u);
  EXPECT_EQ(pair.bridge_got<Ready>()[0].session_id, pair.server->session_id());
  EXPECT_EQ(pair.agent_got<Configured>().size(), 1u);
  EXPECT_TRUE(pair.agent_got<SpeakNow>().empty());
  const SessionConfig& config = pair.server->config();
  EXPECT_EQ(config.instructions, "Be brief.");
  EXPECT_EQ(config.voice, "somebody");
  EXPECT_FALSE(config.transcription_model.empty());
  ASSERT_EQ(config.tools.size(), 1u);
  EXPECT_EQ(config.tools[0].name, "lookup");
  EXPECT_EQ(config.tools[0].description, "Finds an order");
  EXPECT_EQ(config.silence_duration, usual_session(dialect).silence_duration);
  EXPECT_EQ(pair.server->input_format(), pair.client->input_format());
  EXPECT_EQ(pair.server->output_format(), pair.client->output_format());
  EXPECT_EQ(pair.errors, 0u);
}

TEST_P(EveryAgent, EveryPairOfFormatsIsCarriedSampleForSample) {
  for (const codec::MediaFormat& input : dialect.inputs)
    for (const codec::MediaFormat& output : dialect.outputs) {
      SessionConfig config = usual_session(dialect);
      config.input = input;
      config.output = output;
      AgentPair each(dialect, config);
      each.connect();
      EXPECT_EQ(each.server->input_format(), input);
      EXPECT_EQ(each.server->output_format(), output);
      each.caller_says(ramp(800), 160);
      EXPECT_EQ(each.heard.size(), 800u);
      each.agent_does([&](ServerEnd& end, Replies& out) {
        end.begin_response(out);
        end.response_audio(ramp(801), out);
      });
      EXPECT_EQ(each.said.size(), 801u);
      EXPECT_EQ(each.errors, 0u);
    }
}

TEST_P(EveryAgent, AudioArrivesInPiecesOfAnySize) {
  pair.connect();
  const Pcm caller = ramp(4'001);
  for (const std::size_t chunk : {1u, 7u, 160u, 4'001u}) {
    pair.heard.clear();
    pair.caller_says(PcmView(caller).first(std::min<std::size_t>(caller.size(), 40 * chunk)),
                     chunk);
    EXPECT_TRUE(std::equal(pair.heard.begin(), pair.heard.end(), caller.begin())) << chunk;
    EXPECT_EQ(pair.heard.size(), std::min<std::size_t>(caller.size(), 40 * chunk));
  }
  const Pcm agent = ramp(3'999, 91);
  for (const std::size_t chunk : {13u, 480u, 3'999u}) {
    pair.said.clear();
    speak(agent, chunk);
    EXPECT_EQ(pair.said, agent) << chunk;
  }
  EXPECT_EQ(pair.errors, 0u);
}

TEST_P(EveryAgent, AGreetingIsAskedForOnceTheSessionIsReady) {
  SessionConfig config = usual_session(dialect);
  config.greeting = "Greet the caller.";
  AgentPair greeting(dialect, config);
  greeting.connect();
  ASSERT_EQ(greeting.agent_got<SpeakNow>().size(), 1u);
  EXPECT_EQ(greeting.agent_got<SpeakNow>()[0].instructions, "Greet the caller.");
}

TEST_P(EveryAgent, ATurnBeginsSpeaksAndEnds) {
  pair.connect();
  speak(ramp(4'800), 960);
  ASSERT_EQ(pair.bridge_got<TurnStarted>().size(), 1u);
  const std::string turn = pair.bridge_got<TurnStarted>()[0].response_id;
  EXPECT_FALSE(turn.empty());
  ASSERT_EQ(pair.bridge_got<TurnDone>().size(), 1u);
  EXPECT_EQ(pair.bridge_got<TurnDone>()[0].response_id, turn);
  EXPECT_EQ(pair.bridge_got<TurnDone>()[0].outcome, TurnDone::Outcome::completed);
  ASSERT_EQ(pair.bridge_got<AgentAudioDone>().size(), 1u);
  EXPECT_EQ(pair.bridge_got<AgentAudioDone>()[0].item_id, pair.said_in);
  EXPECT_TRUE(std::holds_alternative<TurnDone>(pair.to_bridge.back())) << "the end comes last";

  std::string pieces;
  std::vector<Transcript> whole;
  for (const Transcript& text : pair.bridge_got<Transcript>()) {
    EXPECT_EQ(text.speaker, Speaker::agent);
    EXPECT_EQ(text.item_id, pair.said_in);
    if (text.final)
      whole.push_back(text);
    else
      pieces += text.text;
  }
  EXPECT_EQ(pieces, "Hello there.");
  ASSERT_EQ(whole.size(), 1u);
  EXPECT_EQ(whole[0].text, "Hello there.");
  EXPECT_EQ(pair.server->tally().responses[0], 1);
  EXPECT_EQ(pair.server->tally().said, duration_of(4'800, pair.server->output_format().rate_hz));
}

TEST_P(EveryAgent, TurnsAreToldApart) {
  pair.connect();
  speak(ramp(480), 480);
  const std::string first = pair.said_in;
  speak(ramp(480), 480);
  EXPECT_NE(first, pair.said_in);
  const auto turns = pair.bridge_got<TurnStarted>();
  ASSERT_EQ(turns.size(), 2u);
  EXPECT_NE(turns[0].response_id, turns[1].response_id);
}

TEST_P(EveryAgent, AnInterruptionEndsTheTurnAndNothingMoreOfItIsHeard) {
  pair.connect();
  Replies stale;
  pair.agent_does([&](ServerEnd& end, Replies& out) {
    end.begin_response(out);
    end.response_text("A long story.", out);
    end.response_audio(ramp(4'800), out);
    end.response_audio(ramp(480), stale);
  });
  const std::size_t before = pair.said.size();
  Replies interruption;
  pair.server->speech_started(Millis{500}, interruption);
  pair.server->finish_response(TurnDone::Outcome::cancelled, interruption);
  for (const wire::Frame& frame : interruption) {
    pair.to_client({frame});
    if (!stale.empty() && !pair.bridge_got<CallerSpeechStarted>().empty())
      pair.to_client(std::exchange(stale, {}));
  }
  EXPECT_EQ(pair.bridge_got<CallerSpeechStarted>().size(), 1u);
  EXPECT_TRUE(stale.empty()) << "what was on its way has come";
  EXPECT_EQ(pair.said.size(), before);
  ASSERT_EQ(pair.bridge_got<TurnDone>().size(), 1u);
  EXPECT_EQ(pair.bridge_got<TurnDone>()[0].outcome, TurnDone::Outcome::cancelled);
  EXPECT_FALSE(pair.server->responding());

  if (const auto truncate = pair.client->truncate(pair.said_in, Millis{20})) {
    pair.to_server({*truncate});
    ASSERT_EQ(pair.agent_got<Truncated>().size(), 1u);
    EXPECT_EQ(pair.agent_got<Truncated>()[0].heard, Millis{20});
  }
  pair.agent_does([](ServerEnd& end, Replies& out) { end.speech_stopped(Millis{900}, out); });
  speak(ramp(480), 480, "Another one.");
  EXPECT_EQ(pair.said.size(), before + 480) << "the next turn is heard";
  EXPECT_EQ(pair.bridge_got<CallerSpeechStopped>().size(), 1u);
}

TEST_P(EveryAgent, ATurnThatIsStillBeingPlayedCanBeInterrupted) {
  pair.connect();
  pair.caller_says(ramp(160), 160);
  pair.agent_does([&](ServerEnd& end, Replies& out) {
    end.begin_response(out);
    end.response_audio(ramp(48'000), out);
  });
  pair.caller_says(ramp(160), 160);
  pair.agent_does([&](ServerEnd& end, Replies& out) {
    end.finish_response(TurnDone::Outcome::completed, out);
  });
  pair.agent_does([&](ServerEnd& end, Replies& out) { end.speech_started(Millis{40}, out); });
  EXPECT_EQ(pair.bridge_got<CallerSpeechStarted>().size(), 1u);
  EXPECT_EQ(pair.bridge_got<TurnDone>().size(), 1u);
}

TEST_P(EveryAgent, TheCallersWordsComeUnderOneItem) {
  pair.connect();
  pair.caller_says(ramp(1'600), 160);
  pair.agent_does([](ServerEnd& end, Replies& out) {
    end.speech_started(Millis{0}, out);
    end.speech_stopped(Millis{100}, out);
    end.caller_text("Where is my order?", out);
  });
  speak(ramp(480), 480);
  std::set<std::string> items;
  std::vector<std::string> whole;
  for (const Transcript& text : pair.bridge_got<Transcript>())
    if (text.speaker == Speaker::caller) {
      items.insert(text.item_id);
      if (text.final) whole.push_back(text.text);
    }
  EXPECT_EQ(items.size(), 1u);
  EXPECT_EQ(whole, std::vector<std::string>{"Where is my order?"});

  SessionConfig without = usual_session(dialect);
  without.transcription_model.clear();
  AgentPair silent(dialect, without);
  silent.connect();
  silent.agent_does([](ServerEnd& end, Replies& out) {
    end.speech_started(Millis{0}, out);
    end.speech_stopped(Millis{100}, out);
    end.caller_text("Where is my order?", out);
  });
  EXPECT_TRUE(silent.bridge_got<Transcript>().empty()) << "none was asked for";
}

TEST_P(EveryAgent, AToolIsCalledAndItsResultAskedForOnce) {
  pair.connect();
  pair.agent_does(
      [](ServerEnd& end, Replies& out) { end.call_tool("lookup", R"({"id":"A17"})", out); });
  const auto calls = pair.bridge_got<ToolCall>();
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0].name, "lookup");
  EXPECT_EQ(Json::parse(calls[0].arguments), Json::parse(R"({"id":"A17"})"));
  EXPECT_FALSE(pair.server->responding());
  EXPECT_TRUE(pair.client->tool_result("another", "{}").empty());
  pair.to_server(pair.client->tool_result(calls[0].call_id, R"({"status":"shipped"})"));
  ASSERT_EQ(pair.agent_got<ToolResult>().size(), 1u);
  EXPECT_EQ(pair.agent_got<ToolResult>()[0].call_id, calls[0].call_id);
  EXPECT_NE(pair.agent_got<ToolResult>()[0].output.find("shipped"), std::string::npos);
  EXPECT_EQ(pair.agent_got<SpeakNow>().size(), 1u) << "the agent goes on";
  EXPECT_TRUE(pair.client->tool_result(calls[0].call_id, "{}").empty()) << "once";
  EXPECT_EQ(pair.server->tally().tool_calls, 1);
  EXPECT_EQ(pair.errors, 0u);
}

TEST_P(EveryAgent, ACancelledCallIsNotAnswered) {
  pair.connect();
  pair.agent_does([](ServerEnd& end, Replies& out) { end.call_tool("lookup", "{}", out); });
  ASSERT_EQ(pair.bridge_got<ToolCall>().size(), 1u);
  pair.agent_does([](ServerEnd& end, Replies& out) { end.speech_started(Millis{500}, out); });
  const std::string call = pair.bridge_got<ToolCall>()[0].call_id;
  const auto cancelled = pair.bridge_got<ToolCancelled>();
  const Replies result = pair.client->tool_result(call, "{}");
  EXPECT_EQ(result.empty(), !cancelled.empty())
      << "a dialect cancels its calls or wants the result";
  if (!cancelled.empty()) EXPECT_EQ(cancelled[0].call_id, call);
}

TEST_P(EveryAgent, AFailedResponseEndsItsTurn) {
  pair.connect();
  pair.agent_does([](ServerEnd& end, Replies& out) {
    end.begin_response(out);
    end.response_audio(ramp(480), out);
    end.finish_response(TurnDone::Outcome::failed, out);
  });
  EXPECT_EQ(pair.bridge_got<TurnDone>().size(), 1u);
  EXPECT_FALSE(pair.server->responding());
}

// ---- wrong input ---------------------------------------------------------------------------

/// Every document that differs from `document` in one value, which has another type.
void each_wrong(Json& document, Json& at, const std::function<void(const std::string&)>& take) {
  if (at.is_structured())
    for (Json& child : at) each_wrong(document, child, take);
  const Json kept = std::move(at);
  for (const char* other : {"null", "7", "-1.5", "true", R"("text")", "[]", "{}", "[[]]"}) {
    at = Json::parse(other);
    take(document.dump());
  }
  at = kept;
}

class Session {
 public:
  /// Frames of both directions, of one session with everything in it.
  explicit Session(const AgentDialect& dialect) : pair(dialect, with_tool(dialect)) {
    pair.connect();
    pair.caller_says(ramp(320), 160);
    pair.agent_does([](ServerEnd& end, Replies& out) {
      end.speech_started(Millis{0}, out);
      end.speech_stopped(Millis{20}, out);
      end.caller_text("Hi", out);
      end.begin_response(out);
      end.response_text("Hello", out);
      end.response_audio(ramp(480), out);
      end.finish_response(TurnDone::Outcome::completed, out);
      end.call_tool("lookup", R"({"id":"A17"})", out);
    });
    pair.to_server(pair.client->tool_result(pair.bridge_got<ToolCall>().at(0).call_id, "{}"));
    pair.agent_does([](ServerEnd& end, Replies& out) {
      end.begin_response(out);
      end.response_audio(ramp(480), out);
      end.finish_response(TurnDone::Outcome::cancelled, out);
    });
    if (auto truncate = pair.client->truncate(pair.said_in, Millis{1}))
      pair.to_server({std::move(*truncate)});
  }
  AgentPair pair;
};

/// Reads it at a new end; what is refused has a catalogue code and no message.
template <class End, class Reading>
void read_somehow(End& end, const wire::Frame& frame, Reading& reading) {
  const std::vector<char> exact(frame.payload.begin(), frame.payload.end());
  const auto read = end.read({frame.opcode, {exact.data(), exact.size()}}, reading);
  if (read) return;
  EXPECT_FALSE(info(read.error().code).name.empty());
  EXPECT_TRUE(reading.messages.empty());
}

TEST_P(EveryAgent, WhatIsCutOffOrOfAnotherTypeIsRefusedOrIgnored) {
  const Session session(dialect);
  const auto try_all = [&](const std::vector<wire::Frame>& frames, const auto& read) {
    std::set<std::string> shapes;
    for (const wire::Frame& frame : frames) {
      const std::size_t step = std::max<std::size_t>(1, frame.payload.size() / 48);
      for (std::size_t cut = 0; cut < frame.payload.size(); cut += step)
        read(wire::Frame{frame.opcode, frame.payload.substr(0, cut)});
      read(wire::Frame{frame.opcode, frame.payload + "}"});
      Json document = Json::parse(frame.payload, nullptr, false);
      if (!document.is_structured()) continue;
      each_wrong(document, document, [&](const std::string& text) {
        read(wire::Frame{frame.opcode, text});
      });
    }
  };
  AgentPair pair_of_wrong(dialect, with_tool(dialect));
  pair_of_wrong.connect();
  AgentReading agent_reading;
  try_all(session.pair.from_server, [&](const wire::Frame& frame) {
    read_somehow(*pair_of_wrong.client, frame, agent_reading);
  });
  ClientReading client_reading;
  try_all(session.pair.from_client, [&](const wire::Frame& frame) {
    read_somehow(*pair_of_wrong.server, frame, client_reading);
  });
}

TEST_P(EveryAgent, WhatIsNoMessageAtAllChangesNothing) {
  pair.connect();
  AgentReading reading;
  std::string deep(200, '[');
  for (const std::string& text : {std::string(), std::string("null"), std::string("7"),
                                  std::string("[]"), std::string("\xff\xfe"), deep})
    EXPECT_FALSE(pair.client->read({wire::Opcode::text, text}, reading)) << text;
  EXPECT_TRUE(pair.client->read({wire::Opcode::text, R"({"a newer":{"key":1}})"}, reading) ||
              reading.messages.empty());
  speak(ramp(480), 480);
  EXPECT_EQ(pair.said.size(), 480u);
}

TEST_P(EveryAgent, AHugeMessageIsRefusedBeforeItIsRead) {
  pair.connect();
  AgentReading agent_reading;
  const std::string event(wire::kMaxAgentEvent + 1, ' ');
  const auto by_client = pair.client->read({wire::Opcode::text, event}, agent_reading);
  ASSERT_FALSE(by_client);
  EXPECT_EQ(by_client.error().code, Errc::message_too_large);
  ClientReading client_reading;
  const std::string message(wire::kMaxAgentMessage + 1, ' ');
  const auto by_server = pair.server->read({wire::Opcode::text, message}, client_reading);
  ASSERT_FALSE(by_server);
  EXPECT_EQ(by_server.error().code, Errc::message_too_large);
}

TEST_P(EveryAgent, AMessageOfAnotherSessionKindIsRefusedByTheServerAsItsVendorDoes) {
  pair.connect();
  ClientReading reading;
  const auto read = pair.server->read({wire::Opcode::text, R"({"nonsense":{}})"}, reading);
  const bool refused = std::any_of(reading.messages.begin(), reading.messages.end(),
                                   [](const ClientMessage& message) {
                                     return std::holds_alternative<Denial>(message) ||
                                            std::holds_alternative<ClientRefused>(message);
                                   });
  EXPECT_TRUE(!read || refused);
  EXPECT_TRUE(!reading.replies.empty() || refused) << "the client learns of it";
}

// ---- cost ----------------------------------------------------------------------------------

TEST_P(EveryAgent, AudioCostsNoAllocationOnceTheBuffersHaveGrown) {
  pair.connect();
  const Pcm audio = ramp(static_cast<std::size_t>(pair.client->input_format().rate_hz / 50));
  wire::Frame to_agent;
  ClientReading client_reading;
  Replies from_agent;
  AgentReading agent_reading;
  pair.agent_does([&](ServerEnd& end, Replies& out) {
    end.begin_response(out);
    end.response_audio(audio, out);
    end.response_audio(audio, from_agent);
  });
  ASSERT_EQ(from_agent.size(), 1u);
  std::size_t heard = 0, said = 0;
  const auto twenty_ms = [&] {
    pair.client->append_audio(audio, to_agent);
    (void)pair.server->read(to_agent.view(), client_reading);
    for (const ClientMessage& message : client_reading.messages)
      heard += std::holds_alternative<CallerAudio>(message);
    (void)pair.client->read(from_agent[0].view(), agent_reading);
    for (const AgentMessage& message : agent_reading.messages)
      said += std::holds_alternative<AgentAudio>(message);
  };
  twenty_ms();
  const std::uint64_t before = kit::allocations();
  for (int i = 0; i < 100; ++i) twenty_ms();
  EXPECT_EQ(kit::allocations(), before);
  EXPECT_EQ(heard, 101u);
  EXPECT_EQ(said, 101u);
}

INSTANTIATE_TEST_SUITE_P(Dialects, EveryAgent,
                         ::testing::ValuesIn(all_dialects().begin(), all_dialects().end()),
                         [](const auto& row) { return std::string(row.param->name); });

}  // namespace
}  // namespace hookswitch::agent
