#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/record/run_file.h"
#include "tests/runner/record/recorded_run.h"

namespace slogate {
namespace {

using testing::ElementsAre;

RunEnd an_end() {
  return {RunEndKind::complete,
          10'000'000'123,
          "why",
          {"not ready within 5 min"},
          {"low on descriptors", "late"},
          {{"admin", "from 23 h on (the given ADMIN_TOKEN has run out)"}},
          "every flow had come to the end of its rows after 12 s"};
}

// A closed run of so many seconds.
void write_run(const std::filesystem::path& file, std::int64_t intervals) {
  Result<std::unique_ptr<RunFileWriter>> writer = RunFileWriter::create(file, a_header());
  ASSERT_TRUE(writer) << writer.error().text();
  for (std::int64_t n = 1; n <= intervals; ++n) {
    const Result<void> done = (*writer)->append(an_interval(n));
    ASSERT_TRUE(done) << done.error().text();
  }
  const Result<void> closed = (*writer)->close(an_end());
  ASSERT_TRUE(closed) << closed.error().text();
}

RunResult read_good(const std::filesystem::path& file) {
  Result<RunResult> result = read_run_file(file);
  EXPECT_TRUE(result) << result.error().text();
  return result ? *result : RunResult{};
}

void expect_same(const RowCounts& a, const RowCounts& b) {
  EXPECT_EQ(a.finished, b.finished);
  EXPECT_EQ(a.failed, b.failed);
  EXPECT_EQ(a.by_outcome, b.by_outcome);
  EXPECT_EQ(a.by_class, b.by_class);
  EXPECT_EQ(a.bad_5xx, b.bad_5xx);
  EXPECT_EQ(a.new_connections, b.new_connections);
  EXPECT_EQ(a.stale_retries, b.stale_retries);
  EXPECT_EQ(a.extra_bytes, b.extra_bytes);
  EXPECT_EQ(a.bytes_out, b.bytes_out);
  EXPECT_EQ(a.bytes_in, b.bytes_in);
  EXPECT_EQ(a.never_sent, b.never_sent);
  EXPECT_EQ(a.unanswered, b.unanswered);
  EXPECT_TRUE(a.response == b.response);
  EXPECT_TRUE(a.service == b.service);
  EXPECT_TRUE(a.failures == b.failures);
  EXPECT_TRUE(a.phases == b.phases);
}

void expect_same_sums(const Interval& a, const Interval& b) {
  EXPECT_EQ(a.begin_ns, b.begin_ns);
  EXPECT_EQ(a.end_ns, b.end_ns);
  EXPECT_EQ(a.stopped_ns, b.stopped_ns);
  EXPECT_EQ(a.suspended_ns, b.suspended_ns);
  EXPECT_EQ(a.cpu_us, b.cpu_us);
  ASSERT_EQ(a.workers.size(), b.workers.size());
  for (std::size_t i = 0; i < a.workers.size(); ++i) {
    EXPECT_EQ(a.workers[i].cpu_us, b.workers[i].cpu_us);
    EXPECT_EQ(a.workers[i].waiting_us, b.workers[i].waiting_us);
    EXPECT_EQ(a.workers[i].full_us, b.workers[i].full_us);
    EXPECT_EQ(a.workers[i].full_cpu_us, b.workers[i].full_cpu_us);
  }
  EXPECT_TRUE(a.wait_for_user == b.wait_for_user);
  EXPECT_TRUE(a.dispatch_lag == b.dispatch_lag);
  ASSERT_EQ(a.rows.size(), b.rows.size());
  for (std::size_t i = 0; i < a.rows.size(); ++i) expect_same(a.rows[i], b.rows[i]);
  ASSERT_EQ(a.flows.size(), b.flows.size());
  for (std::size_t i = 0; i < a.flows.size(); ++i) {
    EXPECT_EQ(a.flows[i].started, b.flows[i].started);
    EXPECT_EQ(a.flows[i].succeeded, b.flows[i].succeeded);
    EXPECT_EQ(a.flows[i].failed, b.flows[i].failed);
    EXPECT_EQ(a.flows[i].aborted, b.flows[i].aborted);
    EXPECT_EQ(a.flows[i].dropped, b.flows[i].dropped);
  }
}

TEST(RunFile, KeepsEveryFieldOfTheHeader) {
  const FreshFolder folder;
  write_run(folder / "run.db", 1);
  const RunHeader header = read_good(folder / "run.db").header;
  const RunHeader meant = a_header();
  EXPECT_EQ(header.version, meant.version);
  EXPECT_EQ(header.run_id, meant.run_id);
  EXPECT_EQ(header.command, meant.command);
  EXPECT_EQ(header.suite, meant.suite);
  EXPECT_EQ(header.suite_title, meant.suite_title);
  EXPECT_EQ(header.profile, meant.profile);
  EXPECT_EQ(header.target, meant.target);
  EXPECT_EQ(header.load, meant.load);
  EXPECT_EQ(header.started, meant.started);
  EXPECT_EQ(header.host, meant.host);
  EXPECT_EQ(header.seed, meant.seed);
  EXPECT_EQ(header.workers, meant.workers);
  EXPECT_EQ(header.observed_by_default, meant.observed_by_default);
  EXPECT_EQ(header.keeps_exchanges, meant.keeps_exchanges);
  EXPECT_EQ(header.planned_ns, meant.planned_ns);
  EXPECT_EQ(header.interval_ns, meant.interval_ns);
  EXPECT_EQ(header.waited_ready_ns, meant.waited_ready_ns);
  EXPECT_EQ(header.not_seen, meant.not_seen);
  ASSERT_EQ(header.not_checked.size(), 1U);
  EXPECT_EQ(header.not_checked[0].flow, "admin");
  EXPECT_EQ(header.not_checked[0].reason, "--skip-flow admin");
}

TEST(RunFile, KeepsRowsAndFlowsInTablesForPeople) {
  const FreshFolder folder;
  write_run(folder / "run.db", 1);
  const RunHeader header = read_good(folder / "run.db").header;
  const RunHeader meant = a_header();
  ASSERT_EQ(header.rows.size(), meant.rows.size());
  for (std::size_t i = 0; i < meant.rows.size(); ++i) {
    EXPECT_EQ(header.rows[i].flow, meant.rows[i].flow);
    EXPECT_EQ(header.rows[i].step, meant.rows[i].step);
    EXPECT_EQ(header.rows[i].group, meant.rows[i].group);
    EXPECT_EQ(header.rows[i].tags, meant.rows[i].tags);
    EXPECT_EQ(header.rows[i].request, meant.rows[i].request);
    EXPECT_EQ(header.rows[i].file, meant.rows[i].file);
    EXPECT_EQ(header.rows[i].line, meant.rows[i].line);
  }
  ASSERT_EQ(header.flows.size(), meant.flows.size());
  for (std::size_t i = 0; i < meant.flows.size(); ++i) {
    EXPECT_EQ(header.flows[i].name, meant.flows[i].name);
    EXPECT_EQ(header.flows[i].title, meant.flows[i].title);
    EXPECT_EQ(header.flows[i].route, meant.flows[i].route);
    EXPECT_EQ(header.flows[i].core, meant.flows[i].core);
  }
}

TEST(RunFile, KeepsObjectivesToTheLastBit) {
  const FreshFolder folder;
  write_run(folder / "run.db", 1);
  const std::vector<Objective> objectives = read_good(folder / "run.db").header.objectives;
  ASSERT_EQ(objectives.size(), 2U);
  const Objective& first = objectives[0];
  EXPECT_EQ(first.name, "api-p99");
  EXPECT_EQ(first.title, "API latency");
  EXPECT_EQ(first.measure, Measure::quantile);
  EXPECT_EQ(first.quantile, 0.999);
  EXPECT_EQ(first.limit, 0.1 + 0.2);
  EXPECT_EQ(first.over, (Scope{"auth", "request", "api", "page"}));
  EXPECT_THAT(first.in, ElementsAre("load", "soak"));
  EXPECT_EQ(first.decision, Decision::confident);
  EXPECT_EQ(first.at.file, "suite.json");
  EXPECT_EQ(first.at.line, 70);
  EXPECT_EQ(first.at.column, 5);
  EXPECT_EQ(objectives[1].measure, Measure::rate_5xx);
  EXPECT_EQ(objectives[1].decision, std::nullopt);
  EXPECT_EQ(objectives[1].window, std::chrono::minutes(15));
}

TEST(RunFile, TotalsAreTheMergeOfAllIntervals) {
  const FreshFolder folder;
  write_run(folder / "run.db", 20);
  Interval sum(3, 2);
  for (std::int64_t n = 1; n <= 20; ++n) sum.add(an_interval(n));
  const RunResult result = read_good(folder / "run.db");
  expect_same_sums(result.totals, sum);
  EXPECT_EQ(result.totals.rows[1].finished, 100U);
  EXPECT_EQ(result.totals.findings.size(), 20U);
  EXPECT_EQ(result.totals.exchanges.size(), 20U);
}

TEST(RunFile, SeriesAddsUpToTheTotals) {
  const FreshFolder folder;
  write_run(folder / "run.db", 9);
  const RunResult result = read_good(folder / "run.db");
  ASSERT_EQ(result.series.size(), 9U);
  for (std::size_t row = 0; row < 3; ++row) {
    std::uint64_t finished = 0;
    std::uint64_t failed = 0;
    std::uint64_t bad_5xx = 0;
    for (const SeriesPoint& point : result.series) {
      finished += point.finished[row];
      failed += point.failed[row];
      bad_5xx += point.bad_5xx[row];
    }
    EXPECT_EQ(finished, result.totals.rows[row].finished);
    EXPECT_EQ(failed, result.totals.rows[row].failed);
    EXPECT_EQ(bad_5xx, result.totals.rows[row].bad_5xx);
  }
  const SeriesPoint& third = result.series[2];
  EXPECT_EQ(third.begin_ns, 2'000'000'000);
  EXPECT_EQ(third.end_ns, 3'000'000'000);
  EXPECT_EQ(third.stopped_ns, 21);
  EXPECT_EQ(third.dispatch_lag_p99_us, an_interval(3).dispatch_lag.quantile(0.99).count());
  EXPECT_EQ(third.flows[0].dropped, 2U);
}

TEST(RunFile, KeepsFindingsByteForByte) {
  const FreshFolder folder;
  write_run(folder / "run.db", 1);
  const RunResult result = read_good(folder / "run.db");
  ASSERT_EQ(result.totals.findings.size(), 1U);
  const Finding& finding = result.totals.findings[0];
  EXPECT_EQ(finding.row, 2U);
  EXPECT_EQ(finding.outcome, Outcome::check_failed);
  EXPECT_EQ(finding.iteration, 1U);
  EXPECT_EQ(finding.at_ns, 1'000);
  EXPECT_EQ(finding.expected, "status 200");
  EXPECT_EQ(finding.got, "500");
  EXPECT_EQ(finding.excerpt, std::string("\xff\x00<b>", 5));
  EXPECT_EQ(finding.because, "the app's own words");
  EXPECT_EQ(finding.curl, "curl -i 'x'");
  EXPECT_EQ(finding.request_id, "abc");
  EXPECT_EQ(finding.file, "auth.json");
  EXPECT_EQ(finding.line, 12);
}

TEST(RunFile, KeepsExchangesAndCountsEqualNotes) {
  const FreshFolder folder;
  write_run(folder / "run.db", 3);
  const RunResult result = read_good(folder / "run.db");
  ASSERT_EQ(result.totals.exchanges.size(), 3U);
  const ExchangeRecord& exchange = result.totals.exchanges[1];
  EXPECT_EQ(exchange.row, 1U);
  EXPECT_EQ(exchange.iteration, 2U);
  EXPECT_EQ(exchange.at_ns, 2);
  EXPECT_EQ(exchange.outcome, Outcome::ok);
  EXPECT_EQ(exchange.status, 200);
  EXPECT_EQ(exchange.service_us, 3'100);
  EXPECT_EQ(exchange.request, "GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(exchange.response, "HTTP/1.1 200 OK\r\n\r\nhi");
  EXPECT_THAT(exchange.checks, ElementsAre("status is 200", "body contains \"hi\""));
  ASSERT_EQ(result.totals.notes.size(), 1U);
  EXPECT_EQ(result.totals.notes[0].flow, "auth");
  EXPECT_EQ(result.totals.notes[0].step, "request");
  EXPECT_EQ(result.totals.notes[0].text, "no code in the answer");
  EXPECT_EQ(result.totals.notes[0].count, 6U);
}

TEST(RunFile, KeepsTheEnd) {
  const FreshFolder folder;
  write_run(folder / "run.db", 1);
  const RunEnd end = read_good(folder / "run.db").end;
  EXPECT_EQ(end.kind, RunEndKind::complete);
  EXPECT_EQ(end.duration_ns, 10'000'000'123);
  EXPECT_EQ(end.error, "why");
  EXPECT_THAT(end.failures, ElementsAre("not ready within 5 min"));
  EXPECT_THAT(end.warnings, ElementsAre("low on descriptors", "late"));
  ASSERT_EQ(end.retired.size(), 1U);
  EXPECT_EQ(end.retired[0].flow, "admin");
  EXPECT_EQ(end.retired[0].reason, "from 23 h on (the given ADMIN_TOKEN has run out)");
  EXPECT_EQ(end.early, "every flow had come to the end of its rows after 12 s");
}

TEST(RunFile, KeepsEveryKindOfEnd) {
  const FreshFolder folder;
  for (RunEndKind kind :
       {RunEndKind::complete, RunEndKind::sigint, RunEndKind::sigterm, RunEndKind::failed}) {
    const auto file = folder / ("run" + std::to_string(static_cast<int>(kind)) + ".db");
    Result<std::unique_ptr<RunFileWriter>> writer = RunFileWriter::create(file, a_header());
    ASSERT_TRUE(writer);
    ASSERT_TRUE((*writer)->close({kind, 1, "", {}, {}}));
    EXPECT_EQ(read_good(file).end.kind, kind);
  }
}

TEST(RunFile, ARunOfNoIntervalsReads) {
  const FreshFolder folder;
  write_run(folder / "run.db", 0);
  const RunResult result = read_good(folder / "run.db");
  EXPECT_TRUE(result.series.empty());
  EXPECT_EQ(result.totals.rows.size(), 3U);
  EXPECT_EQ(result.totals.flows.size(), 2U);
}

TEST(RunFile, LeavesOneFileThatOnlyItsOwnerMayRead) {
  const FreshFolder folder;
  write_run(folder / "run.db", 2);
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    names.push_back(entry.path().filename().string());
  }
  EXPECT_THAT(names, ElementsAre("run.db"));
  EXPECT_EQ(std::filesystem::status(folder / "run.db").permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(RunFile, TheLogIsForTheOwnerAloneToo) {
  const FreshFolder folder;
  Result<std::unique_ptr<RunFileWriter>> writer =
      RunFileWriter::create(folder / "run.db", a_header());
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->append(an_interval(1)));
  EXPECT_EQ(std::filesystem::status(folder / "run.db-wal").permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(RunFile, ReadingChangesNothing) {
  const FreshFolder folder;
  write_run(folder / "run.db", 2);
  const std::string before = contents(folder / "run.db");
  read_good(folder / "run.db");
  read_good(folder / "run.db");
  EXPECT_EQ(contents(folder / "run.db"), before);
}

TEST(RunFile, ReadsARunThatGoesOn) {
  const FreshFolder folder;
  Result<std::unique_ptr<RunFileWriter>> writer =
      RunFileWriter::create(folder / "run.db", a_header());
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->append(an_interval(1)));
  const RunResult early = read_good(folder / "run.db");
  EXPECT_EQ(early.series.size(), 1U);
  EXPECT_EQ(early.end.kind, RunEndKind::none);
  EXPECT_EQ(early.end.duration_ns, 1'000'000'000);
  ASSERT_TRUE((*writer)->append(an_interval(2)));
  ASSERT_TRUE((*writer)->close(an_end()));
  EXPECT_EQ(read_good(folder / "run.db").series.size(), 2U);
}

TEST(RunFile, AnEditedOutcomeIsSeenInEveryCount) {
  const FreshFolder folder;
  write_run(folder / "run.db", 5);
  EXPECT_EQ(edit(folder / "run.db",
                 "update outcome_counts set count = count + 30"
                 " where interval = 3 and row = 2 and outcome = 'assert.check'"),
            "");
  const RunResult result = read_good(folder / "run.db");
  const auto one_of_each = static_cast<std::uint64_t>(kOutcomes);
  EXPECT_EQ(result.totals.rows[2].finished, 5 * one_of_each + 30);
  EXPECT_EQ(result.totals.rows[2].failed, 5 * (one_of_each - 1) + 30);
  EXPECT_EQ(result.totals.rows[2].by_outcome[static_cast<std::size_t>(Outcome::check_failed)], 35U);
  EXPECT_EQ(result.series[2].finished[2], one_of_each + 30);
  EXPECT_EQ(result.series[2].failed[2], one_of_each + 29);
  EXPECT_EQ(result.series[3].failed[2], one_of_each - 1);
}

TEST(RunFile, AnOutcomeMayBeAddedToARowThatHadNone) {
  const FreshFolder folder;
  write_run(folder / "run.db", 2);
  EXPECT_EQ(
      edit(folder / "run.db", "insert into outcome_counts values (2, 0, 'connect.refused', 4)"),
      "");
  const RunResult result = read_good(folder / "run.db");
  EXPECT_EQ(result.totals.rows[0].finished, 4U);
  EXPECT_EQ(result.totals.rows[0].failed, 4U);
}

TEST(RunFile, ARowWhoseOutcomesAreGoneLeavesNothingInTheNextInterval) {
  const FreshFolder folder;
  write_run(folder / "run.db", 2);
  EXPECT_EQ(
      edit(folder / "run.db", "update outcome_counts set count = 0 where interval = 1 and row = 1"),
      "");
  const RunResult result = read_good(folder / "run.db");
  RowCounts left = an_interval(2).rows[1];
  left.unanswered += 1;  // a count of its own
  expect_same(result.totals.rows[1], left);
}

TEST(RunFile, AnEditedFlowCountIsSeen) {
  const FreshFolder folder;
  write_run(folder / "run.db", 2);
  EXPECT_EQ(
      edit(folder / "run.db", "update flow_counts set failed = 9 where interval = 1 and flow = 0"),
      "");
  EXPECT_EQ(read_good(folder / "run.db").totals.flows[0].failed, 10U);
}

TEST(RunFile, CannotBeEditedBelowZero) {
  const FreshFolder folder;
  write_run(folder / "run.db", 1);
  EXPECT_EQ(edit(folder / "run.db", "update outcome_counts set count = -1"),
            "CHECK constraint failed: count >= 0");
}

TEST(RunFile, KeepsWhatTheWarmUpSentApart) {
  const FreshFolder folder;
  const std::filesystem::path file = folder / "run.db";
  Interval warm, judged;
  {
    Result<std::unique_ptr<RunFileWriter>> writer = RunFileWriter::create(file, a_header());
    ASSERT_TRUE(writer) << writer.error().text();
    for (std::int64_t n = 1; n <= 5; ++n) {
      Interval interval = an_interval(n);
      interval.warm_up = n == 2 || n == 3;
      ASSERT_TRUE((*writer)->append(interval));
      (interval.warm_up ? warm : judged).add(interval);
    }
    ASSERT_TRUE((*writer)->close(an_end()));
  }
  const RunResult result = read_good(file);
  expect_same_sums(result.warm_up, warm);
  expect_same_sums(result.totals, judged);
  EXPECT_EQ(result.series.size(), 3U);
}

}  // namespace
}  // namespace slogate
