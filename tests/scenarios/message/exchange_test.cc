#include "scenarios/message/exchange.h"

#include <gtest/gtest.h>

namespace slogate {
namespace {

TEST(HeaderName, IsComparedWithoutRegardToCase) {
  EXPECT_TRUE(same_name("Content-Type", "content-TYPE"));
  EXPECT_FALSE(same_name("content-type", "content-typ"));
  EXPECT_FALSE(same_name("content-type", "content_type"));
}

TEST(HeaderName, CaseOfOtherCharactersCounts) {
  EXPECT_FALSE(same_name("a[", "a{"));
}

TEST(Response, GivesTheFirstFieldOfAName) {
  Response response;
  response.headers = {{"Set-Cookie", "a=1"}, {"set-cookie", "b=2"}};
  ASSERT_TRUE(response.header("SET-COOKIE"));
  EXPECT_EQ(*response.header("SET-COOKIE"), "a=1");
}

TEST(Response, HasNoFieldThatDidNotCome) {
  EXPECT_EQ(Response{}.header("location"), std::nullopt);
}

TEST(Exchange, ClearLeavesNothingBehind) {
  Exchange exchange;
  exchange.outcome = Outcome::io_reset;
  exchange.detail = "reset";
  exchange.response = {200, {{"a", "b"}}, "body", 4};
  exchange.tls = std::make_shared<TlsSession>();
  exchange.phases.dns = std::chrono::nanoseconds(5);
  exchange.service_time = std::chrono::nanoseconds(9);
  exchange.bytes_out = exchange.bytes_in = 3;
  exchange.new_connection = exchange.stale_retry = exchange.extra_bytes = true;
  exchange.clear();
  EXPECT_EQ(exchange.outcome, Outcome::ok);
  EXPECT_EQ(exchange.detail, "");
  EXPECT_EQ(exchange.response.status, 0);
  EXPECT_TRUE(exchange.response.headers.empty());
  EXPECT_EQ(exchange.response.body, "");
  EXPECT_EQ(exchange.response.body_bytes, 0U);
  EXPECT_EQ(exchange.tls, nullptr);
  EXPECT_EQ(exchange.phases.dns.count(), 0);
  EXPECT_EQ(exchange.service_time.count(), 0);
  EXPECT_EQ(exchange.bytes_out + exchange.bytes_in, 0U);
  EXPECT_FALSE(exchange.new_connection || exchange.stale_retry || exchange.extra_bytes);
}

TEST(Exchange, ClearKeepsTheMemoryOfTheBody) {
  Exchange exchange;
  exchange.response.body.assign(100'000, 'x');
  const std::size_t capacity = exchange.response.body.capacity();
  exchange.clear();
  EXPECT_EQ(exchange.response.body.capacity(), capacity);
}

TEST(CookieText, HoldsNothingThatWouldEndACookie) {
  EXPECT_TRUE(is_cookie_text("\"a=b/c:d!\""));
  EXPECT_TRUE(is_cookie_text(""));
  for (const char* text : {"a;b", "a b", "a,b", "a\\b", "a\tb", "a\nb", "\xc3\xbc", "\x7f"}) {
    EXPECT_FALSE(is_cookie_text(text)) << text;
  }
}

}  // namespace
}  // namespace slogate
