// The names of timeline events are a public contract: table, document and schema list the same.
#include "hookswitch/record/timeline.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "hookswitch/base/error_catalogue.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::record {
namespace {

std::string document(const std::string& name) {
  std::ifstream file(HOOKSWITCH_DOCS_DIR "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> table() {
  std::set<std::string> names;
  for (std::size_t i = 0; i < static_cast<std::size_t>(TimelineEvent::count); ++i)
    names.emplace(to_string(static_cast<TimelineEvent>(i)));
  return names;
}

TEST(TimelineEvent, EveryNameIsItsOwn) {
  EXPECT_EQ(table().size(), static_cast<std::size_t>(TimelineEvent::count));
}

TEST(TimelineEvent, TheDocumentListsThem) {
  const std::string page = document("record.md");
  const auto begin = page.find("## `timeline[]`");
  const std::string section = page.substr(begin, page.find("\n## ", begin + 1) - begin);
  std::set<std::string> listed;
  std::istringstream lines(section);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `")) continue;
    const std::string first = line.substr(0, line.find('|', 1));
    const std::regex name("`([a-z_]+)`");
    for (auto it = std::sregex_iterator(first.begin(), first.end(), name);
         it != std::sregex_iterator(); ++it)
      listed.insert((*it)[1]);
  }
  EXPECT_EQ(listed, table());
}

TEST(TimelineEvent, TheSchemaListsThem) {
  const auto schema = wire::read_object(document("record.schema.json"));
  ASSERT_TRUE(schema);
  std::set<std::string> listed;
  for (const auto& name :
       (*schema)["properties"]["timeline"]["items"]["properties"]["event"]["examples"])
    listed.insert(name.get<std::string>());
  EXPECT_EQ(listed, table());
}

}  // namespace
}  // namespace hookswitch::record
