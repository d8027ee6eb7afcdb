#include <fmt/format.h>
#include <gtest/gtest.h>

#include "runner/app/doubts.h"
#include "runner/app/plan_counts.h"
#include "runner/app/plan_text.h"
#include "tests/runner/app/compiled_suite.h"

namespace slogate {
namespace {

using test::compiled;
using test::said;
using test::SuiteFolder;

std::string requests(const std::string& steps, const std::string& members = "") {
  const CompiledSuite suite = compiled(steps, members);
  return requests_in(suite.flows[0], suite.flows[0].steps).text();
}

constexpr const char* kStep = R"({"name": "a", "request": "GET /"})";
constexpr const char* kLinks =
    R"({"name": "l", "request": "GET /", "captures": {"links": {"xpath": "//a/@href", "list": true}}})";

constexpr const char* kUserSession =
    R"(, "session": {"shared_by": "user", "steps": [{"name": "in", "request": "POST /in"}]})";
constexpr const char* kSlow =
    R"(, "objectives": [{"name": "p", "measure": "p99.9", "below": "1s"}])";

TEST(PlanCounts, CountEachStepOnce) {
  EXPECT_EQ(requests(kStep), "1");
}

TEST(PlanCounts, MultiplyNestedRepetitions) {
  EXPECT_EQ(requests(std::string(R"({"repeat": 3, "steps": [{"repeat": 4, "steps": [)") + kStep +
                     "]}, " + R"({"name": "b", "request": "GET /"}]})"),
            "15");
}

TEST(PlanCounts, GiveBoundsWhereTheRunDecides) {
  EXPECT_EQ(requests(std::string(kLinks) + R"(, {"repeat": {"for_each": "links", "at_most": 5},
                     "steps": [{"name": "b", "request": "GET ${item}"}]})"),
            "1 to 6");
  EXPECT_EQ(requests(std::string(kLinks) +
                     R"(, {"repeat": {"until": {"variable": "links", "exists": true},
                     "at_most": 5}, "steps": [{"name": "b", "request": "GET /"}]})"),
            "2 to 6");
}

TEST(PlanCounts, GiveBoundsForRetries) {
  EXPECT_EQ(requests(R"({"name": "a", "request": "GET /", "retry": {"times": 4}})"), "1 to 5");
}

TEST(PlanCounts, SayThatAListDecides) {
  EXPECT_EQ(requests(std::string(kLinks) +
                     R"(, {"name": "b", "request": "GET ${item}", "for_each": "links"})"),
            "1 or more");
}

TEST(PlanCounts, LeaveOutAStepThatIsNeverSent) {
  EXPECT_EQ(
      requests(
          std::string(kStep) +
              R"(, {"name": "b", "request": "GET /", "when": {"variable": "v", "equals": "y"}})",
          R"(, "variables": {"v": "x"})"),
      "1");
}

TEST(PlanCounts, DoNotOverflow) {
  std::string steps = kStep;
  for (int i = 0; i < 8; ++i) steps = R"({"repeat": 10000, "steps": [)" + steps + "]}";
  EXPECT_EQ(requests(steps), "18,446,744,073,709,551,615 or more");
}

TEST(PlanCounts, PutCommasBetweenThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
}

TEST(Doubts, SayNothingOfASoundSuite) {
  EXPECT_EQ(
      said(compiled(kStep, R"(, "objectives": [{"name": "p", "measure": "p99", "below": "1s"}])")),
      "");
}

TEST(Doubts, TellAnObjectiveThatAProfileCanNeverDecide) {
  EXPECT_EQ(said(compiled(kStep,
                          R"(, "objectives": [{"name": "p", "measure": "p99.9", "below": "1s"}])")),
            "the objective \"p\" can never be decided in the profile \"load\": it sends 300 such "
            "requests, "
            "and p99.9 < 1 s at 95 % confidence needs 2,995\n");
}

TEST(Doubts, CountTheTurnsOfARepetitionAsSamples) {
  EXPECT_EQ(said(compiled(std::string(R"({"repeat": 10, "steps": [)") + kStep + "]}",
                          R"(, "objectives": [{"name": "p", "measure": "p99.9", "below": "1s"}])")),
            "");
}

TEST(Doubts, LeaveAnObjectiveThatTheRunMayDecide) {
  EXPECT_EQ(said(compiled(R"({"name": "a", "request": "GET /", "retry": {"times": 9}})", kSlow)),
            "");
  EXPECT_EQ(said(compiled(R"({"name": "a", "request": "GET /", "redirects": "follow"})", kSlow)),
            "");
  EXPECT_EQ(said(compiled(std::string(kLinks) + R"(, {"name": "b", "request": "GET ${item}",
                          "for_each": "links"})",
                          kSlow)),
            "");
}

