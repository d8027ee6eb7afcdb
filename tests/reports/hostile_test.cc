// One report in which the target had a say in every text, through every writer.
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/model/plain_text.h"
#include "reports/model/writers.h"
#include "tests/reports/example.h"

namespace slogate::report {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

template <class Write>
std::string written(const Report& report, Write write) {
  std::ostringstream out;
  write(report, out);
  return out.str();
}

void plain_writer(const Report& report, std::ostream& out) {
  write_text(report, false, out);
}

std::vector<std::string> lines(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> result;
  for (std::string line; std::getline(in, line);) result.push_back(line);
  return result;
}

TEST(HostileText, LeavesNoHiddenCharacterInAnyOutput) {
  const Report report = with_text_everywhere(hostile_text());
  for (auto* write :
       {write_html, write_junit, write_json, plain_writer, write_summary, write_annotations}) {
    const std::string text = written(report, write);
    EXPECT_TRUE(plain_text(text, Lines::keep) == text);
  }
}

TEST(HostileText, IsShownInEveryOutput) {
  const Report report = with_text_everywhere(hostile_text());
  for (auto* write :
       {write_html, write_junit, write_json, plain_writer, write_summary, write_annotations}) {
    EXPECT_THAT(written(report, write), HasSubstr("alert"));
  }
}

TEST(HostileText, GivesNoCommandToACiRunnerThatReadsTheTerminal) {
  const Report report = with_text_everywhere(hostile_text());
  for (const std::string& line : lines(written(report, plain_writer))) {
    const std::size_t start = line.find_first_not_of(" \t");
    EXPECT_FALSE(start != std::string::npos && line.compare(start, 2, "::") == 0) << line;
    EXPECT_THAT(line, Not(HasSubstr("##[")));
  }
}

TEST(HostileText, AddsNoAnnotation) {
  const auto hostile = lines(written(with_text_everywhere(hostile_text()), write_annotations));
  EXPECT_EQ(hostile.size(), lines(written(with_text_everywhere(" x"), write_annotations)).size());
  for (const std::string& line : hostile) {
    EXPECT_THAT(line, StartsWith("::error "));
    EXPECT_THAT(line, Not(HasSubstr("##[")));
  }
}

// Outside fenced blocks: lines, columns of tables and elements.
std::string skeleton(const std::string& markdown) {
  std::string result;
  std::string fence;
  for (const std::string& line : lines(markdown)) {
    if (!fence.empty()) {
      if (line == fence) fence.clear();
      continue;
    }
    if (line.compare(0, 3, "```") == 0) {
      fence = line.substr(0, line.find_first_not_of('`'));
      result += "block\n";
      continue;
    }
    for (const char c : line) {
      if (c == '|' || c == '<' || c == '`' || c == '[' || c == '@' || c == '*') result += c;
    }
    result += '\n';
  }
  return result + fence;
}

TEST(HostileText, ChangesNothingInTheSummarysStructure) {
  EXPECT_EQ(skeleton(written(with_text_everywhere(hostile_text()), write_summary)),
            skeleton(written(with_text_everywhere(" harmless"), write_summary)));
}

}  // namespace
}  // namespace slogate::report
