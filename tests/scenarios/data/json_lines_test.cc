// What a feed of JSON lines may look like, and each way in which it may not.
#include <gtest/gtest.h>

#include <random>

#include "scenarios/data/json_row.h"
#include "scenarios/suite/json.h"
#include "tests/scenarios/data/feed_folder.h"

namespace slogate {
namespace {

using test::all_rows;
using test::FeedFolder;
using test::Rows;
using test::streamed;

class JsonLines : public testing::Test {
 protected:
  Rows rows(std::string_view text) {
    folder_.write("f.jsonl", text);
    const Rows kept = all_rows(*folder_.open("f.jsonl"));
    EXPECT_EQ(all_rows(*folder_.open("f.jsonl", streamed())), kept);
    return kept;
  }
  std::string problem(std::string_view text) {
    const std::string told = folder_.problems("f.jsonl", text);
    EXPECT_EQ(folder_.problems("f.jsonl", text, streamed()), told);
    return told;
  }

  FeedFolder folder_;
};

TEST_F(JsonLines, HaveTheMembersOfTheFirstLineAsColumns) {
  folder_.write("f.ndjson", "{\"id\":1,\"name\":\"one\"}\n");
  EXPECT_EQ(folder_.open("f.ndjson")->columns(), (std::vector<std::string>{"id", "name"}));
}

TEST_F(JsonLines, GiveTextsAsTheirCharacters) {
  EXPECT_EQ(rows(R"({"a":"x \"y\" \\ \/ \b\f\n\r\t \u00fc \u20AC \ud83d\ude97"})"),
            (Rows{{"x \"y\" \\ / \b\f\n\r\t \xC3\xBC \xE2\x82\xAC \xF0\x9F\x9A\x97"}}));
  EXPECT_EQ(rows(R"({"a":""})"), (Rows{{""}}));
}

TEST_F(JsonLines, GiveAnythingElseAsItsJsonWithoutBlanks) {
  EXPECT_EQ(rows(R"({"a": [1, {"b" : " c \" : d\\"} , true], "n": 1.50, "t": true, "e": {}})"),
            (Rows{{R"([1,{"b":" c \" : d\\"},true])", "1.50", "true", "{}"}}));
}

TEST_F(JsonLines, KeepEveryDigitOfANumber) {
  EXPECT_EQ(rows(R"({"a":123456789012345678901234567890,"b":-0.0,"c":1E+400})"),
            (Rows{{"123456789012345678901234567890", "-0.0", "1E+400"}}));
}

TEST_F(JsonLines, LeaveANullWithoutValue) {
  EXPECT_EQ(rows("{\"a\":1,\"b\":null,\"c\":2}\n{\"a\":null,\"b\":\"null\",\"c\":null}\n"),
            (Rows{{"1", "(none)", "2"}, {"(none)", "null", "(none)"}}));
}

TEST_F(JsonLines, MayHaveTheirMembersInAnyOrderAndMore) {
  EXPECT_EQ(rows("{\"a\":1,\"b\":2}\n{\"x\":{\"a\":7},\"b\":4,\"\\u0061\":3}\n"),
            (Rows{{"1", "2"}, {"3", "4"}}));
}

TEST_F(JsonLines, MayEndWithBothAndLackTheLastLineBreak) {
  EXPECT_EQ(rows("{\"a\":1}\r\n {\"a\":2} \r\n{\"a\":3}"), (Rows{{"1"}, {"2"}, {"3"}}));
}

TEST_F(JsonLines, MustAllHaveTheColumns) {
  EXPECT_EQ(problem("{\"a\":1,\"city\":2}\n{\"a\":1}\n{\"city\":1}\n"),
            "f.jsonl:2:1: the line has no \"city\", which the first line names\n"
            "f.jsonl:3:1: the line has no \"a\", which the first line names\n");
}

TEST_F(JsonLines, MustHoldAnObjectEach) {
  EXPECT_EQ(problem("{\"a\":1}\n[1]\n7\n"),
            "f.jsonl:2:1: the line holds an array, it must hold an object\n"
            "f.jsonl:3:1: the line holds a number, it must hold an object\n");
  EXPECT_EQ(problem("\"a\"\n"), "f.jsonl:1:1: the line holds a string, it must hold an object\n");
}

TEST_F(JsonLines, MustNotBeEmpty) {
  EXPECT_EQ(problem("{\"a\":1}\n\n{\"a\":2}\n"),
            "f.jsonl:2:1: an empty line, each line must hold one object\n");
  EXPECT_EQ(problem(" \r\n"), "f.jsonl:1:1: an empty line, each line must hold one object\n");
}

