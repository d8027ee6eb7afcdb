// The wrong files of bad/: one rule each, the whole message asserted, and no rule of the code
// without a wrong file.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <utility>

#include "tests/scenarios/suite/corpus.h"
#include "tests/scenarios/suite/message_literals.h"

namespace slogate {
namespace {

namespace fs = std::filesystem;
using test::bad_cases;
using test::bad_folder;
using test::bad_lines;

// Sentences of scenarios/suite that no wrong file can bring about, by a word of theirs.
struct Unreachable {
  std::string_view file;
  std::string_view text;  // in the literal; empty for all of the file
  std::string_view why;
};
constexpr std::array<Unreachable, 11> kUnreachable{{
    {"diagnostic.cc", "a failed result was read", "a programmer's error"},
    {"objective.cc", "", "says a claim in reports, refuses nothing"},
    {"quantity.cc", " ns", "a unit of reports"},
    {"json_fault.cc", "this is not JSON", "behind a switch over every state"},
    {"json.cc", "values in one file", "2 MB of text: Json.HasAMostOfValues"},
    {"json.cc", "larger than 16 MiB", "16 MiB of text: Json.HasALargestText"},
    {"parse_generator.cc", "%a, %d %b", "a time format, no message"},
    {"confined_file.cc", "cannot be read: ", "an I/O fault"},
    {"confined_file.cc", "symbolic link", "ConfinedFile.MayNotBeALinkThatLeadsOut"},
    {"confined_file.cc", "is larger than", "ConfinedFile.MayNotBeLargerThanSixteenMebibytes"},
    {"confined_file.cc", "is no regular file", "ConfinedFile.MayNotBeAPipe"},
}};

bool is_unreachable(const test::MessageLiteral& literal) {
  // JSON text has no NUL: parse_json refuses it first.
  if (literal.text.starts_with("holds a NUL")) return true;
  for (const Unreachable& entry : kUnreachable) {
    if (literal.file == entry.file && literal.text.find(entry.text) != std::string::npos)
      return true;
  }
  return false;
}

std::string without_folder(std::string text) {
  const std::string prefix = bad_folder().string() + "/";
  for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
    text.erase(at, prefix.size());
  return text;
}

TEST(BadInput, EachCaseGivesExactlyItsMessage) {
  const std::map<std::string, std::string> expected = bad_lines("expected.txt");
  for (const auto& [name, file] : bad_cases()) {
    const Result<Suite> suite = load_suite(file);
    ASSERT_FALSE(suite) << name << " was accepted";
    ASSERT_EQ(suite.error().list.size(), 1U) << suite.error().text();
    const std::string text = without_folder(suite.error().list[0].text());
    const auto line = expected.find(name);
    ASSERT_NE(line, expected.end()) << name << " is not in expected.txt: " << text;
    EXPECT_EQ(text, line->second) << name;
  }
}

TEST(BadInput, EachExpectationHasItsCase) {
  const std::map<std::string, fs::path> there = bad_cases();
  for (const auto& [name, message] : bad_lines("expected.txt"))
    EXPECT_TRUE(there.contains(name)) << name;
}

TEST(BadInput, EachMessageHasItsPlace) {
  for (const auto& [name, file] : bad_cases()) {
    const Result<Suite> suite = load_suite(file);
    ASSERT_FALSE(suite) << name;
    EXPECT_GE(suite.error().list[0].at.line, 1) << name;
    EXPECT_GE(suite.error().list[0].at.column, 1) << name;
  }
}

TEST(BadInput, EachRuleHasItsCase) {
  const std::map<std::string, std::string> expected = bad_lines("expected.txt");
  const auto literals = test::message_literals(fs::path(SLOGATE_SOURCE_DIR) / "scenarios/suite");
  ASSERT_GT(literals.size(), 300U);
  for (const test::MessageLiteral& literal : literals) {
    const bool covered = std::any_of(expected.begin(), expected.end(), [&](const auto& line) {
      return literal.stands_in(line.second);
    });
    EXPECT_TRUE(covered || is_unreachable(literal))
        << literal.file << ": \"" << literal.text << "\" is in no message of bad/expected.txt";
  }
}

TEST(BadInput, TheScanFindsARuleWithoutACase) {
  const test::MessageLiteral literal{"a.cc", "the {} is odd", test::fragments_of("the {} is odd")};
  EXPECT_TRUE(literal.stands_in("here the \"x\" is odd, leave it out"));
  EXPECT_FALSE(literal.stands_in("here \"x\" is odd, the end"));
  EXPECT_EQ(test::literals_of("f(\"a b\"\n  \"c\", 'x', 1'000, \"d\\\"e\"); // \"no\"\n"),
            (std::vector<std::string>{"a bc", "d\"e"}));
}

}  // namespace
}  // namespace slogate
