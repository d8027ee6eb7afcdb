#include "scenarios/message/set_cookie.h"

#include <gtest/gtest.h>

#include <string>

namespace slogate {
namespace {

constexpr std::int64_t kNow = 1'772'791'200;  // 2026-03-06 10:00 UTC

TEST(SetCookie, ReadsNameValueAndAttributes) {
  const SetCookie cookie = parse_set_cookie(
      "sid=a=b; Domain=.Example.org; Path=/a; Max-Age=60; Secure; HttpOnly; SameSite=Strict");
  EXPECT_EQ(cookie.fault, "");
  EXPECT_EQ(cookie.name, "sid");
  EXPECT_EQ(cookie.value, "a=b");
  EXPECT_EQ(cookie.domain, "Example.org");
  EXPECT_EQ(cookie.path, "/a");
  EXPECT_EQ(cookie.max_age, 60);
  EXPECT_TRUE(cookie.secure);
  EXPECT_TRUE(cookie.http_only);
  EXPECT_EQ(cookie.same_site, SameSite::strict);
}

TEST(SetCookie, IgnoresBlanksAndCaseOfAttributeNames) {
  const SetCookie cookie =
      parse_set_cookie(" sid = 1 ;  PATH = /x ;secure ; httponly;SAMESITE=lAX");
  EXPECT_EQ(cookie.name, "sid");
  EXPECT_EQ(cookie.value, "1");
  EXPECT_EQ(cookie.path, "/x");
  EXPECT_TRUE(cookie.secure);
  EXPECT_TRUE(cookie.http_only);
  EXPECT_EQ(cookie.same_site, SameSite::lax);
}

TEST(SetCookie, KeepsQuotesAndAnEmptyValue) {
  EXPECT_EQ(parse_set_cookie("a=\"x y\"").value, "\"x y\"");
  EXPECT_EQ(parse_set_cookie("a=").value, "");
  EXPECT_EQ(parse_set_cookie("a=").name, "a");
}

TEST(SetCookie, LooksAttributesUpWithoutCase) {
  const SetCookie cookie = parse_set_cookie("a=1; HttpOnly; Priority=High; Partitioned;; =x");
  EXPECT_EQ(cookie.attribute("httponly"), "");
  EXPECT_EQ(cookie.attribute("PRIORITY"), "High");
  EXPECT_EQ(cookie.attribute("Partitioned"), "");
  EXPECT_EQ(cookie.attribute("Secure"), std::nullopt);
  EXPECT_EQ(cookie.attribute(""), std::nullopt);
  EXPECT_EQ(parse_set_cookie("Secure=1").attribute("Secure"), std::nullopt);
}

TEST(SetCookie, TheLastOfEqualAttributesCounts) {
  const SetCookie cookie = parse_set_cookie("a=1; Path=/x; Domain=a.test; Path=/y; Domain=");
  EXPECT_EQ(cookie.path, "/y");
  EXPECT_EQ(cookie.domain, "");
  EXPECT_EQ(cookie.attribute("Path"), "/y");
}

TEST(SetCookie, AttributesThatCannotBeReadAreAsMissing) {
  const SetCookie cookie =
      parse_set_cookie("a=1; Path=x; Max-Age=1e3; Expires=tomorrow; SameSite=maybe");
  EXPECT_EQ(cookie.path, "");
  EXPECT_EQ(cookie.max_age, std::nullopt);
  EXPECT_EQ(cookie.expires, std::nullopt);
  EXPECT_EQ(cookie.same_site, SameSite::unset);
}

TEST(SetCookie, IgnoresAttributeValuesOver1024Bytes) {
  EXPECT_EQ(parse_set_cookie("a=1; Path=/" + std::string(1023, 'x')).path.size(), 1024U);
  EXPECT_EQ(parse_set_cookie("a=1; Path=/" + std::string(1024, 'x')).path, "");
}

TEST(SetCookie, NamesTheFaultOfAFieldThatIsNoCookie) {
  EXPECT_EQ(parse_set_cookie("").fault, "no name and value");
  EXPECT_EQ(parse_set_cookie("nothing; Path=/").fault, "no name and value");
  EXPECT_EQ(parse_set_cookie(" =x").fault, "no name");
  EXPECT_EQ(parse_set_cookie("a=x\ry").fault, "a control character");
  EXPECT_EQ(parse_set_cookie("a=x; Path=/\x7f").fault, "a control character");
  EXPECT_EQ(parse_set_cookie(std::string("a=\0", 3)).fault, "a control character");
  EXPECT_EQ(parse_set_cookie("a=x\ry").name, "");
  EXPECT_EQ(parse_set_cookie("a=x\ty").fault, "");
}

TEST(SetCookie, ATextWithoutCookieStillHasItsAttributes) {
  EXPECT_TRUE(parse_set_cookie("nothing; Secure").secure);
}

TEST(SetCookie, MaxAgeGoesBeforeExpires) {
  const auto expiry = [](const char* field) { return parse_set_cookie(field).expiry(kNow); };
  EXPECT_EQ(expiry("a=1"), INT64_MAX);
  EXPECT_EQ(expiry("a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), kNow + 60);
  EXPECT_EQ(expiry("a=1; Expires=Fri, 06 Mar 2026 10:02:00 GMT"), kNow + 120);
  EXPECT_LE(expiry("a=1; Max-Age=0"), kNow);
  EXPECT_LE(expiry("a=1; Max-Age=-99999999999999999999999"), kNow);
}

TEST(SetCookie, LivesNoLongerThan400Days) {
  constexpr std::int64_t kMost = kNow + 400LL * 86'400;
  EXPECT_EQ(parse_set_cookie("a=1; Max-Age=99999999999999999999999999").expiry(kNow), kMost);
  EXPECT_EQ(parse_set_cookie("a=1; Expires=1 Jan 9999 00:00:00").expiry(kNow), kMost);
}

TEST(SetCookie, HoldsNamesToTheirPrefixes) {
  const auto broken = [](const char* field) { return parse_set_cookie(field).broken_prefix(); };
  EXPECT_EQ(broken("__Secure-a=1; Secure"), "");
  EXPECT_EQ(broken("__Secure-a=1"), "a __Secure- cookie without Secure");
  EXPECT_EQ(broken("__sECURE-a=1"), "a __Secure- cookie without Secure");
  EXPECT_EQ(broken("__Host-a=1; Secure; Path=/"), "");
  EXPECT_EQ(broken("__Host-a=1; Path=/"), "a __Host- cookie without Secure");
  EXPECT_EQ(broken("__Host-a=1; Secure; Path=/; Domain=a.test"), "a __Host- cookie with a Domain");
  EXPECT_EQ(broken("__host-a=1; Secure"), "a __Host- cookie without Path=/");
  EXPECT_EQ(broken("__Host-a=1; Secure; Path=/x"), "a __Host- cookie without Path=/");
  EXPECT_EQ(broken("__Hos=1"), "");
}

TEST(CookieDate, ReadsTheShapesOfHttpDates) {
  constexpr std::int64_t kDate = 784'111'777;
  EXPECT_EQ(parse_cookie_date("Sun, 06 Nov 1994 08:49:37 GMT"), kDate);
  EXPECT_EQ(parse_cookie_date("Sunday, 06-Nov-94 08:49:37 GMT"), kDate);
  EXPECT_EQ(parse_cookie_date("Sun Nov  6 08:49:37 1994"), kDate);
  EXPECT_EQ(parse_cookie_date("1994 nOVEMBER 6 8:49:37"), kDate);
  EXPECT_EQ(parse_cookie_date("8:49:37 nOVEMBER 6 1994"), kDate);
  EXPECT_EQ(parse_cookie_date("06th/Nov/1994x;08:49:37pm"), kDate);
}

TEST(CookieDate, TwoDigitYearsTurnAt70) {
  EXPECT_EQ(parse_cookie_date("1 Jan 70 00:00:00"), 0);
  EXPECT_EQ(parse_cookie_date("1 Jan 69 00:00:00"), 3'124'224'000);
}

TEST(CookieDate, RefusesDatesThatAreNone) {
  for (const char* text :
       {"", "Sun, 06 Nov 1994", "06 Nov 08:49:37", "Nov 1994 08:49:37", "06 1994 08:49:37",
        "31 Feb 2020 00:00:00", "0 Jan 2020 00:00:00", "32 Jan 2020 00:00:00",
        "1 Jan 1600 00:00:00", "1 Jan 2020 24:00:00", "1 Jan 2020 00:60:00", "1 Jan 2020 00:00:60",
        "1 Jan 2020 00:00", "1 Jan 20200 00:00:00", "1 Jan 2020 000:00:00"}) {
    EXPECT_EQ(parse_cookie_date(text), std::nullopt) << text;
  }
}

TEST(CookieDate, ReadsALeapDay) {
  EXPECT_EQ(parse_cookie_date("29 Feb 2024 00:00:00"), 1'709'164'800);
  EXPECT_EQ(parse_cookie_date("29 Feb 2023 00:00:00"), std::nullopt);
}

}  // namespace
}  // namespace slogate