TEST_F(JsonLines, HoldOneObjectOnly) {
  EXPECT_EQ(problem("{\"a\":1} {\"a\":2}\n"),
            "f.jsonl:1:9: something follows the object, each line holds one\n");
}

TEST_F(JsonLines, TellWhatIsNoJsonWithItsPlace) {
  EXPECT_EQ(problem("{\"a\":1}\n{\"a\":1,}\n{\"a\" 1}\n{\"a\":1}\n"),
            "f.jsonl:2:7: a comma with nothing after it, leave it out\n"
            "f.jsonl:3:6: a colon was expected after the key\n");
  EXPECT_EQ(problem("{'a':1}\n"),
            "f.jsonl:1:2: a key was expected here, a string in double quotes\n");
}

TEST_F(JsonLines, MayNotSayAColumnTwice) {
  EXPECT_EQ(problem("{\"a\":1}\n{\"a\":1,\"a\":2}\n"),
            "f.jsonl:2:8: duplicate key \"a\", every key stands once\n");
  EXPECT_EQ(problem("{\"a\":1,\"a\":2}\n"),
            "f.jsonl:1:8: duplicate key \"a\", every key stands once\n");
}

TEST_F(JsonLines, NeedColumnsThatCanStandInATemplate) {
  EXPECT_EQ(problem("{\"a\":1,\"b c\":2}\n"),
            "f.jsonl:1:8: the column \"b c\" cannot stand in ${…}, a name has letters, digits, _ "
            "and - and begins with a letter or _\n");
  EXPECT_EQ(problem("{}\n"),
            "f.jsonl:1:1: the object has no members: the first line names the columns\n");
}

TEST_F(JsonLines, AreNestedAtMostSixtyFourDeep) {
  const auto nested = [](std::size_t depth) {
    return "{\"a\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  EXPECT_EQ(problem(nested(64)), "");
  EXPECT_EQ(problem(nested(65)), "f.jsonl:1:69: nested more than 64 deep\n");
}

TEST_F(JsonLines, HaveNoByteOrderMark) {
  EXPECT_EQ(problem("\xEF\xBB\xBF{\"a\":1}\n"),
            "f.jsonl:1:1: a byte-order mark, save the file as UTF-8 without one\n");
}

TEST_F(JsonLines, HaveNoNulAndNoInvalidUtf8) {
  EXPECT_EQ(problem("{\"a\":\"\\u0000\"}\n"),
            "f.jsonl:1:7: \\u0000 in a string, no value may hold a NUL\n");
  EXPECT_EQ(problem("{\"a\":\"\xC3(\"}\n"), "f.jsonl:1:7: invalid UTF-8, save the file as UTF-8\n");
}

TEST_F(JsonLines, MustBeThere) {
  EXPECT_EQ(problem(""), "f.jsonl:1:1: the file is empty: its first line must hold an object\n");
}

// Two readers of one grammar: this folder's and the one of suite files, which is stricter only about
// numbers, keys that stand twice and what is no object.
TEST(JsonRow, AgreesWithTheOtherReaderAboutDamagedLines) {
  const std::string sound =
      R"({"a": [1, -2.5e3, "x\n\u00e9\ud83d\ude00"], "b": {"c": null, "d": [true, false]}, "e": ""})";
  static constexpr std::string_view kTokens[] = {"{",       "}",  "[",    "]", ",",   ":",
                                                 "\"",      "\\", "null", "-", "1e5", "\\u00",
                                                 "\\ud83d", " ",  "0",    "."};
  std::mt19937 random(20240229);
  const auto below = [&](std::size_t end) { return random() % end; };
  for (int round = 0; round < 20000; ++round) {
    std::string text = sound;
    for (std::size_t change = 0; change <= below(3); ++change) {
      const std::size_t at = below(text.size());
      switch (below(3)) {
        case 0:
          text[at] = static_cast<char>(32 + below(95));
          break;
        case 1:
          text.erase(at, 1 + below(3));
          break;
        default:
          text.insert(at, kTokens[below(std::size(kTokens))]);
      }
    }
    std::vector<JsonName> names;
    const bool ours = read_json_names(text, names).end == RowScan::End::row;
    const Result<Json> theirs = parse_json("f", text);
    if (theirs) {
      ASSERT_EQ(ours, theirs->kind == Json::Kind::object) << text;
    } else if (ours) {
      const std::string told = theirs.error().text();
      ASSERT_TRUE(told.find("number") != std::string::npos ||
                  told.find("duplicate key") != std::string::npos)
          << text << '\n'
          << told;
    }
  }
}

}  // namespace
}  // namespace slogate
