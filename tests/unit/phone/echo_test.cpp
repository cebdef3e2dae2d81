// A host that says back each message as it comes: at the pace of the carrier's own messages, however much each holds,
// nothing is missing and nothing is late.
#include <gtest/gtest.h>

#include "hookswitch/carrier/all.hpp"
#include "kit/speech_source.hpp"
#include "phone_rig.hpp"

namespace hookswitch::phone {
namespace {

TEST(Echo, OfEveryCarriersMessagesIsHeardWhole) {
  for (const carrier::CarrierDialect* dialect : carrier::all_dialects()) {
    const std::string as = dialect->full_name();
    Config config;
    config.device_rate_hz = 8'000;
    config.playout = Playout::clock;
    PhoneRig rig(as, config);
    rig.call();
    const int rate = rig.phone.carrier_rate_hz();
    rig.say(kit::speech_like(8'000, 6, 4));
    std::size_t said = 0;
    for (int i = 0; i < 800; ++i) {
      rig.run(10ms);
      const PcmView fresh = PcmView(rig.log.audio).subspan(said);
      said = rig.log.audio.size();
      if (!fresh.empty()) rig.host_says(rig.host->write_audio(fresh));
    }
    const auto jitter = rig.report()["media"]["jitter"];
    const auto played = jitter["jitterBufferEmittedCount"].get<std::int64_t>();
    EXPECT_GE(played, samples_in(Micros{5s}, rate)) << as;
    EXPECT_LE(jitter["concealedSamples"].get<std::int64_t>(), played / 50) << as;
    EXPECT_LE(jitter["removedSamplesForAcceleration"].get<std::int64_t>(), played / 20) << as;
  }
}

}  // namespace
}  // namespace hookswitch::phone
