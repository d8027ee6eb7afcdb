#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/model/writers.h"
#include "reports/text/columns.h"
#include "tests/reports/example.h"

namespace slogate::report {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

std::string text_of(const Report& report, bool colour = false) {
  std::ostringstream out;
  write_text(report, colour, out);
  return out.str();
}

TEST(Text, EndsWithReasonsAndVerdict) {
  EXPECT_THAT(
      text_of(passing_load()),
      EndsWith("\nReasons\n"
               "  - API p99 is at most 44 ms, the limit is 2 s\n"
               "  - 1 of 4,620 requests failed: the error rate is at most 0.10 %\n"
               "\n"
               "PASS  All 3 objectives that this profile judges are met over 4,620 requests.\n"));
}

TEST(Text, TellsAtAStepWhatItsCountsDoNotHold) {
  Report report = passing_load();
  report.flows[0].steps[0].never_sent = 3;
  report.flows[0].steps[0].unanswered = 4;
  EXPECT_THAT(text_of(report), HasSubstr("of the failed, 3 were never sent; 4 not counted: no "
                                         "answer when the run ended\n"));
}

TEST(Text, MarksAnIncompleteRun) {
  EXPECT_THAT(
      text_of(inconclusive_load()),
      HasSubstr("INCOMPLETE  the run did not end by itself; these are the results up to then\n"));
}

TEST(Text, HasNoEscapeSequencesUnlessAsked) {
  EXPECT_THAT(text_of(failing_smoke()), Not(HasSubstr("\x1b")));
  EXPECT_THAT(text_of(failing_smoke(), true), HasSubstr("\x1b[1;31mFAIL\x1b[0m"));
}

TEST(Text, IsTheSameUnderItsColours) {
  std::string coloured = text_of(failing_smoke(), true);
  for (std::size_t at = coloured.find('\x1b'); at != std::string::npos;
       at = coloured.find('\x1b', at)) {
    coloured.erase(at, coloured.find('m', at) - at + 1);
  }
  EXPECT_EQ(coloured, text_of(failing_smoke()));
}

TEST(Text, TellsOnceWhatTheFailedChecksOfOneAnswerShare) {
  Report report = failing_smoke();
  std::vector<FailureLine>& failures = report.flows[1].steps[1].failures;
  failures.push_back(failures[0]);
  failures.back().expected = "header content-type starts with \"application/json\"";
  failures.back().line = 22;
  const std::string text = text_of(report);
  EXPECT_THAT(text, HasSubstr("auth.json:22"));
  const std::size_t first = text.find("again: curl");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(text.find("again: curl", first + 1), std::string::npos);
}

TEST(Text, JoinsTheManyShortLinesOfAnExcerpt) {
  Report report = failing_smoke();
  std::string& excerpt = report.flows[1].steps[1].failures[0].excerpt;
  excerpt = "…,\n";
  for (int i = 1; i <= 20; ++i) excerpt += "  {\r\n\t\"id\": " + std::to_string(i) + "\n  },\n\n";
  EXPECT_THAT(
      text_of(report),
      HasSubstr(
          "      | …, { \"id\": 1 }, { \"id\": 2 }, { \"id\": 3 }, { \"id\": 4 }, { \"id\": 5 }, "
          "{ \"id\": 6 }, { \"id\": 7 }, {\n"
          "      | \"id\": 8 }, { \"id\": 9 }, { \"id\": 10 }, { \"id\": 11 }, "
          "{ \"id\": 12 }, { \"id\": 13 }, { \"id\": 14 }, {\n"
          "      | \"id\": 15 }, { \"id\": 16 }, { \"id\": 17 }, { \"id\": 18 }, "
          "{ \"id\": 19 }, { \"id\": 20 },\n"));
}

TEST(Text, LeavesTheFewLinesOfAnExcerptAsTheyAre) {
  Report report = failing_smoke();
  report.flows[1].steps[1].failures[0].excerpt = "{\n  \"id\": 1\n}";
  EXPECT_THAT(text_of(report), HasSubstr("      | {\n      |   \"id\": 1\n      | }\n"));
}

TEST(Text, HasNoLineForACommandThatIsNotThere) {
  Report report = failing_smoke();
  report.flows[1].steps[1].failures[0].curl.clear();
  EXPECT_THAT(text_of(report), Not(HasSubstr("again:")));
}

TEST(Text, StartsNoLineOfJoinedOnesWithACommandForARunner) {
  Report report = failing_smoke();
  std::string& excerpt = report.flows[1].steps[1].failures[0].excerpt;
  excerpt = std::string(20, '\n') + "  ::error::x";
  EXPECT_THAT(text_of(report), HasSubstr("      | :\\x3aerror::x\n"));
}

TEST(Text, CutsALongExcerpt) {
  Report report = failing_smoke();
  std::string& excerpt = report.flows[1].steps[1].failures[0].excerpt;
  for (int i = 0; i < 10000; ++i) excerpt += "l\n";
  EXPECT_THAT(text_of(report), HasSubstr("bytes left out)\n"));
  EXPECT_LT(text_of(report).size(), 10000U);
  excerpt = std::string(1 << 20, 'x');
  EXPECT_LT(text_of(report).size(), 10000U);
}

TEST(Text, CountsTheFindingsThatItDoesNotShow) {
  Report report = failing_smoke();
  auto& failures = report.flows[1].steps[1].failures;
  failures.assign(30, failures[0]);
  EXPECT_THAT(text_of(report), HasSubstr("  and 11 more in the reports\n"));
}

TEST(Columns, AlignsByColumnsAndNotByBytes) {
  Columns table({Align::left, Align::right, Align::left});
  table.row({"ä", "1", "x"});
  table.row({"bcd", "22", ""});
  std::ostringstream out;
  table.print(out, "  ");
  EXPECT_EQ(out.str(), "  ä     1  x\n  bcd  22\n");
}

}  // namespace
}  // namespace slogate::report
