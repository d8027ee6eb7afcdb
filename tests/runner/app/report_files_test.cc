#include "runner/app/report_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "runner/app/results_folder.h"
#include "tests/runner/app/measured_run.h"

namespace slogate {
namespace {

std::filesystem::path fresh_folder(const std::string& name) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / name;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(Tell, ARunWhoseSumsContradictOneAnotherEndsWith4AndSaysWhere) {
  const auto folder = fresh_folder("tell-contradicting");
  RunResult run = a_load();
  send(run, kQr, 10);
  ASSERT_EQ(run.totals.rows[kQr].disagreement(), "");
  run.totals.rows[kQr].response.record_us(5, 1);
  std::ostringstream out;
  const Told told = tell(run, true, folder, out);
  EXPECT_EQ(told.exit_code, 4);
  ASSERT_EQ(told.problems.list.size(), 1U);
  EXPECT_EQ(told.problems.list[0].text(),
            "the numbers of this run contradict one another: flow qr, step lights: 10 requests "
            "finished and 11 are in its histograms");
  EXPECT_TRUE(std::filesystem::exists(folder / "report.html"));
}

TEST(Tell, ARunFromAFileIsToldAsItStandsThere) {
  const auto folder = fresh_folder("tell-from-file");
  RunResult run = a_load();
  send(run, kQr, 10);
  run.totals.rows[kQr].response.record_us(5, 1);
  std::ostringstream out;
  const Told told = tell(run, false, folder, out);
  EXPECT_NE(told.exit_code, 4);
  EXPECT_TRUE(told.problems.empty());
}

TEST(WriteWhole, WritesWhatIsLongerThanItsBuffer) {
  const auto folder = fresh_folder("write-long");
  std::string text;
  for (int i = 0; text.size() < 300'000; ++i) text += std::to_string(i) + "\n";
  const auto done = write_whole(folder / "file", [&text](std::ostream& out) {
    for (const char c : text.substr(0, 1'000)) out.put(c);
    out << text.substr(1'000);
  });
  ASSERT_TRUE(done);
  EXPECT_EQ(contents(folder / "file"), text);
}

TEST(WriteWhole, LeavesTheOlderFileWhereTheStreamFailed) {
  const auto folder = fresh_folder("write-failed");
  ASSERT_TRUE(write_whole(folder / "file", [](std::ostream& out) { out << "older"; }));
  const auto done = write_whole(folder / "file", [](std::ostream& out) {
    out << "half";
    out.setstate(std::ios::failbit);
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().list[0].message, "cannot be written: its writer did not finish it");
  EXPECT_EQ(contents(folder / "file"), "older");
  EXPECT_FALSE(std::filesystem::exists(folder / "file.tmp"));
}

}  // namespace
}  // namespace slogate
