#include "hookswitch/bridge/session_plan.hpp"

#include <gtest/gtest.h>

namespace hookswitch::bridge {
namespace {

using codec::Encoding;
using codec::MediaFormat;

TEST(SessionPlan, G711PassesThroughAndEverythingElseIsPcm) {
  const Config config;
  EXPECT_EQ(plan_session(config, {Encoding::pcmu, 8'000}).input,
            (MediaFormat{Encoding::pcmu, 8'000}));
  EXPECT_EQ(plan_session(config, {Encoding::pcma, 8'000}).input,
            (MediaFormat{Encoding::pcma, 8'000}));
  EXPECT_EQ(plan_session(config, {Encoding::l16_little, 16'000}).input,
            (MediaFormat{Encoding::l16_little, 24'000}));
}

TEST(SessionPlan, TheConfigurationMayInsist) {
  Config config;
  config.agent_audio = AgentAudio::pcm;
  EXPECT_EQ(plan_session(config, {Encoding::pcmu, 8'000}).input.rate_hz, 24'000);
  config.agent_audio = AgentAudio::pcma;
  EXPECT_EQ(plan_session(config, {Encoding::pcmu, 8'000}).input.encoding, Encoding::pcma);
}

TEST(SessionPlan, EndCallIsOfferedOnceUnlessItIsNotWanted) {
  Config config;
  EXPECT_EQ(plan_session(config, {}).tools.size(), 1u);
  config.session.tools.push_back({"end_call", "mine", "{}"});
  ASSERT_EQ(plan_session(config, {}).tools.size(), 1u);
  EXPECT_EQ(plan_session(config, {}).tools[0].description, "mine");
  config.session.tools.clear();
  config.offers_end_call = false;
  EXPECT_TRUE(plan_session(config, {}).tools.empty());
}

}  // namespace
}  // namespace hookswitch::bridge
