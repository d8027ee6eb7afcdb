#include "scenarios/message/url.h"

#include <gtest/gtest.h>

namespace slogate {
namespace {

std::string parsed(std::string_view text) {
  const std::optional<Url> url = parse_url(text);
  return url ? url->text() : "none";
}

TEST(Url, HasSchemeHostPortAndTarget) {
  const std::optional<Url> url = parse_url("https://app.example:8443/a/b?c=d");
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->origin.tls);
  EXPECT_EQ(url->origin.host, "app.example");
  EXPECT_EQ(url->origin.port, 8443);
  EXPECT_EQ(url->target, "/a/b?c=d");
}

TEST(Url, TargetIsNeverEmpty) {
  EXPECT_EQ(parse_url("http://a.example")->target, "/");
  EXPECT_EQ(parse_url("http://a.example?q=1")->target, "/?q=1");
}

TEST(Url, SchemeAndHostAreLowerCase) {
  EXPECT_EQ(parsed("HTTP://App.Example/A"), "http://app.example/A");
}

TEST(Url, DefaultPortIsLeftOut) {
  EXPECT_EQ(parsed("https://a.example:443/"), "https://a.example/");
  EXPECT_EQ(parsed("http://a.example:80/"), "http://a.example/");
  EXPECT_EQ(parsed("http://a.example:443/"), "http://a.example:443/");
  EXPECT_EQ(parsed("http://a.example:/"), "http://a.example/");
}

TEST(Url, Ipv6HostStandsInBracketsOnlyInText) {
  const std::optional<Url> url = parse_url("http://[::1]:8080/");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->origin.host, "::1");
  EXPECT_EQ(url->origin.authority(), "[::1]:8080");
  EXPECT_EQ(url->text(), "http://[::1]:8080/");
}

TEST(Url, FragmentIsDropped) {
  EXPECT_EQ(parsed("http://a.example/x#/auth"), "http://a.example/x");
}

TEST(Url, BytesOutsideAsciiAreEncoded) {
  EXPECT_EQ(parsed("http://a.example/ü"), "http://a.example/%C3%BC");
}

TEST(Url, RefusesUserInformation) {
  EXPECT_EQ(parsed("http://user@a.example/"), "none");
  EXPECT_EQ(parsed("http://user:key@a.example/"), "none");
}

TEST(Url, RefusesControlCharactersAndSpaces) {
  EXPECT_EQ(parsed("http://a.example/a b"), "none");
  EXPECT_EQ(parsed("http://a.example/\r\nx: y"), "none");
  EXPECT_EQ(parsed(std::string_view("http://a.example/\0", 18)), "none");
  EXPECT_EQ(parsed("http://a.example/\x7f"), "none");
}

TEST(Url, RefusesOtherSchemesAndRelativeText) {
  for (const char* text : {"ftp://a.example/", "file:///etc/passwd", "//a.example/", "/path",
                           "a.example", "http:", "http:/a", "http:a.example", "", "://a"}) {
    EXPECT_EQ(parsed(text), "none") << text;
  }
}

TEST(Url, RefusesMalformedAuthorities) {
  for (const char* text :
       {"http://", "http:///x", "http://a:0/", "http://a:65536/", "http://a:1x/",
        "http://a:123456/", "http://[::1/", "http://[::1]x/", "http://[fe80::1%25eth0]/",
        "http://[]/", "http://a..b/", "http://.a/", "http://a%2eb/", "http://a\\b/"}) {
    EXPECT_EQ(parsed(text), "none") << text;
  }
}

TEST(Url, RefusesMoreThanEightKibibytes) {
  const std::string head = "http://a.example/";
  EXPECT_NE(parsed(head + std::string(8192 - head.size(), 'x')), "none");
  EXPECT_EQ(parsed(head + std::string(8193 - head.size(), 'x')), "none");
}

TEST(PercentEncode, LeavesOnlyUnreservedCharacters) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode("a b&c=d/ü"), "a%20b%26c%3Dd%2F%C3%BC");
}

TEST(Url, TakesIpv6AddressesAndNothingElseInBrackets) {
  EXPECT_EQ(parse_url("http://[::1]:8080/x")->origin.host, "::1");
  EXPECT_EQ(parse_url("https://[2001:DB8::7]/")->text(), "https://[2001:db8::7]/");
  EXPECT_EQ(parse_url("http://[::ffff:127.0.0.1]/")->origin.authority(), "[::ffff:127.0.0.1]");
  for (const char* text : {"http://[:::]/", "http://[1:2]/", "http://[::1%eth0]/", "http://[::1/",
                           "http://[]/", "http://[127.0.0.1]/", "http://[::1]x/"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

TEST(Url, IsReadIntoMemoryThatIsUsedAgain) {
  Url url;
  EXPECT_TRUE(parse_url("https://App.Example:8443/a?b#c", url));
  EXPECT_EQ(url.text(), "https://app.example:8443/a?b");
  EXPECT_TRUE(parse_url("http://h", url));
  EXPECT_EQ(url.text(), "http://h/");
  EXPECT_FALSE(parse_url("/a", url));
}

TEST(Url, ATargetIsReadyForTheRequestLine) {
  std::string target = "old";
  assign_target("/a?b=\xc3\xbc#part", target);
  EXPECT_EQ(target, "/a?b=%C3%BC");
  assign_target("?x", target);
  EXPECT_EQ(target, "/?x");
}

TEST(Loopback, IsFoundInEveryWayToWriteIt) {
  EXPECT_TRUE(is_loopback("0:0:0:0:0:0:0:1"));
  EXPECT_TRUE(is_loopback("::ffff:127.0.0.1"));
  EXPECT_FALSE(is_loopback("::ffff:10.0.0.1"));
  EXPECT_FALSE(is_loopback("::"));
  EXPECT_FALSE(is_loopback("::2"));
}

TEST(Loopback, IsTheMachineItself) {
  for (const char* host : {"127.0.0.1", "127.255.0.9", "::1", "localhost", "LocalHost"}) {
    EXPECT_TRUE(is_loopback(host)) << host;
  }
}

TEST(Loopback, IsNothingElse) {
  for (const char* host : {"127.0.0.1.example", "127.0.0", "127.0.0.256", "127.0.0.01", "128.0.0.1",
                           "localhost.example", "0.0.0.0", "::", "", "127.", "127...1"}) {
    EXPECT_FALSE(is_loopback(host)) << host;
  }
}

}  // namespace
}  // namespace slogate
