// Random damage to a suite that is right: the parser always answers, and every refusal has a place
// and a message.
#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "scenarios/suite/parsers.h"
#include "tests/scenarios/suite/suite_folder.h"

namespace slogate {
namespace {

std::string shipped(const char* name) {
  std::ifstream in(std::filesystem::path(SLOGATE_SOURCE_DIR) / "scenarios/go-live" / name,
                   std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

class Damage {
 public:
  explicit Damage(unsigned seed) : random_(seed) {}

  void apply(std::string& text) {
    if (text.empty()) text = "{";
    const std::size_t at = below(text.size());
    static constexpr std::string_view kTokens[] = {
        "{", "}", "[", "]", ",", ":", "\"", "null", "-1", "1e999", "\\u0000", "true", "0", "\"\""};
    switch (below(6)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text.erase(at, below(20));
        break;
      case 2:
        text.insert(at, kTokens[below(std::size(kTokens))]);
        break;
      case 3:
        text.insert(below(text.size()), text.substr(at, below(200)));
        break;
      case 4:
        text.resize(at);
        break;
      default:
        std::swap(text[at], text[below(text.size())]);
    }
  }
  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_);
  }

 private:
  std::mt19937 random_;
};

void expect_places(const Diagnostics& problems) {
  for (const Diagnostic& problem : problems.list) {
    EXPECT_FALSE(problem.message.empty());
    EXPECT_GE(problem.at.line, 1) << problem.message;
    EXPECT_GE(problem.at.column, 1) << problem.message;
  }
}

TEST(Mutation, DamagedTextNeverBreaksTheParser) {
  const std::string suite = shipped("suite.json");
  const std::string flow = shipped("auth.json");
  ASSERT_FALSE(suite.empty() || flow.empty());
  Damage damage(20260306);
  for (int round = 0; round < 3000; ++round) {
    std::string text = round % 2 == 0 ? suite : flow;
    for (std::size_t i = 0, n = 1 + damage.below(3); i < n; ++i) damage.apply(text);
    const Result<Json> json = parse_json("f", text);
    if (!json) {
      expect_places(json.error());
      continue;
    }
    Diagnostics problems;
    if (round % 2 == 0) {
      SuiteDraft draft;
      parse_suite(*json, draft, problems);
    } else {
      (void)parse_flow(*json, problems);
    }
    expect_places(problems);
  }
}

// Swaps values of a tree for others, so that the text stays JSON and every parser meets every kind.
void damage_tree(Json& json, Damage& damage) {
  static const std::string kValues =
      R"([null, true, 7, -1.5, "text", "", [], {}, [[]], {"a": 1}, "50/s", "2s", "${x}"])";
  if (damage.below(12) == 0) {
    json = parse_json("v", kValues)->items[damage.below(13)];
    json.at = {"f", 1, 1};
    return;
  }
  for (Json& item : json.items) damage_tree(item, damage);
  for (Json::Member& member : json.members) {
    if (damage.below(40) == 0) member.key += "x";
    damage_tree(member.value, damage);
  }
}

TEST(Mutation, WrongKindsNeverBreakTheParser) {
  const Json suite = *parse_json("f", shipped("suite.json"));
  const Json flow = *parse_json("f", shipped("auth.json"));
  Damage damage(7);
  for (int round = 0; round < 1500; ++round) {
    Json json = round % 2 == 0 ? suite : flow;
    damage_tree(json, damage);
    Diagnostics problems;
    if (round % 2 == 0) {
      SuiteDraft draft;
      parse_suite(json, draft, problems);
      cross_check(draft.suite, problems);
    } else {
      (void)parse_flow(json, problems);
    }
    for (const Diagnostic& problem : problems.list) EXPECT_FALSE(problem.message.empty());
  }
}

TEST(Mutation, ReadingIsTheSameEachTime) {
  Damage damage(99);
  for (int round = 0; round < 200; ++round) {
    std::string text = shipped("auth.json");
    damage.apply(text);
    const Result<Json> first = parse_json("f", text);
    const Result<Json> second = parse_json("f", text);
    ASSERT_EQ(first.has_value(), second.has_value());
    EXPECT_EQ(first ? first->dump() : first.error().text(),
              second ? second->dump() : second.error().text());
  }
}

}  // namespace
}  // namespace slogate
