#include <sstream>

#include <gtest/gtest.h>

#include "reports/model/writers.h"
#include "tests/reports/example.h"

namespace slogate::report {
namespace {

std::vector<std::string> lines_of(const Report& report) {
  std::ostringstream out;
  write_annotations(report, out);
  std::istringstream in(out.str());
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(Annotations, PointAtTheCheckThatFailed) {
  EXPECT_EQ(
      lines_of(failing_smoke()).front(),
      "::error file=scenarios/go-live/auth.json,line=21,title=auth / request-code::expected status "
      "200, got "
      "502%0Abecause: the proxy answers, the app behind it does not%0Arequest id: 7f3c2a9e-auth-1");
}

TEST(Annotations, SayNothingAboutAPass) {
  EXPECT_TRUE(lines_of(passing_load()).empty());
}

TEST(Annotations, NameAVerdictThatNothingElseExplains) {
  Report report;
  report.sentence = "Nothing was sent.";
  EXPECT_EQ(lines_of(report),
            (std::vector<std::string>{"::error title=slogate%3A inconclusive::Nothing was sent."}));
}

TEST(Annotations, AreNineAndOneForTheRest) {
  Report report = failing_smoke();
  auto& failures = report.flows[1].steps[1].failures;
  failures.assign(30, failures[0]);
  const std::vector<std::string> lines = lines_of(report);
  EXPECT_EQ(lines.size(), 10U);
  EXPECT_EQ(lines.back(), "::error title=slogate::and 23 more, see the report");
}

TEST(Annotations, EncodeWhatACommandGivesAMeaningTo) {
  Report report = failing_smoke();
  FailureLine& failure = report.flows[1].steps[1].failures[0];
  failure.file = "a,b:c%.json";
  failure.got = "50 %\n::error::x ##[error]y";
  EXPECT_EQ(lines_of(report).front(),
            "::error file=a%2Cb%3Ac%25.json,line=21,title=auth / request-code::expected status "
            "200, got 50 "
            "%25%0A::error::x ##\\x5berror]y%0Abecause: the proxy answers, the app behind it does "
            "not%0Arequest id: "
            "7f3c2a9e-auth-1");
}

TEST(Annotations, StayUnderTheRunnersLimit) {
  Report report = failing_smoke();
  report.flows[1].steps[1].failures[0].got = std::string(1 << 20, 'x');
  EXPECT_LT(lines_of(report).front().size(), 4096U);
}

}  // namespace
}  // namespace slogate::report
