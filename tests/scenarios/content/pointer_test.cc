#include "scenarios/content/pointer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace slogate {
namespace {

using nlohmann::json;
using Tokens = std::vector<std::string>;

Tokens tokens_of(std::string_view pointer) {
  Tokens tokens;
  EXPECT_TRUE(split_pointer(pointer, tokens)) << pointer;
  return tokens;
}

const json* at(const json& root, std::string_view pointer) {
  return follow_pointer(root, tokens_of(pointer));
}

TEST(SplitPointer, TheEmptyPointerHasNoTokens) {
  EXPECT_EQ(tokens_of(""), Tokens{});
}

TEST(SplitPointer, EachSlashBeginsAToken) {
  EXPECT_EQ(tokens_of("/a/0//b"), (Tokens{"a", "0", "", "b"}));
}

TEST(SplitPointer, UndoesTheTwoEscapesOnce) {
  EXPECT_EQ(tokens_of("/a~1b/m~0n/~01"), (Tokens{"a/b", "m~n", "~1"}));
}

TEST(SplitPointer, RefusesATextThatBeginsWithoutASlash) {
  Tokens tokens;
  EXPECT_FALSE(split_pointer("a/b", tokens));
}

TEST(SplitPointer, RefusesATildeThatIsNoEscape) {
  Tokens tokens;
  EXPECT_FALSE(split_pointer("/a~2", tokens));
  EXPECT_FALSE(split_pointer("/a~", tokens));
}

// The examples of RFC 6901 5.
TEST(FollowPointer, FindsTheExamplesOfTheRfc) {
  const json root = json::parse(R"json({"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3,
      "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8})json");
  EXPECT_EQ(at(root, ""), &root);
  EXPECT_EQ(*at(root, "/foo"), json::parse(R"(["bar", "baz"])"));
  EXPECT_EQ(*at(root, "/foo/0"), "bar");
  const char* const members[] = {"/",     "/a~1b", "/c%d", "/e^f", "/g|h",
                                 "/i\\j", "/k\"l", "/ ",   "/m~0n"};
  for (int i = 0; i < 9; ++i) EXPECT_EQ(*at(root, members[i]), i) << members[i];
}

TEST(FollowPointer, TakesNoIndexButPlainDigitsWithinTheArray) {
  const json root = json::parse(R"([1, 2])");
  EXPECT_EQ(*at(root, "/1"), 2);
  for (const char* pointer :
       {"/2", "/-", "/01", "/+1", "/-1", "/1x", "/", "/ 1", "/99999999999999999999999"}) {
    EXPECT_EQ(at(root, pointer), nullptr) << pointer;
  }
}

TEST(FollowPointer, FindsNothingInAScalarOrUnderAnUnknownName) {
  const json root = json::parse(R"({"a": 1})");
  EXPECT_EQ(at(root, "/a/b"), nullptr);
  EXPECT_EQ(at(root, "/b"), nullptr);
}

}  // namespace
}  // namespace slogate
