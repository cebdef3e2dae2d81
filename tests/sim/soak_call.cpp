#include "sim/soak_call.hpp"

#include <algorithm>
#include <array>
#include <ostream>
#include <utility>

#include "hookswitch/audio/tone.hpp"
#include "hookswitch/carrier/all.hpp"
#include "hookswitch/record/record_json.hpp"
#include "sim/trace.hpp"

namespace hookswitch::sim {
namespace {

using kit::World;

constexpr Micros kMinute{60'000'000};

Micros drawn(Rng& rng, Micros least, Micros most) {
  return least + Micros{static_cast<std::int64_t>(
                     rng.below(static_cast<std::uint64_t>((most - least).count())))};
}

void draw_surroundings(World::Config& config, Rng& rng) {
  const auto all = carrier::all_dialects();
  const carrier::CarrierDialect* const dialect = all[rng.below(all.size())];
  config.phone.as = config.bridge.carrier = dialect;
  config.phone.facts.rate_hz = dialect->rates_hz[rng.below(dialect->rates_hz.size())];
  config.phone.device_rate_hz = 8'000;
  config.phone.playout = phone::Playout::clock;
  config.phone.host_close = Millis{3'000};
  config.phone.clock.unix_ms = config.bridge.clock.unix_ms = 1'790'000'000'000;
  config.bridge.agent.url = "ws://agent";
  config.bridge.bounds.longest_call = Millis{30'000};
  config.phone.seed = rng.next();
  config.bridge.seed = rng.next();
  config.persona.seed = rng.next();
  const auto kind = rng.below(10);
  config.persona.persona = kind < 6   ? persona::Persona::parrot
                           : kind < 9 ? persona::Persona::farewell
                                      : persona::Persona::silent;
  for (auto* link : {&config.to_bridge, &config.to_phone}) {
    link->latency = drawn(rng, Micros{500}, Micros{150'000});
    link->seed = rng.next();
  }
}

/// A caller: a tone stands out of silence as speech does, and costs nothing to make.
Pcm words(Micros length) {
  Pcm samples;
  Tone tone(8'000, 440, 9'000);
  tone.generate(static_cast<std::size_t>(samples_in(length, 8'000)), samples);
  return samples;
}

}  // namespace

Plan draw(std::uint64_t seed, std::uint64_t number) {
  Rng rng(seed ^ (0x9E3779B97F4A7C15u * (number + 1)));
  Plan plan;
  plan.seed = rng.next();
  draw_surroundings(plan.config, rng);
  plan.says_at = drawn(rng, Micros{100'000}, Micros{1'500'000});
  plan.says_for = drawn(rng, Micros{200'000}, Micros{1'200'000});
  if (rng.below(8) > 0) plan.hangs_up_at = drawn(rng, Micros{50'000}, Micros{6'000'000});
  constexpr std::array<int, 8> kHowMany{0, 1, 1, 1, 1, 2, 2, 3};
  for (int left = kHowMany[rng.below(kHowMany.size())]; left > 0; --left) {
    const Fault& fault = faults()[rng.below(faults().size())];
    const Micros at =
        fault.moment == Moment::begin ? Micros{0} : drawn(rng, Micros{0}, Micros{7'000'000});
    plan.faults.push_back({&fault, at, rng.next()});
    if (fault.arrange == nullptr) continue;
    Rng own(plan.faults.back().seed);
    fault.arrange(plan.config, own);
  }
  return plan;
}

std::string to_string(const Plan& plan) {
  const auto ms = [](Micros at) { return std::to_string(to_ms(at)) + " ms"; };
  std::string text = plan.config.phone.as->full_name();
  text += " at " + std::to_string(plan.config.phone.facts.rate_hz) + " Hz, agent " +
          std::string(to_string(plan.config.persona.persona)) + ", speaks at " + ms(plan.says_at) +
          " for " + ms(plan.says_for);
  text += plan.hangs_up_at ? ", hangs up at " + ms(*plan.hangs_up_at) : ", never hangs up";
  for (const Plan::Event& event : plan.faults)
    text += ", " + std::string(event.fault->name) + " at " + ms(event.at);
  return text;
}

namespace {

Outcome live_before(Witness& witness, const Plan& plan, std::ostream* trace,
                    const Sabotage& sabotage) {
  World world(plan.config);
  bool born = false;
  const auto begin = [&] {
    if (!std::exchange(born, true)) witness.born(world.now);
  };
  world.on_input = [&](const bridge::Input& input) {
    begin();
    if (trace) tell(*trace, input, world.now);
    witness.saw(input, world.now);
  };
  world.on_output = [&](const bridge::Output& output) {
    begin();
    if (trace) tell(*trace, output, world.now);
    if (!sabotage) return witness.saw(output, world.now);
    bridge::Output seen = output;
    for (int times = sabotage(seen); times > 0; --times) witness.saw(seen, world.now);
  };

  bool killed = false;
  for (const Plan::Event& event : plan.faults) {
    if (event.fault->happen == nullptr) continue;
    world.at(world.now + event.at, [&world, &witness, &killed, &event] {
      Rng own(event.seed);
      const bool lived = world.bridge != nullptr;
      event.fault->happen(world, own);
      if (!lived || world.bridge || world.bridge_gone) return;
      killed = true;
      witness.killed(world.now, own.below(witness.rows() + 1));
    });
  }
  world.at(world.now, [&world] { world.dial(); });
  world.at(world.now + plan.says_at, [&] { world.say(words(plan.says_for)); });
  if (plan.hangs_up_at) world.at(world.now + *plan.hangs_up_at, [&world] { world.hang_up(); });

  const Instant give_up = world.now + 2 * kMinute;
  const auto over = [&] {
    return world.bridge_gone || killed || (!world.bridge && world.phone_end);
  };
  while (!over() && world.now < give_up) world.run(Micros{250'000});

  Outcome outcome;
  if (born)
    outcome.complaints =
        witness.verdict({world.bridge_gone, world.left_something, world.sockets_closed()});
  if (trace && witness.record())
    *trace << "record " << record::record_to_json(*witness.record()) << '\n';
  if (witness.record() && witness.record()->end)
    outcome.cause = to_string(witness.record()->end->cause);
  outcome.record = witness.record();
  outcome.final_texts = witness.final_texts();
  outcome.lived = world.now - Instant{};
  return outcome;
}

}  // namespace

Outcome live(const Plan& plan, std::ostream* trace, const Sabotage& sabotage) {
  Witness witness(plan.config.bridge);
  return live_before(witness, plan, trace, sabotage);
}

Outcome live(const Plan& plan, const call::Bounds& promised) {
  bridge::Config config = plan.config.bridge;
  config.bounds = promised;
  Witness witness(config);
  return live_before(witness, plan, nullptr, {});
}

}  // namespace hookswitch::sim
