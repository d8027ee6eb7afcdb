// What a profile asks of its target and its objectives of the profile, in the busiest window of each.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "runner/app/plan_text.h"
#include "tests/runner/app/compiled_suite.h"

namespace slogate {
namespace {

using test::compiled;
using test::said;

constexpr const char* kSignIn = R"({"name": "in", "request": "POST /in", "tags": ["sign-in"]})";

std::string limit(int most, const std::string& per = "1m") {
  return fmt::format(
      R"(, "limits": [{{"over": {{"tag": "sign-in"}}, "at_most": {}, "per": "{}"}}])", most, per);
}

std::string told_of(int most, const std::string& profile) {
  return said(compiled(kSignIn, limit(most), "", profile));
}

// 0 to 10/s in 5 min are 1,500 in all, 300 a minute on the average and 540 in the last one.
constexpr const char* kRamp = R"({"stages": [{"to": "10/s", "over": "5m"}]})";

TEST(Limits, AreHeldAgainstTheBusiestMinuteOfARamp) {
  EXPECT_EQ(told_of(300, kRamp),
            "the profile \"load\" sends 540 sign-in requests in its busiest 1 min, and the target "
            "allows 300\n");
  EXPECT_EQ(told_of(540, kRamp), "");
}

TEST(Limits, AreHeldAgainstAShortPeak) {
  constexpr const char* kPeak = R"({"stages": [{"to": "1/s", "over": "10m"},
      {"to": "20/s", "over": "30s"}, {"to": "0/s", "over": "10m"}]})";
  EXPECT_EQ(
      told_of(1142, kPeak),
      "the profile \"load\" sends 1,143 sign-in requests in its busiest 1 min, and the target "
      "allows 1,142\n");
  EXPECT_EQ(told_of(1143, kPeak), "");
}

TEST(Limits, CountEachRequestOfAnIteration) {
  const std::string twice = R"({"repeat": 2, "steps": [)" + std::string(kSignIn) + "]}";
  EXPECT_EQ(
      said(compiled(twice, limit(1000), "", kRamp)),
      "the profile \"load\" sends 1,080 sign-in requests in its busiest 1 min, and the target "
      "allows 1,000\n");
}

TEST(Limits, CountTheSessionsThatTheBusiestMinuteMayOpen) {
  const std::string session =
      R"(, "session": {"shared_by": "user", "steps": [)" + std::string(kSignIn) + "]}";
  EXPECT_EQ(
      said(compiled(R"({"name": "a", "request": "GET /"})", limit(500), session, kRamp)),
      "the profile \"load\" may send 540 sign-in requests in its busiest 1 min, and the target "
      "allows 500\n");
}

TEST(Limits, TakeIterationsWithoutALoadForAsFastAsTheyMayBe) {
  EXPECT_EQ(
      told_of(20, R"({"iterations": 30})"),
      "the profile \"load\" may send 30 sign-in requests in 1 min, and the target allows 20\n");
  EXPECT_EQ(told_of(30, R"({"iterations": 30})"), "");
  EXPECT_EQ(said(compiled(R"({"repeat": 2, "steps": [)" + std::string(kSignIn) + "]}", limit(1), "",
                          R"({"iterations": 1})")),
            "the profile \"load\" sends 2 sign-in requests in 1 min, and the target allows 1\n");
}

TEST(PlanText, SaysWhatTheBusiestMinuteSends) {
  const std::string text = plan_text(compiled(kSignIn, limit(600), "", kRamp), {}, 0);
  EXPECT_NE(text.find("    600 allowed in 1 min (sign-in requests): 540 sent\n"), std::string::npos)
      << text;
}

std::string windowed(const std::string& in, const std::string& more = "") {
  return R"(, "objectives": [{"name": "w", "measure": "rate_5xx", "below": "1%", "window": "15m")" +
         in + "}]" + more;
}

TEST(Doubts, TellAWindowThatIsLongerThanTheProfile) {
  const std::string why =
      "the objective \"w\" can never be decided in the profile \"load\": its window is 15 min, and "
      "the profile takes 30 s\n";
  EXPECT_EQ(said(compiled(kSignIn, windowed(""))), why);
  EXPECT_EQ(said(compiled(kSignIn, windowed(R"(, "in": ["load"])"))), why);
  EXPECT_EQ(said(compiled(kSignIn, windowed(""), "", R"({"rate": "10/s", "for": "15m"})")), "");
  EXPECT_EQ(said(compiled(kSignIn, windowed(""), "", R"({"users": 1, "for": "15m"})")), "");
  EXPECT_EQ(said(compiled(kSignIn, windowed(""), "", R"({"iterations": 1})")), "");
}

TEST(Doubts, LeaveAWindowToTheProfileThatIsLongEnough) {
  const std::string short_one = R"({"rate": "10/s", "for": "30s"},
      "soak": {"rate": "1/s", "for": "1h"})";
  EXPECT_EQ(said(compiled(kSignIn, windowed(""), "", short_one)), "");
}

TEST(Doubts, TellAWindowInWhichTooFewAreSent) {
  EXPECT_EQ(
      said(compiled(kSignIn, windowed(""), "", R"({"rate": "12/h", "for": "24h"})")),
      "the objective \"w\" can never be decided in the profile \"load\": it sends at most 288 "
      "such requests, and a window needs 300\n");
}

