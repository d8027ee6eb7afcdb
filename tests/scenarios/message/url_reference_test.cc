// Addresses that servers gave, as browsers read them.
#include <gtest/gtest.h>

#include "scenarios/message/url.h"

namespace slogate {
namespace {

std::string resolved(std::string_view base, std::string_view reference) {
  std::string_view why;
  const std::optional<Url> url = resolve(*parse_url(base), reference, &why);
  if (url) return url->text();
  return why.empty() ? "another scheme" : std::string(why);
}

TEST(Resolve, FollowsTheNormalExamplesOfRfc3986) {
  const char* base = "http://a/b/c/d;p?q";
  const std::pair<const char*, const char*> cases[] = {
      {"g", "http://a/b/c/g"},     {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},   {"/g", "http://a/g"},
      {"//g", "http://g/"},        {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"}, {"#s", "http://a/b/c/d;p?q"},
      {"g#s", "http://a/b/c/g"},   {"g?y#s", "http://a/b/c/g?y"},
      {";x", "http://a/b/c/;x"},   {"g;x?y#s", "http://a/b/c/g;x?y"},
      {"", "http://a/b/c/d;p?q"},  {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},     {"..", "http://a/b/"},
      {"../", "http://a/b/"},      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},      {"../../", "http://a/"},
      {"../../g", "http://a/g"}};
  for (const auto& [reference, expected] : cases)
    EXPECT_EQ(resolved(base, reference), expected) << reference;
}

TEST(Resolve, FollowsTheAbnormalExamplesOfRfc3986) {
  const char* base = "http://a/b/c/d;p?q";
  const std::pair<const char*, const char*> cases[] = {
      {"../../../g", "http://a/g"},     {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},          {"g.", "http://a/b/c/g."},
      {"..g", "http://a/b/c/..g"},      {"./../g", "http://a/b/g"},
      {"./g/.", "http://a/b/c/g/"},     {"g/../h", "http://a/b/c/h"},
      {"g;x=1/../y", "http://a/b/c/y"}, {"g?y/../x", "http://a/b/c/g?y/../x"},
      {"g:h", "another scheme"}};
  for (const auto& [reference, expected] : cases)
    EXPECT_EQ(resolved(base, reference), expected) << reference;
}

TEST(Resolve, TakesAbsoluteReferencesAsTheyAre) {
  EXPECT_EQ(resolved("https://a/x", "http://b.example:81/y/../z"), "http://b.example:81/z");
  EXPECT_EQ(resolved("https://a/x", "//b.example/y"), "https://b.example/y");
}

TEST(Resolve, RefusesOtherSchemes) {
  for (const char* reference : {"javascript:alert(1)", "data:text/html,x", "mailto:a@b", "tel:1",
                                "about:blank", "blob:https://a/1", "ftp://a/", "java\nscript:x"}) {
    EXPECT_EQ(resolved("https://a/x", reference), "another scheme") << reference;
  }
}

TEST(Resolve, SaysWhatIsTheMatterWithAnAuthority) {
  EXPECT_EQ(resolved("https://a/x", "//user@b/"), "it names a user");
  EXPECT_EQ(resolved("https://a/x", "https://user:word@b/"), "it names a user");
  EXPECT_EQ(resolved("https://a/x", "//"), "it names no host");
  EXPECT_EQ(resolved("https://a/x", "https:///?q"), "it names no host");
  EXPECT_EQ(resolved("https://a/x", "//b:99999/"), "its host name or port is malformed");
  EXPECT_EQ(resolved("https://a/x", "//b c/"), "its host name or port is malformed");
  EXPECT_EQ(resolved("https://a/x", "//[::1/"), "its host name or port is malformed");
  EXPECT_EQ(resolved("https://a/x",
                     "https://b\xc3\xbc"
                     "cher.example/"),
            "its host name is not in ASCII (such a name is sent as \"xn--...\")");
  EXPECT_EQ(resolved("https://a/x", std::string(8193, 'x')), "it is longer than 8,192 bytes");
  EXPECT_EQ(resolved("https://a/x", std::string(4000, ' ') + "y"), "https://a/y");
  // Encoded it is longer.
  EXPECT_EQ(resolved("https://a/x", "y" + std::string(4000, '<')), "it is longer than 8,192 bytes");
}

// What https://url.spec.whatwg.org makes of them.
TEST(Resolve, ReadsWhatAServerSendsAsABrowserDoes) {
  const char* base = "http://a/b/c?q";
  const std::pair<const char*, const char*> cases[] = {
      {" \t\n/x \r\n", "http://a/x"},
      {"/lo\nng\r\n\t/path", "http://a/long/path"},
      {"ht\ntp://b/", "http://b/"},
      {"/my file.pdf", "http://a/my%20file.pdf"},
      {"/\xc3\xbc"
       "ber?g\xc3\xb6=\xc3\xa4",
       "http://a/%C3%BCber?g%C3%B6=%C3%A4"},
      {"/latin-\xfc", "http://a/latin-%FC"},
      {"/a\"<b>?c\"<d>", "http://a/a%22%3Cb%3E?c%22%3Cd%3E"},
      {"/a`{b}^'?c`{d}^'", "http://a/a%60%7Bb%7D%5E'?c`{d}^%27"},
      {"/%20%C3%BC%zz", "http://a/%20%C3%BC%zz"},
      {"/a\x01\x7f", "http://a/a%01%7F"},
      {"\\x\\y?z\\", "http://a/x/y?z\\"},
      {"\\\\b\\x", "http://b/x"},
      {"/\\b/x", "http://b/x"},
      {"http:\\\\b\\x", "http://b/x"},
      {"///b/x", "http://b/x"},
      {"https:b/x", "https://b/x"},
      {"https:/b/x", "https://b/x"},
      {"http:x", "http://a/b/x"},
      {"http:/x", "http://a/x"},
      {"HTTP:", "http://a/b/c?q"},
      {"x y?z w#v u", "http://a/b/x%20y?z%20w"},
      {"? ", "http://a/b/c?"},
      {"?a b", "http://a/b/c?a%20b"},
      {"%2e%2E/x", "http://a/x"},
      {".%2e\\x", "http://a/x"},
      {"...", "http://a/b/..."},
      {"..\\..\\x", "http://a/x"},
      {"//b:8080\\x", "http://b:8080/x"},
      {"//b?x", "http://b/?x"},
      {"//B#x", "http://b/"}};
  for (const auto& [reference, expected] : cases)
    EXPECT_EQ(resolved(base, reference), expected) << reference;
}

TEST(Resolve, LetsNoLineBreakAndNoNulThrough) {
  constexpr char kReference[] = "/a\r\nx-injected: yes\r\n\r\n\0b?c\r\nd\0e";
  const std::string reference(kReference, sizeof(kReference) - 1);
  const std::optional<Url> url = resolve(*parse_url("http://a/"), reference);
  ASSERT_TRUE(url);
  EXPECT_EQ(url->target, "/ax-injected:%20yes%00b?cd%00e");
}

TEST(Resolve, WhatItGivesIsStrictlyReadAsItself) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string reference =
        std::string("/a") + static_cast<char>(byte) + "b?c" + static_cast<char>(byte) + "d";
    const std::optional<Url> url = resolve(*parse_url("http://a/"), reference);
    ASSERT_TRUE(url) << byte;
    EXPECT_EQ(parse_url(url->text()), url) << byte;
  }
}

TEST(Resolve, KnowsWhichAddressesAskForARequest) {
  for (const char* yes : {"x", "/x", "?x", "//b", "http://b", "HTTPS://b", " x#top",
                          "http://user@b", "a/b:c", "\xc3\xbc"}) {
    EXPECT_TRUE(asks_for_request(yes)) << yes;
  }
  for (const char* no : {"", " \n", "#top", " #", "mailto:a@b.example", "javascript:void(0)",
                         " JavaScript:x", "java\tscript:x", "tel:+49", "data:,x", "about:blank",
                         "blob:http://a/1", "sms:1", "ftp://a/"}) {
    EXPECT_FALSE(asks_for_request(no)) << no;
  }
}

}  // namespace
}  // namespace slogate
