#include "reports/model/finding.h"

#include <limits>

#include <gtest/gtest.h>

namespace slogate::report {
namespace {

FailureLine failure(const std::string& type, bool is_error) {
  FailureLine line;
  line.type = type;
  line.is_error = is_error;
  return line;
}

TEST(Word, NamesEveryState) {
  EXPECT_EQ(word(State::pass), "pass");
  EXPECT_EQ(word(State::fail), "fail");
  EXPECT_EQ(word(State::error), "error");
  EXPECT_EQ(word(State::inconclusive), "inconclusive");
  EXPECT_EQ(word(State::skipped), "skipped");
  EXPECT_EQ(word(State::not_applicable), "not applicable");
}

TEST(Findings, PutTheWorstFirst) {
  Report report;
  FlowLine flow;
  flow.name = "f";
  StepLine tolerated;
  tolerated.state = State::pass;
  tolerated.failures = {failure("third", false)};
  StepLine broken;
  broken.state = State::fail;
  broken.failures = {failure("second", true), failure("first", false)};
  flow.steps = {tolerated, broken};
  report.flows = {flow};
  std::vector<std::string> order;
  for (const Finding& finding : findings(report)) order.push_back(finding.failure->type);
  EXPECT_EQ(order, (std::vector<std::string>{"first", "second", "third"}));
}

TEST(Message, ComparesWhereItCan) {
  FailureLine line = failure("assert.check", false);
  EXPECT_EQ(message(line), "assert.check");
  line.title = "The answer is wrong";
  EXPECT_EQ(message(line), "The answer is wrong");
  line.got = "502";
  EXPECT_EQ(message(line), "The answer is wrong: 502");
  line.expected = "status 200";
  EXPECT_EQ(message(line), "expected status 200, got 502");
  line.got.clear();
  EXPECT_EQ(message(line), "The answer is wrong: expected status 200");
}

TEST(Location, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(location("flow.json", 12), "flow.json:12");
  EXPECT_EQ(location("flow.json", 0), "flow.json");
  EXPECT_EQ(location("", 12), "");
}

TEST(Length, IsForPeople) {
  EXPECT_EQ(length(1.94), "1.9 s");
  EXPECT_EQ(length(123), "2 min 3 s");
  EXPECT_EQ(length(59.97), "1 min 0 s");
  EXPECT_EQ(length(86400), "24 h 0 min");
  EXPECT_EQ(length(std::numeric_limits<double>::quiet_NaN()), "0 s");
  EXPECT_EQ(length(-1), "0 s");
}

TEST(CountText, GroupsThousands) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1000), "1,000");
  EXPECT_EQ(count_text(12345678), "12,345,678");
}

TEST(Remark, TellsWhatTheNumbersOfAStepDoNot) {
  StepLine step;
  EXPECT_EQ(remark(step), "");
  step.never_sent = 1;
  EXPECT_EQ(remark(step), "of the failed, 1 was never sent");
  step.reason = "a note";
  step.never_sent = 3;
  step.unanswered = 1'200;
  EXPECT_EQ(remark(step),
            "a note; of the failed, 3 were never sent; 1,200 not counted: no answer when the run "
            "ended");
}

TEST(SentenceAlone, DropsTheVerdictInFront) {
  Report report;
  report.verdict = State::fail;
  report.sentence = "FAIL: sign-in does not start";
  EXPECT_EQ(sentence_alone(report), "Sign-in does not start");
  report.sentence = "Failed to start";
  EXPECT_EQ(sentence_alone(report), "Failed to start");
}

}  // namespace
}  // namespace slogate::report
