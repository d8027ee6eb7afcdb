#include <limits>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "reports/junit/case.h"
#include "reports/model/writers.h"
#include "tests/reports/example.h"
#include "tests/reports/program.h"

namespace slogate::report {
namespace {

using testing::HasSubstr;

struct Junit {
  explicit Junit(const Report& report) {
    std::ostringstream out;
    write_junit(report, out);
    text = out.str();
    loaded = document.load_string(text.c_str(), pugi::parse_default | pugi::parse_ws_pcdata);
  }

  [[nodiscard]] pugi::xml_node suite(const char* name) const {
    return document.child("testsuites").find_child_by_attribute("testsuite", "name", name);
  }
  [[nodiscard]] pugi::xml_node test(const char* suite_name, const char* name) const {
    return suite(suite_name).find_child_by_attribute("testcase", "name", name);
  }

  std::string text;
  pugi::xml_document document;
  pugi::xml_parse_result loaded;
};

Report one_step(const StepLine& step, bool load = false) {
  Report report;
  report.command = "smoke";
  report.load = load;
  report.verdict = State::pass;
  FlowLine flow;
  flow.name = "f";
  flow.state = step.state;
  flow.steps = {step};
  report.flows = {flow};
  return report;
}

StepLine failing(std::size_t failures) {
  StepLine step;
  step.name = "s";
  step.state = State::fail;
  for (std::size_t i = 0; i < failures; ++i) {
    FailureLine failure;
    failure.type = "assert.check";
    failure.title = "number " + std::to_string(i);
    step.failures.push_back(failure);
  }
  return step;
}

TEST(Junit, IsReadByJunitparserWithTheCountsThatItStates) {
  std::ostringstream out;
  write_junit(failing_smoke(), out);
  const Folder folder;
  const Output output =
      run("/usr/bin/python3 '" SLOGATE_SOURCE_DIR "/tests/reports/read_junit.py' '" +
          folder.file("junit.xml", out.str()) + "'");
  EXPECT_EQ(output.status, 0);
  EXPECT_EQ(output.text,
            "smoke.start 2 0 0 0\n"
            "smoke.auth 3 1 0 1\n"
            "smoke.public-qr 1 0 0 0\n"
            "smoke.admin 1 0 0 1\n"
            "smoke.health 1 0 1 0\n"
            "slo 4 1 0 1\n");
}

TEST(Junit, StatesTheSumsOfAllSuites) {
  const Junit junit(failing_smoke());
  const pugi::xml_node root = junit.document.child("testsuites");
  EXPECT_EQ(root.attribute("tests").as_int(), 12);
  EXPECT_EQ(root.attribute("failures").as_int(), 2);
  EXPECT_EQ(root.attribute("errors").as_int(), 1);
  EXPECT_STREQ(root.attribute("time").value(), "0.314");
}

TEST(Junit, RepeatsTheMessageInTheBody) {
  const Junit junit(failing_smoke());
  const pugi::xml_node failure = junit.test("smoke.auth", "02 request-code").child("failure");
  EXPECT_STREQ(failure.attribute("type").value(), "assert.check");
  EXPECT_STREQ(failure.attribute("message").value(), "expected status 200, got 502");
  EXPECT_THAT(failure.text().get(), testing::StartsWith("expected status 200, got 502\n"));
}

TEST(Junit, TellsFileAndLineOfTheStep) {
  const Junit junit(failing_smoke());
  const pugi::xml_node test = junit.test("smoke.auth", "02 request-code");
  EXPECT_STREQ(test.attribute("file").value(), "scenarios/go-live/auth.json");
  EXPECT_EQ(test.attribute("line").as_int(), 17);
}

TEST(Junit, CallsWhatCouldNotBeMeasuredAnError) {
  const Junit junit(failing_smoke());
  const pugi::xml_node test = junit.test("smoke.health", "01 certificate");
  EXPECT_STREQ(test.child("error").attribute("type").value(), "tls.cert.expired");
  EXPECT_FALSE(test.child("failure"));
}

TEST(Junit, CallsAStepWithBothAFailure) {
  StepLine step = failing(2);
  step.failures[0].is_error = true;
  step.failures[0].type = "connect.refused";
  const Junit junit(one_step(step));
  const pugi::xml_node test = junit.test("smoke.f", "01 s");
  EXPECT_STREQ(test.child("failure").attribute("message").value(), "number 1");
  EXPECT_THAT(test.child("failure").text().get(), HasSubstr("number 0"));
}

TEST(Junit, SkipsTheStepsOfAFlowThatWasLeftOut) {
  const Junit junit(failing_smoke());
  EXPECT_STREQ(junit.test("smoke.admin", "01 users-without-token")
                   .child("skipped")
                   .attribute("message")
                   .value(),
               "left out: ADMIN_TOKEN and USER_TOKEN are not set");
}

TEST(Junit, SkipsAFlowThatHasNoLineAtAll) {
  Report report;
  report.command = "smoke";
  report.verdict = State::pass;
  report.not_checked = {{"admin", "no token"}};
  const Junit junit(report);
  EXPECT_STREQ(junit.test("smoke.admin", "00 admin").child("skipped").attribute("message").value(),
               "no token");
}

TEST(Junit, CallsAnUndecidedObjectiveAnError) {
  const Junit junit(inconclusive_load());
  const pugi::xml_node test =
      junit.test("slo", "admin-p99: p99 < 2 s over API requests of flow admin");
  EXPECT_STREQ(test.child("error").attribute("type").value(), "slo.inconclusive");
  EXPECT_STREQ(test.child("error").attribute("message").value(),
               "p99 < 2 s over API requests of flow admin: inconclusive, measured 37 ms");
}

TEST(Junit, SkipsAnObjectiveThatDoesNotApply) {
  const Junit junit(passing_load());
  EXPECT_STREQ(junit.test("slo", "auth-p99: p99 < 2 s over flow auth")
                   .child("skipped")
                   .attribute("message")
                   .value(),
               "not applicable: Judged in smoke only.");
}

TEST(Junit, HasNothingRedForAPass) {
  const Junit junit(passing_load());
  EXPECT_EQ(junit.document.child("testsuites").attribute("failures").as_int(), 0);
  EXPECT_EQ(junit.document.child("testsuites").attribute("errors").as_int(), 0);
}

TEST(Junit, IsNeverGreenForAnIncompleteRun) {
  Report report = passing_load();
  report.complete = false;
  const Junit junit(report);
  EXPECT_STREQ(
      junit.test("slo", "verdict of the whole run").child("error").attribute("type").value(),
      "run.incomplete");
}

TEST(Junit, IsNeverGreenForAVerdictThatOnlyTheWholeRunExplains) {
  Report report = passing_load();
  report.verdict = State::inconclusive;
  report.sentence = "The generator fell behind.";
  const Junit junit(report);
  EXPECT_STREQ(
      junit.test("slo", "verdict of the whole run").child("error").attribute("message").value(),
      "The generator fell behind.");
}

TEST(Junit, ShowsAFailedFlowThatNoStepShows) {
  StepLine step;
  step.name = "s";
  step.state = State::skipped;
  Report report = one_step(step);
  report.flows[0].state = State::error;
  report.flows[0].reason = "no iteration started";
  const Junit junit(report);
  EXPECT_STREQ(junit.test("smoke.f", "00 f").child("error").attribute("message").value(),
               "no iteration started");
}

TEST(Junit, TakesTheMedianAsTimeUnderLoad) {
  const Junit junit(passing_load());
  EXPECT_STREQ(junit.test("load.public-qr", "01 trust-light").attribute("time").value(), "0.008");
}

TEST(Junit, PutsPercentilesIntoTheOutput) {
  const Junit junit(passing_load());
  EXPECT_STREQ(junit.test("load.public-qr", "01 trust-light").child_value("system-out"),
               "GET ${api}/public/qr/${vehicle_id}\nrequests: 3700, failed: 1\n"
               "response time: p50 8.2 ms, p95 21 ms, p99 41 ms, max 88 ms\n"
               "service time: p50 8.1 ms, p95 20 ms, p99 39 ms, max 87 ms\nio.timeout: 1\n"
               "within the limits: The answer did not start in time: nothing within 5 s");
}

TEST(Junit, TellsAtAStepWhatItsCountsDoNotHold) {
  StepLine step = failing(1);
  step.requests = 8;
  step.failed = 3;
  step.never_sent = 3;
  step.unanswered = 4;
  const std::string told =
      "\nof the failed, 3 were never sent; 4 not counted: no answer when the run ended";
  const Junit red(one_step(step, true));
  EXPECT_THAT(red.test("smoke.f", "01 s").child_value("failure"), HasSubstr(told));
  EXPECT_THAT(red.test("smoke.f", "01 s").child_value("system-out"), HasSubstr(told));
  step = StepLine();
  step.name = "s";
  step.reason = "nothing of it was measured";
  step.unanswered = 4;
  EXPECT_STREQ(
      Junit(one_step(step)).test("smoke.f", "01 s").child("skipped").attribute("message").value(),
      "nothing of it was measured; 4 not counted: no answer when the run ended");
}

TEST(Junit, SaysInTheMessageHowOftenAStepFailedUnderLoad) {
  StepLine step = failing(1);
  step.requests = 4'000;
  step.failed = 12;
  const auto message = [&step](bool load) {
    const Junit junit(one_step(step, load));
    return std::string(junit.test("smoke.f", "01 s").child("failure").attribute("message").value());
  };
  EXPECT_EQ(message(true), "number 0 (12 of 4,000 requests failed)");
  EXPECT_EQ(message(false), "number 0");
}

TEST(Junit, PadsTheStepsNumberToTheWidthOfTheLast) {
  Report report = one_step(failing(0));
  report.flows[0].steps.assign(120, report.flows[0].steps[0]);
  const Junit junit(report);
  EXPECT_TRUE(junit.test("smoke.f", "001 s"));
  EXPECT_TRUE(junit.test("smoke.f", "120 s"));
}

TEST(Junit, TellsFiftyFailuresOfASuiteAndCountsTheRest) {
  StepLine step = failing(60);
  step.more_failures = 5;
  const Junit junit(one_step(step));
  const std::string body = junit.test("smoke.f", "01 s").child("failure").text().get();
  EXPECT_THAT(body, HasSubstr("number 49"));
  EXPECT_THAT(body, testing::Not(HasSubstr("number 50")));
  EXPECT_THAT(body, testing::EndsWith("and 15 more that are not listed here"));
}

TEST(Junit, KeepsACaseUnderEightKibibytes) {
  StepLine step = failing(40);
  for (FailureLine& failure : step.failures) failure.excerpt = std::string(100000, 'x');
  step.reason = std::string(100000, 'y');
  const Junit junit(one_step(step));
  const pugi::xml_node test = junit.test("smoke.f", "01 s");
  const std::string body = test.child("failure").text().get();
  const std::string output = test.child_value("system-out");
  EXPECT_LE(body.size() + output.size(), 8U * 1024);
  EXPECT_GT(body.size(), 4U * 1024);
}

TEST(Junit, WritesWhatXmlForbidsAsText) {
  StepLine step = failing(1);
  step.failures[0].got = std::string("a\x1b[31m\0b\xff]]>", 11);
  const Junit junit(one_step(step));
  EXPECT_TRUE(junit.loaded);
  EXPECT_STREQ(junit.test("smoke.f", "01 s").child("failure").attribute("message").value(),
               "number 0: a\\x1b[31m\\x00b\uFFFD]]");
}

TEST(Junit, LeavesTheZoneOutOfTheTimestamp) {
  EXPECT_STREQ(Junit(failing_smoke()).suite("slo").attribute("timestamp").value(),
               "2026-03-06T10:00:00");
}

TEST(SecondsText, HasThreeDecimals) {
  EXPECT_EQ(seconds_text(0.18749), "0.187");
  EXPECT_EQ(seconds_text(61.2), "61.200");
  EXPECT_EQ(seconds_text(3600), "3600.000");
}

TEST(SecondsText, IsZeroForWhatIsNoTime) {
  EXPECT_EQ(seconds_text(-1), "0.000");
  EXPECT_EQ(seconds_text(std::numeric_limits<double>::quiet_NaN()), "0.000");
  EXPECT_EQ(seconds_text(std::numeric_limits<double>::infinity()), "0.000");
}

}  // namespace
}  // namespace slogate::report
