#include "hookswitch/persona/parrot.hpp"

#include <algorithm>

#include "unit/persona/joined_ends.hpp"

namespace hookswitch::persona {
namespace {

using codec::Encoding;

agent::SessionConfig pcm() { return {}; }

/// Where `part` lies in `whole`; whole.size() when it does not.
std::size_t find(PcmView whole, PcmView part) {
  return static_cast<std::size_t>(
      std::search(whole.begin(), whole.end(), part.begin(), part.end()) - whole.begin());
}

TEST(Parrot, SaysBackTheVerySamplesItHeardAtEveryFormat) {
  for (const codec::MediaFormat format : {
           codec::MediaFormat{Encoding::l16_little, 24'000},
           codec::MediaFormat{Encoding::pcmu,       8'000 },
           codec::MediaFormat{Encoding::pcma,       8'000 }
  }) {
    SCOPED_TRACE(codec::to_string(format.encoding));
    agent::SessionConfig config = pcm();
    config.format = format;
    JoinedEnds call(Persona::parrot, config);
    ASSERT_TRUE(call.client->ready());

    const Pcm said = babble(1'500ms, format.rate_hz, 1);
    call.say(silence(600ms, format.rate_hz));
    call.say(said);
    call.say(silence(1s, format.rate_hz));
    call.wait(2s);

    // What is heard back went over the format twice; over it once is what the parrot heard.
    std::vector<std::uint8_t> bytes;
    Pcm once;
    codec::encode(format.encoding, said, bytes);
    ASSERT_TRUE(codec::decode(format.encoding, bytes, once));
    ASSERT_LT(find(call.heard, once), call.heard.size());
    const auto prefix = find(call.heard, once);
    EXPECT_NEAR(static_cast<double>(prefix), 0.3 * format.rate_hz, 0.011 * format.rate_hz);
    EXPECT_LT(call.heard.size() - prefix - once.size(), 0.011 * format.rate_hz);
    EXPECT_EQ(call.all<agent::CallerSpeechStarted>().size(), 1u);
    EXPECT_EQ(call.all<agent::CallerSpeechStopped>().size(), 1u);
    ASSERT_EQ(call.all<agent::TurnDone>().size(), 1u);
    EXPECT_EQ(call.all<agent::TurnDone>()[0].outcome, agent::TurnDone::Outcome::completed);
  }
}

}  // namespace
}  // namespace hookswitch::persona
