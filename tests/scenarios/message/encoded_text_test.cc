#include "scenarios/message/encoded_text.h"

#include <gtest/gtest.h>

#include <string>

namespace slogate {
namespace {

// A token with everything that some encoder somewhere escapes.
constexpr std::string_view kToken = "Zq7/kE\"4+w&9=t<P>%\r8'y ü";

void expect_whole(std::string_view text) {
  EXPECT_EQ(match_encoded(text, 0, kToken), text.size()) << text;
  const std::string inside = "a" + std::string(text) + "b";
  EXPECT_EQ(match_encoded(inside, 1, kToken), text.size()) << text;
}

TEST(EncodedText, IsFoundPlain) {
  expect_whole(kToken);
}

TEST(EncodedText, IsFoundHoweverMuchOfItIsPercentEncoded) {
  expect_whole("Zq7%2FkE%224%2Bw%269%3Dt%3CP%3E%25%0D8%27y%20%C3%BC");
  expect_whole("Zq7%2fkE%224%2bw%269%3dt%3cP%3e%25%0d8%27y%20%c3%bc");
  expect_whole("Zq7%2FkE%224%2Bw%269%3Dt%3CP%3E%25%0D8'y%20%C3%BC");  // encodeURIComponent
  expect_whole("Zq7/kE%224%2Bw%269%3Dt%3CP%3E%25%0D8%27y+%C3%BC");  // a path's slash, a form's plus
}

TEST(EncodedText, IsFoundInJson) {
  expect_whole(R"(Zq7/kE\"4+w&9=t<P>%\r8'y ü)");
  expect_whole(R"(Zq7\/kE\"4+w\u00269=t\u003cP\u003e%\u000d8'y \u00fc)");  // HTML-safe, ASCII only
  expect_whole(R"(Zq7/kE\u00224+w\u00269=t\u003CP\u003E%\r8\u0027y \u00FC)");
}

TEST(EncodedText, IsFoundInJsonWithinJson) {
  expect_whole(R"(Zq7/kE\\\"4+w&9=t<P>%\\r8'y ü)");
  expect_whole(R"(Zq7\\/kE\\\"4+w\\u00269=t\\u003cP\\u003e%\\r8'y \\u00fc)");
}

TEST(EncodedText, IsFoundInHtml) {
  expect_whole("Zq7/kE&quot;4+w&amp;9=t&lt;P&gt;%\r8&#39;y ü");
  expect_whole("Zq7/kE&#34;4+w&#x26;9=t&lt;P&gt;%\r8&apos;y &#252;");
}

TEST(EncodedText, ABackslashIsFoundHoweverOftenItWasDoubled) {
  constexpr std::string_view kWindows = R"(C:\key\"x")";
  for (const std::string_view text :
       {R"(C:\key\"x")", R"(C:\\key\\\"x\")", R"(C:\\\\key\\\\\\\"x\\\")"}) {
    EXPECT_EQ(match_encoded(text, 0, kWindows), text.size()) << text;
  }
}

TEST(EncodedText, ACharacterOutsideTheFirstPlaneIsFoundAsASurrogatePair) {
  EXPECT_EQ(match_encoded(R"(\ud83d\ude00)", 0, "😀"), 12U);
}

TEST(EncodedText, AnotherTextIsNotFound) {
  for (const std::string_view text :
       {"", "Zq7", "Zq7/kE\"4+w&9=t<P>%\r8'y", "zq7/kE\"4+w&9=t<P>%\r8'y ü", "%", "%5", "&", "&#",
        "\\", "\\u00"}) {
    EXPECT_EQ(match_encoded(text, 0, kToken), 0U) << text;
  }
  EXPECT_EQ(match_encoded("abc", 0, ""), 0U);
  EXPECT_EQ(match_encoded("abc", 3, "a"), 0U);
}

}  // namespace
}  // namespace slogate
