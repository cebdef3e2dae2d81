#include "api/page.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "native/kit/test_server.hpp"

namespace hookswitch {
namespace {

class PageTest : public ::testing::Test {
 protected:
  PageTest() {
    std::filesystem::create_directories(folder_.file("dist/assets"));
    write("dist/index.html", "<!doctype html>");
    write("dist/assets/core.wasm", "asm");
    write("dist/assets/app-1a2b.js", "1");
    write("secret.txt", "secret");
    std::filesystem::create_symlink(folder_.file("secret.txt"), folder_.file("dist/link.txt"));
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.file(name)) << text;
  }
  net::HttpResponse get(const std::string& path, const std::string& tag = {}) const {
    net::HttpRequest request;
    request.method = "GET";
    request.path = path;
    if (!tag.empty()) request.headers = {{"If-None-Match", tag}};
    return api::Page(folder_.file("dist")).file(request);
  }
  static std::string header(const net::HttpResponse& response, const std::string& name) {
    for (const auto& field : response.headers)
      if (field.name == name) return field.value;
    return {};
  }

  kit::TemporaryFolder folder_;
};

TEST_F(PageTest, FilesHaveTheirTypes) {
  EXPECT_EQ(get("/").content_type, "text/html; charset=utf-8");
  EXPECT_EQ(get("/").body, "<!doctype html>");
  EXPECT_EQ(get("/assets/core.wasm").content_type, "application/wasm");
  EXPECT_EQ(get("/assets/app-1a2b.js").content_type, "text/javascript; charset=utf-8");
}

TEST_F(PageTest, HashedNamesAreKeptForeverAndTheRestIsAskedForAgain) {
  EXPECT_NE(header(get("/assets/app-1a2b.js"), "Cache-Control").find("immutable"),
            std::string::npos);
  EXPECT_EQ(header(get("/"), "Cache-Control"), "no-cache");
  const auto tag = header(get("/"), "ETag");
  EXPECT_EQ(get("/", tag).status, 304);
}

TEST_F(PageTest, ThePolicyAllowsTheCoreAndNoForeignScript) {
  const auto policy = header(get("/"), "Content-Security-Policy");
  EXPECT_NE(policy.find("'wasm-unsafe-eval'"), std::string::npos);
  EXPECT_NE(policy.find("worker-src 'self' blob:"), std::string::npos);
  EXPECT_EQ(policy.find("'unsafe-eval'"), std::string::npos);
}

TEST_F(PageTest, NothingOutsideTheFolderIsServed) {
  for (const auto* path :
       {"/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "/link.txt",
        "/..%2fsecret.txt", "/%00", "/%", "", "/assets", "/..\\secret.txt"})
    EXPECT_EQ(get(path).status, 404) << path;
}

TEST(Page, WithoutAFolderThereIsNoPage) {
  net::HttpRequest request;
  request.path = "/";
  EXPECT_EQ(api::Page("").file(request).status, 404);
  EXPECT_EQ(api::Page("/no/such/folder").file(request).status, 404);
}

}  // namespace
}  // namespace hookswitch
