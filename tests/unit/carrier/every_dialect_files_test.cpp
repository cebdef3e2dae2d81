// What every row of the list has besides its folder: golden calls and documents.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "hookswitch/carrier/all.hpp"
#include "kit/both_ends.hpp"
#include "kit/vendor_files.hpp"

namespace hookswitch::carrier {
namespace {

class EveryDialectsFiles : public testing::TestWithParam<const CarrierDialect*> {
 protected:
  const CarrierDialect& dialect() const { return *GetParam(); }
  std::string name() const { return std::string(dialect().name); }
};

/// The frames of both ends that the fuzz targets begin with come from it.
TEST_P(EveryDialectsFiles, AGoldenCallHasFramesOfBothEnds) {
  const std::string as = R"("as":")" + dialect().full_name() + "\"";
  const auto all = kit::texts_in(HOOKSWITCH_GOLDEN_DIR);
  EXPECT_TRUE(std::any_of(all.begin(), all.end(),
                          [&](const std::string& text) {
                            const std::string first = kit::first_line(text);
                            return first.find(R"("subject":"phone")") != std::string::npos &&
                                   first.find(as) != std::string::npos &&
                                   text.find(R"("out":"send")") != std::string::npos &&
                                   text.find(R"("out":"host")") != std::string::npos;
                          }))
      << "tests/golden has no call of a phone with " << as;
}

TEST_P(EveryDialectsFiles, TheReferenceMarksItsFacts) {
  const std::string section = kit::section(kit::document("reference/carriers.md"), dialect().name);
  EXPECT_TRUE(kit::marks_its_facts(section)) << section;
}

TEST_P(EveryDialectsFiles, ADocumentIsItsOwn) {
  const std::string page = kit::document("dialects/" + name() + ".md");
  EXPECT_TRUE(page.starts_with("# `" + name() + "`: ")) << kit::first_line(page);
  EXPECT_NE(page.find("/media/" + name()), std::string::npos) << "how to reach the bridge";
  EXPECT_NE(page.find("| carrier → host |"), std::string::npos) << "what the carrier sends";
  EXPECT_NE(page.find("| host → carrier |"), std::string::npos) << "what the host sends";
}

TEST_P(EveryDialectsFiles, TheTableOfPromisesIsThatOfItsTraits) {
  kit::BothEnds call(dialect());
  call.open();
  const Traits& traits = *dialect().traits;
  const auto yes = [](bool is) { return is ? " yes |" : " no |"; };
  ASSERT_FALSE(dialect().credentials().empty());
  std::string row = "| `" + dialect().full_name() + "` |";
  row += yes(traits.owes_stop);
  row += yes(traits.owes_close);
  row += traits.closes_by_agreement ? " by agreement |" : yes(traits.hangs_up_by_close);
  row += yes(call.host->write_hang_up(Outcome::completed).has_value());
  row += yes(traits.acknowledges_marks);
  row += " " + std::to_string(traits.playout_buffer.count() / 1'000'000) + " s | ";
  row.append(dialect().credentials()).append(" |\n");
  EXPECT_NE(kit::document("dialects.md").find(row), std::string::npos) << row;
}

INSTANTIATE_TEST_SUITE_P(List, EveryDialectsFiles,
                         testing::ValuesIn(all_dialects().begin(), all_dialects().end()),
                         [](const auto& test) {
                           std::string name = test.param->full_name();
                           std::replace(name.begin(), name.end(), ':', '_');
                           return name;
                         });

}  // namespace
}  // namespace hookswitch::carrier
