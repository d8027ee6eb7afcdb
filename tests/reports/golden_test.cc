// Every writer's whole output for three reports, byte for byte. After a change that is meant, look
// at the difference that SLOGATE_UPDATE_GOLDEN=1 leaves in the tree.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include <gtest/gtest.h>

#include "reports/model/writers.h"
#include "tests/reports/example.h"
#include "tests/reports/program.h"

namespace slogate::report {
namespace {

struct Golden {
  std::string report;
  std::string extension;
};

std::ostream& operator<<(std::ostream& out, const Golden& golden) {
  return out << golden.report << "." << golden.extension;
}

Report report_of(const std::string& name) {
  if (name == "failing-smoke") return failing_smoke();
  return name == "passing-load" ? passing_load() : inconclusive_load();
}

std::string written(const Report& report, const std::string& extension) {
  std::ostringstream out;
  if (extension == "html") write_html(report, out);
  if (extension == "xml") write_junit(report, out);
  if (extension == "json") write_json(report, out);
  if (extension == "md") write_summary(report, out);
  if (extension == "txt") write_text(report, false, out);
  if (extension == "ansi") write_text(report, true, out);
  if (extension == "annotations") write_annotations(report, out);
  return out.str();
}

class GoldenFile : public testing::TestWithParam<Golden> {};

TEST_P(GoldenFile, IsWrittenByteForByte) {
  const auto& [name, extension] = GetParam();
  const std::string text = written(report_of(name), extension);
  const std::filesystem::path path =
      std::filesystem::path(SLOGATE_SOURCE_DIR) / "tests/reports/golden" / (name + "." + extension);
  if (const char* update = std::getenv("SLOGATE_UPDATE_GOLDEN");
      update != nullptr && std::string(update) == "1") {
    std::ofstream(path, std::ios::binary) << text;
  }
  EXPECT_TRUE(std::filesystem::exists(path)) << path;
  EXPECT_TRUE(text == file_text(path)) << "differs from " << path << "; written now:\n" << text;
}

TEST_P(GoldenFile, IsTheSameTwice) {
  const auto& [name, extension] = GetParam();
  EXPECT_EQ(written(report_of(name), extension), written(report_of(name), extension));
}

std::vector<Golden> all() {
  std::vector<Golden> result;
  for (const char* name : {"failing-smoke", "passing-load", "inconclusive-load"}) {
    for (const char* extension : {"html", "xml", "json", "md", "txt", "ansi", "annotations"}) {
      result.push_back({name, extension});
    }
  }
  return result;
}

std::string test_name(const testing::TestParamInfo<Golden>& info) {
  std::string name = info.param.report + "_" + info.param.extension;
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
}

INSTANTIATE_TEST_SUITE_P(Writers, GoldenFile, testing::ValuesIn(all()), test_name);

}  // namespace
}  // namespace slogate::report