TEST(Doubts, TellAnObjectiveThatEvenEveryRetryCannotDecide) {
  EXPECT_EQ(
      said(compiled(R"({"name": "a", "request": "GET /", "retry": {"times": 1}})", kSlow)),
      "the objective \"p\" can never be decided in the profile \"load\": it sends at most 600 "
      "such requests, and p99.9 < 1 s at 95 % confidence needs 2,995\n");
}

TEST(Doubts, CountTheStepsOfSessionsAsSamples) {
  const auto over_in = [](const std::string& measure) {
    return R"(, "objectives": [{"name": "p", "measure": ")" + measure +
           R"(", "below": "1s", "over": {"step": "in"}}])";
  };
  EXPECT_EQ(said(compiled(kStep, over_in("p99"), kUserSession)), "");
  EXPECT_EQ(
      said(compiled(kStep, over_in("p99.9"), kUserSession)),
      "the objective \"p\" can never be decided in the profile \"load\": it sends at most 300 "
      "such requests, and p99.9 < 1 s at 95 % confidence needs 2,995\n");
  EXPECT_EQ(said(compiled(kStep, over_in("p99.9"),
                          R"(, "session": {"shared_by": "run", "renew": {"on_status": [401]},
                             "steps": [{"name": "in", "request": "POST /in"}]})")),
            "");
}

TEST(Doubts, TellRepetitionsThatAnIterationCutsOff) {
  const auto turns = [](int outer) {
    return fmt::format(R"({{"repeat": {}, "steps": [{{"repeat": 999, "steps": [{}]}}]}})", outer,
                       kStep);
  };
  EXPECT_EQ(said(compiled(turns(100))), "");
  EXPECT_EQ(said(compiled(turns(101))),
            "the repetitions of the flow \"home\" take 101,000 turns: an iteration ends its "
            "repetitions after 100,000 turns\n");
}

TEST(PlanText, SaysHowManySamplesAreCertain) {
  const auto told = [](const std::string& step, const std::string& line) {
    const std::string text = plan_text(compiled(step, kSlow), {}, 0);
    EXPECT_NE(text.find(line), std::string::npos) << text;
  };
  told(kStep, ": 300 samples, too few to be confident: 2,995 are needed\n");
  told(R"({"name": "a", "request": "GET /", "retry": {"times": 9}})",
       ": at least 300 samples, 2,995 are needed\n");
  told(R"({"name": "a", "request": "GET /", "when": {"variable": "run.id"}})",
       ": at most 300 samples, too few to be confident: 2,995 are needed\n");
}

TEST(Doubts, AskNothingOfAnObservedObjective) {
  EXPECT_EQ(
      said(compiled(kStep, R"(, "objectives": [{"name": "p", "measure": "p99.9", "below": "1s",
                                      "decision": "observed"}])")),
      "");
}

TEST(Doubts, TellAStepThatIsNeverSent) {
  EXPECT_EQ(
      said(compiled(
          std::string(kStep) +
              R"(, {"name": "b", "request": "GET /", "when": {"variable": "v", "equals": "y"}, "stop": true})",
          R"(, "variables": {"v": "x"})")),
      "the step \"b\" is never sent: variable v equals \"y\" does not hold, and no step after it "
      "is\n");
}

TEST(Doubts, TellABlockThatIsNeverWalked) {
  EXPECT_EQ(said(compiled(std::string(kStep) + R"(, {"when": {"variable": "v", "equals": "y"},
                              "steps": [{"name": "b", "request": "GET /"}]})",
                          R"(, "variables": {"v": "x"})")),
            "the steps of this block are never sent: variable v equals \"y\" does not hold\n");
}

TEST(Doubts, LeaveAConditionOnTheEnvironmentAlone) {
  EXPECT_EQ(said(compiled(
                R"({"name": "b", "request": "GET /", "when": {"variable": "v", "exists": true}})",
                R"(, "variables": {"v": {"env": "V", "default": ""}})")),
            "");
}

