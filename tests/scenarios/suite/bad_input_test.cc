// The wrong files of bad/: one rule each, the whole message asserted. expected.txt has a line for
// each case, `case | message`, and neither a case nor an expectation may be without the other.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/scenarios/suite/suite_folder.h"

namespace slogate {
namespace {

namespace fs = std::filesystem;

fs::path bad_folder() {
  return fs::path(SLOGATE_SOURCE_DIR) / "tests/scenarios/suite/bad";
}

// Case to suite file: `bad/<case>.json` or `bad/<case>/suite.json`. good-flows holds what the cases
// name.
std::map<std::string, fs::path> cases() {
  std::map<std::string, fs::path> out;
  for (const fs::directory_entry& entry : fs::directory_iterator(bad_folder())) {
    const fs::path& path = entry.path();
    if (entry.is_directory() && path.filename() != "good-flows")
      out[path.filename().string()] = path / "suite.json";
    if (path.extension() == ".json") out[path.stem().string()] = path;
  }
  return out;
}

std::map<std::string, std::string> expectations() {
  std::map<std::string, std::string> out;
  std::ifstream in(bad_folder() / "expected.txt");
  for (std::string line; std::getline(in, line);) {
    const std::size_t bar = line.find(" | ");
    EXPECT_NE(bar, std::string::npos) << line;
    EXPECT_TRUE(out.emplace(line.substr(0, bar), line.substr(bar + 3)).second) << line;
  }
  return out;
}

TEST(BadInput, EachCaseGivesExactlyItsMessage) {
  const std::map<std::string, std::string> expected = expectations();
  const std::string prefix = bad_folder().string() + "/";
  for (const auto& [name, file] : cases()) {
    const Result<Suite> suite = load_suite(file);
    ASSERT_FALSE(suite) << name << " was accepted";
    ASSERT_EQ(suite.error().list.size(), 1U) << suite.error().text();
    std::string text = suite.error().list[0].text();
    if (text.starts_with(prefix)) text.erase(0, prefix.size());
    const auto line = expected.find(name);
    ASSERT_NE(line, expected.end()) << name << " is not in expected.txt: " << text;
    EXPECT_EQ(text, line->second) << name;
  }
}

TEST(BadInput, EachExpectationHasItsCase) {
  const std::map<std::string, fs::path> there = cases();
  for (const auto& [name, message] : expectations()) EXPECT_TRUE(there.contains(name)) << name;
}

TEST(BadInput, CoversEnoughRules) {
  std::set<std::string> messages;
  for (const auto& [name, message] : expectations()) messages.insert(message);
  EXPECT_GE(messages.size(), 45U);
}

TEST(BadInput, EachMessageHasItsPlace) {
  for (const auto& [name, file] : cases()) {
    const Result<Suite> suite = load_suite(file);
    ASSERT_FALSE(suite);
    EXPECT_GE(suite.error().list[0].at.line, 1) << name;
    EXPECT_GE(suite.error().list[0].at.column, 1) << name;
  }
}

}  // namespace
}  // namespace slogate
