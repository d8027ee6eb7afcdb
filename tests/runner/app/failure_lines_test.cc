#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/app/assemble.h"
#include "tests/runner/app/measured_run.h"

namespace slogate {
namespace {

using testing::ElementsAre;

Verdict holds() {
  return a_verdict(Judgement::pass, Measure::error_rate, Judgement::pass);
}
Verdict breaks() {
  return a_verdict(Judgement::fail, Measure::error_rate, Judgement::fail);
}

TEST(FailureLines, SayWhatWhenAndWhere) {
  RunResult run = a_smoke();
  send(run, kAuthRequest, 1, Outcome::check_failed, 502);
  find(run, kAuthRequest, Outcome::check_failed, 123);
  const report::Report report = assemble(run, holds(), 1);
  const report::FailureLine& line = step_of(report, "auth", "request").failures.at(0);
  EXPECT_EQ(line.type, "assert.check");
  EXPECT_EQ(line.title, "The app answered, but not as it should");
  EXPECT_FALSE(line.is_error);
  EXPECT_EQ(line.expected, "status 200");
  EXPECT_EQ(line.got, "502");
  EXPECT_EQ(line.at, "2 min 3 s after the start, iteration 17");
  EXPECT_EQ(line.excerpt, "<h1>Bad Gateway</h1>");
  EXPECT_EQ(line.because, "the backend is down");
  EXPECT_EQ(line.curl, "curl -i https://app.example/");
  EXPECT_EQ(line.request_id, "0af7651916cd43dd");
  EXPECT_EQ(line.file, "auth.json");
  EXPECT_EQ(line.line, 12);
}

TEST(FailureLines, KeepTheFirstThreeOfAKindOfAllWorkers) {
  RunResult run = a_load();
  send(run, kQr, 10, Outcome::check_failed, 500);
  for (double at : {6.0, 1.0, 5.0, 2.0}) find(run, kQr, Outcome::check_failed, at);
  find(run, kQr, Outcome::check_failed, 9, "json /light is green");
  const report::Report report = assemble(run, breaks(), 1);
  const report::StepLine& step = step_of(report, "qr", "lights");
  ASSERT_EQ(step.failures.size(), 4U);
  EXPECT_EQ(step.failures[0].at, "1 s after the start, iteration 17");
  EXPECT_EQ(step.failures[2].at, "5 s after the start, iteration 17");
  EXPECT_EQ(step.failures[3].expected, "json /light is green");
  EXPECT_EQ(step.more_failures, 6U);
}

TEST(FailureLines, CountWhatLeftNoFinding) {
  RunResult run = a_load();
  send(run, kQr, 30, Outcome::check_failed, 500);
  send(run, kQr, 1, Outcome::io_reset);
  find(run, kQr, Outcome::io_reset, 1);
  const report::Report report = assemble(run, breaks(), 1);
  const report::StepLine& step = step_of(report, "qr", "lights");
  ASSERT_EQ(step.failures.size(), 2U);
  EXPECT_EQ(step.failures[1].type, "assert.check");
  EXPECT_EQ(step.failures[1].got, "30 requests, none kept in detail");
  EXPECT_EQ(step.failures[1].file, "qr.json");
  EXPECT_EQ(step.more_failures, 0U);
}

TEST(FailureLines, ListOutcomesByFrequency) {
  RunResult run = a_load();
  send(run, kQr, 7);
  send(run, kQr, 2, Outcome::check_failed, 500);
  send(run, kQr, 12, Outcome::connect_refused);
  const report::Report report = assemble(run, breaks(), 1);
  const std::vector<report::Fact>& outcomes = step_of(report, "qr", "lights").outcomes;
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[0].name, "connect.refused");
  EXPECT_EQ(outcomes[0].value, "12");
  EXPECT_EQ(outcomes[1].name, "assert.check");
  EXPECT_EQ(outcomes[1].value, "2");
}

TEST(ExchangeLines, PassTheTargetsTextUnchangedUnderATitle) {
  RunResult run = a_smoke();
  send(run, kQr, 1);
  const std::string request = "GET /api/public/qr/1 HTTP/1.1\r\nHost: app.example\r\n\r\n";
  run.totals.exchanges = {{kQr,
                           0,
                           0,
                           Outcome::ok,
                           200,
                           3'100,
                           request,
                           "HTTP/1.1 200 OK\r\n\r\n{}",
                           {"status is 200"}}};
  const report::Report report = assemble(run, holds(), 0);
  const report::ExchangeLine& line = step_of(report, "qr", "lights").exchanges.at(0);
  EXPECT_EQ(line.title, "GET /api/public/qr/1: 200 in 3.1 ms");
  EXPECT_EQ(line.request, request);
  EXPECT_EQ(line.response, "HTTP/1.1 200 OK\r\n\r\n{}");
  EXPECT_THAT(line.checks, ElementsAre("status is 200"));
}

TEST(ExchangeLines, NameTheOutcomeWhereNoUsableAnswerCame) {
  RunResult run = a_smoke();
  run.totals.exchanges = {{kQr, 0, 0, Outcome::connect_refused, 0, 500, "", "", {}},
                          {kQr, 0, 0, Outcome::http_length, 200, 500, "GET /x HTTP/1.1", "", {}}};
  const report::Report report = assemble(run, holds(), 1);
  const report::StepLine& step = step_of(report, "qr", "lights");
  EXPECT_EQ(step.exchanges.at(0).title, "GET ${api}/public/qr/1: connect.refused after 500 us");
  EXPECT_EQ(step.exchanges.at(1).title, "GET /x: 200, http.length in 500 us");
}

TEST(ExchangeLines, NumberTheIterationsWhereThereAreSeveral) {
  RunResult run = a_smoke();
  run.totals.exchanges = {{kQr, 0, 0, Outcome::ok, 200, 500, "GET /x HTTP/1.1", "", {}},
                          {kQr, 3, 0, Outcome::ok, 200, 500, "GET /x HTTP/1.1", "", {}}};
  const report::Report report = assemble(run, holds(), 0);
  const report::StepLine& step = step_of(report, "qr", "lights");
  EXPECT_EQ(step.exchanges.at(0).title, "GET /x: 200 in 500 us, iteration 0");
  EXPECT_EQ(step.exchanges.at(1).title, "GET /x: 200 in 500 us, iteration 3");
}

}  // namespace
}  // namespace slogate
