#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/github/markdown.h"
#include "reports/model/writers.h"
#include "tests/reports/example.h"

namespace slogate::report {
namespace {

using testing::ContainsRegex;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

std::string summary_of(const Report& report) {
  std::ostringstream out;
  write_summary(report, out);
  return out.str();
}

TEST(Summary, StartsWithTheVerdict) {
  EXPECT_THAT(
      summary_of(failing_smoke()),
      StartsWith("# ❌ FAIL: LifeTimeCircle go-live\n\n"
                 "**Sign-in does not start (502 from the proxy); not checked: admin.**\n\n"));
}

TEST(Summary, HasARowForEachObjective) {
  EXPECT_THAT(summary_of(passing_load()),
              HasSubstr("| ✅ pass | API answers in time | &#60; 2 s | 41 ms | at most 44 ms | "
                        "4,600 | The 95 % bound is "
                        "inside the limit. |\n"));
}

TEST(Summary, TellsAtAStepWhatItsCountsDoNotHold) {
  Report report = passing_load();
  report.flows[0].steps[0].unanswered = 4;
  EXPECT_THAT(summary_of(report), HasSubstr("| 4 not counted: no answer when the run ended |\n"));
}

TEST(Summary, MarksAnIncompleteRun) {
  EXPECT_THAT(summary_of(inconclusive_load()), HasSubstr("**Incomplete**"));
}

TEST(Summary, StaysUnderItsLimitAndEndsWithAWholeRow) {
  Report report = failing_smoke();
  report.flows[0].steps.assign(20000, report.flows[0].steps[0]);
  const std::string summary = summary_of(report);
  EXPECT_LT(summary.size(), 900U * 1024);
  EXPECT_GT(summary.size(), 890U * 1024);
  const std::size_t remark = summary.rfind("_Cut here");
  ASSERT_NE(remark, std::string::npos);
  EXPECT_THAT(summary.substr(0, remark), EndsWith(" |\n\n"));
  EXPECT_THAT(
      summary,
      ContainsRegex(
          "_Cut here to stay under 900 KiB: [0-9]+ more rows and paragraphs are in report"));
}

TEST(InlineText, HasNoMarkup) {
  EXPECT_EQ(inline_text("a|b `c` <d> [e](f) @g www.h.i http://j k_l _m_ few. n"),
            "a&#124;b &#96;c&#96; &#60;d&#62; &#91;e&#93;(f) &#64;g www&#46;h.i http&#58;//j k_l "
            "&#95;m&#95; few. n");
}

TEST(InlineText, StaysOnItsLine) {
  EXPECT_EQ(inline_text("a\n# b"), "a&#92;n&#35; b");
}

TEST(CodeBlock, HasAFenceLongerThanAnyInside) {
  EXPECT_EQ(code_block("a\n````\nb", 100), "`````text\na\n````\nb\n`````");
}

TEST(Markdown, LeavesOutWhatDoesNotFit) {
  Markdown page(300);
  page.block("first");
  page.block(std::string(200, 'x'));
  page.block("last");
  EXPECT_EQ(
      page.text(),
      "first\n\n_Cut here to stay under 1 KiB: 2 more rows and paragraphs are in report.html._\n");
}

}  // namespace
}  // namespace slogate::report