TEST(Doubts, TellAProfileThatAsksForMoreThanTheTargetAllows) {
  const std::string steps = R"({"name": "a", "request": "POST /code", "tags": ["sign-in"]})";
  const auto limit = [](int most, const std::string& per) {
    return fmt::format(R"(, "limits": [{{"over": {{"tag": "sign-in"}}, "at_most": {}, "per": "{}",
                            "because": "codes cost money"}}])",
                       most, per);
  };
  EXPECT_EQ(said(compiled(steps, limit(20, "10m"))),
            "the profile \"load\" sends 300 sign-in requests in 10 min, and the target allows 20: "
            "codes cost money\n");
  EXPECT_EQ(said(compiled(steps, limit(90, "10s"))),
            "the profile \"load\" sends 100 sign-in requests in 10 s, and the target allows 90: "
            "codes cost money\n");
  EXPECT_EQ(said(compiled(steps, limit(100, "10s"))), "");
}

TEST(Doubts, CountTheSignInsOfSessions) {
  const std::string limit =
      R"(, "limits": [{"over": {"step": "in"}, "at_most": 20, "per": "10m"}])";
  const auto session = [](const std::string& owner) {
    return R"(, "session": {"shared_by": ")" + owner +
           R"(", "steps": [{"name": "in", "request": "POST /in"}]})";
  };
  EXPECT_EQ(said(compiled(kStep, limit, session("run"))), "");
  EXPECT_EQ(said(compiled(kStep, limit, session("user"))),
            "the profile \"load\" may send 300 requests of step in in 10 min, and the target "
            "allows 20\n");
}

TEST(Doubts, CountNoMoreSessionsThanIterations) {
  const std::string limit =
      R"(, "limits": [{"over": {"step": "in"}, "at_most": 300, "per": "10m"}])";
  EXPECT_EQ(said(compiled(kStep, limit, kUserSession)), "");
}

TEST(Doubts, HoldTheSessionsOfAClosedModelAgainstALimit) {
  const auto limited = [](int most, const std::string& profiles) {
    return fmt::format(R"(, "limits": [{{"over": {{"step": "in"}}, "at_most": {}, "per": "10s"}}])",
                       most) +
           profiles;
  };
  const auto told = [](const std::string& number) {
    return "the profile \"load\" sends at least " + number +
           " requests of step in in 10 s, and the target allows 20\n";
  };
  const std::string at_once = R"({"users": 50, "for": "30s"})";
  const std::string slowly = R"({"stages": [{"to": 50, "over": "25s"}]})";
  EXPECT_EQ(said(compiled(kStep, limited(20, ""), kUserSession, at_once)), told("50"));
  EXPECT_EQ(said(compiled(kStep, limited(50, ""), kUserSession, at_once)), "");
  EXPECT_EQ(said(compiled(kStep, limited(20, ""), kUserSession, slowly)), "");
}

TEST(Doubts, CountNoRequestsOfAnotherStepAgainstALimit) {
  const std::string limit = R"(, "limits": [{"over": {"step": "a"}, "at_most": 20, "per": "10s"}])";
  const std::string users = R"({"users": 20, "for": "30s"})";
  EXPECT_EQ(said(compiled(kStep, limit, kUserSession, users)), "");
  EXPECT_NE(plan_text(compiled(kStep, limit, kUserSession, users), {}, 0)
                .find("    20 allowed in 10 s (requests of step a): at least 20 sent\n"),
            std::string::npos);
}

TEST(PlanText, SaysWhatTheTargetAllowsAndWhatIsSent) {
  const std::string text = plan_text(
      compiled(kStep, R"(, "limits": [{"over": {"step": "a"}, "at_most": 500, "per": "10m"}])"), {},
      0);
  EXPECT_NE(text.find("    500 allowed in 10 min (requests of step a): 300 sent\n"),
            std::string::npos)
      << text;
}

TEST(PlanText, ExplainsBlocksPausesAndSessions) {
  const std::string text = plan_text(
      compiled(std::string(kLinks) +
                   R"(, {"group": "g", "repeat": {"for_each": "links", "at_most": 5}, "steps": [
                 {"name": "b", "request": "GET ${item}", "redirects": "follow", "retry": {"times": 2},
                  "on_failure": "continue"}]})",
               "", R"(, "title": "Home", "session": {"shared_by": "user",
                  "steps": [{"name": "in", "request": "POST /in"}], "end": [{"name": "out", "request": "POST /out"}]})"),
      {}, 0);
  EXPECT_NE(
      text.find(
          "  home: Home\n"
          "    1 to 166 requests in each iteration\n"
          "    once per user:\n"
          "      in: POST /in  1 check\n"
          "    then:\n"
          "      l: GET /  1 check, captures links\n"
          "      once for each item of links, at most 5:\n"
          "        b: GET ${item}  [group g]  1 check, up to 2 more times until its checks hold, "
          "follows up to 10 redirects, goes on after a failure\n"
          "    at the end of the user:\n"
          "      out: POST /out  1 check\n"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("The suite is sound. Nothing was sent.\n"), std::string::npos);
}

