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

TEST(CookieJar, AFullHostLosesItsLeastRecentlyUsedCookie) {
  CookieJar jar;
  const Url page = url("http://h.example/");
  for (int i = 0; i < 50; ++i) {
    jar.take(url(("http://h.example/" + std::to_string(i) + "/x").c_str()),
             "c" + std::to_string(i) + "=1", kNow);
  }
  std::string sent;
  EXPECT_TRUE(jar.append_header(url("http://h.example/0/y"), kNow, sent));  // uses c0
  EXPECT_EQ(sent, "c0=1");
  EXPECT_TRUE(jar.take(page, "new=1", kNow));
  EXPECT_EQ(jar.size(), CookieJar::kPerHost);
  EXPECT_EQ(jar.evicted(), 1U);
  EXPECT_EQ(jar.refused(), 0U);
  EXPECT_EQ(jar.header_for(url("http://h.example/0/y"), kNow), "c0=1; new=1");
  EXPECT_EQ(jar.header_for(url("http://h.example/1/y"), kNow), "new=1");
}

TEST(CookieJar, ExpiredCookiesGoBeforeOthers) {
  CookieJar jar;
  const Url page = url("http://h.example/");
  for (int i = 0; i < 49; ++i) jar.take(page, "c" + std::to_string(i) + "=1", kNow);
  jar.take(page, "short=1; Max-Age=5", kNow);
  jar.take(page, "new=1", kNow + 10);
  EXPECT_EQ(jar.size(), CookieJar::kPerHost);
  EXPECT_EQ(jar.evicted(), 0U);
  EXPECT_TRUE(jar.header_for(page, kNow).starts_with("c0=1; "));
}

TEST(CookieJar, AFullJarTakesFromItsFullestHost) {
  CookieJar jar;
  for (int host = 0; host < 8; ++host) {
    const std::string page = "http://h" + std::to_string(host) + ".example/";
    const int cookies = host == 3 ? 50 : 36;
    for (int i = 0; i < cookies; ++i) {
      jar.take(url(page.c_str()), "c" + std::to_string(i) + "=1", kNow);
    }
  }
  // 302 came in: the first two of h3 went.
  EXPECT_EQ(jar.size(), CookieJar::kInAll);
  EXPECT_EQ(jar.evicted(), 2U);
  EXPECT_TRUE(jar.header_for(url("http://h3.example/"), kNow).starts_with("c2=1; "));
  EXPECT_TRUE(jar.header_for(url("http://h0.example/"), kNow).starts_with("c0=1; "));
}

TEST(CookieJar, CountsWhatItRefusesAndSaysWhy) {
  CookieJar jar;
  EXPECT_EQ(jar.last_refusal().why, "");
  const auto why = [&jar](const char* from, std::string_view field) {
    EXPECT_FALSE(jar.take(url(from), field, kNow));
    return jar.last_refusal().why;
  };
  EXPECT_EQ(why("http://h.example/", "big=" + std::string(4093, 'x')), "over 4,096 bytes");
  EXPECT_EQ(why("http://h.example/", "nothing"), "no name and value");
  EXPECT_EQ(why("http://h.example/", "=1"), "no name");
  EXPECT_EQ(why("http://h.example/", "a=\x01"), "a control character");
  EXPECT_EQ(why("http://h.example/", "a=1; Secure"), "Secure without TLS");
  EXPECT_EQ(why("https://h.example/", "a=1; SameSite=None"), "SameSite=None without Secure");
  EXPECT_EQ(why("https://h.example/", "__Host-a=1; Secure"), "a __Host- cookie without Path=/");
  EXPECT_EQ(why("https://h.example/", "a=1; Domain=other.example"), "a Domain of another site");
  EXPECT_EQ(why("https://h.example/", "a=1; Domain=sub.h.example"), "a Domain of another site");
  EXPECT_EQ(why("https://h.example/", "a=1; Domain=EXAMPLE"), "a Domain that is a public suffix");
  EXPECT_EQ(why("https://1.2.3.4/", "a=1; Domain=3.4"), "a Domain that is a part of an IP address");
  EXPECT_EQ(jar.refused(), 11U);
  EXPECT_EQ(jar.last_refusal().name, "a");
  EXPECT_TRUE(jar.empty());
}

TEST(CookieJar, TellsNoMoreThan64BytesOfAName) {
  CookieJar jar;
  jar.take(url("http://h.example/"), std::string(100, 'n') + "=1; Secure", kNow);
  EXPECT_EQ(jar.last_refusal().name, std::string(64, 'n'));
}

TEST(CookieJar, TakesAFieldOfExactly4096Bytes) {
  EXPECT_EQ(jar_of("http://h.example/", {("a=" + std::string(4094, 'x')).c_str()}).size(), 1U);
}

TEST(CookieJar, PublicSuffixesGetNoCookies) {
  EXPECT_TRUE(jar_of("https://shop.co.uk/", {"a=1; Domain=co.uk"}).empty());
  EXPECT_TRUE(jar_of("https://me.github.io/", {"a=1; Domain=.GitHub.io"}).empty());
  EXPECT_FALSE(jar_of("https://www.shop.co.uk/", {"a=1; Domain=shop.co.uk"}).empty());
}

TEST(CookieJar, AHostThatIsASuffixKeepsItsOwnCookiesToItself) {
  const CookieJar jar = jar_of("https://github.io/", {"a=1; Domain=github.io"});
  EXPECT_EQ(jar.header_for(url("https://github.io/"), kNow), "a=1");
  EXPECT_EQ(jar.header_for(url("https://me.github.io/"), kNow), "");
  const CookieJar local = jar_of("http://localhost:8080/", {"a=1; Domain=localhost"});
  EXPECT_EQ(local.header_for(url("http://localhost:9090/"), kNow), "a=1");
}

