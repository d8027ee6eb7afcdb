// Requests as bytes: written each time, or once where they never change.
#include "runner/net/request_bytes.h"

#include <gtest/gtest.h>

namespace slogate {
namespace {

Request request_of(const std::string& target, std::size_t constant) {
  Request request;
  request.url = {{false, "h.example", 80}, target};
  request.constant = constant;
  return request;
}

std::string bytes_of(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: h.example\r\n\r\n";
}

TEST(RequestBytes, AreWrittenEachTimeWhereTheRequestIsMadeForOnce) {
  RequestBytes bytes;
  EXPECT_EQ(bytes.of(request_of("/a", 0)), bytes_of("/a"));
  EXPECT_EQ(bytes.of(request_of("/bb", 0)), bytes_of("/bb"));
}

TEST(RequestBytes, AreWrittenOnceForEachThatNeverChanges) {
  RequestBytes bytes;
  EXPECT_EQ(bytes.of(request_of("/a", 2)), bytes_of("/a"));
  EXPECT_EQ(bytes.of(request_of("/b", 1)), bytes_of("/b"));
  const auto first = bytes.of(request_of("/a", 2));
  EXPECT_EQ(first, bytes_of("/a"));
  // Others between them, many enough for the memory to grow, leave them as they are.
  for (std::size_t number = 3; number < 100; ++number) {
    const std::string target = "/" + std::to_string(number);
    EXPECT_EQ(bytes.of(request_of(target, number)), bytes_of(target));
    EXPECT_EQ(bytes.of(request_of("/once", 0)), bytes_of("/once"));
  }
  const auto again = bytes.of(request_of("/a", 2));
  ASSERT_TRUE(first && again);
  EXPECT_EQ(again->data(), first->data());  // not written again
  EXPECT_EQ(bytes.of(request_of("/b", 1)), bytes_of("/b"));
}

TEST(RequestBytes, WhatCannotBeWrittenStaysSo) {
  RequestBytes bytes;
  Request request = request_of("/a", 1);
  request.headers.push_back({"x-broken", "a\r\nb"});
  EXPECT_EQ(bytes.of(request), std::nullopt);
  EXPECT_EQ(bytes.of(request), std::nullopt);
  request.constant = 0;
  EXPECT_EQ(bytes.of(request), std::nullopt);
  EXPECT_EQ(bytes.of(request_of("/a", 0)), bytes_of("/a"));
}

}  // namespace
}  // namespace slogate
