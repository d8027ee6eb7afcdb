#include "scenarios/compile/json_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

namespace slogate {
namespace {

std::string at(std::string_view body, const std::vector<std::string>& tokens) {
  JsonText json;
  TextPool pool;
  if (!json.parse(body)) return "no JSON";
  const JsonText::Node* node = json.find(tokens);
  if (node == nullptr) return "none";
  const Value value = json.value_of(*node, pool);
  const bool tree = value.kind == Value::Kind::array || value.kind == Value::Kind::object;
  return tree ? std::to_string(value.count) + " in it" : text_of(value);
}

bool valid(std::string_view body) {
  return at(body, {}) != "no JSON";
}

TEST(JsonText, FindsValues) {
  const std::string body = R"( {"a": [1, {"b/c": "x"}, true], "": null, "n": -1.5e2} )";
  EXPECT_EQ(at(body, {}), "3 in it");
  EXPECT_EQ(at(body, {"a"}), "3 in it");
  EXPECT_EQ(at(body, {"a", "1", "b/c"}), "x");
  EXPECT_EQ(at(body, {"a", "2"}), "true");
  EXPECT_EQ(at(body, {""}), "null");
  EXPECT_EQ(at(body, {"n"}), "-1.5e2");
  for (const std::vector<std::string>& tokens : std::vector<std::vector<std::string>>{
           {"b"}, {"a", "3"}, {"a", "01"}, {"a", "-"}, {"a", "x"}, {"n", "0"}, {"a", "0", "x"}}) {
    EXPECT_EQ(at(body, tokens), "none");
  }
}

TEST(JsonText, UndoesEscapesInKeysAndTexts) {
  EXPECT_EQ(at(R"({"k\u0065y": "a\n\"\\\/\u00fc\ud83d\ude00"})", {"key"}), "a\n\"\\/ü😀");
}

TEST(JsonText, OfAKeyThatStandsTwiceTheLastCounts) {
  EXPECT_EQ(at(R"({"a": 1, "b": 2, "a": 3})", {"a"}), "3");
}

TEST(JsonText, RefusesWhatRfc8259DoesNotAllow) {
  for (const char* body : {"",
                           " ",
                           "{",
                           "[1,]",
                           "[,1]",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{'a':1}",
                           "01",
                           "1.",
                           ".5",
                           "+1",
                           "-",
                           "1e",
                           "1e+",
                           "NaN",
                           "tru",
                           "nul",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\ud800\"",
                           "\"\\udc00\"",
                           "\"\\ud800\\u0041\"",
                           "\"\t\"",
                           "\"\xff\"",
                           "\"\xed\xa0\x80\"",
                           "1 2",
                           "[1 2]",
                           "\"a",
                           "1e999",
                           "// x\n1",
                           "{\"a\" 1}",
                           "[1]]"}) {
    EXPECT_FALSE(valid(body)) << body;
  }
  EXPECT_FALSE(valid(std::string_view("1\0", 2)));
  EXPECT_TRUE(valid("\xef\xbb\xbf{}"));
  EXPECT_TRUE(valid("1e-999"));
}

TEST(JsonText, NestsSixtyFourDeep) {
  EXPECT_TRUE(valid(std::string(64, '[') + std::string(64, ']')));
  EXPECT_FALSE(valid(std::string(65, '[') + std::string(65, ']')));
}

// The parser of whole documents says the same of any text, however damaged, and of its values.
TEST(JsonText, AgreesWithTheParserOfDocuments) {
  const std::string good =
      R"({"a": [1, -2.5e3, "x\u00fc\n", true, null], "b": {"c": [], "d": "é"}, "a\"b": 0})";
  constexpr std::string_view kBytes = "{}[]:,\"\\u0123eE+-. tfn\x01\xc3\xa9\xff";
  std::mt19937 random(7);
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text = good;
    const int changes = 1 + static_cast<int>(random() % 3);
    for (int j = 0; j < changes; ++j) {
      const std::size_t place = random() % text.size();
      const char byte = kBytes[random() % kBytes.size()];
      if (random() % 3 == 0) {
        text.erase(place, 1);
      } else if (random() % 2 == 0) {
        text[place] = byte;
      } else {
        text.insert(place, 1, byte);
      }
    }
    const auto document = nlohmann::json::parse(text, nullptr, false);
    ASSERT_EQ(valid(text), !document.is_discarded()) << text;
    if (document.is_discarded() || !document.is_object()) continue;
    ++accepted;
    for (const auto& [key, value] : document.items()) {
      if (value.is_string()) {
        ASSERT_EQ(at(text, {key}), value.get<std::string>()) << text;
      }
    }
  }
  EXPECT_GT(accepted, 1000);
}

}  // namespace
}  // namespace slogate
