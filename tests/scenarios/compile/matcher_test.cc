#include "scenarios/compile/matcher.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scenarios/compile/body_view.h"
#include "scenarios/compile/markup.h"

namespace slogate {
namespace {

// RFC 6901 5.
const nlohmann::json& document() {
  static const auto value =
      nlohmann::json::parse(R"({"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2,
    "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8})");
  return value;
}

std::string at(std::string_view pointer) {
  std::vector<std::string> tokens;
  if (!split_pointer(pointer, tokens)) return "malformed";
  const nlohmann::json* value = follow_pointer(document(), tokens);
  return value == nullptr ? "none" : value->dump();
}

TEST(JsonPointer, FindsTheValuesOfRfc6901) {
  EXPECT_EQ(at(""), document().dump());
  EXPECT_EQ(at("/foo"), R"(["bar","baz"])");
  EXPECT_EQ(at("/foo/0"), R"("bar")");
  EXPECT_EQ(at("/"), "0");
  EXPECT_EQ(at("/a~1b"), "1");
  EXPECT_EQ(at("/c%d"), "2");
  EXPECT_EQ(at("/e^f"), "3");
  EXPECT_EQ(at("/g|h"), "4");
  EXPECT_EQ(at("/i\\j"), "5");
  EXPECT_EQ(at("/k\"l"), "6");
  EXPECT_EQ(at("/ "), "7");
  EXPECT_EQ(at("/m~0n"), "8");
}

TEST(JsonPointer, FindsNothingWhereNothingIs) {
  for (const char* pointer : {"/none", "/foo/2", "/foo/-", "/foo/00", "/foo/0x", "/foo/",
                              "/foo/0/x", "/foo/-1", "/foo/99999999999999999999"}) {
    EXPECT_EQ(at(pointer), "none") << pointer;
  }
}

TEST(JsonPointer, RefusesMalformedOnes) {
  EXPECT_EQ(at("foo"), "malformed");
  EXPECT_EQ(at("/a~"), "malformed");
  EXPECT_EQ(at("/a~2"), "malformed");
}

TEST(JsonPointer, TildeOneIsDecodedBeforeTildeZero) {
  std::vector<std::string> tokens;
  ASSERT_TRUE(split_pointer("/~01", tokens));
  EXPECT_EQ(tokens, std::vector<std::string>{"~1"});
}

TEST(Nesting, CountsBracketsOutsideOfStrings) {
  EXPECT_FALSE(nested_deeper_than(std::string(64, '[') + std::string(64, ']'), 64));
  EXPECT_TRUE(nested_deeper_than(std::string(65, '['), 64));
  EXPECT_FALSE(
      nested_deeper_than("\"" + std::string(100, '[') + "\\\"" + std::string(100, '{') + "\"", 64));
  std::string flat;
  for (int i = 0; i < 1000; ++i) flat += "{},";
  EXPECT_FALSE(nested_deeper_than(flat, 64));
}

TEST(Digits, AreAsFewAsGiveTheNumberBack) {
  EXPECT_EQ(digits_of(404), "404");
  EXPECT_EQ(digits_of(-1), "-1");
  EXPECT_EQ(digits_of(0.1), "0.1");
}

TEST(Html, EvaluatesEachKindOfExpression) {
  const auto page = Html::parse("<title>Hällo</title><a href='/x'>1</a><a href='/y'>2<b>3</b></a>");
  ASSERT_NE(page, nullptr);
  EXPECT_EQ(page->evaluate("//a/@href").nodes, (std::vector<std::string>{"/x", "/y"}));
  EXPECT_EQ(page->evaluate("//a").nodes, (std::vector<std::string>{"1", "23"}));
  EXPECT_EQ(page->evaluate("string(//title)").text, "Hällo");
  EXPECT_EQ(page->evaluate("count(//a)").number, 2);
  EXPECT_TRUE(page->evaluate("boolean(//a)").boolean);
}

TEST(Html, TakesBrokenPages) {
  const auto page = Html::parse("<div id=root><p>one<p>two</div></table>");
  ASSERT_NE(page, nullptr);
  EXPECT_EQ(page->evaluate("//div[@id='root']/p").nodes, (std::vector<std::string>{"one", "two"}));
}

TEST(Html, IsQuietAboutExpressionsThatCannotBeEvaluated) {
  testing::internal::CaptureStderr();
  EXPECT_FALSE(valid_xpath("//["));
  EXPECT_FALSE(valid_xpath("nonsense(1)"));
  EXPECT_FALSE(valid_xpath("x:nonsense(1)"));
  EXPECT_FALSE(valid_xpath("$undefined"));
  EXPECT_FALSE(valid_xpath("//x:p"));
  EXPECT_FALSE(valid_xpath(""));
  EXPECT_TRUE(valid_xpath("//script[@src]/@src | //link[@rel='stylesheet']/@href"));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(Html, GivesUpOnAnExpressionThatNeverEnds) {
  std::string page;
  for (int i = 0; i < 2000; ++i) page += "<p>x</p>";
  const auto html = Html::parse(page);
  EXPECT_EQ(html->evaluate("count(//*[//*[//*[//*[. = 'y']]]])").kind, XPathValue::Kind::none);
}

}  // namespace
}  // namespace slogate
