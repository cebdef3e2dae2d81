#include "hookswitch/audio/e_model.hpp"

#include <gtest/gtest.h>

namespace hookswitch {
namespace {

TEST(EModel, RatesAPerfectPathAsG107Does) {
  EXPECT_DOUBLE_EQ(rate({0, 0}).r, 93.2);
  EXPECT_NEAR(rate({0, 0}).mos, 4.41, 0.005);
}

TEST(EModel, TurnsRIntoTheOpinionScoresOfG107AnnexB) {
  // R 90, 80, 70, 60, 50 by delay or loss alone: MOS 4.34, 4.02, 3.60, 3.10, 2.58.
  const double scores[] = {4.34, 4.02, 3.60, 3.10, 2.58};
  for (int i = 0; i < 5; ++i) {
    const double impairment = 93.2 - (90 - 10 * i);
    const double lost = 25.1 * impairment / (95 - impairment);
    const auto rating = rate({0, lost});
    EXPECT_NEAR(rating.r, 90 - 10 * i, 1e-9);
    EXPECT_NEAR(rating.mos, scores[i], 0.006);
  }
}

TEST(EModel, DelayHurtsLittleUpTo177MillisecondsAndMuchBeyond) {
  const double early = rate({100, 0}).r - rate({150, 0}).r;
  const double late = rate({250, 0}).r - rate({300, 0}).r;
  EXPECT_NEAR(early, 1.2, 1e-9);
  EXPECT_NEAR(late, 6.7, 1e-9);
}

TEST(EModel, StaysBetweenOneAndFourAndAHalfAndNeverRisesWithDelayOrLoss) {
  for (double delay = -100; delay < 5'000; delay += 50) {
    double last = 5;
    for (double lost = -5; lost <= 100; lost += 1) {
      const double mos = rate({delay, lost}).mos;
      ASSERT_GE(mos, 1);
      ASSERT_LE(mos, 4.5);
      ASSERT_LE(mos, last);
      ASSERT_LE(mos, rate({delay - 50, lost}).mos);
      last = mos;
    }
  }
}

}  // namespace
}  // namespace hookswitch
