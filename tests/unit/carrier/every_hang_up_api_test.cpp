// What every vendor's API for ending a call must do.
#include <algorithm>

#include "carrier_kit.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::carrier {
namespace {

std::vector<const CarrierDialect*> with_api() {
  std::vector<const CarrierDialect*> all;
  for (const CarrierDialect* const one : all_dialects())
    if (one->hang_up_api()) all.push_back(one);
  return all;
}

class EveryHangUpApi : public testing::TestWithParam<const CarrierDialect*> {
 protected:
  EveryHangUpApi() {
    for (const AccountKey& each : api().account)
      account_[std::string(each.key)] = "value-of-" + std::string(each.key);
  }
  const HangUpApi& api() const { return *GetParam()->hang_up_api(); }
  wire::HttpRequest request(std::string_view call_id) const {
    return api().request(account_, "https://api.example/base", call_id);
  }

  Account account_;
};

TEST_P(EveryHangUpApi, AsksItsOwnAddress) {
  const wire::HttpRequest asked = request("call-1");
  EXPECT_TRUE(asked.url.starts_with("https://api.example/base"));
  EXPECT_NE((asked.url + asked.body).find("call-1"), std::string::npos);
  EXPECT_FALSE(asked.method.empty());
  EXPECT_TRUE(api().url.empty() || api().url.starts_with("https://"));
  EXPECT_FALSE(api().url.ends_with('/'));
}

TEST_P(EveryHangUpApi, CannotBeSentElsewhereByAnId) {
  const std::string hostile = "../../x?a=b#c\r\nX-Y: z\"";
  const wire::HttpRequest asked = request(hostile);
  EXPECT_EQ(asked.url.find_first_of("?#\r\n \""), std::string::npos) << asked.url;
  EXPECT_EQ(asked.url.find(".."
                           "/"),
            std::string::npos)
      << asked.url;
  for (const wire::Header& header : asked.headers)
    EXPECT_EQ(header.value.find_first_of("\r\n"), std::string::npos);
  if (asked.body.starts_with('{')) {
    EXPECT_TRUE(wire::read_object(asked.body)) << asked.body;
  }
}

TEST_P(EveryHangUpApi, ProvesWhoAsks) {
  const wire::HttpRequest asked = request("call-1");
  const bool has_header =
      std::any_of(asked.headers.begin(), asked.headers.end(), [](const auto& each) {
        return each.name == "Authorization" || each.name.starts_with("X-Auth");
      });
  EXPECT_NE(has_header, api().claims != nullptr);
  EXPECT_TRUE(std::any_of(api().account.begin(), api().account.end(),
                          [](const AccountKey& each) { return each.secret; }));
  for (const AccountKey& each : api().account)
    if (each.secret) {
      EXPECT_EQ((asked.url + asked.body).find("value-of-" + std::string(each.key)),
                std::string::npos)
          << "a secret belongs in a header";
    }
  if (!api().claims) return;
  const auto claims = wire::read_object(api().claims(account_, 1'700'000'000, "id-1"));
  ASSERT_TRUE(claims);
  EXPECT_EQ(wire::optional_integer_at(*claims, "iat"), 1'700'000'000);
  EXPECT_EQ(wire::text_or_empty(*claims, "jti"), "id-1");
}

TEST_P(EveryHangUpApi, KnowsACallThatWasOver) {
  EXPECT_FALSE(api().was_over({401, ""}));
  EXPECT_FALSE(api().was_over({500, ""}));
  EXPECT_TRUE(api().was_over({404, ""}) ||
              api().was_over({422, R"({"errors":[{"code":"90018"}]})"}));
}

INSTANTIATE_TEST_SUITE_P(List, EveryHangUpApi, testing::ValuesIn(with_api()), [](const auto& test) {
  std::string name = test.param->full_name();
  for (char& c : name)
    if (c == ':' || c == '-') c = '_';
  return name;
});

}  // namespace
}  // namespace hookswitch::carrier