TEST(CookieJar, AddressesAreMatchedWhole) {
  const CookieJar jar = jar_of("http://127.0.0.1/", {"a=1; Domain=127.0.0.1"});
  EXPECT_EQ(jar.header_for(url("http://127.0.0.1/"), kNow), "a=1");
  EXPECT_EQ(jar.header_for(url("http://9.127.0.0.1/"), kNow), "");
  const CookieJar six = jar_of("http://[::1]/", {"a=1"});
  EXPECT_EQ(six.header_for(url("http://[::1]/"), kNow), "a=1");
}

TEST(CookieJar, APortIsNoPartOfASite) {
  const CookieJar jar = jar_of("http://h.example:81/", {"a=1"});
  EXPECT_EQ(jar.header_for(url("http://h.example:82/"), kNow), "a=1");
}

TEST(CookieJar, LoopbackCountsAsSecure) {
  for (const char* page : {"http://127.0.0.1/", "http://localhost/", "http://[::1]/"}) {
    const CookieJar jar =
        jar_of(page, {"a=1; Secure", "__Host-b=2; Secure; Path=/", "__Secure-c=3; Secure"});
    EXPECT_EQ(jar.header_for(url(page), kNow), "a=1; __Host-b=2; __Secure-c=3") << page;
  }
}

TEST(CookieJar, PlainHttpLeavesSecureCookiesAlone) {
  CookieJar jar = jar_of("https://h.example.org/a/", {"s=1; Secure; Path=/a; Domain=example.org"});
  EXPECT_FALSE(jar.take(url("http://h.example.org/a/b"), "s=2", kNow));
  EXPECT_EQ(jar.last_refusal().why, "it would hide a Secure cookie without TLS");
  EXPECT_FALSE(jar.take(url("http://h.example.org/"), "s=; Path=/a; Max-Age=0", kNow));
  EXPECT_FALSE(jar.take(url("http://example.org/"), "s=2; Path=/a/c", kNow));
  EXPECT_TRUE(jar.take(url("http://h.example.org/"), "s=2; Path=/", kNow));  // a shorter path
  EXPECT_TRUE(jar.take(url("http://h.example.org/"), "t=2; Path=/a", kNow));
  EXPECT_TRUE(jar.take(url("https://h.example.org/a/b"), "s=3", kNow));
  EXPECT_EQ(jar.header_for(url("https://h.example.org/a/x"), kNow), "s=1; t=2; s=3; s=2");
}

TEST(CookieJar, AReplacedCookieKeepsItsPlace) {
  CookieJar jar = jar_of("http://h.example/", {"a=1", "b=2"});
  EXPECT_TRUE(jar.take(url("http://h.example/"), "a=3", kNow));
  EXPECT_EQ(jar.header_for(url("http://h.example/"), kNow), "a=3; b=2");
  EXPECT_EQ(jar.size(), 2U);
}

TEST(CookieJar, HostOnlyAndDomainCookiesAreTwo) {
  const CookieJar jar = jar_of("http://h.example.org/", {"a=1", "a=2; Domain=h.example.org"});
  EXPECT_EQ(jar.header_for(url("http://h.example.org/"), kNow), "a=1; a=2");
  EXPECT_EQ(jar.header_for(url("http://x.h.example.org/"), kNow), "a=2");
}

TEST(CookieJar, TheDefaultPathIsTheFolderOfTheRequest) {
  const auto at = [](const char* from, const char* to) {
    return jar_of(from, {"a=1; Path=relative"}).header_for(url(to), kNow);
  };
  EXPECT_EQ(at("http://h.example/a/b?x=/c/d", "http://h.example/a"), "a=1");
  EXPECT_EQ(at("http://h.example/a/b", "http://h.example/"), "");
  EXPECT_EQ(at("http://h.example/a", "http://h.example/b"), "a=1");
}

TEST(CookieJar, AppendsToWhatIsThere) {
  CookieJar jar = jar_of("http://h.example/", {"a=1", "b=2"});
  std::string out = "x=0; ";
  EXPECT_TRUE(jar.append_header(url("http://h.example/"), kNow, out));
  EXPECT_EQ(out, "x=0; a=1; b=2");
  EXPECT_FALSE(jar.append_header(url("http://other.example/"), kNow, out));
  EXPECT_EQ(out, "x=0; a=1; b=2");
}

TEST(CookieJar, ClearingKeepsTheCounts) {
  CookieJar jar = jar_of("http://h.example/", {"a=1", "nothing"});
  jar.clear();
  EXPECT_TRUE(jar.empty());
  EXPECT_EQ(jar.refused(), 1U);
}

TEST(CookieJar, TellsTheRedactorWhatMakesSomebodySignedIn) {
  CookieJar jar = jar_of("http://h.example/",
                         {"sid=abcdefgh1; HttpOnly", "theme=dark-and-long", "n=7; HttpOnly"});
  Response answer;
  answer.headers = {{"Set-Cookie", "next=ijklmnop2; HttpOnly; Max-Age=0"},
                    {"X-Other", "qrstuvwx3"}};
  Redactor redactor;
  jar.add_secrets(answer, redactor);
  EXPECT_EQ(redactor.redact("abcdefgh1 dark-and-long 7 ijklmnop2 qrstuvwx3"),
            "*** dark-and-long 7 *** qrstuvwx3");
}

}  // namespace
}  // namespace slogate
