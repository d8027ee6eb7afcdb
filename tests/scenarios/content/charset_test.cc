// Which encoding a body is read in.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "scenarios/content/charset.h"
#include "scenarios/content/markup.h"

namespace slogate {
namespace {

XPath xpath(std::string_view text) {
  std::string why;
  return XPath::compile(text, why).value();
}

std::string text_of_page(std::string_view page, std::string_view charset) {
  MarkupTree tree;
  std::string why;
  EXPECT_TRUE(tree.load(page, MarkupKind::html, why, nullptr, charset)) << why;
  return tree.evaluate(xpath("string(//p)")).text;
}

TEST(Html, IsInTheCharsetOfItsContentType) {
  EXPECT_EQ(text_of_page("<p>\xe9</p>", "ISO-8859-1"), "\xc3\xa9");
  EXPECT_EQ(text_of_page("<meta charset=utf-8><p>\xe9</p>", "iso-8859-1"), "\xc3\xa9");
  EXPECT_EQ(text_of_page("<p>\x80</p>", "windows-1252"), "\xe2\x82\xac");
  EXPECT_EQ(text_of_page("<p>\xc3\xa9</p>", "utf-8"), "\xc3\xa9");
}

TEST(Html, IsElseInTheCharsetOfItsMeta) {
  EXPECT_EQ(text_of_page("<meta charset=ISO-8859-1><p>\xe9</p>", ""), "\xc3\xa9");
  EXPECT_EQ(text_of_page("<META content='text/html; charset=ISO-8859-1' http-equiv=content-type />"
                         "<p>\xe9</p>",
                         "no-such-charset"),
            "\xc3\xa9");
}

TEST(Html, IsElseInUtf8) {
  EXPECT_EQ(text_of_page("<p>\xc3\xa9 \xe2\x98\x83</p>", ""), "\xc3\xa9 \xe2\x98\x83");
  EXPECT_EQ(text_of_page("<meta charset=none><p>\xc3\xa9</p>", "none"), "\xc3\xa9");
  EXPECT_EQ(text_of_page("<meta charset=utf-16><p>\xc3\xa9</p>", ""), "\xc3\xa9");
  EXPECT_EQ(text_of_page("\xef\xbb\xbf<p>\xc3\xa9</p>", "ISO-8859-1"), "\xc3\xa9");
}

TEST(Charset, IsAParameterOfTheContentType) {
  EXPECT_EQ(charset_of("text/html; charset=ISO-8859-1"), "ISO-8859-1");
  EXPECT_EQ(charset_of("text/html;a=b ;CHARSET = \"utf-8\"; c=d"), "utf-8");
  EXPECT_EQ(charset_of("text/html"), "");
  EXPECT_EQ(charset_of("text/html; charset"), "");
  EXPECT_EQ(charset_of("text/html; charset="), "");
  EXPECT_EQ(charset_of("text/html; xcharset=a"), "");
}

TEST(Charset, OfAPageStandsInItsFirstMetaThatNamesOne) {
  EXPECT_EQ(charset_in_page("<html><meta name=a content='charset=b'><meta charset='c'>"), "c");
  EXPECT_EQ(charset_in_page("<!-- <meta charset=a> --><metadata charset=b><meta\ncharset = d>"),
            "d");
  EXPECT_EQ(charset_in_page("<meta charset=\"\" charset>"), "");
  EXPECT_EQ(charset_in_page("<meta = = / charset=x"), "x");
  EXPECT_EQ(charset_in_page("<!-- <meta charset=a>"), "");
  EXPECT_EQ(charset_in_page(std::string(1024, ' ') + "<meta charset=a>"), "");
}

TEST(Xml, ThatDeclaresNoEncodingIsInTheCharsetOfItsContentType) {
  const auto text = [](std::string_view document) {
    MarkupTree tree;
    std::string why;
    EXPECT_TRUE(tree.load(document, MarkupKind::xml, why, nullptr, "ISO-8859-1")) << why;
    return tree.evaluate(xpath("string(/a)")).text;
  };
  EXPECT_EQ(text("<a>\xe4</a>"), "\xc3\xa4");
  EXPECT_EQ(text("<?xml version='1.0' encoding='UTF-8'?><a>\xc3\xa4</a>"), "\xc3\xa4");
  EXPECT_EQ(text("\xef\xbb\xbf<a>\xc3\xa4</a>"), "\xc3\xa4");
}

}  // namespace
}  // namespace slogate
