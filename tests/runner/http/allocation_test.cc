// Cookies and digest values of a request cost no memory once their buffers have grown: counted with
// a global operator new of this binary's own.
#include <gtest/gtest.h>

#include <string>

#include "runner/http/cookie_jar.h"
#include "runner/http/digest_auth.h"
#include "tests/support/allocations.h"

namespace slogate {
namespace {

using support::allocations;

constexpr std::int64_t kNow = 1'772'791'200;
constexpr int kSteps = 10'000;

// How often memory was asked for in kSteps calls, after ten to warm up.
template <typename Step>
std::size_t allocations_of(const Step& step) {
  for (int i = 0; i < 10; ++i) step();
  const std::size_t before = allocations();
  for (int i = 0; i < kSteps; ++i) step();
  return allocations() - before;
}

Response answer_with_cookies() {
  Response response;
  response.status = 200;
  response.headers = {
      {"Content-Type", "text/html"},
      {"Set-Cookie",
       "session_identifier=0123456789abcdef0123456789abcdef; Path=/; HttpOnly; "
       "Secure; SameSite=Lax; Expires=Fri, 06 Mar 2026 10:02:00 GMT"},
      {"Set-Cookie", "csrf_token_of_the_form=fedcba9876543210; Domain=example.org; Max-Age=600"}};
  return response;
}

TEST(CookieJar, TakingAndSendingTheSameCookiesCostsNoMemory) {
  const Url page = *parse_url("https://a-long-name.shop.example.org/account/orders?page=1");
  const Response response = answer_with_cookies();
  CookieJar jar;
  std::string header;
  EXPECT_EQ(allocations_of([&] {
              jar.take(page, response, kNow);
              header.clear();
              jar.append_header(page, kNow, header);
            }),
            0U);
  EXPECT_EQ(jar.size(), 2U);
}

TEST(CookieJar, LookingForCookiesOverPlainHttpCostsNoMemory) {
  const Url page = *parse_url("http://a-long-name.shop.example.org/");
  CookieJar jar;
  jar.take(page, "an_identifier_of_some_length=1", kNow);
  std::string header;
  EXPECT_EQ(allocations_of([&] {
              header.clear();
              jar.append_header(page, kNow, header);
            }),
            0U);
}

TEST(CookieJar, CopyingAnEmptyJarCostsNoMemory) {
  const CookieJar empty;
  CookieJar jar;
  EXPECT_EQ(allocations_of([&] { jar = empty; }), 0U);
}

TEST(DigestSession, AuthenticatingAKnownOriginCostsNoMemory) {
  const Origin origin{true, "a-long-name.shop.example.org", 443};
  Response response;
  response.status = 401;
  response.headers = {{"WWW-Authenticate",
                       "Digest realm=\"members of the shop\", qop=\"auth\", "
                       "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo\", "
                       "algorithm=SHA-256"}};
  DigestSession digest;
  ASSERT_EQ(digest.take(origin, response), DigestStep::again);
  const Response good = answer_with_cookies();
  std::string value;
  EXPECT_EQ(allocations_of([&] {
              value.clear();
              digest.append_authorization(origin, "user", "a password of some length", "GET",
                                          "/account/orders?page=1", "0123456789abcdef", value);
              (void)digest.take(origin, good);
            }),
            0U);
  EXPECT_NE(value.find("nc=0000271a"), std::string::npos);
}

TEST(Allocations, AreCounted) {
  CookieJar jar;
  const Url page = *parse_url("https://shop.example.org/");
  jar.take(page, "an_identifier_of_some_length=1", kNow);
  EXPECT_GE(allocations_of([&] { const CookieJar copy = jar; }), static_cast<std::size_t>(kSteps));
}

}  // namespace
}  // namespace slogate
