// What a run file counts beside its samples, and files of the version before it did.
#include <gtest/gtest.h>

#include "runner/record/run_file.h"
#include "tests/runner/record/recorded_run.h"

namespace slogate {
namespace {

RunEnd complete() {
  return {RunEndKind::complete, 2'000'000'000, "", {}, {}};
}

// SQL that takes out of a file what version 3 brought.
const std::string kWithoutVersion3 =
    "drop table worker_times; alter table intervals drop column suspended_ns;"
    "alter table intervals drop column warm_up;";

RunResult read_good(const std::filesystem::path& file) {
  Result<RunResult> result = read_run_file(file);
  EXPECT_TRUE(result) << result.error().text();
  return result ? *result : RunResult{};
}

TEST(RunFileCounts, KeepARowOfWhichNothingWasAnswered) {
  const FreshFolder folder;
  Result<std::unique_ptr<RunFileWriter>> writer =
      RunFileWriter::create(folder / "run.db", a_header());
  ASSERT_TRUE(writer);
  Interval interval(3, 2);
  interval.end_ns = 1'000'000'000;
  interval.rows[2].unanswered = 7;
  ASSERT_TRUE((*writer)->append(interval));
  ASSERT_TRUE((*writer)->close(complete()));
  const RunResult result = read_good(folder / "run.db");
  EXPECT_EQ(result.totals.rows[2].unanswered, 7U);
  EXPECT_EQ(result.totals.rows[2].finished, 0U);
  EXPECT_EQ(result.totals.rows[1].unanswered, 0U);
}

TEST(RunFileCounts, OfVersion1AreReadAsFarAsItHasThem) {
  const FreshFolder folder;
  Result<std::unique_ptr<RunFileWriter>> writer =
      RunFileWriter::create(folder / "run.db", a_header());
  ASSERT_TRUE(writer);
  for (std::int64_t n = 1; n <= 2; ++n) ASSERT_TRUE((*writer)->append(an_interval(n)));
  ASSERT_TRUE((*writer)->close(complete()));
  writer->reset();
  ASSERT_EQ(
      edit(folder / "run.db",
           kWithoutVersion3 +
               "alter table row_counts drop column never_sent;"
               "alter table row_counts drop column unanswered;"
               "create table old as select id, kind, intervals, duration_ns, error, failures, "
               "warnings, retired from run_end; drop table run_end;"
               "alter table old rename to run_end; pragma user_version = 1"),
      "");
  const RunResult result = read_good(folder / "run.db");
  Interval sums(3, 2);
  for (std::int64_t n = 1; n <= 2; ++n) sums.add(an_interval(n));
  EXPECT_EQ(result.totals.rows[2].finished, sums.rows[2].finished);
  EXPECT_TRUE(result.totals.rows[1].response == sums.rows[1].response);
  EXPECT_EQ(result.totals.rows[1].unanswered, 0U);
  EXPECT_EQ(result.totals.rows[2].never_sent, 2U);  // those that could not be made
  EXPECT_EQ(result.end.kind, RunEndKind::complete);
  EXPECT_EQ(result.end.early, "");
}

TEST(RunFileCounts, OfVersion2AreReadWithoutTheMachinesTimes) {
  const FreshFolder folder;
  Result<std::unique_ptr<RunFileWriter>> writer =
      RunFileWriter::create(folder / "run.db", a_header());
  ASSERT_TRUE(writer);
  for (std::int64_t n = 1; n <= 2; ++n) ASSERT_TRUE((*writer)->append(an_interval(n)));
  ASSERT_TRUE((*writer)->close(complete()));
  writer->reset();
  ASSERT_EQ(edit(folder / "run.db", kWithoutVersion3 + "pragma user_version = 2"), "");
  const RunResult result = read_good(folder / "run.db");
  EXPECT_TRUE(result.totals.workers.empty());
  EXPECT_EQ(result.totals.suspended_ns, 0);
  EXPECT_EQ(result.totals.stopped_ns, 21);
  EXPECT_EQ(result.totals.rows[1].unanswered, 3U);
}

}  // namespace
}  // namespace slogate
