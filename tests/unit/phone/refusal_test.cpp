#include "hookswitch/phone/refusal.hpp"

#include <gtest/gtest.h>

namespace hookswitch::phone {
namespace {

TEST(Refusal, RepeatsWhatTheHostSaidWithItsStatusOnce) {
  EXPECT_EQ(refusal_text(401, "Unauthorized: bad key x", ""), "HTTP 401 Unauthorized: bad key x");
  EXPECT_EQ(refusal_text(404, "Not Found", ""), "HTTP 404 Not Found");
  EXPECT_EQ(refusal_text(500, "", ""), "HTTP 500");
  EXPECT_EQ(refusal_text(500, "a: b: c", ""), "HTTP 500 a: b: c");
}

TEST(Refusal, TellsAProblemDocumentInSentencesWithOneStopEach) {
  const std::string problem =
      R"(Not Found: {"title":"Unknown dialect","code":5003,"detail":"no dialect 'x'.","remedy":"Use one of them."})";
  EXPECT_EQ(refusal_text(404, problem, ""),
            "HTTP 404 Not Found: 5003 Unknown dialect: no dialect 'x'. Use one of them.");
  EXPECT_EQ(refusal_text(404, R"({"title":"No","remedy":"Do."})", ""), "HTTP 404: No. Do.");
}

TEST(Refusal, TellsAPageByItsWords) {
  const std::string nginx =
      "Bad Gateway: <html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
      "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n";
  EXPECT_EQ(refusal_text(502, nginx, ""), "HTTP 502 Bad Gateway: nginx/1.22.1");
  const std::string express =
      "Not Found: <!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<title>Error</title>\n</head>\n<body>\n<pre>Cannot GET /media</pre>\n</body>\n</html>\n";
  EXPECT_EQ(refusal_text(404, express, ""), "HTTP 404 Not Found: Cannot GET /media");
  EXPECT_EQ(refusal_text(403, "Forbidden: <!-- x --><body><script>a<b</script>no", ""),
            "HTTP 403 Forbidden: no");
  EXPECT_EQ(refusal_text(403, "Forbidden: <html><head><style>a{}</style>", ""),
            "HTTP 403 Forbidden");
  EXPECT_EQ(refusal_text(403, "Forbidden: <html", ""), "HTTP 403 Forbidden");
  EXPECT_EQ(refusal_text(400, "Bad Request: <no tag> 1 < 2", ""),
            "HTTP 400 Bad Request: <no tag> 1 < 2");
}

TEST(Refusal, ALongPageIsCut) {
  std::string page = "Oops: <html><body>";
  for (int i = 0; i < 100; ++i) page += "<p>word</p>";
  EXPECT_LT(refusal_text(500, page, "").size(), 200u);
}

TEST(Refusal, NamesWhereARedirectLeadsWithoutItsSecrets) {
  EXPECT_EQ(refusal_text(302, "Found", "https://me:pw@other/login?token=abc&a=1"),
            "HTTP 302 Found, redirected to https://***@other/login?token=***&a=1");
  EXPECT_EQ(refusal_text(308, "Permanent Redirect: moved", "/media/"),
            "HTTP 308 Permanent Redirect, redirected to /media/: moved");
}

}  // namespace
}  // namespace hookswitch::phone
