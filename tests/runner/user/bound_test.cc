// A repetition that ends by its bound before its "until" holds, and what it starts with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "tests/runner/user/one_user.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string steps(const std::string& entries) {
  return "\"steps\": [" + entries + "]";
}

// A list in pages, each with a link to the next one.
std::string paging(const std::string& repeat, const std::string& step = "") {
  return steps(R"({"repeat": {"start": {"next": "/pages/1"},)"
               "\n"
               R"("until": {"variable": "next", "exists": false}, )" +
               repeat + R"(}, "steps": [{"name": "page", "request": "GET ${next}",
        "captures": {"next": {"json": "/next", "optional": true}})" +
               step + R"(}]}, {"name": "end", "request": "GET /end"})");
}

Script pages(int last) {
  return [last](const Call& call) {
    if (!call.target().starts_with("/pages/")) return json_answer(200, "{}");
    const int page = std::stoi(call.target().substr(7));
    return json_answer(200,
                       page < last ? fmt::format(R"({{"next": "/pages/{}"}})", page + 1) : "{}");
  };
}

TEST(Start, LeadsThroughAListByItsLinks) {
  OneUser user(suite_of(paging(R"("at_most": 9)")), pages(3));
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  EXPECT_EQ(user.walk(1), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(),
              ElementsAre("GET /pages/1", "GET /pages/2", "GET /pages/3", "GET /end",
                          "GET /pages/1", "GET /pages/2", "GET /pages/3", "GET /end"));
  EXPECT_THAT(user.findings(), IsEmpty());
}

