#include <utility>

#include "golden/subject.hpp"
#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/carrier/all.hpp"
#include "hookswitch/doctor/conformance.hpp"
#include "hookswitch/record/record_json.hpp"
#include "kit/world.hpp"

namespace hookswitch::golden {
namespace {

using kit::Speaker;

const char* name_of(Speaker speaker) {
  switch (speaker) {
    case Speaker::phone:
      return "phone";
    case Speaker::bridge_to_phone:
      return "bridge to phone";
    case Speaker::bridge_to_agent:
      return "bridge to agent";
    case Speaker::agent:
      return "agent";
  }
  return "";
}

/// A whole call: phone, bridge and built-in agent on a link without jitter.
/// {"subject":"call","as":"twilio","rate_hz":8000,"latency_us":15000,"seed":1}
///   dial | say {audio} | hang_up | run (time passes)
/// Time passes up to each line's at_us before the line is played. Every frame on every wire is
/// described by time, direction, size and hash; the record and the phone's report in full.
class CallSubject final : public Subject {
 public:
  explicit CallSubject(const Json& config) : world_(configured(config)) {
    world_.on_frame = [this](Speaker speaker, const wire::Frame& frame) {
      frames_.push_back({world_.now, speaker, frame});
    };
    world_.on_event = [this](const phone::Event& event) { events_.push_back(event); };
  }

  bool play(const Json& line, Instant at, Transcript& out) override {
    if (at > world_.now) world_.run(at - world_.now);
    const std::string what = text_of(line, "in");
    if (what == "dial")
      world_.dial();
    else if (what == "say")
      world_.say(audio_of(line));
    else if (what == "hang_up")
      world_.hang_up();
    else if (what != "run")
      return false;
    tell(out);
    return true;
  }

 private:
  struct Sent {
    Instant at;
    Speaker by;
    wire::Frame frame;
  };

  static kit::World::Config configured(const Json& line) {
    kit::World::Config config;
    const auto seed = static_cast<std::uint64_t>(number_of(line, "seed", 1));
    const Micros latency{number_of(line, "latency_us", 15'000)};
    config.to_bridge.latency = config.to_phone.latency = latency;
    const auto* const as = carrier::dialect_from_name(text_of(line, "as"));
    config.phone.as = as ? as : carrier::all_dialects().front();
    config.phone.facts.rate_hz = static_cast<int>(number_of(line, "rate_hz", 8'000));
    config.phone.device_rate_hz = config.phone.facts.rate_hz;
    config.phone.playout = phone::Playout::clock;
    config.phone.seed = seed;
    config.phone.clock.unix_ms = 1'790'000'000'000;
    config.bridge.carrier = config.phone.as;
    config.bridge.agent.url = "ws://agent";
    if (const auto* agent = agent::dialect_from_name(text_of(line, "agent"))) {
      config.bridge.agent.dialect = config.persona.dialect = agent;
      config.bridge.agent.model = "parrot";
      config.bridge.session = agent::usual_session(*agent);
    }
    config.bridge.session.voice = "marin";
    config.bridge.seed = seed + 1;
    config.bridge.clock = config.phone.clock;
    config.persona.seed = seed + 2;
    return config;
  }

  void tell(Transcript& out) {
    for (const Sent& sent : frames_) {
      const Pcm bytes(sent.frame.payload.begin(), sent.frame.payload.end());
      out.audio(name_of(sent.by), bytes, {{"at_us", (sent.at - Instant{}).count()}});
    }
    frames_.clear();
    for (const phone::Event& event : events_)
      out.out({{"out", "event"},
               {"name", event.name},
               {"detail", event.detail},
               {"at_ms", event.at_ms}});
    events_.clear();
    if (!world_.heard.empty()) out.audio("heard", world_.heard);
    world_.heard.clear();
    for (; records_told_ < world_.records.size(); ++records_told_) {
      const std::string record = record::record_to_json(world_.records[records_told_]);
      out.out({{"out", "record"}, {"record", *wire::read_object(record)}});
      out.out({{"out", "conformance"},
               {"report", *wire::read_object(*doctor::conformance_json(record))}});
    }
    if (world_.phone_end && !std::exchange(end_told_, true))
      out.out({{"out", "ended"},
               {"all_gone", world_.all_gone()},
               {"report", *wire::read_object(world_.phone_end->report_json)}});
  }

  kit::World world_;
  std::vector<Sent> frames_;
  std::vector<phone::Event> events_;
  std::size_t records_told_ = 0;
  bool end_told_ = false;
};

}  // namespace

std::unique_ptr<Subject> make_call_subject(const Json& config) {
  return std::make_unique<CallSubject>(config);
}

}  // namespace hookswitch::golden
