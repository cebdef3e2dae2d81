#include "hookswitch/doctor/finding.hpp"

#include <gtest/gtest.h>

namespace hookswitch::doctor {
namespace {

TEST(Findings, KeepTheFirstEvidenceOfACodeAndTheirOrder) {
  Findings findings;
  findings.add(Errc::stop_not_sent, "first");
  findings.add(Errc::no_first_media, "other");
  findings.add(Errc::stop_not_sent, "second");
  const auto all = findings.take();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].evidence, "first");
  EXPECT_EQ(all[1].code, Errc::no_first_media);
}

TEST(Findings, ExplainThemselvesByTheCatalogue) {
  Findings findings("ws://127.0.0.1:1/media");
  findings.add(Errc::host_unreachable, "refused");
  const Finding finding = findings.take().front();
  EXPECT_EQ(finding.cause(), info(Errc::host_unreachable).cause);
  EXPECT_NE(finding.remedy.find(" http://127.0.0.1:1/"), std::string::npos) << finding.remedy;
  EXPECT_EQ(finding.severity(), Severity::error);
}

TEST(Severity, TellsAFailedCallFromALossAndFromAnEndThatWasWanted) {
  EXPECT_EQ(severity_of(Errc::media_silence), Severity::error);
  EXPECT_EQ(severity_of(Errc::protocol_error), Severity::error);
  EXPECT_EQ(severity_of(Errc::bad_base64), Severity::warning);
  EXPECT_EQ(severity_of(Errc::words_missing), Severity::warning);
  EXPECT_EQ(severity_of(Errc::aborted), Severity::note);
  EXPECT_EQ(to_string(Severity::error), "error");
  EXPECT_EQ(to_string(Severity::warning), "warning");
  EXPECT_EQ(to_string(Severity::note), "note");
}

TEST(Remedy, CanBePastedWithTheAddressThatWasDialed) {
  const auto remedy = [](std::string_view url) { return remedy_for(Errc::host_unreachable, url); };
  EXPECT_NE(remedy("ws://127.0.0.1:1/media?token=***").find(" http://127.0.0.1:1/"),
            std::string::npos);
  EXPECT_NE(remedy("wss://***@[::1]:443").find(" https://[::1]:443/"), std::string::npos);
  for (const std::string_view url : {"", "http://h/", "ws://", "ws://$(reboot)/", "ws://a b/"})
    EXPECT_EQ(remedy(url), info(Errc::host_unreachable).remedy) << url;
}

TEST(Remedy, NeverEndsInTwoStopsNorNamesASchemeThatCurlDoesNotKnow) {
  for (const ErrorInfo& known : error_catalogue()) {
    EXPECT_EQ(known.remedy.find(".."), std::string_view::npos) << known.name;
    EXPECT_EQ(known.remedy.find("curl ws"), std::string_view::npos) << known.name;
    EXPECT_FALSE(known.title.ends_with('.')) << known.name;
  }
}

}  // namespace
}  // namespace hookswitch::doctor
