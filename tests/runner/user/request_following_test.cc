// What follows a redirect, and what stays behind; no network at all.
#include <gtest/gtest.h>

#include "tests/runner/user/one_maker.h"

namespace slogate::support {
namespace {

TEST(RequestFollowing, FollowsAsOftenAsTheStepAllowsAndKeepsEveryHop) {
  Maker maker(suite_of(step("GET /a", R"("redirects": 1)")));
  maker.make();
  ASSERT_TRUE(maker.answer(302, {{"location", "/b"}}));
  EXPECT_EQ(maker.maker_.request().url.target, "/b");
  EXPECT_FALSE(maker.answer(302, {{"location", "/c"}}));
  EXPECT_EQ(maker.exchange_.outcome, Outcome::http_redirect_loop);
  EXPECT_EQ(maker.exchange_.detail, "more than 1 redirect, the last one to /c");
  ASSERT_EQ(maker.maker_.hops().size(), 1U);
  EXPECT_EQ(maker.maker_.hops()[0].url, "http://app.example/a");
  EXPECT_EQ(maker.maker_.hops()[0].status, 302);
  EXPECT_EQ(maker.maker_.hops()[0].service_time, std::chrono::milliseconds(5));
}

TEST(RequestFollowing, KeepsCredentialsToTheirOrigin) {
  Maker maker(
      suite_of(step("GET /a",
                    R"("redirects": "follow", "auth": {"bearer": "abc"}, "cookies": {"own": "1"},
         "headers": {"proxy-authorization": "Basic eA==", "x-kept": "yes"},
         "sign": {"header": "x-sig", "key": "k", "over": "${request.target}"})")));
  maker.make();
  const std::string signature = maker.header("x-sig");
  ASSERT_TRUE(maker.answer(302, {{"location", "/b"}}));
  EXPECT_EQ(maker.header("authorization"), "Bearer abc");
  EXPECT_EQ(maker.header("cookie"), "own=1");
  EXPECT_NE(maker.header("x-sig"), signature);  // of the request that is sent
  ASSERT_TRUE(maker.answer(302, {{"location", "http://other.example/c"}}));
  EXPECT_EQ(maker.header("authorization"), "");
  EXPECT_EQ(maker.header("proxy-authorization"), "");
  EXPECT_EQ(maker.header("cookie"), "");
  EXPECT_EQ(maker.header("x-sig"), "");
  EXPECT_EQ(maker.header("x-kept"), "yes");
  ASSERT_TRUE(maker.answer(302, {{"location", "http://app.example/d"}}));
  EXPECT_EQ(maker.header("authorization"), "");
  EXPECT_EQ(maker.header("cookie"), "");
}

TEST(RequestFollowing, KeepsSecretsInHeadersToTheirOrigin) {
  Maker maker(suite_of(
      R"("steps": [{"name": "a", "request": "GET /",
                    "captures": {"id": {"json": "/id", "secret": true}}},
                   {"name": "b", "request": "GET /b", "redirects": "follow",
                    "headers": {"x-api-key": "${secret:API_KEY}", "x-session": "s=${id}",
                                "x-kept": "yes"}}])",
      R"("defaults": {"headers": {"X-Default": "${key|upper}"}},
         "variables": {"key": {"env": "DEFAULT_KEY", "secret": true}})",
      {{"API_KEY", "the-key-of-the-api"}, {"DEFAULT_KEY", "another-long-key"}}));
  maker.frame_.set(kBuiltinSlots, "a-session-of-somebody");
  maker.make_step(1);
  ASSERT_TRUE(maker.answer(302, {{"location", "/c"}}));
  EXPECT_EQ(maker.header("x-api-key"), "the-key-of-the-api");
  EXPECT_EQ(maker.header("x-session"), "s=a-session-of-somebody");
  EXPECT_EQ(maker.header("x-default"), "ANOTHER-LONG-KEY");
  ASSERT_TRUE(maker.answer(302, {{"location", "http://other.example/c"}}));
  EXPECT_EQ(maker.header("x-api-key"), "");
  EXPECT_EQ(maker.header("x-session"), "");
  EXPECT_EQ(maker.header("x-default"), "");
  EXPECT_EQ(maker.header("x-kept"), "yes");
  ASSERT_TRUE(maker.answer(302, {{"location", "http://app.example/d"}}));
  EXPECT_EQ(maker.header("x-api-key"), "");
}

constexpr const char* kSecretForm =
    R"("redirects": "follow", "form": {"user": "sam", "password": "${secret:PASSWORD}"})";

TEST(RequestFollowing, KeepsASecretInABodyToItsOrigin) {
  for (const int status : {307, 308}) {
    Maker maker(suite_of(step("POST /a", kSecretForm), {}, {{"PASSWORD", "correct-horse"}}));
    maker.make();
    ASSERT_TRUE(maker.answer(status, {{"location", "/b"}}));
    EXPECT_EQ(maker.maker_.request().body, "user=sam&password=correct-horse");
    EXPECT_EQ(maker.maker_.obstacle(), "");
    ASSERT_TRUE(maker.answer(status, {{"location", "http://other.example/c"}}));
    EXPECT_EQ(maker.maker_.obstacle(),
              "the redirect to http://other.example/c is not followed: the request's body holds a "
              "secret, which is not sent to another origin");
  }
}

TEST(RequestFollowing, FollowsToAnotherOriginWhereTheBodyStaysBehindOrHoldsNoSecret) {
  Maker maker(suite_of(step("POST /a", kSecretForm), {}, {{"PASSWORD", "correct-horse"}}));
  maker.make();
  ASSERT_TRUE(maker.answer(303, {{"location", "http://other.example/c"}}));
  EXPECT_EQ(maker.maker_.request().body, "");
  Maker open(suite_of(step("POST /a", R"("redirects": "follow", "text": "open")")));
  open.make();
  ASSERT_TRUE(open.answer(307, {{"location", "http://other.example/c"}}));
  EXPECT_EQ(open.maker_.request().body, "open");
}

TEST(RequestFollowing, ARewrittenMethodLeavesItsBodyAndFilesBehind) {
  Maker maker(suite_of(step("POST /", R"("file": "a.bin", "redirects": "follow")"), {}, {},
                       {{"a.bin", "xyz"}}));
  EXPECT_EQ(maker.make().files.size(), 1U);
  ASSERT_TRUE(maker.answer(307, {{"location", "/b"}}));
  EXPECT_EQ(maker.maker_.request().files.size(), 1U);
  ASSERT_TRUE(maker.answer(303, {{"location", "/c"}}));
  EXPECT_EQ(maker.maker_.request().method, "GET");
  EXPECT_TRUE(maker.maker_.request().files.empty());
  EXPECT_EQ(maker.header("content-type"), "");
}

}  // namespace
}  // namespace slogate::support
