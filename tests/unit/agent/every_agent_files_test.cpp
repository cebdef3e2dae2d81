// What every row of the list has besides its folder: golden calls, fuzz seeds and documents.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "hookswitch/agent/agent_dialect.hpp"
#include "kit/vendor_files.hpp"

namespace hookswitch::agent {
namespace {

class EveryAgentsFiles : public ::testing::TestWithParam<const AgentDialect*> {
 protected:
  const AgentDialect& dialect() const { return *GetParam(); }
  std::string name() const { return std::string(dialect().name); }
};

std::string list_of(std::span<const codec::MediaFormat> formats) {
  std::string list;
  for (const codec::MediaFormat& format : formats)
    list += (list.empty() ? "" : ", ") + std::string(codec::to_string(format.encoding)) + "/" +
            std::to_string(format.rate_hz);
  return list;
}

TEST_P(EveryAgentsFiles, TheTablesOfTheDocumentsNameIt) {
  const std::string row =
      "| `" + name() + "` | " + std::string(dialect().vendor) + " | `" +
      std::string(dialect().path) + "` | " + std::string(dialect().credentials) + " | " +
      list_of(dialect().inputs) + " | " + list_of(dialect().outputs) + " | " +
      (dialect().traits.model_in_session ? "the first message" : "the URL") + " |\n";
  EXPECT_NE(kit::document("agents.md").find(row), std::string::npos) << row;
  const std::string keys = kit::document("configuration.md");
  const auto at = keys.find("| `dialect` |");
  ASSERT_NE(at, std::string::npos);
  const std::string line = keys.substr(at, keys.find('\n', at) - at);
  EXPECT_NE(line.find("`" + name() + "`"), std::string::npos) << line;
}

TEST_P(EveryAgentsFiles, TheReferenceMarksItsFacts) {
  const std::string section = kit::section(kit::document("reference/agents.md"), dialect().name);
  EXPECT_TRUE(kit::marks_its_facts(section)) << section;
}

TEST_P(EveryAgentsFiles, ADocumentIsItsOwn) {
  const std::string page = kit::document("agents/" + name() + ".md");
  EXPECT_TRUE(page.starts_with("# `" + name() + "`: ")) << kit::first_line(page);
  EXPECT_NE(page.find("wss://"), std::string::npos) << "how to reach the vendor";
  EXPECT_NE(page.find("| the vendor says | hookswitch |"), std::string::npos);
}

TEST_P(EveryAgentsFiles, AGoldenCallIsWithIt) {
  const std::string agent = R"("agent":")" + name() + "\"";
  const auto all = kit::texts_in(HOOKSWITCH_GOLDEN_DIR);
  EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const std::string& text) {
    const std::string first = kit::first_line(text);
    if (first.find(R"("subject":"call")") == std::string::npos) return false;
    // A file that names no agent is of the usual one.
    return first.find(agent) != std::string::npos ||
           (&dialect() == &usual_dialect() && first.find(R"("agent":)") == std::string::npos);
  })) << agent;
}

TEST_P(EveryAgentsFiles, TheFuzzTargetsHaveSeedsOfBothEnds) {
  for (const char* const target : {"agent", "persona"}) {
    const auto all = kit::texts_in(std::string(HOOKSWITCH_CORPUS_DIR "/") + target);
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const std::string& text) {
      return kit::first_line(text).starts_with(name() + " ");
    })) << target;
  }
}

INSTANTIATE_TEST_SUITE_P(List, EveryAgentsFiles,
                         ::testing::ValuesIn(all_dialects().begin(), all_dialects().end()),
                         [](const auto& test) { return std::string(test.param->name); });

}  // namespace
}  // namespace hookswitch::agent
