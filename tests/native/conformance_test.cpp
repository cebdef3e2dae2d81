#include <gtest/gtest.h>

#include "api/conformance_page.hpp"
#include "native/kit/http_client.hpp"
#include "native/kit/media_client.hpp"
#include "native/kit/test_server.hpp"

namespace hookswitch {
namespace {

TEST(ConformanceReport, IsThereAsJsonAndAsAPageOnceACallIsOver) {
  kit::TestServer server;
  kit::MediaClient client(server.port(), "/media/twilio");
  client.text(kit::twilio_start("CA1", "MZ1"));
  client.text(kit::twilio_media("MZ1", "/////w=="));
  client.close();
  const std::string id = client.call_id();
  server.ended_record(id);
  const std::string path = "/v1/calls/" + id + "/conformance";

  const auto json = kit::http(server.port(), "GET", path);
  ASSERT_EQ(json.status, 200);
  EXPECT_EQ(json.json()["report"], "conformance");
  EXPECT_EQ(json.json()["call_id"], id);
  EXPECT_EQ(json.json()["verdict"], "deviates") << "it closed without a stop";

  for (const auto& [page, accept] :
       {std::pair<std::string, std::string>{path + ".html", "Accept: */*"},
        {path, "Accept: text/html,application/xhtml+xml"}}) {
    const auto html = kit::http(server.port(), "GET", page, {accept});
    ASSERT_EQ(html.status, 200);
    EXPECT_EQ(html.body.rfind("<!doctype html>", 0), 0u);
    EXPECT_NE(html.body.find(id), std::string::npos);
  }
}

TEST(ConformancePage, SaysWhatTheReportSaysAndEscapesTheVendorsWords) {
  const auto page = api::conformance_page(
      R"({"verdict":"deviates","carrier":{"dialect":"ucid","profile":"waybeo"},"obligations":[)"
      R"({"name":"stop","owed":"A stop","verdict":"missing","delay_ms":7,"evidence":"\"a\" & b"}],)"
      R"("timeline":[{"at_ms":1,"from":"carrier","event":"socket_closed",)"
      R"("detail":"close code 1011: <script>alert(1)</script>"}]})");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->find("<script"), std::string::npos);
  EXPECT_NE(page->find("&lt;script&gt;alert(1)"), std::string::npos);
  EXPECT_NE(page->find("Call deviates"), std::string::npos);
  EXPECT_NE(page->find("ucid:waybeo"), std::string::npos);
  EXPECT_NE(page->find("class=\"missing\">missing"), std::string::npos);
  EXPECT_EQ(page->find("http"), std::string::npos) << "nothing is loaded";
  EXPECT_FALSE(api::conformance_page("{"));
}

TEST(ConformanceReport, OfNobodyIsNotFoundAndOnlyRead) {
  const kit::TestServer server;
  const auto unknown = kit::http(server.port(), "GET", "/v1/calls/0190/conformance");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.json()["name"], "call_not_found");
  EXPECT_EQ(kit::http(server.port(), "DELETE", "/v1/calls/0190/conformance").status, 405);
  EXPECT_EQ(kit::http(server.port(), "GET", "/v1/calls/0190/anything").status, 404);
  EXPECT_EQ(kit::http(server.port(), "GET", "/v1/calls//conformance").status, 404);
}

}  // namespace
}  // namespace hookswitch