TEST(Start, IsThereBehindTheBlockToo) {
  OneUser user(suite_of(steps(R"(
      {"repeat": {"times": 2, "start": {"base": "/v1", "path": "${base}/x"}},
       "steps": [{"name": "a", "request": "GET ${path}/${index}"}]},
      {"name": "b", "request": "GET ${path}"})")),
               everything(200));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /v1/x/0", "GET /v1/x/1", "GET /v1/x"));
}

TEST(Start, IsGivenAnewWhereverTheBlockBegins) {
  OneUser user(suite_of(steps(R"(
      {"repeat": 2, "steps": [
        {"repeat": {"start": {"next": "/${index}"}, "until": {"variable": "next", "exists": false}},
         "steps": [{"name": "a", "request": "GET ${next}",
                    "captures": {"next": {"json": "/next", "optional": true}}}]}]})")),
               [](const Call& call) {
                 return json_answer(200, call.target() == "/more" ? "{}" : R"({"next": "/more"})");
               });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /0", "GET /more", "GET /1", "GET /more"));
}

TEST(Start, LeavesNoValueWhereItsOwnIsMissing) {
  OneUser user(suite_of(steps(R"(
      {"name": "a", "request": "GET /a", "captures": {"id": {"json": "/id", "optional": true}}},
      {"repeat": {"times": 1, "start": {"path": "/items/${id}"}},
       "steps": [{"name": "b", "request": "GET ${path}"}]})")),
               [](const Call&) { return json_answer(200, "{}"); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  ASSERT_EQ(user.findings().size(), 1U);
  EXPECT_THAT(user.findings()[0].got, HasSubstr("path"));
}

constexpr const char* kSession = R"("session": {"shared_by": "user", "steps": [
    {"repeat": {"start": {"base": "/v1"}, "until": {"variable": "ready"}, "at_most": 2},
     "steps": [{"name": "in", "request": "GET ${base}/in",
                "captures": {"ready": {"json": "/ready", "optional": true}}}]}]},
  "steps": [{"name": "a", "request": "GET ${base}/a"}])";

TEST(Start, OfASessionIsThereInItsIterations) {
  OneUser user(suite_of(kSession), [](const Call&) { return json_answer(200, R"({"ready": 1})"); });
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  EXPECT_EQ(user.walk(1), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /v1/in", "GET /v1/a", "GET /v1/a"));
}

TEST(Bound, OfASessionLeavesNone) {
  OneUser user(suite_of(kSession), [](const Call&) { return json_answer(200, "{}"); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /v1/in", "GET /v1/in"));
  EXPECT_EQ(user.row("in").failed, 1U);
}

TEST(Bound, FailsTheIterationWithTheStepThatWasSentLast) {
  OneUser user(suite_of(paging(R"("at_most": 2)")), pages(9));
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /pages/1", "GET /pages/2"));
  EXPECT_EQ(user.row("page").finished, 2U);
  EXPECT_EQ(user.row("page").failed, 1U);
  EXPECT_EQ(user.count("page", Outcome::check_failed), 1U);
  ASSERT_EQ(user.findings().size(), 1U);
  const Finding& finding = user.findings()[0];
  EXPECT_EQ(finding.outcome, Outcome::check_failed);
  EXPECT_EQ(finding.expected, "variable next is absent");
  EXPECT_EQ(finding.got, "\"/pages/3\"");
  EXPECT_EQ(finding.because, "the repetition ended after 2 turns, before its \"until\" held");
  EXPECT_EQ(finding.line, 2);
  EXPECT_THAT(finding.curl, HasSubstr("/pages/2"));
  EXPECT_THAT(user.recorded().notes, IsEmpty());
}

TEST(Bound, IsHeldByTheLastTurnThatItAllows) {
  OneUser user(suite_of(paging(R"("at_most": 3)")), pages(3));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_EQ(user.row("page").finished, 3U);
  EXPECT_EQ(user.row("page").failed, 0U);
}

TEST(Bound, IsANoteWhereTheWalkContinues) {
  OneUser user(suite_of(paging(R"("at_most": 1, "on_bound": "continue")")), pages(9));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /pages/1", "GET /end"));
  EXPECT_EQ(user.row("page").failed, 0U);
  ASSERT_EQ(user.recorded().notes.size(), 1U);
  EXPECT_THAT(user.recorded().notes[0].text,
              HasSubstr("ended after 1 turn, before its \"until\" held"));
}

TEST(Bound, TellsEveryConditionThatDoesNotHold) {
  OneUser user(suite_of(steps(R"(
      {"repeat": {"until": [{"variable": "state", "equals": "done"},
        {"variable": "state", "exists": true},
        {"variable": "left", "equals": "0", "because": "nothing may be left"}], "at_most": 1},
       "steps": [{"name": "look", "request": "GET /job", "captures":
         {"state": {"json": "/state"}, "left": {"json": "/left", "optional": true}}}]})")),
               [](const Call&) { return json_answer(200, R"({"state": "open"})"); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.row("look").failed, 1U);
  ASSERT_EQ(user.findings().size(), 2U);
  EXPECT_EQ(user.findings()[0].expected, "variable state equals \"done\"");
  EXPECT_EQ(user.findings()[0].got, "\"open\"");
  EXPECT_EQ(user.findings()[1].got, "not set");
  EXPECT_EQ(user.findings()[1].because,
            "nothing may be left; the repetition ended after 1 turn, before its \"until\" held");
}

TEST(Bound, FallsToTheLastStepThatWasNotLeftOut) {
  OneUser user(suite_of(steps(R"(
      {"repeat": {"until": {"variable": "x"}, "at_most": 2}, "steps": [
        {"name": "a", "request": "GET /a", "captures": {"x": {"json": "/x", "optional": true}}},
        {"name": "b", "request": "GET /b", "when": {"variable": "x"}}]})")),
               [](const Call&) { return json_answer(200, "{}"); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.row("a").finished, 2U);
  EXPECT_EQ(user.row("a").failed, 1U);
  EXPECT_EQ(user.row("b").finished, 0U);
}

TEST(Bound, CountsARequestThatWasNeverSentWhereAllStepsWereLeftOut) {
  OneUser user(
      suite_of(steps(R"(
      {"name": "a", "request": "GET /a", "captures": {"x": {"json": "/x", "optional": true}}},
      {"repeat": {"until": {"variable": "x"}, "at_most": 2}, "steps": [
        {"name": "b", "request": "GET /b", "when": {"variable": "x"}}]})")),
      [](const Call&) { return json_answer(200, "{}"); }, true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.row("a").failed, 0U);
  EXPECT_EQ(user.row("b").failed, 1U);
  EXPECT_EQ(user.row("b").never_sent, 1U);
  ASSERT_EQ(user.findings().size(), 1U);
  EXPECT_EQ(user.findings()[0].expected, "variable x is there");
  EXPECT_EQ(user.findings()[0].curl, "");
  EXPECT_EQ(user.recorded().exchanges.size(), 1U);
}

TEST(Bound, StandsBesideWhatTheStepItselfFailedBy) {
  OneUser user(suite_of(paging(R"("at_most": 2)", R"(, "on_failure": "continue")")),
               [](const Call&) { return broken(Outcome::io_reset); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.row("page").failed, 2U);
  ASSERT_EQ(user.findings().size(), 3U);
  EXPECT_EQ(user.findings()[1].expected, "an answer");
  EXPECT_EQ(user.findings()[1].outcome, Outcome::io_reset);
  EXPECT_EQ(user.findings()[2].expected, "variable next is absent");
  EXPECT_EQ(user.findings()[2].outcome, Outcome::check_failed);
}

TEST(Bound, FailsItsGroup) {
  OneUser user(suite_of(steps(R"(
      {"group": "all", "repeat": {"until": {"variable": "index", "equals": "7"}, "at_most": 3},
       "steps": [{"name": "a", "request": "GET /a"}]})")),
               everything(200));
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.group("all").finished, 3U);
  EXPECT_EQ(user.group("all").failed, 1U);
}

TEST(Bound, IsOneOfAllTurnsToo) {
  OneUser user(suite_of(steps(R"(
      {"repeat": 10000, "steps": [{"repeat": 10000, "steps": [
        {"repeat": {"until": {"variable": "extra"}, "at_most": 10000}, "steps": [
          {"name": "a", "request": "GET /a", "when": {"variable": "extra"}}]}]}]})"),
                        R"("variables": {"extra": {"env": "EXTRA", "default": ""}})"),
               everything(200));
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.row("a").never_sent, 1U);
}

TEST(Bound, OfANestedRepetitionFailsTheOuterStepsNot) {
  OneUser user(suite_of(steps(R"(
      {"repeat": {"until": {"variable": "x"}, "at_most": 3}, "steps": [
        {"name": "a", "request": "GET /a", "captures": {"x": {"json": "/x", "optional": true}}},
        {"repeat": {"until": {"variable": "y"}, "at_most": 2}, "steps": [
          {"name": "b", "request": "GET /b", "captures": {"y": {"json": "/y", "optional": true}}}]}]})")),
               [](const Call&) { return json_answer(200, "{}"); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.row("a").finished, 1U);
  EXPECT_EQ(user.row("a").failed, 0U);
  EXPECT_EQ(user.row("b").finished, 2U);
  EXPECT_EQ(user.row("b").failed, 1U);
  EXPECT_EQ(user.findings().size(), 1U);
}

TEST(Bound, IsKnownBeforeTheUserThinks) {
  OneUser user(suite_of(paging(R"("at_most": 2)", R"(, "think": "10s")")), pages(9));
  user.thinks();
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.row("page").failed, 1U);
  EXPECT_LT(user.elapsed(), 11s);
}

TEST(Bound, StandsAmongTheChecksOfTheExchange) {
  OneUser user(suite_of(paging(R"("at_most": 2)")), pages(9), true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  const auto& kept = user.recorded().exchanges;
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].outcome, Outcome::ok);
  EXPECT_EQ(kept[1].outcome, Outcome::check_failed);
  EXPECT_EQ(kept[1].checks.back(), "failed: variable next is absent, got \"/pages/3\"");
}

TEST(Bound, ShowsNoSecret) {
  OneUser user(
      suite_of(steps(R"(
      {"repeat": {"until": {"variable": "token", "equals": "none"}, "at_most": 1}, "steps": [
        {"name": "a", "request": "GET /a", "captures": {"token": {"json": "/token", "secret": true}}}]})")),
      [](const Call&) { return json_answer(200, R"({"token": "hush-hush-4711"})"); }, true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  ASSERT_EQ(user.findings().size(), 1U);
  EXPECT_THAT(user.findings()[0].got, Not(HasSubstr("4711")));
  EXPECT_THAT(user.findings()[0].excerpt, Not(HasSubstr("4711")));
  EXPECT_THAT(user.recorded().exchanges.at(0).checks.back(), Not(HasSubstr("4711")));
}

}  // namespace
}  // namespace slogate::support
