// Runs whose writer was killed, could not write, or whose file was copied without its log. The
// writer is a child process that tells each interval that it has been told is stored.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <random>

#include <gtest/gtest.h>

#include "runner/record/run_file.h"
#include "tests/runner/record/recorded_run.h"

namespace slogate {
namespace {

// A child process that runs `work` with the pipe's writing end and leaves by its result, without
// gtest's farewell.
class Child {
 public:
  explicit Child(const std::function<int(int pipe)>& work) {
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0) std::abort();
    id_ = ::fork();
    if (id_ < 0) std::abort();
    if (id_ == 0) {
      ::close(ends[0]);
      ::_exit(work(ends[1]));
    }
    ::close(ends[1]);
    pipe_ = ends[0];
  }
  ~Child() {
    if (pipe_ >= 0) ::close(pipe_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Waits for so many acknowledgements, one byte each; how many came before the child ended.
  int await(int wanted) {
    int got = 0;
    char byte = 0;
    while (got < wanted && ::read(pipe_, &byte, 1) == 1) ++got;
    return got;
  }

  // Ends it as `kill -9` does; acknowledgements that were still on their way.
  int kill_9() {
    ::kill(id_, SIGKILL);
    const int late = await(1'000'000);
    int status = 0;
    ::waitpid(id_, &status, 0);
    return late;
  }

  int leave() {
    int status = 0;
    ::waitpid(id_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::string read_all() {
    std::string text;
    char byte = 0;
    while (::read(pipe_, &byte, 1) == 1) text += byte;
    return text;
  }

 private:
  pid_t id_ = -1;
  int pipe_ = -1;
};

// Appends without end, or `most` intervals and then waits to be killed.
int write_until_killed(const std::filesystem::path& file, int pipe, std::int64_t most) {
  Result<std::unique_ptr<RunFileWriter>> writer = RunFileWriter::create(file, a_header());
  if (!writer) return 1;
  for (std::int64_t n = 1; n <= most; ++n) {
    if (!(*writer)->append(an_interval(n))) return 2;
    if (::write(pipe, "+", 1) != 1) return 3;
  }
  for (;;) ::pause();
}

// The sums of an undisturbed run of so many intervals.
std::uint64_t cpu_of(std::size_t intervals) {
  std::uint64_t sum = 0;
  for (std::size_t n = 1; n <= intervals; ++n)
    sum += an_interval(static_cast<std::int64_t>(n)).cpu_us;
  return sum;
}

TEST(KilledRun, LosesNothingThatWasAcknowledged) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 20; ++round) {
    const FreshFolder folder;
    const auto file = folder / "run.db";
    Child child([&](int pipe) { return write_until_killed(file, pipe, 100'000); });
    const int wanted = std::uniform_int_distribution<int>(1, 150)(random);
    const int seen = child.await(wanted);
    ASSERT_EQ(seen, wanted);
    const int acknowledged = seen + child.kill_9();
    const Result<RunResult> result = read_run_file(file);
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_GE(result->series.size(), static_cast<std::size_t>(acknowledged));
    EXPECT_LE(result->series.size(), static_cast<std::size_t>(acknowledged) + 1);
    EXPECT_EQ(result->totals.rows[1].finished, 5 * result->series.size());
    EXPECT_EQ(result->totals.cpu_us, cpu_of(result->series.size()));
    EXPECT_EQ(result->end.kind, RunEndKind::none);
    EXPECT_EQ(result->end.duration_ns,
              static_cast<std::int64_t>(result->series.size()) * 1'000'000'000);
  }
}

TEST(KilledRun, BeforeItsFirstIntervalHasItsHeader) {
  const FreshFolder folder;
  const auto file = folder / "run.db";
  Child child([&](int pipe) {
    Result<std::unique_ptr<RunFileWriter>> writer = RunFileWriter::create(file, a_header());
    if (!writer || ::write(pipe, "+", 1) != 1) return 1;
    for (;;) ::pause();
  });
  ASSERT_EQ(child.await(1), 1);
  child.kill_9();
  const Result<RunResult> result = read_run_file(file);
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_EQ(result->header.run_id, "7f3a9c");
  EXPECT_EQ(result->end.kind, RunEndKind::none);
}

TEST(KilledRun, CopiedWithoutItsLogStillReadsAndHasNoEnd) {
  const FreshFolder folder;
  const auto file = folder / "run.db";
  Child child([&](int pipe) { return write_until_killed(file, pipe, 40); });
  ASSERT_EQ(child.await(40), 40);
  child.kill_9();
  std::filesystem::copy_file(file, folder / "copy.db");
  const Result<RunResult> alone = read_run_file(folder / "copy.db");
  ASSERT_TRUE(alone) << alone.error().text();
  EXPECT_EQ(alone->end.kind, RunEndKind::none);
  EXPECT_LT(alone->series.size(), 40U);
  EXPECT_EQ(alone->header.suite, "go-live");
  EXPECT_FALSE(std::filesystem::exists(folder / "copy.db-wal"));
  const Result<RunResult> whole = read_run_file(file);
  ASSERT_TRUE(whole) << whole.error().text();
  EXPECT_EQ(whole->series.size(), 40U);
}

TEST(KilledRun, CopiedWithItsLogIsWhole) {
  const FreshFolder folder;
  const auto file = folder / "run.db";
  Child child([&](int pipe) { return write_until_killed(file, pipe, 40); });
  ASSERT_EQ(child.await(40), 40);
  child.kill_9();
  std::filesystem::copy_file(file, folder / "copy.db");
  std::filesystem::copy_file(folder / "run.db-wal", folder / "copy.db-wal");
  const Result<RunResult> copy = read_run_file(folder / "copy.db");
  ASSERT_TRUE(copy) << copy.error().text();
  EXPECT_EQ(copy->series.size(), 40U);
}

// Reads as a user who may write neither the file nor its folder; the error's text, or the number of
// intervals.
std::string read_as_nobody(const FreshFolder& folder, const std::filesystem::path& file) {
  using std::filesystem::perms;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    std::filesystem::permissions(entry.path(),
                                 perms::owner_read | perms::group_read | perms::others_read);
  }
  std::filesystem::permissions(folder.path(), perms::owner_read | perms::owner_exec |
                                                  perms::others_read | perms::others_exec |
                                                  perms::group_read | perms::group_exec);
  Child child([&](int pipe) {
    constexpr uid_t kNobody = 65'534;
    if (::geteuid() == 0 && ::setresuid(kNobody, kNobody, kNobody) != 0) return 1;
    const Result<RunResult> result = read_run_file(file);
    const std::string text =
        result ? std::to_string(result->series.size()) : result.error().list.front().message;
    return ::write(pipe, text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0 : 1;
  });
  std::string text = child.read_all();
  EXPECT_EQ(child.leave(), 0);
  std::filesystem::permissions(folder.path(), perms::owner_all);
  return text;
}

TEST(ReadOnlyFolder, LetsAFinishedRunBeRead) {
  const FreshFolder folder;
  Result<std::unique_ptr<RunFileWriter>> writer =
      RunFileWriter::create(folder / "run.db", a_header());
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->append(an_interval(1)));
  ASSERT_TRUE((*writer)->close({RunEndKind::complete, 1, "", {}, {}}));
  EXPECT_EQ(read_as_nobody(folder, folder / "run.db"), "1");
}

TEST(ReadOnlyFolder, LetsAKilledRunThatLostItsLogBeRead) {
  const FreshFolder folder;
  const auto file = folder / "run.db";
  Child child([&](int pipe) { return write_until_killed(file, pipe, 3); });
  ASSERT_EQ(child.await(3), 3);
  child.kill_9();
  std::filesystem::remove(folder / "run.db-wal");
  std::filesystem::remove(folder / "run.db-shm");
  EXPECT_EQ(read_as_nobody(folder, file), "0");
}

TEST(ReadOnlyFolder, NeverReadsAKilledRunPastItsLog) {
  const FreshFolder folder;
  const auto file = folder / "run.db";
  Child child([&](int pipe) { return write_until_killed(file, pipe, 3); });
  ASSERT_EQ(child.await(3), 3);
  child.kill_9();
  std::filesystem::remove(folder / "run.db-shm");
  EXPECT_EQ(read_as_nobody(folder, file),
            "cannot read the run file: unable to open database file (the log beside it holds a "
            "part of the run: copy "
            "both into a folder where you may write, and read them there)");
}

// Runs `work` with a limit on the size of files, which writes meet as they would a full disk.
std::string on_a_full_disk(rlim_t limit, const std::function<std::string()>& work) {
  Child child([&](int pipe) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit size{limit, limit};
    if (::setrlimit(RLIMIT_FSIZE, &size) != 0) return 1;
    const std::string text = work();
    return ::write(pipe, text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0 : 1;
  });
  std::string text = child.read_all();
  EXPECT_EQ(child.leave(), 0);
  return text;
}

TEST(FullDisk, IsToldByAppendAndKeepsWhatWasStored) {
  const FreshFolder folder;
  const auto file = folder / "run.db";
  constexpr rlim_t kLimit = 200'000;
  const std::string told = on_a_full_disk(kLimit, [&]() -> std::string {
    Result<std::unique_ptr<RunFileWriter>> writer = RunFileWriter::create(file, a_header());
    if (!writer) return writer.error().text();
    for (std::int64_t n = 1; n <= 1'000; ++n) {
      const Result<void> done = (*writer)->append(an_interval(n));
      if (!done) return std::to_string(n - 1) + " " + done.error().list.front().message;
    }
    return "no error";
  });
  const std::size_t stored = std::stoul(told);
  EXPECT_EQ(told, std::to_string(stored) + " cannot write the run file: disk I/O error");
  EXPECT_GT(stored, 0U);
  const Result<RunResult> result = read_run_file(file);
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_EQ(result->series.size(), stored);
}

TEST(FullDisk, IsToldByCreateAndLeavesNothingBehind) {
  const FreshFolder folder;
  const std::string told = on_a_full_disk(8'192, [&]() -> std::string {
    const auto writer = RunFileWriter::create(folder / "run.db", a_header());
    return writer ? "no error" : writer.error().list.front().message;
  });
  EXPECT_EQ(told, "cannot create the run file: disk I/O error");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace slogate
