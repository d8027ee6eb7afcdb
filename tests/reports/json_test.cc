#include <limits>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reports/model/writers.h"
#include "tests/reports/example.h"

namespace slogate::report {
namespace {

std::string text_of(const Report& report) {
  std::ostringstream out;
  write_json(report, out);
  return out.str();
}

nlohmann::json read(const Report& report) {
  return nlohmann::json::parse(text_of(report));
}

TEST(Json, StatesItsSchemaVersion) {
  EXPECT_EQ(read(failing_smoke())["schema_version"], 1);
}

TEST(Json, StatesVerdictAndExitCode) {
  const nlohmann::json json = read(failing_smoke());
  EXPECT_EQ(json["verdict"], "fail");
  EXPECT_EQ(json["exit_code"], 1);
}

TEST(Json, KeepsTheFieldsOfAFailure) {
  const nlohmann::json failure = read(failing_smoke())["flows"][1]["steps"][1]["failures"][0];
  EXPECT_EQ(failure["type"], "assert.check");
  EXPECT_EQ(failure["expected"], "status 200");
  EXPECT_EQ(failure["got"], "502");
  EXPECT_EQ(failure["request_id"], "7f3c2a9e-auth-1");
  EXPECT_EQ(failure["line"], 21);
}

TEST(Json, HasRareCountsOnlyWhereTheyAreNotZero) {
  Report report = passing_load();
  nlohmann::json step = read(report)["flows"][0]["steps"][0];
  EXPECT_FALSE(step.contains("never_sent") || step.contains("unanswered"));
  EXPECT_FALSE(read(report)["flows"][0].contains("apart"));
  report.flows[0].apart = true;
  report.flows[0].steps[0].never_sent = 3;
  report.flows[0].steps[0].unanswered = 4;
  step = read(report)["flows"][0]["steps"][0];
  EXPECT_EQ(step["never_sent"], 3);
  EXPECT_EQ(step["unanswered"], 4);
  EXPECT_EQ(read(report)["flows"][0]["apart"], true);
}

TEST(Json, KeepsTextExactly) {
  Report report;
  report.sentence = "\x1b[31m </script> \xe2\x80\xae \"quoted\" \\";
  EXPECT_EQ(read(report)["sentence"].get<std::string>(), report.sentence);
}

TEST(Json, ReplacesBytesThatAreNoUtf8) {
  Report report;
  report.sentence =
      "a\xff"
      "b";
  EXPECT_EQ(read(report)["sentence"].get<std::string>(), "a\uFFFDb");
}

TEST(Json, KeepsAWholeMebibyte) {
  Report report;
  report.sentence = std::string(1 << 20, 'x');
  EXPECT_EQ(read(report)["sentence"].get<std::string>().size(), 1U << 20);
}

TEST(Json, WritesNullForWhatIsNoNumber) {
  Report report;
  report.duration_seconds = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(read(report)["duration_seconds"].is_null());
}

TEST(Json, IsAsciiWithoutControlCharacters) {
  for (const char c : text_of(with_text_everywhere(hostile_text()))) {
    ASSERT_TRUE(c == '\n' || (c >= ' ' && c < 0x7f)) << static_cast<int>(c);
  }
}

}  // namespace
}  // namespace slogate::report
