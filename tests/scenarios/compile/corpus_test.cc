// The wrong files of tests/scenarios/suite/bad, compiled all the same: nothing is told beside what
// reading them tells, since each breaks one rule.
#include <gtest/gtest.h>

#include <algorithm>

#include "scenarios/compile/compilation.h"
#include "tests/scenarios/suite/corpus.h"

namespace slogate {
namespace {

std::string without_folder(std::string text) {
  const std::string prefix = test::bad_folder().string() + "/";
  for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
    text.erase(at, prefix.size());
  return text;
}

TEST(Corpus, NothingFollowsFromAFault) {
  const std::map<std::string, std::string> expected = test::bad_lines("expected.txt");
  for (const auto& [name, file] : test::bad_cases()) {
    const SuiteReading reading = read_suite(file);
    Compilation compiled = compile_reading(reading, {}, {});
    const std::string text =
        without_folder(in_order(std::move(compiled.told), reading.files).text());
    const auto line = expected.find(name);
    ASSERT_NE(line, expected.end()) << name << " is not in expected.txt: " << text;
    EXPECT_EQ(text, line->second + "\n") << name;
  }
}

}  // namespace
}  // namespace slogate