TEST(PlanText, CountsOneAsOne) {
  const std::string text = plan_text(
      compiled(R"({"repeat": 1, "steps": [{"name": "a", "request": "GET /", "redirects": 1}]})", "",
               "", R"({"users": 1, "for": "1m"})"),
      {}, 0);
  EXPECT_NE(text.find("    1 time:\n      a: GET /  1 check, follows up to 1 redirect\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  load: 1 user for 1 min\n"), std::string::npos) << text;
}

TEST(PlanText, NamesSetupAndTeardown) {
  const std::string text =
      plan_text(compiled(kStep, R"(, "setup": [{"name": "open", "request": "POST /open"}],
                                                 "teardown": [{"name": "close", "request": "POST /close"}])"),
                {"TOKEN"}, 2);
  EXPECT_NE(text.find("Once before everything:\n    open: POST /open  1 check\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("Once after everything:\n    close: POST /close  1 check\n"),
            std::string::npos);
  EXPECT_NE(text.find("Not set, but needed for a run: TOKEN\n"), std::string::npos);
  EXPECT_NE(text.find("The suite is sound, with 2 warnings. Nothing was sent.\n"),
            std::string::npos);
}

// A suite whose step sends a code that LOGIN_CODE gives, with that name set.
std::string said_of_code(const std::string& profile, const std::string& flow,
                         const std::string& code = "481516", const std::string& fallback = "") {
  const SuiteFolder folder;
  folder.write("suite.json",
               test::suite_with(R"(, "profiles": {"load": )" + profile + R"(}, "variables": {
                 "code": {"env": "LOGIN_CODE", "default": ")" +
                                fallback + R"(", "one_time": true}})"));
  folder.write("flow.json", R"({"name": "home", )" + flow + "}");
  const Result<Suite> suite = folder.load();
  if (!suite) throw std::runtime_error(suite.error().text());
  const Environment environment = code.empty() ? Environment{} : Environment{{"LOGIN_CODE", code}};
  auto out = compile(*suite, environment, {});
  if (!out) throw std::runtime_error(out.error().text());
  return said(*out);
}

constexpr const char* kCodeStep = R"({"name": "in", "when": {"variable": "code"},
    "request": "POST /in", "json": {"code": "${code}"}})";
const std::string kCodeSteps = std::string(R"("steps": [)") + kCodeStep + "]";

TEST(Doubts, TellAGivenCodeThatThePlanSendsMoreThanOnce) {
  const std::string begin =
      "flow \"home\" uses the one-time code LOGIN_CODE, which serves one sign-in; the profile "
      "\"load\" plans ";
  EXPECT_EQ(said_of_code(R"({"iterations": 3})", kCodeSteps), begin + "3\n");
  EXPECT_EQ(said_of_code(R"({"rate": "10/s", "for": "2m"})", kCodeSteps), begin + "1,200\n");
  EXPECT_EQ(said_of_code(R"({"users": 1, "for": "2m"})", kCodeSteps),
            begin + "as many as the target lets through\n");
  EXPECT_EQ(said_of_code(R"({"iterations": 2})",
                         R"("steps": [{"name": "in", "request": "POST /in",
                              "headers": {"x-code": "${secret:LOGIN_CODE}"}}])"),
            begin + "2\n");
}

TEST(Doubts, SayNothingOfAGivenCodeThatIsSentOnceOrNotAtAll) {
  EXPECT_EQ(said_of_code(R"({"iterations": 1})", kCodeSteps), "");
  EXPECT_EQ(said_of_code(R"({"iterations": 3})", kCodeSteps, ""), "");
  EXPECT_EQ(said_of_code(R"({"users": 3, "for": "2m"})", kCodeSteps, ""), "");
  EXPECT_EQ(said_of_code(R"({"iterations": 3})", kCodeSteps, "481516", "000000"), "");
  const std::string session = std::string(R"("session": {"shared_by": "run", "steps": [)") +
                              kCodeStep + "]}, \"steps\": [" + kStep + "]";
  EXPECT_EQ(said_of_code(R"({"iterations": 3})", session), "");
  EXPECT_EQ(said_of_code(R"({"users": 3, "for": "2m"})", session), "");
}

}  // namespace
}  // namespace slogate