TEST(Doubts, NameTheConditionThatDoesNotHold) {
  const std::string step = R"({"name": "b", "request": "GET /${v}", "when":
      [{"variable": "v", "exists": true}, {"variable": "v", "equals": "y"}]})";
  EXPECT_EQ(said(compiled(step, R"(, "variables": {"v": "x"})")),
            "the step \"b\" is never sent: variable v equals \"y\" does not hold\n");
}

TEST(Doubts, StandAtTheConditionThatDoesNotHold) {
  const Diagnostics told = doubts(compiled(R"(
{"name": "b", "request": "GET /${v}",
 "when": {"variable": "v", "equals": "y"}})",
                                           R"(, "variables": {"v": "x"})"));
  ASSERT_EQ(told.list.size(), 1U);
  EXPECT_EQ(told.list[0].at.line, 3);
}

TEST(Doubts, TellAnObjectiveOnceForAllProfilesThatAreTooShort) {
  const std::string profiles = R"({"rate": "10/s", "for": "30s"},
      "tiny": {"rate": "1/s", "for": "5s"}, "long": {"rate": "50/s", "for": "1h"})";
  EXPECT_EQ(
      said(compiled(kSignIn,
                    R"(, "objectives": [{"name": "p", "measure": "p99.9", "below": "1s"}])", "",
                    profiles)),
      "the objective \"p\" can never be decided in the profile \"load\": it sends 300 such "
      "requests, and p99.9 < 1 s at 95 % confidence needs 2,995; nor in the profile \"tiny\", "
      "which sends 5\n");
}

TEST(Doubts, CountOneRequestAsOne) {
  EXPECT_EQ(said(compiled(kSignIn,
                          R"(, "objectives": [{"name": "p", "measure": "p99", "below": "1s",
                             "decision": "confident"}])",
                          "", R"({"iterations": 1})")),
            "the objective \"p\" can never be decided in the profile \"load\": it sends 1 such "
            "request, and p99 < 1 s at 95 % confidence needs 299\n");
}

TEST(PlanText, TellsConditionsPausesAndRenewals) {
  const std::string text = plan_text(
      compiled(R"({"name": "a", "request": "GET /", "think": {"uniform": ["1s", "3s"]}, "captures":
                    {"x": {"json": "/x", "optional": true}, "y": {"json": "/y", "optional": true}}},
                  {"name": "b", "request": "GET /", "think": "2s", "stop": true,
                   "when": [{"variable": "x"}, {"variable": "y", "equals": "1"}]},
                  {"name": "c", "request": "GET /", "think": {"exponential": "4s"}})",
               "",
               R"(, "session": {"shared_by": "user", "renew": {"after": "10m", "on_status": [401]},
                  "steps": [{"name": "in", "request": "POST /in"}]})"),
      {}, 0);
  EXPECT_NE(text.find("    once per user, anew after 10m and on status 401:\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("      a: GET /  1 check, captures x, y, thinks 1 s to 3 s\n"
                      "      b: GET /  1 check, when variable x is there and variable y equals "
                      "\"1\", else the end, thinks 2 s\n"
                      "      c: GET /  1 check, thinks 4 s on average\n"),
            std::string::npos)
      << text;
}

TEST(PlanText, SaysHowOftenEachFlowIsWalked) {
  const test::SuiteFolder folder;
  folder.write("suite.json", R"({"name": "shop", "target": "http://127.0.0.1",
    "flows": ["a.json", "b.json", "c.json"], "profiles": {"smoke": {"iterations": 1},
    "load": {"rate": "10/s", "for": "1m", "flows": {"a": 1, "b": 3}},
    "soak": {"users": 5, "for": "1h", "flows": {"c": 1, "b": 1}}}})");
  for (const char* name : {"a", "b", "c"}) {
    folder.write(fmt::format("{}.json", name),
                 fmt::format(R"({{"name": "{}", "steps": [{}]}})", name, kSignIn));
  }
  const Result<Suite> suite = folder.load();
  ASSERT_TRUE(suite) << suite.error().text();
  const auto out = compile(*suite, {}, {});
  ASSERT_TRUE(out);
  const std::string text = plan_text(*out, {}, 0);
  EXPECT_NE(text.find("  smoke: 1 iteration of each flow, one after the other\n"
                      "  load: 10/s for 1 min\n"
                      "    walks a 150 times, b 450 times\n"
                      "  soak: 5 users for 1 h\n"
                      "    walks b, c\n"),
            std::string::npos)
      << text;
}

TEST(PlanText, SaysThatAWindowIsTooLong) {
  const std::string text = plan_text(compiled(kSignIn, windowed("")), {}, 0);
  EXPECT_NE(text.find(": 300 samples, never judged: its window is longer than 30 s\n"),
            std::string::npos)
      << text;
}

TEST(PlanText, SaysHowOftenAWindowIsLookedAt) {
  CompiledSuite suite = compiled(kSignIn, windowed(""));
  suite.source.objectives.at(0).window = std::chrono::seconds(10);
  const std::string text = plan_text(suite, {}, 0);
  EXPECT_NE(text.find(": 300 samples, looked at 21 times, about 3 separate windows\n"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace slogate
