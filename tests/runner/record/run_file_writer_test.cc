#include <fstream>

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include "runner/record/run_file.h"
#include "tests/runner/record/recorded_run.h"

namespace slogate {
namespace {

TEST(RunFileWriter, LeavesAnExistingFileAlone) {
  const FreshFolder folder;
  std::ofstream(folder / "run.db") << "mine";
  const auto writer = RunFileWriter::create(folder / "run.db", a_header());
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().list.front().message,
            "cannot create the run file: the file exists already, and nothing written earlier is "
            "replaced");
  EXPECT_EQ(writer.error().list.front().at.file, (folder / "run.db").string());
  EXPECT_EQ(contents(folder / "run.db"), "mine");
}

TEST(RunFileWriter, SaysThatTheFolderIsMissing) {
  const FreshFolder folder;
  const auto writer = RunFileWriter::create(folder / "absent/run.db", a_header());
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().list.front().message,
            "cannot create the run file: No such file or directory");
}

TEST(RunFileWriter, TakesNamesThatAUriWouldMisread) {
  const FreshFolder folder;
  const auto file = folder / "50% of ?mode=memory#1 ü.db";
  Result<std::unique_ptr<RunFileWriter>> writer = RunFileWriter::create(file, a_header());
  ASSERT_TRUE(writer) << writer.error().text();
  ASSERT_TRUE((*writer)->append(an_interval(1)));
  ASSERT_TRUE((*writer)->close({RunEndKind::complete, 1, "", {}, {}}));
  EXPECT_TRUE(std::filesystem::exists(file));
  EXPECT_EQ(read_run_file(file)->series.size(), 1U);
}

TEST(RunFileWriter, RefusesAnIntervalOfAnotherShape) {
  const FreshFolder folder;
  Result<std::unique_ptr<RunFileWriter>> writer =
      RunFileWriter::create(folder / "run.db", a_header());
  ASSERT_TRUE(writer);
  const Result<void> done = (*writer)->append(Interval(4, 2));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().list.front().message,
            "cannot write the run file: an interval of 4 rows and 2 flows in a run of 3 rows and 2 "
            "flows");
}

TEST(RunFileWriter, TakesNothingAfterTheEnd) {
  const FreshFolder folder;
  Result<std::unique_ptr<RunFileWriter>> writer =
      RunFileWriter::create(folder / "run.db", a_header());
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->close({RunEndKind::complete, 1, "", {}, {}}));
  const Result<void> appended = (*writer)->append(an_interval(1));
  ASSERT_FALSE(appended);
  EXPECT_EQ(appended.error().list.front().message,
            "cannot write the run file: it is closed already");
  const Result<void> closed = (*writer)->close({RunEndKind::complete, 1, "", {}, {}});
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().list.front().message, "cannot write the run file: it is closed already");
}

TEST(RunFileWriter, SaysWhenAReaderKeepsTheLogFromBeingMoved) {
  const FreshFolder folder;
  Result<std::unique_ptr<RunFileWriter>> writer =
      RunFileWriter::create(folder / "run.db", a_header());
  ASSERT_TRUE(writer);
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open((folder / "run.db").c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "begin; select count(*) from intervals", nullptr, nullptr, nullptr),
            SQLITE_OK);
  ASSERT_TRUE((*writer)->append(an_interval(1)));
  const Result<void> closed = (*writer)->close({RunEndKind::complete, 1, "", {}, {}});
  sqlite3_close(other);
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().list.front().message,
            "the run is stored, but its write-ahead log could not be moved into it, so keep run.db "
            "and run.db-wal "
            "together: database is locked");
  EXPECT_EQ(read_run_file(folder / "run.db")->end.kind, RunEndKind::complete);
}

// Connections take what there is: then the run must still be stored.
TEST(RunFileWriter, StoresIntervalsWhenNoDescriptorIsLeft) {
  const FreshFolder folder;
  Result<std::unique_ptr<RunFileWriter>> writer =
      RunFileWriter::create(folder / "run.db", a_header());
  ASSERT_TRUE(writer);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{0, before.rlim_max};  // what is open stays open
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  const Result<void> first = (*writer)->append(an_interval(1));
  const Result<void> second = (*writer)->append(an_interval(2));
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(first) << first.error().text();
  EXPECT_TRUE(second) << second.error().text();
}

}  // namespace
}  // namespace slogate
