#include <fstream>

#include <gtest/gtest.h>

#include "runner/record/run_file.h"
#include "tests/runner/record/recorded_run.h"

namespace slogate {
namespace {

class RunFileRefusal : public testing::Test {
 protected:
  void SetUp() override {
    Result<std::unique_ptr<RunFileWriter>> writer = RunFileWriter::create(file_, a_header());
    ASSERT_TRUE(writer);
    for (std::int64_t n = 1; n <= 3; ++n) ASSERT_TRUE((*writer)->append(an_interval(n)));
    ASSERT_TRUE((*writer)->close({RunEndKind::complete, 3'000'000'000, "", {}, {}}));
  }

  // What the reader says of the file after this edit.
  std::string after(const std::string& sql) {
    EXPECT_EQ(edit(file_, sql), "");
    return message(file_);
  }

  static std::string message(const std::filesystem::path& file) {
    const Result<RunResult> result = read_run_file(file);
    if (result) return "no error";
    EXPECT_EQ(result.error().list.front().at.file, file.string());
    return result.error().list.front().message;
  }

  FreshFolder folder_;
  std::filesystem::path file_ = folder_ / "run.db";
};

TEST_F(RunFileRefusal, OfAMissingFile) {
  EXPECT_EQ(message(folder_ / "absent.db"), "cannot read the run file: there is no such file");
}

TEST_F(RunFileRefusal, OfAFolder) {
  EXPECT_EQ(message(folder_.path()), "cannot read the run file: it is no regular file");
}

TEST_F(RunFileRefusal, OfAnEmptyFile) {
  std::ofstream(folder_ / "empty.db").flush();
  EXPECT_EQ(message(folder_ / "empty.db"), "cannot read the run file: it is empty");
}

TEST_F(RunFileRefusal, OfAFileOfAnotherKind) {
  std::ofstream(folder_ / "page.html") << std::string(500, 'x');
  EXPECT_EQ(message(folder_ / "page.html"),
            "cannot read the run file: it is no run file: it does not begin like one");
}

TEST_F(RunFileRefusal, OfAnotherProgramsDatabase) {
  EXPECT_EQ(after("pragma application_id = 5"),
            "cannot read the run file: it is an SQLite file, but no run file of slogate");
}

TEST_F(RunFileRefusal, OfAnotherVersion) {
  for (const char* version : {"0", "4"}) {
    EXPECT_EQ(after(std::string("pragma user_version = ") + version),
              std::string("cannot read the run file: it has run file version ") + version +
                  ", and this slogate reads versions 1 to 3");
  }
}

TEST_F(RunFileRefusal, OfAFileThatWasCutShort) {
  std::filesystem::resize_file(file_, std::filesystem::file_size(file_) / 2);
  EXPECT_EQ(message(file_), "cannot read the run file: database disk image is malformed");
}

TEST_F(RunFileRefusal, OfAHistogramThatDoesNotDecodeNamesTheInterval) {
  EXPECT_EQ(after("update row_counts set response = x'ff' where interval = 2 and row = 1"),
            "cannot read the run file: interval 2: row_counts.response holds a histogram that "
            "cannot be decoded");
}

TEST_F(RunFileRefusal, OfALagHistogramThatDoesNotDecodeNamesTheInterval) {
  EXPECT_EQ(after("update intervals set dispatch_lag = x'ff' where interval = 3"),
            "cannot read the run file: interval 3: intervals.dispatch_lag holds a histogram that "
            "cannot be decoded");
}

TEST_F(RunFileRefusal, OfAMissingInterval) {
  EXPECT_EQ(after("delete from intervals where interval = 2"),
            "cannot read the run file: interval 2: it is missing");
}

TEST_F(RunFileRefusal, OfIntervalsMissingAtTheEnd) {
  EXPECT_EQ(
      after(
          "delete from intervals where interval = 3; delete from outcome_counts where interval = 3;"
          "delete from row_counts where interval = 3; delete from flow_counts where interval = 3;"
          "delete from findings where interval = 3; delete from exchanges where interval = 3;"
          "delete from notes where interval = 3; delete from worker_times where interval = 3"),
      "cannot read the run file: it was closed with 3 intervals and holds 2");
}

TEST_F(RunFileRefusal, OfCountsForNoInterval) {
  EXPECT_EQ(
      after("insert into outcome_counts values (300, 1, 'ok', 1)"),
      "cannot read the run file: interval 300: outcome_counts counts for it, but it is missing");
}

TEST_F(RunFileRefusal, OfAnUnknownOutcome) {
  EXPECT_EQ(after("insert into outcome_counts values (1, 1, 'assert.nothing', 1)"),
            "cannot read the run file: interval 1: \"assert.nothing\" is no outcome that this "
            "version knows");
}

TEST_F(RunFileRefusal, OfAnUnknownRow) {
  EXPECT_EQ(after("insert into outcome_counts values (1, 3, 'ok', 1)"),
            "cannot read the run file: interval 1: outcome_counts names number 3, which the run "
            "does not have");
}

TEST_F(RunFileRefusal, OfAnUnknownFlow) {
  EXPECT_EQ(after("insert into flow_counts values (1, 2, 1, 1, 0, 0, 0)"),
            "cannot read the run file: interval 1: flow_counts names number 2, which the run does "
            "not have");
}

TEST_F(RunFileRefusal, OfAnIntervalThatEndsBeforeItBegins) {
  EXPECT_EQ(after("update intervals set end_ns = 0 where interval = 2"),
            "cannot read the run file: interval 2: it ends before it begins");
}

TEST_F(RunFileRefusal, OfAnUnknownEnd) {
  EXPECT_EQ(
      after("update run_end set kind = 'tired'"),
      "cannot read the run file: run_end: \"tired\" is no kind of end that this version knows");
}

TEST_F(RunFileRefusal, OfAMissingRow) {
  EXPECT_EQ(after("delete from rows where row = 1"), "cannot read the run file: row 1 is missing");
}

TEST_F(RunFileRefusal, OfTagsThatAreNoList) {
  EXPECT_EQ(after("update rows set tags = '{}' where row = 1"),
            "cannot read the run file: row 1: its tags are no list of texts");
}

TEST_F(RunFileRefusal, OfAHeaderThatIsNoJson) {
  EXPECT_EQ(after("update header set json = '{'"),
            "cannot read the run file: its header cannot be read: it is no JSON");
}

TEST_F(RunFileRefusal, OfAHeaderThatLacksAKey) {
  EXPECT_EQ(after("update header set json = json_remove(json, '$.seed')"),
            "cannot read the run file: its header cannot be read: \"seed\" is missing");
}

TEST_F(RunFileRefusal, OfAHeaderWithAWrongType) {
  EXPECT_EQ(after("update header set json = json_set(json, '$.workers', 'two')"),
            "cannot read the run file: its header cannot be read: \"workers\" has the wrong type");
}

TEST_F(RunFileRefusal, OfAnUnknownMeasure) {
  EXPECT_EQ(after("update header set json = json_set(json, '$.objectives[0].measure', 'mood')"),
            "cannot read the run file: its header cannot be read: \"mood\" is no measure that this "
            "version knows");
}

TEST_F(RunFileRefusal, OfAFileWithoutAHeader) {
  EXPECT_EQ(after("delete from header"), "cannot read the run file: it holds no header");
}

TEST_F(RunFileRefusal, OfAMissingTable) {
  EXPECT_EQ(after("drop table notes"), "cannot read the run file: no such table: notes");
}

}  // namespace
}  // namespace slogate
