// What every row of the list must do: the two ends of a dialect against each other.
#include "carrier_kit.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "kit/allocation_counter.hpp"
#include "kit/both_ends.hpp"

namespace hookswitch::carrier {
namespace {

using kit::find;

/// What remains of `audio` after one trip through the format's coding.
Pcm coded(codec::MediaFormat format, const Pcm& audio) {
  std::vector<std::uint8_t> bytes;
  codec::encode(format.encoding, audio, bytes);
  Pcm back;
  EXPECT_TRUE(codec::decode(format.encoding, bytes, back));
  return back;
}

/// With the silence that a dialect of whole pieces adds.
Pcm filled_up(const kit::BothEnds& call, Pcm audio) {
  const auto quantum = static_cast<std::size_t>(
      samples_in(call.host->traits().host_quantum, call.host->host_format().rate_hz));
  if (quantum > 0) audio.resize((audio.size() + quantum - 1) / quantum * quantum);
  return audio;
}

class EveryDialect : public testing::TestWithParam<const CarrierDialect*> {
 protected:
  EveryDialect() { facts_.parameters = {{"session", "s-1"}, {"text", "caf\xC3\xA9 \"q\"\n"}}; }

  const CarrierDialect& dialect() const { return *GetParam(); }
  /// A call that has started without a fault.
  kit::BothEnds open_call() {
    kit::BothEnds call(dialect(), facts_);
    call.open();
    EXPECT_FALSE(call.refused) << to_string(call.refused->code) << " in " << call.refused->field;
    EXPECT_TRUE(call.anomalies.empty()) << to_string(call.anomalies.front().code);
    EXPECT_TRUE(call.started);
    EXPECT_EQ(call.accepted, dialect().traits->awaits_accept);
    return call;
  }
  Pcm noise(std::size_t samples) {
    Pcm audio(samples);
    for (Sample& sample : audio)
      sample = static_cast<Sample>(static_cast<int>(rng_.below(65'536)) - 32'768);
    return audio;
  }

  CallFacts facts_;
  Rng rng_{1};
};

TEST_P(EveryDialect, IsFoundByItsNameAndDescribesItself) {
  EXPECT_EQ(dialect_from_name(dialect().full_name()), &dialect());
  EXPECT_FALSE(dialect().vendor.empty());
  EXPECT_FALSE(dialect().audio.empty());
  ASSERT_FALSE(dialect().rates_hz.empty());
  for (const PageChoice& choice : dialect().page) {
    EXPECT_FALSE(choice.label.empty());
    EXPECT_TRUE(choice.rate_hz == 0 ||
                std::find(dialect().rates_hz.begin(), dialect().rates_hz.end(), choice.rate_hz) !=
                    dialect().rates_hz.end());
  }
  if (const HangUpWebhook* const webhook = dialect().hang_up_webhook()) {
    EXPECT_FALSE(webhook->field.empty() || webhook->words.empty() || webhook->call_id.empty());
    if (webhook->signature) {
      EXPECT_FALSE(webhook->signature->headers.empty());
    }
  }
  if (const auto& pulse = dialect().traits->keep_alive) {
    EXPECT_GT(pulse->first, Micros{0});
    EXPECT_GT(pulse->every, Micros{0});
  }
}

// ---- round trip ----------------------------------------------------------------------------

TEST_P(EveryDialect, AgreesOnTheCallWhenItStarts) {
  const kit::BothEnds call = open_call();
  EXPECT_EQ(call.started->call_id, call.carrier->facts().call_id);
  EXPECT_EQ(call.started->stream_id, call.carrier->facts().stream_id);
  EXPECT_EQ(call.started->format, call.carrier->caller_format());
  EXPECT_EQ(call.host->caller_format(), call.carrier->caller_format());
  EXPECT_EQ(call.host->host_format(), call.carrier->host_format());
  if (dialect().tells_numbers) {  // some write them without the plus sign
    EXPECT_NE(call.carrier->facts().from.find(call.started->from), std::string::npos);
    EXPECT_NE(call.carrier->facts().to.find(call.started->to), std::string::npos);
    EXPECT_FALSE(call.started->from.empty() || call.started->to.empty());
  }
  if (!call.started->parameters.contains("session")) return;  // a start that carries no data
  EXPECT_EQ(call.started->parameters.at("session"), "s-1");
  EXPECT_EQ(call.started->parameters.at("text"), facts_.parameters.at("text"));
}

TEST_P(EveryDialect, CarriesTheCallersAudioUnchanged) {
  kit::BothEnds call = open_call();
  for (int i = 0; i < 50; ++i) {
    const Pcm audio = noise(call.caller_samples());
    wire::Frame frame;
    ASSERT_TRUE(call.carrier->write_media(audio, call.carrier->traits().caller_frame * i, frame));
    const auto* const media = find<Media>(call.to_host(frame));
    ASSERT_NE(media, nullptr);
    EXPECT_EQ(owned(media->samples), coded(call.carrier->caller_format(), audio));
    EXPECT_EQ(media->rate_hz, call.carrier->caller_format().rate_hz);
  }
  EXPECT_TRUE(call.anomalies.empty());
}

TEST_P(EveryDialect, CarriesTheHostsAudioUnchanged) {
  kit::BothEnds call = open_call();
  for (int i = 0; i < 50; ++i) {
    const Pcm audio = noise(call.host_samples());
    const auto* const read = find<Audio>(call.to_carrier(call.host->write_audio(audio)));
    ASSERT_NE(read, nullptr);
    EXPECT_EQ(owned(read->samples), coded(call.host->host_format(), audio));
    EXPECT_EQ(read->rate_hz, call.host->host_format().rate_hz);
  }
  EXPECT_TRUE(call.anomalies.empty());
}

TEST_P(EveryDialect, CarriesAudioInPiecesOfAnySize) {
  kit::BothEnds call = open_call();
  for (const std::size_t size : {1, 2, 7, 79, 333, 4'001}) {
    const Pcm audio = noise(size);
    const auto* const media =
        find<Media>(call.to_host(call.carrier->write_media(audio, Micros{0})));
    ASSERT_NE(media, nullptr) << size;
    EXPECT_EQ(owned(media->samples), coded(call.carrier->caller_format(), audio)) << size;
    const auto* const said = find<Audio>(call.to_carrier(call.host->write_audio(audio)));
    ASSERT_NE(said, nullptr) << size;
    EXPECT_EQ(owned(said->samples), coded(call.host->host_format(), filled_up(call, audio)))
        << size;
  }
}

TEST_P(EveryDialect, SpeaksEveryRateItNames) {
  for (const int rate : dialect().rates_hz) {
    facts_.rate_hz = rate;
    kit::BothEnds call = open_call();
    EXPECT_EQ(call.carrier->caller_format().rate_hz, rate);
    EXPECT_EQ(call.started->format.rate_hz, rate);
    const auto* const media = find<Media>(
        call.to_host(call.carrier->write_media(noise(call.caller_samples()), Micros{0})));
    ASSERT_NE(media, nullptr);
    EXPECT_EQ(media->rate_hz, rate);
  }
}

TEST_P(EveryDialect, CarriesEveryTelephoneKey) {
  kit::BothEnds call = open_call();
  for (const char digit : std::string_view("0123456789*#ABCD")) {
    const auto frame = call.carrier->write_digit(digit, 260);
    ASSERT_EQ(frame.has_value(), dialect().traits->carries_keys);
    if (!frame) continue;
    const auto* const key = find<Digit>(call.to_host(*frame));
    ASSERT_NE(key, nullptr);
    EXPECT_EQ(key->digit, digit);
  }
}

TEST_P(EveryDialect, UnderstandsClear) {
  kit::BothEnds call = open_call();
  const auto clear = call.host->write_clear();
  ASSERT_EQ(clear.has_value(), dialect().traits->clears);
  if (!clear) return;
  EXPECT_NE(find<Clear>(call.to_carrier(*clear)), nullptr);
  for (const wire::Frame& frame : call.carrier->write_cleared({}, 0)) call.to_host(frame);
  EXPECT_FALSE(call.refused);
  EXPECT_TRUE(call.anomalies.empty());
}

TEST_P(EveryDialect, ReturnsAMarkByItsOwnName) {
  kit::BothEnds call = open_call();
  const auto* const heard =
      find<Audio>(call.to_carrier(call.host->write_audio(noise(call.host_samples()))));
  ASSERT_NE(heard, nullptr);
  std::string name(heard->mark);  // where the packet's own id stands for the mark
  const MarkRequest request = call.host->write_mark("turn-7 \"\xC3\xA9\"");
  if (std::holds_alternative<MarkUnsupported>(request)) {
    EXPECT_FALSE(dialect().traits->acknowledges_marks);
    EXPECT_FALSE(call.carrier->write_mark_played("m", 1));
    return;
  }
  if (const auto* const frame = std::get_if<wire::Frame>(&request)) {
    const auto* const read = find<Mark>(call.to_carrier(*frame));
    ASSERT_NE(read, nullptr);
    name = read->name;
  }
  const auto played = call.carrier->write_mark_played(name, 1'761'560'089'206);
  ASSERT_TRUE(played);
  const auto* const mark = find<MarkPlayed>(call.to_host(*played));
  ASSERT_NE(mark, nullptr);
  EXPECT_EQ(mark->name, "turn-7 \"\xC3\xA9\"");
}

TEST_P(EveryDialect, UnderstandsTheEndAsFarAsItHasOne) {
  kit::BothEnds call = open_call();
  if (const auto hang_up = call.host->write_hang_up(Outcome::completed)) {
    EXPECT_NE(find<HangUp>(call.to_carrier(*hang_up)), nullptr);
  }
  const auto stop = call.carrier->write_stop();
  EXPECT_EQ(stop.has_value(), call.carrier->traits().owes_stop);
  if (!stop) return;
  CarrierReading heard;
  ASSERT_TRUE(call.host->read(stop->view(), heard));
  EXPECT_NE(find<Stopped>(heard), nullptr);
  EXPECT_EQ(heard.replies.empty(), !call.carrier->traits().closes_by_agreement);
  bool released = false;
  for (const wire::Frame& reply : heard.replies)
    released = released || find<Released>(call.to_carrier(reply)) != nullptr;
  EXPECT_EQ(released, call.carrier->traits().closes_by_agreement);
}

TEST_P(EveryDialect, AnswersItsOwnKeepAlive) {
  kit::BothEnds call = open_call();
  HostReading due;
  for (int i = 0; i < 3; ++i) {
    call.carrier->write_keep_alive(due);
    EXPECT_EQ(due.replies.empty(), !dialect().traits->keep_alive);
    EXPECT_TRUE(due.messages.empty() && due.anomalies.empty());
    for (const wire::Frame& frame : due.replies) call.to_host(frame);
  }
  EXPECT_FALSE(call.refused);
  EXPECT_TRUE(call.anomalies.empty());
}

TEST_P(EveryDialect, KeepsTheStreamAliveFromTheHostsEndWhereItMust) {
  kit::BothEnds call = open_call();
  const auto frame = call.host->write_keep_alive();
  EXPECT_EQ(frame.has_value(), dialect().traits->host_keep_alive.has_value());
  if (frame) call.to_carrier(*frame);
  EXPECT_FALSE(call.refused);
  EXPECT_TRUE(call.anomalies.empty());
}

TEST_P(EveryDialect, NoticesAKeepAliveThatNothingAnswers) {
  if (!dialect().traits->keep_alive) return;
  kit::BothEnds call = open_call();
  HostReading due;
  call.carrier->write_keep_alive(due);
  call.carrier->write_keep_alive(due);
  ASSERT_NE(find<Failed>(due), nullptr);
  EXPECT_EQ(find<Failed>(due)->what.code, Errc::keep_alive_unanswered);
}

// ---- wrong input ---------------------------------------------------------------------------

/// What either end refuses a frame with.
struct Endpoint {
  std::string name;
  std::function<std::optional<Errc>(wire::FrameView)> refused;
};
std::vector<Endpoint> endpoints(const CarrierDialect& dialect) {
  Rng rng(1);
  const std::shared_ptr<HostEnd> host = dialect.make_host();
  const std::shared_ptr<CarrierEnd> carrier = dialect.make_carrier({}, rng);
  return {{"host", [host](auto frame) { return refused(*host, frame); }},
          {"carrier", [carrier](auto frame) { return refused(*carrier, frame); }}};
}

TEST_P(EveryDialect, RefusesWhatIsNotJson) {
  if (!dialect().traits->speaks_json_only) GTEST_SKIP() << "other texts have a meaning";
  for (const Endpoint& endpoint : endpoints(dialect()))
    for (const std::string_view payload : {"", "hello", "{", "[]", "1", "{\"a\":\"\xFF\"}", "\xFF"})
      EXPECT_EQ(endpoint.refused(text(payload)), Errc::not_json)
          << endpoint.name << ": " << payload;
}

TEST_P(EveryDialect, RefusesTenThousandLevels) {
  const std::string deep = "{\"event\":" + std::string(10'000, '[');
  for (const Endpoint& endpoint : endpoints(dialect()))
    EXPECT_EQ(endpoint.refused(text(deep)), Errc::too_deep) << endpoint.name;
}

/// Every frame that the ends of a call write, by who reads it.
struct Spoken {
  std::vector<wire::Frame> to_host, to_carrier;
};
Spoken everything(const CarrierDialect& dialect) {
  kit::BothEnds call(dialect);
  Spoken all;
  all.to_host = call.carrier->write_opening();
  call.open();
  const Pcm audio = wave(160);
  const auto add = [](std::vector<wire::Frame>& to, std::optional<wire::Frame> frame) {
    if (frame) to.push_back(std::move(*frame));
  };
  add(all.to_host, call.carrier->write_media(audio, Micros{20'000}));
  add(all.to_host, call.carrier->write_digit('5', 200));
  add(all.to_host, call.carrier->write_mark_played("m1", 1));
  HostReading due;
  call.carrier->write_keep_alive(due);
  for (wire::Frame& frame : due.replies) all.to_host.push_back(std::move(frame));
  add(all.to_host, call.carrier->write_stop());
  add(all.to_carrier, call.host->write_audio(audio));
  add(all.to_carrier, call.host->write_clear());
  const MarkRequest mark = call.host->write_mark("m1");
  if (const auto* const frame = std::get_if<wire::Frame>(&mark)) all.to_carrier.push_back(*frame);
  add(all.to_carrier, call.host->write_hang_up(Outcome::completed));
  CarrierReading heard;
  const auto fresh = dialect.make_host();
  for (const wire::Frame& frame : all.to_host)
    if (fresh->read(frame.view(), heard))
      for (wire::Frame& reply : heard.replies) all.to_carrier.push_back(std::move(reply));
  return all;
}

/// The field that says what a message is; empty: the text is no JSON object.
std::string kind_field(const std::string& payload) {
  const auto message = wire::read_object(payload);
  if (!message) return {};
  for (const char* const name : {"event", "action", "type", "command", "eventType", "kind"})
    if (wire::string_at(*message, name)) return name;
  return {};
}

TEST_P(EveryDialect, NamesAKindOfAnotherType) {
  const Spoken all = everything(dialect());
  const auto ends = endpoints(dialect());
  const auto twist = [](const Endpoint& endpoint, const std::vector<wire::Frame>& frames) {
    for (const wire::Frame& frame : frames) {
      const std::string field = kind_field(frame.payload);
      if (frame.opcode != wire::Opcode::text || field.empty()) continue;
      auto message = *wire::read_object(frame.payload);
      for (const wire::Json& other :
           {wire::Json(1), wire::Json::array(), wire::Json::object(), wire::Json(true)}) {
        message[field] = other;
        EXPECT_EQ(endpoint.refused(text(wire::to_text(message))), Errc::wrong_type)
            << endpoint.name << ": " << wire::to_text(message);
      }
    }
  };
  twist(ends[0], all.to_host);
  twist(ends[1], all.to_carrier);
}

TEST_P(EveryDialect, RefusesATruncatedMessage) {
  if (!dialect().traits->speaks_json_only) GTEST_SKIP() << "other texts have a meaning";
  const Spoken all = everything(dialect());
  const auto ends = endpoints(dialect());
  const auto cut = [](const Endpoint& endpoint, const std::vector<wire::Frame>& frames) {
    for (const wire::Frame& frame : frames) {
      if (frame.opcode != wire::Opcode::text || frame.payload.front() != '{') continue;
      for (std::size_t size = 0; size < frame.payload.size(); ++size)
        EXPECT_EQ(endpoint.refused(text(std::string_view(frame.payload).substr(0, size))),
                  Errc::not_json)
            << endpoint.name << ": " << frame.payload.substr(0, size);
    }
  };
  cut(ends[0], all.to_host);
  cut(ends[1], all.to_carrier);
}

/// The document with one value after the other replaced by each of another type.
void replace_values(wire::Json& at, const std::function<void()>& then) {
  static const wire::Json kOthers[] = {
      nullptr, true, -1, 1.5, "x", wire::Json::array({1}), wire::Json::object({{"a", 1}})};
  for (auto& child : at) {
    const wire::Json kept = child;
    for (const wire::Json& other : kOthers) {
      child = other;
      then();
    }
    child = kept;
    if (child.is_structured()) replace_values(child, then);
  }
}

TEST_P(EveryDialect, StandsAValueOfAnotherTypeInEveryField) {
  const Spoken all = everything(dialect());
  std::size_t read = 0;
  const auto twist = [&read](auto& end, const std::vector<wire::Frame>& frames, auto& sink) {
    for (const wire::Frame& frame : frames) {
      auto document = wire::read_object(frame.payload);
      if (!document) continue;
      replace_values(*document, [&] {
        const std::string twisted = wire::to_text(*document);
        const auto result = end.read(text(twisted), sink);
        ++read;
        if (!result) {
          EXPECT_TRUE(sink.messages.empty()) << twisted;
        }
      });
    }
  };
  Rng rng(1);
  const auto host = dialect().make_host();
  const auto carrier = dialect().make_carrier({}, rng);
  CarrierReading heard;
  HostReading said;
  twist(*host, all.to_host, heard);
  twist(*carrier, all.to_carrier, said);
  EXPECT_GT(read, 0u);
}

TEST_P(EveryDialect, StandsAMessageAsLargeAsIsReceived) {
  kit::BothEnds call = open_call();
  // Even the longest coding of a sample in text is eight bytes.
  const auto largest = [&](std::size_t limit, auto write) {
    wire::Frame frame;
    std::size_t samples = limit / 10;
    while (true) {
      wire::Frame next = write(noise(samples));
      if (next.payload.size() > limit) return frame;
      frame = std::move(next);
      samples += samples / 4;
    }
  };
  const std::size_t limit = dialect().traits->max_host_message;
  const wire::Frame media = largest(wire::kMaxCarrierMessage, [&](const Pcm& audio) {
    return call.carrier->write_media(audio, Micros{0});
  });
  const auto* const heard = find<Media>(call.to_host(media));
  ASSERT_NE(heard, nullptr);
  EXPECT_GE(heard->samples.size(), 100'000u);
  call.host->give_back();
  const auto* const said = find<Audio>(call.to_carrier(
      largest(limit, [&](const Pcm& audio) { return call.host->write_audio(audio); })));
  ASSERT_NE(said, nullptr);
  EXPECT_GE(said->samples.size(), limit / 10);
}

TEST_P(EveryDialect, RefusesAnUpgradeOnlyWithACode) {
  const std::string large(4'096, 'x');
  for (const char* const query : {"", "a=b", "sample-rate=-1", "%", "&&&===", "rate=16000"}) {
    const std::vector<wire::Header> headers{
        {"Authorization", "Bearer x"}, {"Sec-WebSocket-Protocol", ",,a.example,"}, {large, large}};
    const auto grant = dialect().make_host()->accept({"/media", query, headers});
    if (grant) {
      EXPECT_TRUE(grant->subprotocol.empty()) << "nothing that is known was offered";
    } else {
      EXPECT_EQ(info(grant.error().code).code, grant.error().code);
    }
  }
}

// ---- cost ----------------------------------------------------------------------------------

TEST_P(EveryDialect, WritesAndReadsAudioWithoutAllocation) {
  constexpr int kGrowing = 3'500;  // messages, more than any window of packet ids
  constexpr int kSteady = 3'500;
  kit::BothEnds call = open_call();
  std::vector<Pcm> caller, agent;  // messages of different lengths where samples are text
  for (int i = 0; i < 64; ++i) {
    caller.push_back(noise(call.caller_samples()));
    agent.push_back(noise(call.host_samples()));
  }
  std::size_t next = 0;
  wire::Frame frame;
  CarrierReading heard;
  HostReading said;
  Micros at{0};
  const auto listen = [&] {
    call.carrier->write_media(caller[++next % 64], at += call.carrier->traits().caller_frame,
                              frame);
    ASSERT_TRUE(call.host->read(frame.view(), heard));
    ASSERT_NE(find<Media>(heard), nullptr);
  };
  const auto speak = [&] {
    call.host->write_audio(agent[++next % 64], frame);
    ASSERT_TRUE(call.carrier->read(frame.view(), said));
    ASSERT_NE(find<Audio>(said), nullptr);
  };
  const auto allocations_of = [](int messages, auto once) {
    const auto before = kit::allocations();
    for (int i = 0; i < messages; ++i) once();
    return kit::allocations() - before;
  };
  EXPECT_GT(allocations_of(kGrowing, listen), 0u);
  EXPECT_EQ(allocations_of(kSteady, listen), 0u);
  EXPECT_GT(allocations_of(kGrowing, speak), 0u);
  EXPECT_EQ(allocations_of(kSteady, speak), 0u);
}

INSTANTIATE_TEST_SUITE_P(List, EveryDialect,
                         testing::ValuesIn(all_dialects().begin(), all_dialects().end()),
                         [](const auto& test) {
                           std::string name = test.param->full_name();
                           for (char& c : name)
                             if (c == ':' || c == '-') c = '_';
                           return name;
                         });

TEST(DialectList, KnowsItsNamesAndNoOther) {
  for (const std::string_view name : {"", "twilio:", "twilio:x", ":", "ucid:", "Twilio", "waybeo"})
    EXPECT_EQ(dialect_from_name(name), nullptr) << name;
  for (const CarrierDialect* const one : all_dialects())
    EXPECT_NE(dialect_from_name(one->name), nullptr) << "every dialect has a default profile";
}

}  // namespace
}  // namespace hookswitch::carrier
