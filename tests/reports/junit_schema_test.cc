// The schema accepts what we write and refuses each broken file, for the reason that the file names
// in its comment.
#include <algorithm>
#include <filesystem>
#include <sstream>

#include <gtest/gtest.h>

#include "reports/model/writers.h"
#include "tests/reports/example.h"
#include "tests/reports/program.h"

namespace slogate::report {
namespace {

const std::filesystem::path kHere = std::filesystem::path(SLOGATE_SOURCE_DIR) / "tests/reports";

Output lint(const std::string& path) {
  return run("xmllint --noout --nonet --schema '" + (kHere / "junit.xsd").string() + "' '" + path +
             "'");
}

Output lint(const Report& report) {
  std::ostringstream out;
  write_junit(report, out);
  const Folder folder;
  return lint(folder.file("junit.xml", out.str()));
}

TEST(JunitSchema, AcceptsWhatWeWrite) {
  for (const Report& report : {failing_smoke(), passing_load(), inconclusive_load()}) {
    const Output output = lint(report);
    EXPECT_EQ(output.status, 0) << output.text;
  }
}

TEST(JunitSchema, AcceptsWhatWeWriteAboutAHostileTarget) {
  const Output output = lint(with_text_everywhere(hostile_text()));
  EXPECT_EQ(output.status, 0) << output.text;
}

TEST(JunitSchema, AcceptsAReportWithoutAnything) {
  Report report;
  report.started = "2026-03-06T10:00:00Z";
  report.sentence = "Inconclusive: nothing was sent.";
  const Output output = lint(report);
  EXPECT_EQ(output.status, 0) << output.text;
}

TEST(JunitSchema, AcceptsTheFileThatTheBrokenOnesAreMadeFrom) {
  const Output output = lint((kHere / "junit-broken/sound.xml").string());
  EXPECT_EQ(output.status, 0) << output.text;
}

class BrokenJunit : public testing::TestWithParam<std::string> {};

TEST_P(BrokenJunit, IsRefusedForItsOwnReason) {
  const std::filesystem::path path = kHere / "junit-broken" / (GetParam() + ".xml");
  const std::string text = file_text(path);
  const std::string mark = "<!-- refused: ";
  const std::size_t at = text.find(mark);
  ASSERT_NE(at, std::string::npos) << path;
  const std::size_t begin = at + mark.size();
  const std::string reason = text.substr(begin, text.find(" -->", begin) - begin);
  const Output output = lint(path.string());
  EXPECT_NE(output.status, 0);
  EXPECT_NE(output.text.find(reason), std::string::npos) << output.text;
}

std::vector<std::string> broken() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kHere / "junit-broken")) {
    if (entry.path().stem() != "sound") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST(JunitSchema, IsTriedWithAtLeastTwelveBrokenFiles) {
  EXPECT_GE(broken().size(), 12U);
}

std::string test_name(const testing::TestParamInfo<std::string>& param) {
  std::string name = param.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Files, BrokenJunit, testing::ValuesIn(broken()), test_name);

}  // namespace
}  // namespace slogate::report
