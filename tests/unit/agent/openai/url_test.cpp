// Which model a URL names, and where the configured one is added.
#include "hookswitch/agent/openai/url.hpp"

#include <gtest/gtest.h>

#include "hookswitch/agent/openai/dialect.hpp"

namespace hookswitch::agent::openai {
namespace {

using Names = std::vector<std::string>;

TEST(OpenaiUrl, ReadsTheModelsThatAnAddressNames) {
  EXPECT_EQ(models_in_url("wss://h/v1/realtime"), Names{});
  EXPECT_EQ(models_in_url("wss://h/v1/realtime?"), Names{});
  EXPECT_EQ(models_in_url("wss://h/v1/realtime?model="), Names{});
  EXPECT_EQ(models_in_url("wss://h/v1/realtime?model=a"), Names{"a"});
  EXPECT_EQ(models_in_url("wss://h/v1/realtime?x=1&model=a%2Fb&y"), Names{"a/b"});
  EXPECT_EQ(models_in_url("wss://h?%6Dodel=a"), Names{"a"});
  EXPECT_EQ(models_in_url("wss://h/?models=a&amodel=b&x=model=c"), Names{});
  EXPECT_EQ(models_in_url("wss://h/?x=1#?model=a"), Names{});
  EXPECT_EQ(models_in_url("wss://h/?model=a&model=b"), (Names{"a", "b"}));
  EXPECT_EQ(models_in_url("wss://r.example/openai/realtime?api-version=1&deployment=mine"),
            Names{"mine"});
  EXPECT_EQ(models_in_url("wss://r.example/openai/deployments/my%20own/realtime?api-version=1"),
            Names{"my own"});
  EXPECT_EQ(models_in_url("wss://r.example/deployments/"), Names{});
  EXPECT_EQ(models_in_url("wss://h/?model=%zz%4"), Names{"%zz%4"});
}

TEST(OpenaiUrl, AddsAModelBehindWhatIsThere) {
  const auto with = [](std::string_view url) { return url_with_model(url, "gpt x/1"); };
  EXPECT_EQ(with("wss://h/v1/realtime"), "wss://h/v1/realtime?model=gpt%20x%2F1");
  EXPECT_EQ(with("wss://h/v1/realtime?"), "wss://h/v1/realtime?model=gpt%20x%2F1");
  EXPECT_EQ(with("wss://h/r?b=%41&a=2"), "wss://h/r?b=%41&a=2&model=gpt%20x%2F1");
  EXPECT_EQ(with("wss://h/r?a=1&"), "wss://h/r?a=1&model=gpt%20x%2F1");
  EXPECT_EQ(with("wss://h/r?model=&a=1"), "wss://h/r?model=gpt%20x%2F1&a=1");
  EXPECT_EQ(with("wss://h/r?a=1&model"), "wss://h/r?a=1&model=gpt%20x%2F1");
  EXPECT_EQ(with("wss://h/r#there"), "wss://h/r?model=gpt%20x%2F1");
  EXPECT_EQ(with("wss://h"), "wss://h?model=gpt%20x%2F1");
}

TEST(OpenaiUrl, LeavesAnAddressWithAModelAsItIsWritten) {
  for (const char* url : {"wss://h/v1/realtime?model=a", "wss://h/v1/realtime?%6Dodel=a&",
                          "wss://h/openai/realtime?api-version=2024-10-01-preview&deployment=mine",
                          "wss://h/openai/deployments/mine/realtime?api-version=1"}) {
    EXPECT_EQ(url_with_model(url, "b"), url);
    EXPECT_EQ(std::get<Dial>(kDialect.make_client({&kDialect, url, "b", "k"}, {})->plan()).url,
              url);
  }
  EXPECT_EQ(url_with_model("wss://h/r?a=1", ""), "wss://h/r?a=1");
}

TEST(OpenaiUrl, KnowsTheVendorsOwnHosts) {
  EXPECT_TRUE(is_vendors_host("api.openai.com"));
  EXPECT_TRUE(is_vendors_host("EU.API.OpenAI.com"));
  EXPECT_TRUE(is_vendors_host("mine.openai.azure.com"));
  EXPECT_FALSE(is_vendors_host("notopenai.com"));
  EXPECT_FALSE(is_vendors_host("api.openai.com.example"));
  EXPECT_FALSE(is_vendors_host("127.0.0.1"));
}

}  // namespace
}  // namespace hookswitch::agent::openai
