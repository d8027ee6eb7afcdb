#include "runner/http/cookie_jar.h"

#include <gtest/gtest.h>

namespace slogate {
namespace {

constexpr std::int64_t kNow = 1'772'791'200;  // 2026-03-06 10:00 UTC

Url url(const char* text) {
  return *parse_url(text);
}

CookieJar jar_of(const char* from, std::initializer_list<const char*> cookies) {
  CookieJar jar;
  Response response;
  for (const char* cookie : cookies) response.headers.push_back({"Set-Cookie", cookie});
  jar.take(url(from), response, kNow);
  return jar;
}

TEST(CookieJar, SendsACookieBackToItsHostOnly) {
  const CookieJar jar = jar_of("https://app.example/login", {"sid=1; HttpOnly; Path=/"});
  EXPECT_EQ(jar.header_for(url("https://app.example/account"), kNow), "sid=1");
  EXPECT_EQ(jar.header_for(url("https://sub.app.example/"), kNow), "");
  EXPECT_EQ(jar.header_for(url("https://other.example/"), kNow), "");
}

TEST(CookieJar, ADomainCookieGoesToSubdomains) {
  const CookieJar jar = jar_of("https://app.example.org/", {"a=1; Domain=example.org; Path=/"});
  EXPECT_EQ(jar.header_for(url("https://www.example.org/"), kNow), "a=1");
  EXPECT_EQ(jar.header_for(url("https://badexample.org/"), kNow), "");
}

TEST(CookieJar, RefusesDomainsThatAreNotTheSites) {
  EXPECT_TRUE(jar_of("https://app.example.org/", {"a=1; Domain=org"}).empty());
  EXPECT_TRUE(jar_of("https://app.example.org/", {"a=1; Domain=other.example"}).empty());
}

TEST(CookieJar, PathsAreMatchedBySegmentAndLongerOnesComeFirst) {
  const CookieJar jar =
      jar_of("http://h.example/a/b/page", {"deep=1", "top=2; Path=/", "a=3; Path=/a"});
  EXPECT_EQ(jar.header_for(url("http://h.example/a/b/next?x=1"), kNow), "deep=1; a=3; top=2");
  EXPECT_EQ(jar.header_for(url("http://h.example/ab"), kNow), "top=2");
}

TEST(CookieJar, ASecureCookieNeedsTls) {
  const CookieJar jar = jar_of("https://h.example/", {"s=1; Secure"});
  EXPECT_EQ(jar.header_for(url("http://h.example/"), kNow), "");
  EXPECT_EQ(jar.header_for(url("https://h.example/"), kNow), "s=1");
}

TEST(CookieJar, ACookieEndsWithItsAge) {
  const CookieJar jar = jar_of("http://h.example/",
                               {"a=1; Max-Age=60", "b=2; Expires=Fri, 06 Mar 2026 10:02:00 GMT"});
  EXPECT_EQ(jar.header_for(url("http://h.example/"), kNow + 59), "a=1; b=2");
  EXPECT_EQ(jar.header_for(url("http://h.example/"), kNow + 61), "b=2");
  EXPECT_EQ(jar.header_for(url("http://h.example/"), kNow + 120), "");
}

TEST(CookieJar, APastDateDeletes) {
  CookieJar jar = jar_of("http://h.example/", {"a=1"});
  Response response;
  response.headers.push_back({"set-cookie", "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"});
  jar.take(url("http://h.example/"), response, kNow);
  EXPECT_TRUE(jar.empty());
}

TEST(CookieJar, KeepsItsCapsAndCountsWhatItRefuses) {
  CookieJar jar;
  Response response;
  for (int i = 0; i < 80; ++i)
    response.headers.push_back({"Set-Cookie", "c" + std::to_string(i) + "=1"});
  response.headers.push_back({"Set-Cookie", "big=" + std::string(5000, 'x')});
  response.headers.push_back({"Set-Cookie", "nothing"});
  jar.take(url("http://h.example/"), response, kNow);
  EXPECT_EQ(jar.size(), CookieJar::kPerHost);
  EXPECT_EQ(jar.refused(), 32U);
}

}  // namespace
}  // namespace slogate
